"""nameko's traps, each walked into on the real broker."""

import json
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pika
import pytest

from jiandu.client import CallFailed
from jiandu.ops.config import Settings
from tests.proxy import Proxy
from tests.realm import Realm, until

COUNTING = "tests.sample.service:Counting"
MIRRORING = "tests.sample.service:Mirroring"


@pytest.fixture(scope="module", autouse=True)
def services(realm):
    realm.environment |= {"JIANDU_RETRY_TIERS": "0.1,0.2", "JIANDU_DRAIN_SECONDS": "8", "JIANDU_HEARTBEAT": "1"}
    (mirroring,) = realm.serve(MIRRORING, relay=False, wait=False)
    counting, relay = realm.serve(COUNTING)
    realm.wait_ready(mirroring)
    return {"mirroring": mirroring, "counting": counting, "relay": relay}


@pytest.fixture(scope="module")
def client(realm):
    with realm.client("platform") as client:
        yield client


@pytest.fixture
def counter(client):
    return client.call("counting.open", region="652301")["id"]


@pytest.fixture
def elsewhere(broker, store, tmp_path, request):
    """A realm of this test alone."""
    mine = Realm(f"traps-{uuid.uuid4().hex[:6]}", broker, store, tmp_path)
    yield mine
    mine.close()


@pytest.fixture
def channel(realm):
    connection = pika.BlockingConnection(pika.URLParameters(realm.amqp_uri))
    yield connection.channel()
    connection.close()


def mirrored(client, counter):
    try:
        return client.ask("mirroring.total", counter=counter)["total"]
    except CallFailed as failure:
        if failure.code != "NOT_FOUND":
            raise
        return None


def restarted(realm, program):
    program.start()
    realm.wait_ready(program)


def test_a_graceful_stop_answers_the_call_in_flight_and_leaves_nothing_behind(realm, services, client, counter):
    counting = services["counting"]
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(client.ask, "counting.total", counter=counter, wait=2)
        until(lambda: realm.depth("rpc-counting") == 0 and counting.metric("jiandu_workers_busy") >= 0)
        time.sleep(0.5)
        assert counting.terminate() == 0
        assert answer.result(20) == {"total": 0}
    assert realm.depth("rpc-counting") == 0
    restarted(realm, counting)


def test_a_graceful_stop_finishes_the_delivery_in_flight_and_duplicates_nothing(realm, services, client, counter):
    mirroring = services["mirroring"]
    client.call("counting.add", counter=counter, amount=16)  # takes two seconds to mirror
    client.call("counting.add", counter=counter, amount=1)
    time.sleep(0.7)
    assert mirroring.terminate() == 0
    assert realm.depth("mirroring.counters") == 0
    restarted(realm, mirroring)
    until(lambda: mirrored(client, counter) == 17)


def test_a_bare_timeout_in_a_method_is_answered(client, counter, services):
    with pytest.raises(CallFailed) as failed:
        client.ask("counting.timed_out", counter=counter)
    assert failed.value.code == "INTERNAL"
    assert services["counting"].alive()


def test_a_bare_timeout_in_a_subscription_keeps_the_message(realm, client, counter):
    client.call("counting.add", counter=counter, amount=17)
    client.call("counting.add", counter=counter, amount=1)
    with realm.client("operator", regions=["*"]) as operator:

        def parked():
            return [e for e in operator.ask("mirroring.parked") if counter in e["lane"] and e["state"] == "parked"]

        (entry,) = until(parked)
    assert entry["reason"] == "HANDLER_FAILED"
    assert mirrored(client, counter) is None


def test_an_answer_that_can_not_be_written_is_an_incident(client, counter):
    with pytest.raises(CallFailed) as failed:
        client.ask("counting.unwritable", counter=counter)
    assert failed.value.code == "INTERNAL"
    assert failed.value.incident


def test_foreign_headers_do_not_come_back_with_a_prefix(realm, channel, counter):
    queue = channel.queue_declare("", exclusive=True).method.queue
    heard = channel.queue_declare("", exclusive=True).method.queue
    reply_to = str(uuid.uuid4())
    channel.queue_bind(queue, "nameko-rpc", reply_to)
    channel.queue_bind(heard, "counting.events", "#")
    headers = {
        "nameko.token": realm.token("platform"),
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "x-death": [{"count": 1}],
        "province": "新疆",
    }
    body = json.dumps({"args": [], "kwargs": {"command_id": uuid.uuid4().hex, "counter": counter, "amount": 1}})
    properties = pika.BasicProperties(content_type="application/json", reply_to=reply_to, headers=headers)
    channel.basic_publish("nameko-rpc", "counting.add", body, properties)
    for wanted, prefix in ((queue, ()), (heard, "ce-")):
        _, properties, _ = next(channel.consume(wanted, inactivity_timeout=20, auto_ack=True))
        channel.cancel()
        assert all(prefix and name.startswith(prefix) for name in properties.headers or {}), properties.headers


@pytest.mark.parametrize("foreign", ["x" * 300, "two\nlines", "00-nonsense"])
def test_a_foreign_trace_context_stops_neither_the_command_nor_its_event(realm, channel, client, counter, foreign):
    reply_to = str(uuid.uuid4())
    headers = {"nameko.token": realm.token("platform"), "nameko.traceparent": foreign}
    body = json.dumps({"args": [], "kwargs": {"command_id": uuid.uuid4().hex, "counter": counter, "amount": 3}})
    properties = pika.BasicProperties(content_type="application/json", reply_to=reply_to, headers=headers)
    channel.basic_publish("nameko-rpc", "counting.add", body, properties)
    until(lambda: mirrored(client, counter) == 3)


