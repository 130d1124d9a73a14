"""A revocation is covered when everybody has acknowledged it, in whatever order they are heard."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.certificates import handlers
from services.certificates.domain import commands as asked
from services.certificates.domain.events import CoverageCompleted
from services.certificates.domain.model import COVERAGE, evolve_coverage
from tests.unit.services.play import Play, at, names

DAY = "2026-03-02"
SUBSCRIBERS = ("b1", "b2", "b3")
MINUTE = {"b1": 1, "b2": 2, "b3": 3, "stranger": 4}


def coverage() -> Play:
    complete = frozenset({("ExpectAcknowledgements", "complete"), ("NoteAcknowledgement", "complete")})
    return Play(evolve_coverage, COVERAGE, complete)


def expect(play: Play, *subscribers: str) -> list[Any]:
    return play.do(
        *(handlers.expect_acknowledgements, asked.ExpectAcknowledgements, DAY),
        order_id="r1",
        officer_id="o1",
        case_id="a1",
        region="652300",
        subscribers=subscribers,
    )


def acknowledge(play: Play, subscriber: str) -> list[Any]:
    return play.do(
        *(handlers.note_acknowledgement, asked.NoteAcknowledgement, DAY),
        order_id="r1",
        region="652300",
        subscriber=subscriber,
        acknowledged_at=at(DAY).replace(minute=MINUTE[subscriber]),
    )


def test_coverage_completes_with_the_last_acknowledgement():
    play = coverage()
    expect(play, *SUBSCRIBERS)
    acknowledge(play, "b1")
    acknowledge(play, "b3")
    assert (play.now.state, play.now.missing) == ("pending", ("b2",))
    events = acknowledge(play, "b2")
    assert names(events) == ["AcknowledgementNoted", "CoverageCompleted"]
    completed = events[1]
    assert (completed.subscribers, completed.case_id, completed.completed_at.minute) == (3, "a1", 3)


def test_acknowledgements_may_come_before_the_announcement():
    play = coverage()
    for subscriber in SUBSCRIBERS:
        assert names(acknowledge(play, subscriber)) == ["AcknowledgementNoted"]
    assert play.now.state == "unannounced"
    assert names(expect(play, *SUBSCRIBERS)) == ["AcknowledgementsExpected", "CoverageCompleted"]


def test_with_nobody_to_wait_for_coverage_is_complete_at_once():
    assert names(expect(coverage())) == ["AcknowledgementsExpected", "CoverageCompleted"]


def test_an_acknowledgement_by_a_stranger_is_kept_and_counts_for_nobody():
    play = coverage()
    expect(play, "b1")
    acknowledge(play, "stranger")
    assert (play.now.state, play.now.missing) == ("pending", ("b1",))


def test_a_completion_without_an_announcement_is_impossible():
    play = coverage()
    completed = expect(play)[1]
    with pytest.raises(ValueError, match="before AcknowledgementsExpected"):
        evolve_coverage(None, completed)


deliveries = st.lists(st.sampled_from(["expect", *SUBSCRIBERS, "stranger"]), max_size=12).flatmap(
    lambda repeated: st.permutations([*repeated, "expect", *SUBSCRIBERS, "stranger"])
)


@given(deliveries)
def test_any_order_and_any_repetition_ends_in_the_same_coverage_completed_once(order: list[str]):
    play = coverage()
    for delivery in order:
        expect(play, *SUBSCRIBERS) if delivery == "expect" else acknowledge(play, delivery)
    straight = coverage()
    expect(straight, *SUBSCRIBERS)
    for subscriber in (*SUBSCRIBERS, "stranger"):
        acknowledge(straight, subscriber)
    assert play.now == straight.now
    assert sum(isinstance(event, CoverageCompleted) for event in play.history) == 1
