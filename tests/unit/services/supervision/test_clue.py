"""A clue: taken up, dismissed or withdrawn once, and open again when more is said of it."""

from typing import Any

from services.supervision.domain import clue
from services.supervision.domain.clue import CLUE
from tests.unit.services.play import Play, actor

DAY, LATER = "2026-03-02", "2026-03-09"
RECEIVE, TAKE_UP, DISMISS, WITHDRAW = clue.receive_clue, clue.take_up_clue, clue.dismiss_clue, clue.withdraw_clue
FOUND: dict[str, Any] = {
    "clue_id": "clue1",
    "region": "110112",
    "kind": clue.INVALID_CERTIFICATE,
    "matter_id": "act1",
    "bodies": ("b1",),
}
NOTHING_IN_IT = {"clue_id": "clue1", "reason": "wrong_person"}


def found(*officer_ids: str) -> Play:
    play = Play(CLUE)
    play.do(RECEIVE, DAY, **FOUND, officer_ids=officer_ids)
    return play


def test_what_was_dismissed_and_is_found_of_somebody_else_too_is_open_again():
    play = found("o1")
    play.do(DISMISS, DAY, **NOTHING_IN_IT)
    play.do(RECEIVE, LATER, **FOUND, officer_ids=("o1", "o2"))
    assert (play.now.state, play.now.officer_ids) == ("received", ("o1", "o2"))
    play.do(TAKE_UP, LATER, clue_id="clue1", case_id="case1")
    assert (play.now.state, play.now.case_id) == ("taken_up", "case1")


def test_what_was_dismissed_and_is_found_of_nobody_else_stays_dismissed():
    for again in (("o1", "o2"), ("o2",)):
        play = found("o1", "o2")
        play.do(DISMISS, DAY, **NOTHING_IN_IT)
        play.do(RECEIVE, LATER, **FOUND, officer_ids=again)
        assert (play.now.state, play.now.reason) == ("dismissed", "wrong_person")


def test_what_was_withdrawn_is_open_again_when_it_is_found_once_more():
    play = found("o1")
    play.do(WITHDRAW, DAY, clue_id="clue1")
    assert (play.now.state, play.now.withdrawn_at is None) == ("withdrawn", False)
    play.do(RECEIVE, LATER, **FOUND, officer_ids=("o1",))
    assert (play.now.state, play.now.withdrawn_at) == ("received", None)


def test_what_was_dismissed_before_it_was_withdrawn_is_open_again_when_it_is_found_once_more():
    play = found("o1")
    play.do(DISMISS, DAY, **NOTHING_IN_IT)
    play.do(WITHDRAW, DAY, clue_id="clue1")
    assert play.now.state == "dismissed"
    play.do(RECEIVE, LATER, **FOUND, officer_ids=("o1",))
    assert play.now.state == "received"


def test_a_case_goes_on_with_what_is_found_later_and_with_what_was_withdrawn():
    play = found("o1")
    play.do(TAKE_UP, DAY, clue_id="clue1", case_id="case1")
    play.do(RECEIVE, LATER, **FOUND, officer_ids=("o1", "o2"))
    play.do(WITHDRAW, LATER, clue_id="clue1")
    assert (play.now.state, play.now.case_id, play.now.withdrawn_at is None) == ("taken_up", "case1", False)


def test_whom_it_is_about_makes_nothing_of_it():
    play = found("o1")
    for by in (actor("o1"), actor("zhang", "b1")):
        assert play.refused(DISMISS, DAY, by=by, **NOTHING_IN_IT).code == "CONFLICT_OF_INTEREST"
        assert play.refused(TAKE_UP, DAY, by=by, clue_id="clue1", case_id="c").code == "CONFLICT_OF_INTEREST"
