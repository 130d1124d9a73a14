"""The life of a delivery over the store in memory: proven, in order, once, or kept with the reason."""

import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymongo.errors import AutoReconnect, OperationFailure

from jiandu.bus import fields
from jiandu.bus.contract import Consumed
from jiandu.bus.delivery import Deliveries, Outcome, Route, Stopping
from jiandu.bus.envelope import Envelope, to_message
from jiandu.domain import Command, Refused, Repaired
from jiandu.identity.signing import Signer
from jiandu.record.chain import digest
from jiandu.store.lanes import RawMessage
from jiandu.store.memory import MemoryLanes

NOW = datetime(2026, 10, 8, 4, tzinfo=UTC)
LONG_AFTER = datetime.now(UTC) + timedelta(days=1)
TIERS = (1.0, 2.0)


@dataclass(frozen=True, kw_only=True)
class Note(Command):
    number: int


class NoteReceived(fields.Received):
    number = fields.Whole(required=True)


NOTED = Consumed(
    "thing.noted", ("things",), 2, NoteReceived, Note, upcasts={1: lambda data: {"number": data["n"]}}
)


class Counts:
    def __init__(self):
        self.outcomes = []

    def delivered(self, queue, type_, outcome, sent, seconds):
        self.outcomes.append((type_, outcome))


class Flaky(MemoryLanes):
    """A store that is down as often as it is told to be."""

    def __init__(self):
        super().__init__()
        self.down = 0
        self.error = AutoReconnect("gone")

    def join(self, *arguments):
        if self.down:
            self.down -= 1
            raise self.error
        return super().join(*arguments)


class World:
    """A queue of one service, what its handler applied, and how it fails."""

    def __init__(self, signer, keyring):
        self.signer = signer
        self.applied = []  # (aggregate, number) in the order in which they were applied
        self.seen = set()
        self.failures = {}  # (aggregate, number) -> exceptions still to be raised
        self.attempts = 0
        self.counts = Counts()
        self.lanes = Flaky()
        self.stopping = False
        self.pauses = []
        self.deliveries = Deliveries(
            "q",
            {"thing.noted": Route(NOTED, self.apply)},
            lanes=self.lanes,
            keyring=keyring,
            now=lambda: NOW,
            tiers=TIERS,
            counts=self.counts,
            stopping=lambda: self.stopping,
            pause=self.pauses.append,
        )

    def apply(self, request):
        self.attempts += 1
        aggregate = request.command.command_id.partition(":")[0]
        fact = (aggregate, request.command.number)
        if self.failures.get(fact):
            raise self.failures[fact].pop(0)
        if request.cause.id not in self.seen:  # the inbox of the aggregate
            self.seen.add(request.cause.id)
            self.applied.append(fact)

    def fail(self, number, *errors, aggregate="x"):
        self.failures[aggregate, number] = list(errors)

    def message(self, number, aggregate="x", **changes):
        described = {
            "id": f"{aggregate}:{number}",
            "source": "/services/things",
            "type": "thing.noted",
            "time": NOW,
            "subject": aggregate,
            "sequence": number,
            "schema_version": 2,
            "data": {"number": number},
            "correlation": aggregate,
            **changes,
        }
        wire = to_message(self.signer.sign(Envelope(**described)))
        return RawMessage("q", wire.body, wire.headers, wire.properties)

    def deliver(self, number, aggregate="x", **changes):
        return self.deliveries.deliver(self.message(number, aggregate, **changes))

    def drain(self, aggregate="x", now=LONG_AFTER, **options):
        return self.deliveries.drain(f"q|/services/things|{aggregate}", now=now, **options)

    def entries(self, aggregate="x"):
        return self.lanes.entries(f"q|/services/things|{aggregate}")

    def numbers(self, aggregate="x"):
        return [number for name, number in self.applied if name == aggregate]


@pytest.fixture(scope="module")
def trust(tmp_path_factory):
    from jiandu.identity.keyring import FolderKeyring
    from jiandu.identity.keys import create_key

    folder = tmp_path_factory.mktemp("keys")
    create_key(folder, "things", "things", "service")
    create_key(folder, "others", "others", "service")
    return folder, FolderKeyring(folder)


@pytest.fixture
def world(trust):
    folder, keyring = trust
    return World(Signer.load(folder, "things"), keyring)


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


def test_a_store_that_is_down_is_waited_for_and_counts_no_attempt(world):
    world.fail(1, AutoReconnect("gone"), AutoReconnect("gone"))
    assert world.deliver(1) is Outcome.APPLIED
    assert len(world.pauses) == 2
    assert world.entries() == []


