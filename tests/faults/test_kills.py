"""0 lost, 0 applied twice, 0 reordered: whatever is killed, restarted or frozen under the traffic."""

import time

import pytest

from services.deployables import classes
from tests.faults.books import Outcome, count
from tests.faults.load import Traffic, asked
from tests.realm import until

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def auditor(city):
    with city.realm.client("auditor", "operator", regions=["*"]) as auditor:
        yield auditor


@pytest.fixture
def prove(city, auditor, record_property, request):
    """Runs a fault under traffic, lets everything settle, and holds the ledgers against what was attempted."""

    def run(fault):
        name = request.node.originalname.removeprefix("test_")
        outcome = Outcome(name)
        deaths = city.deaths
        with Traffic(city.realm, f"f{len(city.outcomes)}") as traffic:
            traffic.flows()
            fault(traffic)
            traffic.flows()
        city.wait_ready()

        def settled():
            count(auditor, traffic, outcome)
            return not outcome.lost

        def unsettled():
            at_fault = f"lost: {outcome.lost[:10]}\nreordered: {outcome.reordered[:10]}"
            return f"{outcome.line()}\n{at_fault}\n{waiting(city, auditor)}"

        until(settled, unsettled)
        outcome.killed = city.deaths - deaths
        city.outcomes.append(outcome)
        record_property("fault", outcome.line())
        assert not outcome.duplicated, outcome.duplicated[:10]
        assert not outcome.reordered, outcome.reordered[:10]
        assert outcome.attempted == outcome.acknowledged == outcome.applied
        return outcome

    return run


def waiting(city, auditor):
    """What lies in lanes and outboxes, for the reader of a failure."""
    parked = [entry for service in classes() for entry in asked(auditor, f"{service.name}.parked")]
    pending = {relay.name: relay.metric("jiandu_outbox_pending") for relay in city.relays}
    return f"in lanes: {parked[:5]}\nin outboxes: {pending}\ndead letters: {city.realm.depth('dead-letters')}"


def test_each_service_is_killed(city, prove):
    def fault(traffic):
        for service in city.services:
            service.kill()
            traffic.flows(4)

    assert prove(fault).killed >= 4


def test_each_relay_is_killed(city, prove):
    def fault(traffic):
        for relay in city.relays:
            relay.kill()
            traffic.flows(12)

    assert prove(fault).killed >= 4


def test_the_store_is_killed(city, prove):
    def fault(traffic):
        for _ in range(2):
            city.store.kill()
            time.sleep(0.5)
            city.store.start()
            traffic.flows(12)

    prove(fault)


def test_the_broker_is_killed(city, prove):
    def fault(_):
        city.broker.kill()
        city.broker.start()

    assert prove(fault).killed == 0, "a service or relay died of it"


def test_the_broker_is_restarted_with_replies_in_flight(city, prove):
    def fault(_):
        city.broker.stop_node()
        city.broker.start()

    assert prove(fault).killed == 0, "a service or relay died of it"


def test_every_connection_falls_silent(city, prove):
    def fault(traffic):
        assert city.proxy.freeze() >= 8
        traffic.flows()

    assert prove(fault).killed == 0, "a service or relay died of it"
