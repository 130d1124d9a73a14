"""An order is covered when everybody has acknowledged it, in whatever order they are heard."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiandu.bus.contract import Contracts
from jiandu.bus.turns import Turns
from jiandu.domain import Actor, Cause, Refused, Request
from jiandu.law import ring
from jiandu.service.unit import Unit
from jiandu.store.memory import MemoryAggregates
from services.certificates.domain import coverage
from services.certificates.domain.coverage import COVERAGE, Coverage, CoverageCompleted
from services.certificates.domain.limits import COVERAGE_LIMITS
from services.certificates.schemas import told
from tests import deployed
from tests.unit.services.certificates.officer_play import CHANGJI, SERVICE
from tests.unit.services.play import Play, at, names

DAY = "2026-03-06"  # a Friday: hours count through the weekend
SUBSCRIBERS = ("/agencies/b1", "/agencies/b2", "/services/complaints")
LIMIT = "coverage.acknowledgement"
EXPECT, NOTE, EXCUSE = coverage.expect_acknowledgements, coverage.note_acknowledgement, coverage.excuse_subscriber


class CoveragePlay(Play):
    """The reach of order r1."""

    def __init__(self) -> None:
        super().__init__(COVERAGE)

    def expect(self, *subscribers: str) -> list[Any]:
        told = {
            "order_id": "r1",
            "officer_id": "o1",
            "case_id": "a1",
            "region": CHANGJI,
            "recorded_at": at(DAY, 9),
        }
        return self.do(EXPECT, DAY, by=SERVICE, **told, subscribers=subscribers)

    def acknowledge(self, subscriber: str, minute: int = 1, said_at: datetime | None = None) -> list[Any]:
        return self.do(
            *(NOTE, at(DAY).replace(minute=minute)),
            by=SERVICE,
            order_id="r1",
            region=CHANGJI,
            subscriber=subscriber,
            acknowledged_at=said_at or at("2026-11-23"),
        )

    def excuse(self, subscriber: str) -> list[Any]:
        return self.do(EXCUSE, "2026-03-09", by="li", order_id="r1", subscriber=subscriber, ground="dissolved")

    def ring(self, rung: str) -> list[Any]:
        clock = self.now.clocks[LIMIT]
        moment = next(each.at for each in clock.rungs if each.name == rung)
        return self.do(ring, moment, by=SERVICE, aggregate_id="r1", clock=LIMIT, rung=rung)


def test_coverage_completes_with_the_last_acknowledgement():
    play = CoveragePlay()
    play.expect(*SUBSCRIBERS)
    play.acknowledge(SUBSCRIBERS[0], 1)
    play.acknowledge(SUBSCRIBERS[2], 3)
    assert (play.now.state, play.now.missing) == ("pending", (SUBSCRIBERS[1],))
    events = play.acknowledge(SUBSCRIBERS[1], 2)
    assert names(events) == ["AcknowledgementNoted", "CoverageCompleted", "ClockStopped"]
    completed = events[1]
    assert (completed.subscribers, completed.case_id, completed.completed_at.minute) == (3, "a1", 3)


def test_acknowledgements_may_come_before_the_announcement():
    play = CoveragePlay()
    for subscriber in SUBSCRIBERS:
        assert names(play.acknowledge(subscriber)) == ["AcknowledgementNoted"]
    assert play.now.state == "unannounced"
    assert names(play.expect(*SUBSCRIBERS))[:2] == ["AcknowledgementsExpected", "CoverageCompleted"]


def test_with_nobody_to_wait_for_coverage_is_complete_at_once():
    assert names(CoveragePlay().expect())[:2] == ["AcknowledgementsExpected", "CoverageCompleted"]


def test_who_has_to_acknowledge_is_said_once():
    play = CoveragePlay()
    play.expect(*SUBSCRIBERS)
    assert play.expect("/agencies/b9") == []
    assert play.now.subscribers == SUBSCRIBERS


def test_an_acknowledgement_by_a_stranger_is_kept_and_counts_for_nobody():
    play = CoveragePlay()
    play.expect(SUBSCRIBERS[0])
    play.acknowledge("/agencies/stranger")
    assert (play.now.state, play.now.missing) == ("pending", SUBSCRIBERS[:1])


def test_of_two_acknowledgements_of_one_subscriber_the_first_counts():
    play = CoveragePlay()
    play.expect(*SUBSCRIBERS)
    play.acknowledge(SUBSCRIBERS[0], 1)
    assert play.acknowledge(SUBSCRIBERS[0], 2) == []
    assert play.now.acknowledged[SUBSCRIBERS[0]].noted_at.minute == 1


@pytest.mark.parametrize("said", ["2019-01-01", "2031-01-01"])
def test_coverage_is_complete_by_our_own_clock_whatever_the_subscribers_say(said: str):
    play = CoveragePlay()
    play.expect(*SUBSCRIBERS[:2])
    play.acknowledge(SUBSCRIBERS[0], 1, at(said))
    completed = play.acknowledge(SUBSCRIBERS[1], 2, at(said))[1]
    assert completed.completed_at == at(DAY).replace(minute=2)
    assert play.now.acknowledged[SUBSCRIBERS[0]].said_at == at(said)


def test_who_is_no_more_is_excused_with_a_ground_and_by_whom():
    play = CoveragePlay()
    play.expect(*SUBSCRIBERS[:2])
    play.acknowledge(SUBSCRIBERS[0])
    excused, completed, _ = play.excuse(SUBSCRIBERS[1])
    assert (excused.ground, excused.excused_by) == ("dissolved", "li")
    assert (completed.completed_at, play.now.excused) == (at("2026-03-09"), {SUBSCRIBERS[1]: "dissolved"})


def test_only_who_is_waited_for_is_excused():
    play = CoveragePlay()
    play.expect(*SUBSCRIBERS)
    play.acknowledge(SUBSCRIBERS[0])
    for each in (SUBSCRIBERS[0], "/agencies/stranger"):
        refusal = play.refused(EXCUSE, DAY, order_id="r1", subscriber=each, ground="dissolved")
        assert (refusal.code, refusal.field) == ("NOT_FOUND", "subscriber")


def test_the_house_waits_a_day_and_then_reminds_everybody_who_is_missing():
    play = CoveragePlay()
    play.expect(*SUBSCRIBERS)
    play.acknowledge(SUBSCRIBERS[0])
    assert play.now.clocks[LIMIT].due_at == at(DAY) + timedelta(hours=24)
    rang, *reminded = play.ring("overdue")
    assert names([rang]) == ["ClockRang"]
    assert [each.subscriber for each in reminded] == list(SUBSCRIBERS[1:])
    assert {each.expected_at for each in reminded} == {at(DAY)}


def test_each_reminder_goes_to_its_subscriber_alone():
    play = CoveragePlay()
    play.expect(*SUBSCRIBERS)
    reminded = play.ring("overdue")[1:]
    said = [told.COVERAGE_PUBLISHED(each, play.now) for each in reminded]
    assert [each.audience for each in said] == ["b1", "b2", "complaints"]
    assert all("missing" not in each.data for each in said)


def test_who_stays_silent_though_reminded_is_told_to_supervision():
    play = CoveragePlay()
    play.expect(*SUBSCRIBERS)
    play.ring("overdue")
    play.acknowledge(SUBSCRIBERS[0], 5)
    rungs = [each.name for each in play.now.clocks[LIMIT].rungs]
    (neglected,) = play.ring(rungs[rungs.index("overdue") + 1])[1:]
    assert names([neglected]) == ["CoverageNeglected"]
    assert neglected.missing == SUBSCRIBERS[1:]


def test_nobody_is_reminded_once_everybody_has_acknowledged():
    play = CoveragePlay()
    play.expect(SUBSCRIBERS[0])
    play.acknowledge(SUBSCRIBERS[0])
    assert play.now.clocks[LIMIT].due_rungs(at("2027-01-01")) == ()


deliveries = st.lists(st.sampled_from(["expect", *SUBSCRIBERS, "/agencies/stranger"]), max_size=8).flatmap(
    lambda repeated: st.permutations([*repeated, "expect", *SUBSCRIBERS, "/agencies/stranger"])
)


@settings(max_examples=40, deadline=None)
@given(deliveries)
def test_any_order_and_any_repetition_ends_in_the_same_coverage_completed_once(order: list[str]):
    play = CoveragePlay()
    for delivery in order:
        play.expect(*SUBSCRIBERS) if delivery == "expect" else play.acknowledge(delivery)
    assert play.now.state == "complete"
    assert set(play.now.acknowledged) == {*SUBSCRIBERS, "/agencies/stranger"}
    assert play.now.missing == ()
    assert sum(isinstance(event, CoverageCompleted) for event in play.history) == 1


def registry() -> Any:
    """The service over a store in memory, as far as acknowledgements go."""
    silent = SimpleNamespace(conflict=lambda: None, duplicate=lambda: None)
    service = next(each for each in deployed.CLASSES if each.name == "certificates")()
    store = MemoryAggregates()
    service.turns_of_orders = Turns()
    service.coverages = Unit(Coverage, store, None, Contracts(), lambda _: None, silent, COVERAGE_LIMITS)
    service.officers = SimpleNamespace(store=SimpleNamespace(announced=lambda order_id: order_id == "r1"))
    return service


def heard(source: str, order_id: str) -> Request[coverage.NoteAcknowledgement]:
    by = Actor(subject=source, agency=source.rpartition("/")[2], regions=("*",))
    said = {"order_id": order_id, "region": CHANGJI, "subscriber": source, "acknowledged_at": at(DAY)}
    return Request(coverage.NoteAcknowledgement(command_id="n", at=at(DAY), by=by, **said), Cause(f"{source}|n"))


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
