"""Prometheus' own checker reads the configuration and the alerts."""

import shutil
import subprocess
from pathlib import Path

import pytest

from jiandu.embedded import packages, places

CONFIGURATION = Path(__file__).parents[3] / "deploy" / "prometheus" / "prometheus.yml"


@pytest.fixture(scope="module")
def promtool() -> str:
    installed = shutil.which("promtool")
    if installed:
        return installed
    try:
        root = packages.fetch("prometheus", places.home() / "packages", lambda _line: None)
    except packages.CannotFetch as error:
        pytest.skip(f"PROMTOOL CANNOT BE HAD, deploy/prometheus goes unchecked: {error}")
    return str(root / "usr" / "bin" / "promtool")


def test_the_configuration_and_its_alerts_are_valid(promtool: str):
    checked = subprocess.run(
        [promtool, "check", "config", str(CONFIGURATION)], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "rules found" in checked.stdout
