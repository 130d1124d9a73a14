"""Nobody overtakes: whatever fails, stops or comes back, each lane is applied once and in its order."""

import threading
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pymongo.errors import AutoReconnect, OperationFailure

from jiandu.bus.delivery import Outcome, Stopping
from jiandu.domain import Refused
from jiandu.identity.signing import Signer
from tests.unit.bus.played import World


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
