"""Orders reach every agency, also those that were away, and each of them exactly once: the small campaign."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from jiandu.embedded import places
from tests.processes import running

AGENCIES, REVOCATIONS, SERVICES = 24, 3, 3


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home of its own, which shares only what was downloaded and installed."""
    folder = tmp_path_factory.mktemp("reach-home")
    for shared in ("packages", "store-venv"):
        installed = places.home() / shared
        if installed.exists():
            (folder / shared).symlink_to(installed)
    return folder


@pytest.fixture(scope="module")
def played(home):
    size = ["--agencies", str(AGENCIES), "--offline", "0.125", "--revocations", str(REVOCATIONS)]
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "jiandu.cli", "reach", *size, "--seconds", "120", "--json"],
        cwd=Path("/"),
        env={**os.environ, "JIANDU_HOME": str(home), "PYTHONPATH": str(places.REPOSITORY)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=400,
    )


@pytest.fixture(scope="module")
def reached(played):
    return json.loads(played.stdout)


pytestmark = pytest.mark.timeout(400)


def test_every_order_is_acknowledged_by_all_agencies_and_the_three_services(reached):
    everybody = AGENCIES + SERVICES
    assert reached["coverages"] == [f"{everybody} of {everybody}"] * REVOCATIONS


def test_three_were_away_and_nobody_applied_or_acknowledged_anything_twice_or_never(reached, played):
    assert reached["away"] == 3
    assert reached["faults"] == []
    assert reached["applications"] == AGENCIES * REVOCATIONS
    assert reached["acknowledgements"] == (AGENCIES + SERVICES) * REVOCATIONS
    assert played.returncode == 0


def test_it_is_measured_how_long_an_order_takes_to_whom(reached):
    counts = {name: seen["count"] for name, seen in reached["ms"].items()}
    assert counts == {
        "to_last_service": REVOCATIONS,
        "to_each_agency": (AGENCIES - 3) * REVOCATIONS,
        "to_last_agency": REVOCATIONS,
        "to_last_acknowledgement": REVOCATIONS,
    }


def test_nothing_is_left_running(played, home):
    assert running(home) == []