def test_headers_nobody_could_store_are_parked_and_shown(realm, channel):
    headers = {"$where": "1", "a.b": "c", "nul\x00": "x"}
    channel.confirm_delivery()
    body = uuid.uuid4().hex
    channel.basic_publish("agencies.events", "bureau.counter.claimed", body, pika.BasicProperties(headers=headers))
    with realm.client("operator", regions=["*"]) as operator:

        def shown():
            for entry in operator.ask("mirroring.parked"):
                message = operator.ask("mirroring.parked_message", entry=entry["entry"])
                if message["body"] == body:
                    return message
            return None

        assert until(shown)["headers"] == headers


def test_what_may_be_worked_on_at_once_never_exceeds_the_workers(realm, services):
    for name, queues in (
        ("mirroring", {"mirroring.counters", "mirroring.claims", "rpc-mirroring"}),
        ("counting", {"rpc-counting"}),
    ):
        consumers = until(
            lambda queues=queues: [
                each
                for each in realm.broker.admin._get(("consumers", realm.name))
                if each["queue"]["name"] in queues and each["active"]
            ]
        )
        taken = {each["queue"]["name"]: each["prefetch_count"] for each in consumers}
        assert taken.keys() == queues
        assert taken.pop(f"rpc-{name}") == Settings.call_prefetch  # most of them wait for their turn
        deliveries = sum(taken.values())
        assert set(taken.values()) <= {Settings.prefetch}
        assert 0 < Settings.max_workers + deliveries <= services[name].metric("jiandu_workers_limit")


def test_a_slow_method_keeps_its_connection(realm, services, client, counter):
    before = services["counting"].log.read_text().count("settling_failed")
    assert client.ask("counting.total", counter=counter, wait=4) == {"total": 0}  # four heartbeats long
    assert services["counting"].log.read_text().count("settling_failed") == before


def test_a_method_that_computes_for_long_does_not_lose_the_service(client, services, counter):
    with pytest.raises(CallFailed) as failed:
        client.ask("counting.busy", counter=counter, wait=4, deadline=3)
    assert failed.value.code == "TIMEOUT"
    assert client.call("counting.add", counter=counter, amount=2)["version"] == 2
    until(lambda: mirrored(client, counter) == 2)
    assert services["counting"].alive()


def test_an_event_nobody_hears_stays_in_the_outbox_and_is_counted(elsewhere):
    _, relay = elsewhere.serve(COUNTING)
    with elsewhere.client("platform") as client:
        counter = client.call("counting.open", region="652301")["id"]
        client.call("counting.add", counter=counter, amount=5)
        until(lambda: relay.metric("jiandu_unroutable_total") > 0, lambda: relay.get("/metrics")[1])
        until(lambda: relay.metric("jiandu_outbox_pending") == 1)
        elsewhere.serve(MIRRORING, relay=False)
        until(lambda: mirrored(client, counter) == 5)
        until(lambda: relay.metric("jiandu_outbox_pending") == 0)


@pytest.mark.parametrize(
    ("path", "queue", "arguments"),
    [(MIRRORING, "mirroring.counters", {}), (COUNTING, "rpc-counting", {"x-queue-type": "quorum"})],
)
def test_a_queue_of_another_shape_ends_the_start_and_is_named(elsewhere, path, queue, arguments):
    connection = pika.BlockingConnection(pika.URLParameters(elsewhere.amqp_uri))
    connection.channel().queue_declare(queue, durable=True, arguments=arguments)
    connection.close()
    (program,) = elsewhere.serve(path, relay=False, wait=False)
    assert program.process.wait(60) == 78
    assert queue in program.log.read_text()


def test_a_connection_that_falls_silent_is_replaced_without_a_restart(realm, services, client, counter):
    proxy = Proxy(realm.broker.broker.ports["amqp"])
    silent = realm.amqp_uri.replace(f":{realm.broker.broker.ports['amqp']}/", f":{proxy.port}/")
    try:
        for name in ("counting", "relay", "mirroring"):
            services[name].kill()
            services[name].env["AMQP_URI"] = silent
            services[name].start()
        for program in services.values():
            realm.wait_ready(program)
        client.call("counting.add", counter=counter, amount=1)
        until(lambda: mirrored(client, counter) == 1)
        with ThreadPoolExecutor(8) as pool:
            # replies larger than the buffers of a socket that nobody reads any more
            ask = partial(client.ask, "counting.large", counter=counter, wait=2, deadline=6)
            large = [pool.submit(ask) for _ in range(8)]
            time.sleep(1)
            assert proxy.freeze() >= 3
            for each in large:
                each.exception()
        assert again(
            lambda: client.call("counting.add", command_id=f"silent-{counter}", counter=counter, amount=1)
        )
        until(lambda: mirrored(client, counter) == 2)
        assert all(program.alive() for program in services.values())
    finally:
        for name in ("counting", "relay", "mirroring"):  # the last test of the module: they are not needed again
            services[name].kill()
        proxy.close()


def again(call):
    """The answer, asked for until there is one."""

    def answer():
        try:
            return call()
        except CallFailed as failure:
            if failure.code not in {"TIMEOUT", "UNREACHABLE", "STORE_UNAVAILABLE"}:
                raise
            return None

    return until(answer)
