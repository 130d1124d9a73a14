"""Complaints stored by the version before are found, listed, counted and erased like any other."""

from datetime import UTC, date, datetime

import pytest

from jiandu.domain import Actor
from services.complaints.repository.complaints import Complaints

EVERYWHERE = Actor(subject="s", agency="a", regions=("*",))


def stored(database, complaint_id, state, **more):
    """A complaint as the version before wrote it, as far as its state goes."""
    kept = {
        "id": complaint_id,
        "region": "652300",
        "pack": "changji-2021",
        "state": state,
        "channel": "web",
        "kind": "complaint",
        "respondent": "body-1",
        "facts": "未出示证件",
        "officer_id": "o1",
        "act_on": None,
        "anonymous": True,
        "has_identity": False,
        "submitted_at": "2026-03-02T10:00:00+08:00",
        **more,
    }
    history = [{"at": "2026-03-02T10:00:00+08:00"}, {"at": "2026-03-05T10:00:00+08:00"}]
    head = {"version": 2, "region": "652300", "head": "0", "sequence": 0, "running": False, "outbox": []}
    database["complaints"].insert_one({"_id": complaint_id, "state": kept, "history": history, **head})


@pytest.fixture
def complaints(database):
    database["complaints"].drop()
    stored(database, "k1", "submitted")
    stored(database, "k2", "in_supervision", case_id="s1")
    stored(database, "k3", "declined", competent_body="法院")
    made = Complaints(database)
    made.ensure_indexes()
    return made


def test_each_is_found_in_the_state_it_stands_in(complaints):
    for complaint_id, state in (("k1", "submitted"), ("k2", "in_supervision"), ("k3", "declined")):
        assert [each for _, each in complaints.standing_in(state, None, 10, EVERYWHERE)] == [complaint_id]


def test_each_is_counted(complaints):
    day = date(2026, 3, 2)
    assert sorted(row["complaint_id"] for row in complaints.counted(day, day, EVERYWHERE)) == ["k1", "k2", "k3"]


def test_one_that_was_over_is_over_since_its_last_entry(complaints):
    assert complaints.ended_in("declined", datetime(2026, 3, 5, 3, tzinfo=UTC), 10) == ["k3"]
    assert complaints.ended_in("declined", datetime(2026, 3, 5, 1, tzinfo=UTC), 10) == []


def test_only_what_was_accepted_had_been_passed_on(complaints):
    states = {each: complaints.load(each, EVERYWHERE).state for each in ("k1", "k2")}
    assert (states["k1"]["passed_on"], states["k1"]["respondents"][0]["place"]) == (0, None)
    assert (states["k2"]["passed_on"], states["k2"]["respondents"][0]["place"]) == (1, 0)
    assert states["k2"]["cases"] == [{"case_id": "s1", "outcome": None}]


def test_it_is_done_once(complaints, database):
    before = database["complaints"].find_one({"_id": "k1"})
    complaints.ensure_indexes()
    assert database["complaints"].find_one({"_id": "k1"}) == before
