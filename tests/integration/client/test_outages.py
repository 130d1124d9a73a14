"""What the client does while the broker is killed, restarted or frozen: on a node of its own."""

import threading
import time
import uuid

import pytest

from jiandu.client import CallFailed, Client, Sender, Subscription, TimedOut
from jiandu.embedded.broker import start_broker
from jiandu.identity.keyring import FolderKeyring, create_key
from jiandu.identity.signing import Signer


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    node = start_broker(tmp_path_factory.mktemp("node"))
    yield node
    node.stop()


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    create_key(folder, "a001-1", "a001", "agency")
    return folder


@pytest.fixture
def settled(topology):
    """The topology, old enough to survive a kill.

    RabbitMQ 3.10 keeps the registration of a new quorum queue in a write buffer for up to some 3 seconds; killed
    before that, it comes back with the queue empty and without a leader, whatever was confirmed.
    """
    time.sleep(6)
    return topology


class Traffic:
    """Threads that each do `work(number)` once for every number, as fast as they can."""

    def __init__(self, work, count, threads=8):
        self.done, self.failed = [], []
        self._work = work
        self._numbers = iter(range(count))
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._run) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    def _run(self):
        while True:
            with self._lock:
                number = next(self._numbers, None)
            if number is None:
                return
            try:
                self._work(number)
            except CallFailed as failure:
                self.failed.append((number, failure.code))
            else:
                self.done.append(number)

    def join(self):
        for thread in self._threads:
            thread.join(100)


def test_every_call_is_answered_although_the_broker_was_killed_and_restarted(broker, uri, echo, eventually):
    with Client(uri) as client:

        def work(number):
            answer = client.call(f"{echo.name}.echo", command_id=f"k-{number}", deadline=90)
            assert answer["command_id"] == f"k-{number}"

        traffic = Traffic(work, 3000)
        assert eventually(lambda: len(traffic.done) > 300)
        broker.kill()
        broker.start()
        traffic.join()
    assert traffic.failed == []
    assert sorted(traffic.done) == list(range(3000))
    assert {call["command_id"] for call in echo.received} == {f"k-{number}" for number in range(3000)}


def test_a_frozen_broker_is_noticed_and_the_call_completes_on_a_new_connection(broker, uri, echo):
    with Client(f"{uri}?heartbeat=2") as client:
        client.ask(f"{echo.name}.echo")
        broker.freeze()
        try:
            with pytest.raises(TimedOut):
                client.call(f"{echo.name}.echo", command_id="k-frozen", deadline=1)
            waiting = Traffic(lambda n: client.call(f"{echo.name}.echo", command_id=f"k-{n}", deadline=90), 1, 1)
            time.sleep(8)  # longer than two heartbeats, so that the connection is given up
        finally:
            broker.thaw()
        waiting.join()
        assert waiting.failed == []
        assert client.call(f"{echo.name}.echo", command_id="k-frozen", deadline=60)["command_id"] == "k-frozen"


def test_what_was_sent_and_handled_across_a_restart_is_neither_lost_nor_reordered(
    broker, uri, settled, keys, eventually
):
    seen = []
    with (
        Sender(uri, "a001", Signer.load(keys, "a001-1")) as sender,
        Subscription(uri, settled.queue, FolderKeyring(keys), seen.append) as subscription,
    ):
        assert subscription.wait_ready(20)
        run = uuid.uuid4().hex

        def work(number):
            sender.send(
                "receipt",
                subject=run,
                sequence=number,
                id_=f"{run}:{number}",
                data={},
                correlation="matter-1",
                timeout=90,
            )

        traffic = Traffic(work, 400, threads=1)
        assert eventually(lambda: len(traffic.done) > 50)
        broker.kill()
        broker.start()
        traffic.join()
        assert traffic.failed == []
        assert eventually(lambda: len({envelope.sequence for envelope in seen}) == 400)
    first_seen = list(dict.fromkeys(envelope.sequence for envelope in seen))
    assert first_seen == list(range(400))
