"""Prometheus' own checker reads the configuration and the alerts."""

import shutil
import subprocess
from pathlib import Path

import pytest

from jiandu.embedded import packages, places

CONFIGURATION = Path(__file__).parents[3] / "deploy" / "prometheus" / "prometheus.yml"
SITUATIONS = Path(__file__).with_name("alerts.yml")


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


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
    assert "rules found" in run(promtool, "check", "config", str(CONFIGURATION))


def test_each_alert_fires_when_it_has_to_and_not_before(promtool: str):
    assert "SUCCESS" in run(promtool, "test", "rules", str(SITUATIONS))
