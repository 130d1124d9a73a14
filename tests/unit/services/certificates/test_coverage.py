"""A revocation is covered when everybody has acknowledged it, in whatever order they are heard."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiandu.bus.contract import Contracts
from jiandu.bus.envelope import Envelope
from jiandu.domain import Actor, Cause, Refused, Request
from jiandu.service.unit import Unit
from jiandu.store.memory import MemoryAggregates
from services.certificates import schemas
from services.certificates.domain import coverage
from services.certificates.domain.coverage import COVERAGE, Coverage, CoverageCompleted
from tests import deployed
from tests.unit.services.play import Play, at, names

DAY = "2026-03-02"
SUBSCRIBERS = ("b1", "b2", "b3")
MINUTE = {"b1": 1, "b2": 2, "b3": 3, "stranger": 4}


def played() -> Play:
    complete = frozenset({("ExpectAcknowledgements", "complete"), ("NoteAcknowledgement", "complete")})
    return Play(COVERAGE, complete)


def expect(play: Play, *subscribers: str) -> list[Any]:
    return play.do(
        *(coverage.expect_acknowledgements, DAY),
        order_id="r1",
        officer_id="o1",
        case_id="a1",
        region="652300",
        subscribers=subscribers,
    )


def acknowledge(play: Play, subscriber: str, said_at: datetime | None = None) -> list[Any]:
    return play.do(
        *(coverage.note_acknowledgement, at(DAY).replace(minute=MINUTE[subscriber])),
        order_id="r1",
        region="652300",
        subscriber=subscriber,
        acknowledged_at=said_at or at("2026-11-23"),
    )


def test_coverage_completes_with_the_last_acknowledgement():
    play = played()
    expect(play, *SUBSCRIBERS)
    acknowledge(play, "b1")
    acknowledge(play, "b3")
    assert (play.now.state, play.now.missing) == ("pending", ("b2",))
    events = acknowledge(play, "b2")
    assert names(events) == ["AcknowledgementNoted", "CoverageCompleted"]
    completed = events[1]
    assert (completed.subscribers, completed.case_id, completed.completed_at.minute) == (3, "a1", 3)


def test_acknowledgements_may_come_before_the_announcement():
    play = played()
    for subscriber in SUBSCRIBERS:
        assert names(acknowledge(play, subscriber)) == ["AcknowledgementNoted"]
    assert play.now.state == "unannounced"
    assert names(expect(play, *SUBSCRIBERS)) == ["AcknowledgementsExpected", "CoverageCompleted"]


def test_with_nobody_to_wait_for_coverage_is_complete_at_once():
    assert names(expect(played())) == ["AcknowledgementsExpected", "CoverageCompleted"]


def test_an_acknowledgement_by_a_stranger_is_kept_and_counts_for_nobody():
    play = played()
    expect(play, "b1")
    acknowledge(play, "stranger")
    assert (play.now.state, play.now.missing) == ("pending", ("b1",))


deliveries = st.lists(st.sampled_from(["expect", *SUBSCRIBERS, "stranger"]), max_size=12).flatmap(
    lambda repeated: st.permutations([*repeated, "expect", *SUBSCRIBERS, "stranger"])
)


@given(deliveries)
def test_any_order_and_any_repetition_ends_in_the_same_coverage_completed_once(order: list[str]):
    play = played()
    for delivery in order:
        expect(play, *SUBSCRIBERS) if delivery == "expect" else acknowledge(play, delivery)
    straight = played()
    expect(straight, *SUBSCRIBERS)
    for subscriber in (*SUBSCRIBERS, "stranger"):
        acknowledge(straight, subscriber)
    assert play.now == straight.now
    assert sum(isinstance(event, CoverageCompleted) for event in play.history) == 1


def test_a_body_called_like_a_service_does_not_acknowledge_for_it():
    expected = schemas.subscribers(["complaints", "agency-01"])
    assert len(expected) == len(set(expected)) == 5
    ours, theirs = ("/services/complaints", schemas.APPLIED), ("/agencies/complaints", schemas.ACKNOWLEDGED)
    named = [contract.fill(said_by(source))["subscriber"] for source, contract in (ours, theirs)]
    assert named == ["/services/complaints", "/agencies/complaints"]
    assert set(named) < set(expected)


def said_by(source: str) -> Envelope:
    return Envelope(
        id="x:1",
        source=source,
        type="certificate.acknowledged",
        time=at(DAY),
        subject="r1",
        sequence=1,
        schema_version=1,
        data={},
        correlation="r1",
    )


@pytest.mark.parametrize("said", ["2019-01-01", "2031-01-01"])
def test_coverage_is_complete_by_our_own_clock_whatever_the_subscribers_say(said: str):
    play = played()
    expect(play, "b1", "b2")
    acknowledge(play, "b1", at(said))
    completed = acknowledge(play, "b2", at(said))[1]
    assert completed.completed_at == at(DAY).replace(minute=2)
    assert play.now.acknowledged["b1"].said_at == at(said)
    assert play.now.acknowledged["b1"].noted_at == at(DAY).replace(minute=1)


def registry() -> Any:
    """The service over a store in memory, as far as acknowledgements go."""
    silent = SimpleNamespace(conflict=lambda: None, duplicate=lambda: None)
    service = next(each for each in deployed.CLASSES if each.name == "certificates")()
    service.coverages = Unit(Coverage, MemoryAggregates(), None, Contracts(), lambda _: None, silent)
    service.officers = SimpleNamespace(store=SimpleNamespace(announced=lambda order_id: order_id == "r1"))
    return service


def heard(source: str, order_id: str) -> Request[coverage.NoteAcknowledgement]:
    by = Actor(subject=source, agency=source.rpartition("/")[2], regions=("*",))
    told = {"order_id": order_id, "region": "652300", "subscriber": source, "acknowledged_at": at(DAY)}
    return Request(coverage.NoteAcknowledgement(command_id="n", at=at(DAY), by=by, **told), Cause(f"{source}|n"))


def test_an_agency_can_not_acknowledge_an_order_nobody_announced():
    service = registry()
    with pytest.raises(Refused, match="NOT_FOUND"):
        service.on_acknowledged(heard("/agencies/agency-01", "invented"))
    assert service.coverages.store.history("invented") == []


def test_whoever_is_fast_may_acknowledge_before_we_hear_our_own_announcement():
    service = registry()
    service.on_acknowledged(heard("/agencies/agency-01", "r1"))
    service.on_status_applied(heard("/services/complaints", "r1"))
    found = service.coverages.get("r1", Actor(subject="zhang", agency="justice", regions=("*",)))
    assert found.state == "unannounced"
    assert set(found.acknowledged) == {"/agencies/agency-01", "/services/complaints"}


def test_an_order_is_known_as_soon_as_it_has_changed_a_status():
    certificates = next(each for each in deployed.CLASSES if each.name == "certificates")
    officer = SimpleNamespace(certificates=(), orders=("r1",))
    assert certificates.officers.fields(officer)["orders"] == ["r1"]
    assert "orders" in certificates.officers.repository.indexed
