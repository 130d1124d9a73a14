"""The relay over the store in memory and a broker that does as it is told."""

import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from jiandu.bus.confirms import Fate, Unreachable
from jiandu.identity.keys import create_key
from jiandu.identity.signing import Signer
from jiandu.service import relay as module
from jiandu.service.relay import Relay, readiness
from jiandu.store.aggregates import Change
from jiandu.store.memory import MemoryAggregates


class Broker:
    """Confirms everything but what is about the aggregates it refuses."""

    connected = True

    def __init__(self):
        self.refused = set()
        self.published = []
        self.mandatory = {}
        self.down = False

    def publish(self, messages):
        if self.down:
            raise Unreachable
        subjects = [message.wire.headers["ce-subject"] for message in messages]
        self.published += subjects
        self.mandatory.update(zip(subjects, (each.mandatory for each in messages), strict=True))
        return [Fate.REFUSED if each in self.refused else Fate.CONFIRMED for each in subjects]


class Store(MemoryAggregates):
    """Counts what is read at once."""

    def __init__(self):
        super().__init__()
        self.largest = 0

    def pending(self, *arguments, **options):
        found = super().pending(*arguments, **options)
        self.largest = max(self.largest, len(found))
        return found


class Counts:
    def __init__(self):
        self.pending, self.age = 0, 0.0

    def published(self, type_, outcome):
        pass

    def outbox(self, pending, age):
        self.pending, self.age = pending, age


@pytest.fixture(scope="module")
def signer(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    create_key(folder, "things", "things", "service")
    return Signer.load(folder, "things")


@pytest.fixture
def world(signer, monkeypatch):
    monkeypatch.setattr(module, "SWEEP_AGGREGATES", 10)
    monkeypatch.setattr(module, "WINDOW", 4)
    broker, store, counts = Broker(), Store(), Counts()
    relay = Relay("things", {"things": store}, broker, signer, counts)
    return SimpleNamespace(broker=broker, store=store, counts=counts, relay=relay)


def commit(world, *names, age=0.0, must_reach=True):
    for name in names:
        committed = datetime.now(UTC) - timedelta(seconds=age)
        event = {
            "sequence": 1,
            "id": f"{name}:1",
            "subject": name,
            "type": "thing.noted",
            "schema_version": 1,
            "audience": "all",
            "data": {},
            "must_reach": must_reach,
            "time": committed.isoformat(),
            "correlation": name,
            "causation": None,
            "traceparent": None,
        }
        entry = {"cause": name, "hash": "h"}
        world.store.write(name, 0, Change(1, "652300", {}, "h", 1, entry, outbox=(event,)))


def checks(world):
    return {each.name: each.ok for each in readiness(world.relay, world.broker)}


def test_a_sweep_reads_a_bounded_number_of_outboxes_and_publishes_as_it_reads(world):
    commit(world, *(f"x{number:02}" for number in range(25)))
    published = []
    for _ in range(3):
        world.relay.sweep()
        published.append(len(world.broker.published))
    assert published == [10, 20, 25]
    assert world.store.largest <= 4
    assert world.store.pending() == []


def test_the_broker_gives_back_what_nobody_takes_only_where_somebody_must_hear_it(world):
    commit(world, "duty")
    commit(world, "news", must_reach=False)
    world.relay.sweep()
    assert world.broker.mandatory == {"duty": True, "news": False}


def test_outboxes_that_can_not_be_emptied_keep_no_other_from_its_turn(world):
    stuck = [f"a{number:02}" for number in range(15)]
    world.broker.refused = set(stuck)
    commit(world, *stuck, "late")
    world.relay.sweep()
    assert "late" not in world.broker.published
    world.relay.sweep()
    assert "late" in world.broker.published
    world.broker.refused = set()
    for _ in range(3):
        world.relay.sweep()
    assert world.store.pending() == []


def test_a_relay_is_ready_when_it_sweeps_and_nothing_waits_for_long(world):
    assert checks(world)["store"] is False  # not read yet
    commit(world, "x")
    world.relay.sweep()
    assert set(checks(world).values()) == {True}


def test_a_relay_is_not_ready_while_an_event_has_been_waiting_for_too_long(world):
    world.broker.refused = {"x"}
    commit(world, "x", age=module.OLD_SECONDS + 1)
    commit(world, "y")
    world.relay.sweep()
    assert checks(world)["outbox"] is False
    assert world.counts.age > module.OLD_SECONDS
    world.broker.refused = set()
    world.relay.sweep()
    world.relay.sweep()
    assert checks(world)["outbox"] is True
    assert world.counts.age == 0


def test_what_waits_grows_old_while_the_broker_is_away(world):
    world.broker.down = True
    commit(world, "x", age=module.OLD_SECONDS + 1)
    with pytest.raises(Unreachable):
        world.relay.sweep()
    assert checks(world)["outbox"] is False
    assert world.counts.pending == 1


def test_a_relay_that_has_not_begun_a_sweep_for_long_is_not_ready(world):
    world.relay.sweep()
    world.relay.progress.began_at -= module.STALLED_SECONDS + 1
    assert checks(world)["progress"] is False


def test_a_wake_that_comes_when_a_sweep_is_due_is_not_lost(world):
    commit(world, *(f"x{number:02}" for number in range(12)))
    world.relay.progress.began_at = time.monotonic() - 5
    world.relay.run_once(SimpleNamespace(wait=lambda seconds: {"things": ["x11"]}))
    assert "x11" in world.broker.published
