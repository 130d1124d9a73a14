"""Two replicas of a service read one queue: what was said about a matter is applied in the order of saying."""

import pytest

from tests.realm import until

MIRRORING = "tests.sample.service:Mirroring"
SLOW = 16  # the sample takes two seconds to mirror it


@pytest.fixture(scope="module")
def replicas(realm):
    """The one that reads events, and the one that stands by; the first to come reads."""
    active = realm.serve(MIRRORING, relay=False)[0]
    standby = realm.serve(MIRRORING, relay=False)[0]
    realm.serve("tests.sample.service:Counting")
    return active, standby


@pytest.fixture(scope="module")
def client(realm, replicas):
    with realm.client("platform", "auditor", regions=["*"]) as client:
        yield client


def counted(client, *amounts):
    """A new counter to which these amounts were added."""
    counter = client.call("counting.open", region="652301")["id"]
    for amount in amounts:
        client.call("counting.add", counter=counter, amount=amount)
    return counter


def applied(client, counter):
    """The numbers of the events the mirror has applied, in the order in which it did."""
    rows = client.ask("mirroring.ledger", aggregate="counters")["rows"]
    return [entry["cause"].rpartition(":")[2] for row in rows if row["id"] == counter for entry in row["history"]]


def all_applied(client, counter):
    return until(lambda: len(found := applied(client, counter)) == 2 and found)


def test_a_fast_message_does_not_overtake_a_slow_one_in_another_replica(client):
    for counter in [counted(client, SLOW, 1) for _ in range(3)]:
        assert all_applied(client, counter) == ["1", "2"]


def test_when_the_replica_that_reads_is_killed_the_other_goes_on_in_order(client, replicas):
    active, standby = replicas
    counter = counted(client, SLOW, 1)
    active.kill()
    assert all_applied(client, counter) == ["1", "2"]
    assert standby.alive()


def test_what_is_said_while_a_replica_leaves_waits_for_what_it_has_in_hand(realm, client, replicas):
    returned, active = replicas
    realm.wait_ready(returned.start())
    counter = counted(client, SLOW, 1, 1)
    active.terminate()
    for _ in range(3):
        client.call("counting.add", counter=counter, amount=1)
    assert until(lambda: len(found := applied(client, counter)) == 6 and found) == list("123456")
    realm.wait_ready(active.start())


def test_a_replica_that_came_back_stands_by_and_takes_over_in_its_turn(realm, client, replicas):
    active, _ = replicas
    counter = counted(client, SLOW, 1)
    active.terminate()
    assert all_applied(client, counter) == ["1", "2"]
    assert all_applied(client, counted(client, SLOW, 1)) == ["1", "2"]
