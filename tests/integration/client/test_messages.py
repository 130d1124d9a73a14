import threading
from datetime import UTC, datetime

import pytest

from jiandu.bus.envelope import Envelope, to_message
from jiandu.client import Sender, Subscription, Unroutable
from jiandu.identity.keyring import FolderKeyring, create_key
from jiandu.identity.signing import Signer


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    create_key(folder, "certificates-1", "certificates", "service")
    create_key(folder, "a001-1", "a001", "agency")
    return folder


@pytest.fixture
def keyring(keys):
    return FolderKeyring(keys)


def a_message(keys, number, signed=True):
    envelope = Envelope(
        id=f"cert-1:{number}",
        source="/services/certificates",
        type="certificate.status_changed",
        time=datetime.now(UTC),
        subject="cert-1",
        sequence=number,
        schema_version=1,
        data={"状态": "吊销"},
        correlation="matter-1",
    )
    return to_message(Signer.load(keys, "certificates-1").sign(envelope) if signed else envelope)


def put(topology, wire):
    topology.put(wire.body, wire.headers, **wire.properties)


def test_messages_are_handled_in_order_and_then_acknowledged(uri, topology, keys, keyring, eventually):
    for number in range(20):
        put(topology, a_message(keys, number))
    seen = []
    with Subscription(uri, topology.queue, keyring, seen.append):
        assert eventually(lambda: len(seen) == 20)
    assert [envelope.sequence for envelope in seen] == list(range(20))
    assert topology.take(topology.queue, 1) is None


def test_a_message_is_not_acknowledged_before_the_handler_returned(uri, topology, keys, keyring):
    put(topology, a_message(keys, 1))
    inside, go_on = threading.Event(), threading.Event()

    def handler(_):
        inside.set()
        go_on.wait(20)

    subscription = Subscription(uri, topology.queue, keyring, handler).start()
    assert inside.wait(20)
    stopping = threading.Thread(target=subscription.stop)
    stopping.start()
    assert stopping.is_alive()
    go_on.set()
    stopping.join(20)
    assert topology.take(topology.queue, 1) is None


def test_malformed_and_unproven_messages_are_told_and_parked_and_the_rest_goes_on(
    uri, topology, keys, keyring, eventually
):
    good, forged = a_message(keys, 1), a_message(keys, 2)
    topology.put(b"\xff\xfe", {})
    put(topology, a_message(keys, 3, signed=False))
    topology.put(forged.body + b" ", forged.headers, **forged.properties)
    put(topology, good)
    seen, rejected = [], []
    with Subscription(uri, topology.queue, keyring, seen.append, on_reject=rejected.append):
        assert eventually(lambda: len(seen) == 1)
    assert [r.reason for r in rejected] == ["malformed", "unsigned", "bad_signature"]
    assert rejected[0].body == b"\xff\xfe"
    assert [topology.take(topology.parked) is not None for _ in range(3)] == [True] * 3
    assert topology.take(topology.queue, 1) is None


def test_a_handler_that_recovers_gets_the_message_again_in_its_order(uri, topology, keys, keyring, eventually):
    for number in (1, 2):
        put(topology, a_message(keys, number))
    seen, failures = [], [1, 2]

    def handler(envelope):
        if failures:
            failures.pop()
            raise RuntimeError("not yet")
        seen.append(envelope.sequence)

    with Subscription(uri, topology.queue, keyring, handler, pauses=(0.01, 0.01)):
        assert eventually(lambda: len(seen) == 2)
    assert seen == [1, 2]


def test_a_message_the_handler_never_takes_is_parked(uri, topology, keys, keyring, eventually):
    put(topology, a_message(keys, 1))
    rejected = []

    def handler(_):
        raise RuntimeError("never")

    with Subscription(uri, topology.queue, keyring, handler, on_reject=rejected.append, pauses=(0.01,)):
        assert eventually(lambda: rejected)
        assert topology.take(topology.parked) is not None
    assert rejected[0].reason == "handler_failed"


def test_a_message_stays_in_the_queue_while_its_rejection_cannot_be_told(uri, topology, keyring, eventually):
    topology.put(b"\xff", {})
    attempts = []

    def on_reject(rejected):
        attempts.append(rejected)
        raise OSError("the register of rejections is full")

    with Subscription(uri, topology.queue, keyring, print, on_reject=on_reject):
        assert eventually(lambda: attempts)
    assert topology.take(topology.queue) is not None


def test_a_subscription_comes_back_after_a_lost_connection(uri, topology, keys, keyring, broker, eventually):
    seen = []
    with Subscription(uri, topology.queue, keyring, seen.append) as subscription:
        assert subscription.wait_ready(20)
        put(topology, a_message(keys, 1))
        assert eventually(lambda: len(seen) == 1)
        name = f"jiandu-subscription-{topology.queue}"

        def ours():
            return [
                c["name"]
                for c in broker.admin.connections()
                if c.get("client_properties", {}).get("connection_name") == name
            ]

        assert eventually(ours)
        for connection in ours():
            broker.admin.close_connection(connection)
        put(topology, a_message(keys, 2))
        assert eventually(lambda: len(seen) == 2)
    assert [envelope.sequence for envelope in seen] == [1, 2]


def test_what_an_agency_sends_is_signed_confirmed_and_routed_by_its_name(uri, topology, keys, keyring, eventually):
    seen = []
    with Sender(uri, "a001", Signer.load(keys, "a001-1")) as sender:
        sent = sender.send(
            "receipt", subject="r-1", data={"收到": True}, correlation="matter-1", causation="ref-1:4"
        )
    with Subscription(uri, topology.queue, keyring, seen.append):
        assert eventually(lambda: seen)
    assert seen == [sent]
    assert (sent.source, sent.key_id) == ("/agencies/a001", "a001-1")


def test_many_threads_send_and_nothing_is_lost(uri, topology, keys, keyring, eventually):
    seen = []
    with Sender(uri, "a001", Signer.load(keys, "a001-1")) as sender:

        def sends(first):
            for number in range(first, first + 25):
                sender.send("receipt", subject=f"r-{number}", data={}, correlation="matter-1", timeout=30)

        threads = [threading.Thread(target=sends, args=(first,)) for first in range(0, 200, 25)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    with Subscription(uri, topology.queue, keyring, seen.append):
        assert eventually(lambda: len(seen) == 200)
    assert sorted(envelope.subject for envelope in seen) == sorted(f"r-{number}" for number in range(200))


def test_a_message_nobody_subscribed_to_comes_back(uri, topology, keys):
    with Sender(uri, "a001", Signer.load(keys, "a001-1")) as sender, pytest.raises(Unroutable):
        sender.send("unheard_of", subject="r-1", data={}, correlation="matter-1")
