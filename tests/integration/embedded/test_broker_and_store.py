"""The broker and the store of our own, one of each, killed and started again."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pymongo
import pytest

from jiandu.embedded import ports, probe
from jiandu.embedded.broker import RunningBroker, start_broker
from jiandu.embedded.store import RunningStore, start_store


@pytest.fixture(scope="module")
def own_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBroker]:
    # What a caller has set for another node must not reach ours.
    with pytest.MonkeyPatch.context() as caller:
        caller.setenv("RABBITMQ_NODENAME", "stranger@nowhere")
        caller.setenv("ERL_EPMD_PORT", "1")
        caller.setenv("ERL_FLAGS", "-no_such_flag")
        running = start_broker(tmp_path_factory.mktemp("a broker with blanks"))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def own_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    running = start_store(tmp_path_factory.mktemp("store"))
    yield running
    running.stop()


def test_a_killed_broker_comes_back_on_its_ports_with_its_data(own_broker: RunningBroker) -> None:
    own_broker.admin.create_vhost("kept")
    queue = {"name": "q", "durable": True, "auto_delete": False, "arguments": {"x-queue-type": "quorum"}}
    own_broker.admin.import_definitions({"queues": [queue]}, "kept")
    own_broker.admin.create_user("agency", "secret")
    own_broker.admin.permit("agency", "kept", configure="", read="^q$")
    own_broker.admin.permit_topic("agency", "kept", "agencies.events", write=r"^agency\.")
    own_broker.admin.put_policy("kept", "length", "^q$", {"max-length": 10})
    address, pid = own_broker.amqp_uri, own_broker.pid
    own_broker.kill()
    assert not probe.answers(f"amqp://127.0.0.1:{own_broker.broker.ports['amqp']}")
    own_broker.start()
    assert own_broker.amqp_uri == address
    assert own_broker.pid != pid
    assert [queue["name"] for queue in own_broker.admin.queues("kept")] == ["q"]
    assert "agency" in own_broker.admin.users()
    own_broker.admin.delete_vhost("kept")
    own_broker.admin.delete_user("agency")


def test_a_frozen_broker_answers_nothing_until_it_is_thawed(own_broker: RunningBroker) -> None:
    address = f"amqp://127.0.0.1:{own_broker.broker.ports['amqp']}"
    own_broker.freeze()
    assert not probe.answers(address, seconds=0.3)
    own_broker.thaw()
    assert probe.answers(address, seconds=10)


def test_the_broker_listens_on_loopback_only_and_never_on_the_usual_ports(own_broker: RunningBroker) -> None:
    listening = _listening(own_broker.pid)
    assert {address for address, _ in listening} == {ports.LOOPBACK}
    assert {port for _, port in listening}.isdisjoint({4369, 5672, 15672, 15692, 25672})
    # All but epmd, which is a process of its own.
    assert len(listening) == len(own_broker.broker.ports) - 1


def test_a_killed_store_has_every_acknowledged_write(own_store: RunningStore) -> None:
    with pymongo.MongoClient[dict[str, int]](own_store.mongo_uri) as client:
        rows = client["kept"]["rows"]
        for number in range(50):
            rows.insert_one({"_id": number})
        own_store.kill()
        own_store.start()
        assert [row["_id"] for row in rows.find(sort=[("_id", 1)])] == list(range(50))


def test_a_frozen_store_keeps_its_callers_waiting(own_store: RunningStore) -> None:
    with pymongo.MongoClient[dict[str, int]](own_store.mongo_uri, socketTimeoutMS=300) as client:
        client["kept"]["rows"].find_one()
        own_store.freeze()
        with pytest.raises(pymongo.errors.PyMongoError):
            client["kept"]["rows"].find_one()
        own_store.thaw()
        client["kept"]["rows"].find_one()


def _listening(pid: int) -> set[tuple[str, int]]:
    """Reads the kernel's table of sockets: the addresses at which a process listens."""
    inodes = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        target = os.readlink(descriptor)
        if target.startswith("socket:["):
            inodes.add(target[8:-1])
    found = set()
    for table, family in (("tcp", socket.AF_INET), ("tcp6", socket.AF_INET6)):
        for line in Path(f"/proc/net/{table}").read_text(encoding="ascii").splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in inodes:
                host, _, port = fields[1].partition(":")
                raw = b"".join(bytes.fromhex(host[i : i + 8])[::-1] for i in range(0, len(host), 8))
                found.add((socket.inet_ntop(family, raw), int(port, 16)))
    return found
