"""The stories of the README, played by the very command a newcomer runs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from jiandu.embedded import places
from tests.processes import running


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home of the demo's own, which shares only what was downloaded and installed."""
    folder = tmp_path_factory.mktemp("demo-home")
    for shared in ("packages", "store-venv"):
        installed = places.home() / shared
        if installed.exists():
            (folder / shared).symlink_to(installed)
    return folder


@pytest.fixture(scope="module")
def played(home):
    """One small demo, and what it printed."""
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "jiandu.cli", "demo", "--small", "--json"],
        cwd=Path("/"),
        env={**os.environ, "JIANDU_HOME": str(home), "PYTHONPATH": str(places.REPOSITORY)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=400,
    )


@pytest.fixture(scope="module")
def summary(played):
    return json.loads(played.stdout)


pytestmark = pytest.mark.timeout(400)


def test_every_story_is_as_told(summary):
    assert summary["failures"] == {}
    assert [story["holds"] for story in summary["stories"]] == [True] * 6


def test_what_was_attempted_was_acknowledged_and_applied_once(summary):
    counted = summary["check"]
    assert counted["faults"] == []
    assert counted["attempted"] == counted["acknowledged"] + counted["refused"]
    assert counted["applied_once"] == counted["acknowledged"] > 700
    assert counted["deliveries_applied_once"] > counted["events_published"] > 150


def test_the_correction_is_due_on_the_thirtieth_day(summary):
    assert fact(summary, "correction_due_on") == "2026-09-09"


def test_the_objection_counts_the_make_up_workday_and_the_review_skips_the_holidays(summary):
    assert fact(summary, "notice.objection") == "2026-09-23"
    assert fact(summary, "notice.review") == "2026-10-14"


def test_the_revocation_was_acknowledged_by_every_service_and_every_subscriber(summary):
    assert fact(summary, "coverage") == "8 of 8"


def test_the_referral_came_back_with_an_outcome(summary):
    assert fact(summary, "outcome") == "case_filed"


def test_the_agency_complained_of_had_fifteen_days_for_its_statement(summary):
    assert fact(summary, "complaint.statement") == "2026-11-24"


def test_work_orders_that_came_twice_were_found_to_belong_together(summary):
    people = summary["population"]
    assert people["found_linked"] == people["forwarded_again"] > 0
    assert people["joint"] > 0


def test_the_services_count_every_complaint_that_was_submitted(summary):
    told_in_stories_there = 1  # Changji's; Jingzhou is counted apart
    whole = [rows[0]["received"] for rows in summary["counted"].values()]
    assert sum(whole) == summary["population"]["complaints"] + told_in_stories_there


def test_of_three_bad_messages_one_was_repaired_and_two_stay_parked_with_their_reasons(summary):
    assert fact(summary, "parked") == ["SCHEMA", "UNDECODABLE", "UNSIGNED"]
    assert summary["parked"] == {"UNDECODABLE": 1, "UNSIGNED": 1}


def test_the_exit_code_says_that_all_of_it_holds(played, summary):
    assert summary["holds"]
    assert played.returncode == 0


def test_nothing_is_left_running(played, home):
    assert running(str(home)) == []


def fact(summary, name):
    (found,) = [story["facts"][name] for story in summary["stories"] if name in story["facts"]]
    return found
