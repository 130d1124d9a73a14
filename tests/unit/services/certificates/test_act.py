"""Acts of enforcement held against certificates, whenever either becomes known."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.certificates.domain import act, review
from services.certificates.domain.act import ACT, Found
from services.certificates.domain.review import REVIEW
from services.certificates.domain.status import STATUSES
from tests.unit.services.certificates.officer_play import CHANGJI, SERVICE
from tests.unit.services.play import Play, at, names

DAY = "2026-03-02"
WHEN = at("2026-02-20")
RECORD, NOTE, REVIEWED = act.record_act, act.note_actor, act.review_act


def found(*statuses: str) -> tuple[Found, ...]:
    return tuple(Found(officer_id=f"o{n}", status=status) for n, status in enumerate(statuses, 1))


def told(*statuses: str, since: datetime | None = WHEN) -> dict[str, Any]:
    return {
        "act_id": "act1",
        "region": CHANGJI,
        "body_id": "b1",
        "source": "reported",
        "matter_id": "m1",
        "since": since,
        "until": since,
        "officer_ids": tuple(each.officer_id for each in found(*statuses)),
        "findings": found(*statuses),
    }


def recorded(*statuses: str) -> Play:
    play = Play(ACT)
    play.do(RECORD, DAY, by=SERVICE, **told(*statuses))
    return play


@pytest.mark.parametrize("status", [*STATUSES, "uncertified", "auxiliary"])
def test_whoever_acted_without_a_valid_certificate_is_a_clue_and_who_had_one_is_not(status: str):
    play = recorded("valid", status)
    assert play.now.state == ("clear" if status == "valid" else "invalid")
    if status != "valid":
        clue = play.history[-1]
        assert (clue.officer_ids, clue.statuses, clue.acted_at) == (("o2",), (status,), WHEN)


def test_nobody_is_accused_of_being_unknown_here():
    assert recorded("unknown").now.state == "clear"


def test_an_act_is_recorded_once_and_not_before_it_is_done():
    assert recorded("valid").refused(RECORD, DAY, **told("valid")).code == "ALREADY_EXISTS"
    refusal = Play(ACT).refused(RECORD, DAY, **told("valid", since=at("2026-03-02", 11)))
    assert (refusal.code, refusal.field) == ("INVALID_VALUE", "acted_at")


def test_an_act_of_an_unknown_day_is_kept_and_held_against_nothing():
    play = Play(ACT)
    play.do(RECORD, DAY, by=SERVICE, **{**told(since=None), "officer_ids": ("o1",)})
    assert (play.now.state, play.now.since, play.now.officer_ids) == ("clear", None, ("o1",))


def test_a_revocation_recorded_later_makes_a_clue_of_an_earlier_act():
    play = recorded("valid")
    events = play.do(REVIEWED, "2026-04-01", by=SERVICE, act_id="act1", findings=found("revoked"))
    assert names(events) == ["ActReviewed", "ActFoundInvalid"]


def test_what_agrees_with_the_last_look_changes_nothing():
    play = recorded("revoked")
    assert play.do(REVIEWED, DAY, by=SERVICE, act_id="act1", findings=found("revoked")) == []


def test_a_correction_clears_the_act():
    play = recorded("revoked")
    events = play.do(REVIEWED, DAY, by=SERVICE, act_id="act1", findings=found("valid"))
    assert (names(events), play.now.state) == (["ActReviewed", "ActCleared"], "clear")


def test_another_finding_is_another_clue():
    play = recorded("suspended")
    events = play.do(REVIEWED, DAY, by=SERVICE, act_id="act1", findings=found("revoked"))
    assert events[1].statuses == ("revoked",)


def test_an_officer_who_becomes_known_later_is_held_against_it_too_and_once():
    play = recorded("valid")
    asked = {"act_id": "act1", "officer_id": "o2", "findings": found("valid", "revoked")}
    assert names(play.do(NOTE, DAY, by=SERVICE, **asked)) == ["ActorNoted", "ActFoundInvalid"]
    assert play.now.officer_ids == ("o1", "o2")
    assert play.do(NOTE, DAY, by=SERVICE, **asked) == []


looks = st.lists(st.lists(st.sampled_from(["valid", "unknown", "revoked", "lost"]), max_size=2), max_size=6)


@settings(max_examples=25, deadline=None)
@given(looks)
def test_an_act_is_invalid_exactly_as_long_as_the_last_look_says_so(seen: list[list[str]]):
    play = recorded("valid")
    for statuses in seen:
        play.do(REVIEWED, DAY, by=SERVICE, act_id="act1", findings=found(*statuses))
        assert play.now.state == ("invalid" if {"revoked", "lost"} & set(statuses) else "clear")
    clues, cleared = (
        sum(name == wanted for name in names(play.history)) for wanted in ("ActFoundInvalid", "ActCleared")
    )
    assert cleared <= clues


def test_that_a_change_was_held_against_every_act_is_recorded_once():
    play = Play(REVIEW)
    asked = {"review_id": "rev1", "region": CHANGJI, "order_id": "r1", "officer_id": "o1", "act_ids": ("act1",)}
    play.do(review.record_review, DAY, by=SERVICE, **asked, invalid=("act1",))
    assert (play.now.act_ids, play.now.invalid) == (("act1",), ("act1",))
    assert play.refused(review.record_review, DAY, **asked).code == "ALREADY_EXISTS"
