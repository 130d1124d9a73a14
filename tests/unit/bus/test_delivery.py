"""The life of a delivery over the store in memory: proven, in order, once, or kept with the reason."""

from datetime import UTC, datetime

import pytest

from jiandu.bus.delivery import Outcome, Route
from jiandu.domain import Refused, Repaired
from jiandu.identity.signing import Signer
from jiandu.record.chain import digest
from jiandu.store.lanes import RawMessage
from tests.unit.bus.played import NOTED, NOW, TIERS


def test_a_message_is_applied(world):
    assert world.deliver(1) is Outcome.APPLIED
    assert world.applied == [("x", 1)]
    assert world.counts.outcomes == [("thing.noted", "applied")]


def test_a_message_in_an_older_version_is_read_as_the_newest(world):
    assert world.deliver(1, schema_version=1, data={"n": 1}) is Outcome.APPLIED
    assert world.applied == [("x", 1)]


def test_the_command_carries_the_legal_time_the_senders_name_and_the_thread(world):
    requests = []
    world.deliveries.routes = {"thing.noted": Route(NOTED, requests.append)}
    world.deliver(1, correlation="matter", traceparent="00-t-s-01")
    (request,) = requests
    assert request.command.at == NOW
    assert (request.command.by.subject, request.command.by.agency) == ("/services/things", "things")
    assert request.cause.id == "q|/services/things|x:1"
    assert (request.cause.correlation, request.cause.causation) == ("matter", "x:1")
    assert request.cause.traceparent == "00-t-s-01"


@pytest.mark.parametrize("code", ["NOT_FOUND", "CONFLICT", "STALE_VERSION"])
def test_what_may_come_right_is_tried_again_after_a_while(world, code):
    world.fail(1, Refused(code), Refused(code))
    assert world.deliver(1) is Outcome.RETRYING
    assert world.drain(now=datetime.now(UTC)) == 0  # not yet
    assert world.attempts == 1
    assert world.drain() == 0
    assert world.drain() == 1
    assert world.applied == [("x", 1)]


def test_an_unexpected_error_is_tried_again_and_parked_after_the_last_tier(world):
    world.fail(1, *[RuntimeError("身份证 110101")] * 9)
    assert world.deliver(1) is Outcome.RETRYING
    world.drain()
    world.drain()
    (entry,) = world.entries()
    assert (entry["state"], entry["attempts"], entry["reason"]) == ("parked", 1 + len(TIERS), "HANDLER_FAILED")
    assert "110101" not in str(entry["detail"])
    world.drain()
    assert world.attempts == 1 + len(TIERS)


def test_a_refusal_that_stays_is_parked_at_once_and_tells_operators_why(world):
    world.fail(1, Refused("NOT_PARKED", state="waived"))
    assert world.deliver(1) is Outcome.PARKED
    (entry,) = world.entries()
    assert entry["reason"] == "NOT_PARKED"
    assert entry["detail"] == "消息未处于搁置状态(当前:waived) / The message is not parked (it is waived)"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"data": {}}, "SCHEMA"),
        ({"data": {"number": "1"}}, "SCHEMA"),
        ({"schema_version": 3}, "SCHEMA"),
        ({"schema_version": 0}, "SCHEMA"),
        ({"type": "thing.unheard_of"}, "UNKNOWN_TYPE"),
    ],
)
def test_what_can_never_be_understood_is_parked_at_once(world, changes, reason):
    assert world.deliver(1, **changes) is Outcome.PARKED
    assert world.entries()[0]["reason"] == reason
    assert world.attempts == 0


def test_a_type_from_a_service_it_is_not_expected_of_is_parked(world, trust):
    world.signer = Signer.load(trust[0], "others")
    assert world.deliver(1, source="/services/others") is Outcome.PARKED
    assert world.applied == []


def test_an_upcast_that_fails_parks_the_message(world):
    assert world.deliver(1, schema_version=1, data={"wrong": 1}) is Outcome.PARKED
    assert world.entries()[0]["reason"] == "SCHEMA"


def test_an_unproven_message_blocks_nobody(world):
    raw = world.message(1)
    forged = RawMessage("q", b'{"number":9}', raw.headers, raw.properties)
    assert world.deliveries.deliver(forged) is Outcome.PARKED
    assert world.deliver(1) is Outcome.APPLIED
    assert world.applied == [("x", 1)]


def test_later_messages_wait_behind_one_that_failed_and_others_do_not(world):
    world.fail(1, Refused("BARRED"))
    world.deliver(1)
    assert world.deliver(2) is Outcome.HELD
    assert world.deliver(1, "y") is Outcome.APPLIED
    assert world.numbers() == []
    assert world.drain(forced=world.entries()[0]["key"]) == 2
    assert world.numbers() == [1, 2]
    assert world.deliver(3) is Outcome.APPLIED


def test_a_parked_message_is_not_tried_again_by_itself(world):
    world.fail(1, Refused("BARRED"))
    world.deliver(1)
    world.deliver(2)
    assert world.drain() == 0
    assert world.attempts == 1


def test_who_waits_goes_on_after_the_one_in_front_was_discarded(world):
    world.fail(1, Refused("BARRED"))
    world.deliver(1)
    world.deliver(2)
    world.lanes.settle("q|/services/things|x", world.entries()[0]["key"], "discarded")
    assert world.drain() == 1
    assert world.numbers() == [2]


def test_repaired_data_is_applied_under_the_senders_name(world):
    world.deliver(1, data={"number": "one"})
    (entry,) = world.entries()
    lane = "q|/services/things|x"
    world.lanes.amend(lane, entry["key"], {"repair": {"state": "proposed", "data": {"number": 1}}})
    assert world.drain(forced=entry["key"]) == 0
    by = {"proposed_by": "li", "approved_by": "wang"}
    world.lanes.amend(lane, entry["key"], {"repair": {"state": "approved", "data": {"number": 1}, **by}})
    assert world.drain(forced=entry["key"]) == 1
    assert world.numbers() == [1]


def test_who_repaired_the_data_goes_on_with_the_command_and_with_no_other(world):
    requests = []
    world.deliveries.routes = {"thing.noted": Route(NOTED, requests.append)}
    world.deliver(1, data={"number": "one"})
    (entry,) = world.entries()
    repair = {"state": "approved", "data": {"number": 1}, "proposed_by": "li", "approved_by": "wang"}
    world.lanes.amend("q|/services/things|x", entry["key"], {"repair": repair})
    world.drain(forced=entry["key"])
    world.deliver(2)
    repaired, untouched = (request.cause.repaired for request in requests)
    assert repaired == Repaired(by=("li", "wang"), digest=digest({"number": 1}))
    assert untouched is None