@pytest.mark.parametrize("error", [AutoReconnect("gone"), OperationFailure("write conflict", 112)])
def test_nobody_overtakes_a_message_that_waits_for_the_store(world, error):
    """The later message arrives during the pause, and the store is back just then."""
    world.lanes.down, world.lanes.error = 1, error
    later = threading.Thread(target=world.deliver, args=(2,))

    def pause(_):
        later.start()
        while not any(users == 2 for _, users in world.deliveries._turns._turns.values()):
            time.sleep(0.001)

    world.deliveries._pause = pause
    world.deliver(1)
    later.join()
    assert world.numbers() == [1, 2]


def test_a_store_that_can_not_take_a_message_is_asked_again_until_the_service_stops(world):
    world.lanes.down, world.lanes.error = 99, OperationFailure("too large")

    def pause(seconds):
        world.pauses.append(seconds)
        world.stopping = len(world.pauses) == 40

    world.deliveries._pause = pause
    with pytest.raises(Stopping):
        world.deliver(1)
    assert len(world.pauses) == 40
    assert world.numbers() == []


def test_what_came_on_a_channel_that_is_gone_is_left_to_the_broker_with_all_behind_it(world):
    for number in (1, 2):
        with pytest.raises(Stopping):
            world.deliveries.deliver(world.message(number), lambda: False)
    assert world.numbers() == []
    assert [world.deliver(number) for number in (1, 2)] == [Outcome.APPLIED, Outcome.APPLIED]


def test_after_a_delivery_that_broke_off_those_behind_it_go_back_until_the_broker_delivers_anew(world):
    world.fail(1, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        world.deliver(1)
    with pytest.raises(Stopping):
        world.deliver(2)
    world.deliveries.reconnected()
    for number in (1, 2):
        world.deliver(number)
    assert world.numbers() == [1, 2]


def test_a_service_that_stops_gives_back_what_it_could_not_apply(world):
    world.lanes.down = 99
    world.stopping = True
    with pytest.raises(Stopping):
        world.deliver(1)
    world.lanes.down = 0
    with pytest.raises(Stopping):  # the broker delivers both again, in order
        world.deliver(2)
    assert world.deliver(1, "y") is Outcome.APPLIED
    assert world.numbers() == []


def test_a_store_that_goes_down_while_a_lane_is_drained_loses_nothing(world):
    world.fail(1, Refused("NOT_FOUND"), AutoReconnect("gone"))
    world.deliver(1)
    world.deliver(2)
    with pytest.raises(AutoReconnect):
        world.drain()
    assert world.drain() == 2
    assert world.numbers() == [1, 2]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("next"), st.sampled_from("xyz")),
        st.tuples(st.just("again"), st.sampled_from("xyz")),
        st.tuples(st.just("drain"), st.sampled_from("xyz")),
    ),
    max_size=60,
)
FAILURES = st.lists(
    st.tuples(
        st.sampled_from("xyz"),
        st.integers(1, 12),
        st.lists(
            st.sampled_from(["NOT_FOUND", "BARRED", "bug", "down"]),
            min_size=1,
            max_size=4,
        ),
    ),
    max_size=12,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, failures=FAILURES)
def test_any_deliveries_repetitions_and_failures_apply_each_event_once_and_in_order(trust, steps, failures):
    world = World(Signer.load(trust[0], "things"), trust[1])
    errors = {"bug": RuntimeError("bug"), "down": AutoReconnect("gone")}
    for aggregate, number, kinds in failures:
        world.fail(number, *[errors.get(kind) or Refused(kind) for kind in kinds], aggregate=aggregate)
    sent = dict.fromkeys("xyz", 0)
    for step, aggregate in steps:
        if step == "next":
            sent[aggregate] += 1
            world.deliver(sent[aggregate], aggregate)
        elif step == "again" and sent[aggregate]:
            world.deliver(sent[aggregate], aggregate)
        else:
            drain(world, aggregate)
        for each in "xyz":
            assert world.numbers(each) == list(range(1, len(world.numbers(each)) + 1))
    for aggregate in "xyz":
        while world.lanes.blocked(f"q|/services/things|{aggregate}"):
            drain(world, aggregate, forced=True)
        assert world.numbers(aggregate) == list(range(1, sent[aggregate] + 1))


def drain(world, aggregate, forced=False):
    open_ = [each for each in world.entries(aggregate) if each["state"] == "parked"]
    try:
        world.drain(aggregate, forced=open_[0]["key"] if forced and open_ else None)
    except AutoReconnect:
        return
