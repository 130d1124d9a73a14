"""Broker and store going away and coming back: a pair of their own, so that nobody else is disturbed."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from jiandu.client import CallFailed
from jiandu.embedded.broker import start_broker
from jiandu.embedded.provision import SETTLING_SECONDS
from jiandu.embedded.store import start_store
from tests.realm import Realm, until

COUNTING = "tests.sample.service:Counting"
MIRRORING = "tests.sample.service:Mirroring"
AGAIN = {"TIMEOUT", "UNREACHABLE", "STORE_UNAVAILABLE", "DEADLINE_PASSED"}


@pytest.fixture(scope="module")
def realm(tmp_path_factory):
    broker = start_broker(tmp_path_factory.mktemp("broker"))
    store = start_store(tmp_path_factory.mktemp("store"))
    mine = Realm("restarts", broker, store, tmp_path_factory.mktemp("restarts"))
    mine.environment |= {"JIANDU_RETRY_TIERS": "0.2,1,5", "JIANDU_DRAIN_SECONDS": "3", "JIANDU_HEARTBEAT": "2"}
    yield mine
    broker.start()  # a test that failed may have left them dead
    store.start()
    mine.close()
    store.stop()
    broker.stop()


@pytest.fixture(scope="module")
def services(realm):
    mirroring = realm.serve(MIRRORING, relay=False)
    counting = realm.serve(COUNTING)
    time.sleep(SETTLING_SECONDS)  # a queue younger than that would not outlive a killed broker
    return {"mirroring": mirroring[0], "counting": counting[0], "relay": counting[1]}


@pytest.fixture(scope="module")
def client(realm):
    with realm.client("platform") as client:
        yield client


def again(call):
    """The answer, asked for until there is one."""

    def answer():
        try:
            return call()
        except CallFailed as failure:
            if failure.code not in AGAIN:
                raise
            return None

    return until(answer)


def mirrored(client, counter):
    try:
        return client.ask("mirroring.total", counter=counter)["total"]
    except CallFailed as failure:
        if failure.code not in {*AGAIN, "NOT_FOUND"}:
            raise
        return None


def test_a_service_that_starts_before_broker_and_store_says_so_and_becomes_ready_with_them(realm):
    realm.broker.kill()
    realm.store.kill()
    early = realm.serve(COUNTING, wait=False)
    service, relay = early

    def reported():
        status, text = service.get("/ready")
        checks = {each["name"]: each["ok"] for each in json.loads(text)["checks"]} if status else {}
        return status == 503 and checks == {"store": False, "broker": False}

    until(reported, lambda: service.get("/ready")[1])
    until(lambda: relay.get("/ready")[0] == 503)
    assert service.get("/live")[0] == 200
    realm.broker.start()
    realm.store.start()
    for program in early:
        realm.wait_ready(program)
    with realm.client("platform") as client:
        assert client.call("counting.open", region="652301")["version"] == 1
    for program in early:
        assert program.terminate() == 0


@pytest.mark.parametrize("how", ["kill", "stop_node"], ids=["SIGKILL", "SIGTERM"])
def test_a_broker_restart_with_twelve_calls_in_flight_kills_nobody_and_every_call_completes(
    realm, services, client, how
):
    pids = {name: program.pid for name, program in services.items()}
    counter = again(lambda: client.call("counting.open", command_id=f"in-flight-{how}", region="652301"))["id"]
    with ThreadPoolExecutor(12) as pool:
        reading = [
            pool.submit(again, lambda: client.ask("counting.total", counter=counter, wait=2, deadline=6))
            for _ in range(6)
        ]
        writing = [
            pool.submit(
                again, lambda n=n: client.call("counting.add", command_id=f"{how}-{n}", counter=counter, amount=1)
            )
            for n in range(6)
        ]
        time.sleep(1)
        getattr(realm.broker, how)()
        realm.broker.start()
        assert sorted(each.result()["version"] for each in writing) == [2, 3, 4, 5, 6, 7]
        assert all("total" in each.result() for each in reading)
    assert {name: program.pid for name, program in services.items() if program.alive()} == pids
    assert again(lambda: client.ask("counting.total", counter=counter)) == {"total": 6}
    until(lambda: mirrored(client, counter) == 6)


def test_while_the_store_is_down_deliveries_wait_and_none_overtakes_another(realm, services, client):
    counter = again(lambda: client.call("counting.open", command_id="paused", region="652301"))["id"]
    realm.store.kill()
    with pytest.raises(CallFailed) as failed:
        client.call("counting.add", counter=counter, amount=1)
    assert failed.value.code in {"STORE_UNAVAILABLE", "TIMEOUT"}
    realm.store.start()
    for number in range(5):
        again(lambda n=number: client.call("counting.add", command_id=f"paused-{n}", counter=counter, amount=1))
    realm.store.kill()
    time.sleep(0.5)
    realm.store.start()
    until(lambda: mirrored(client, counter) == 5)
    with realm.client("operator", regions=["*"]) as operator:
        assert again(lambda: (operator.ask("mirroring.parked"),)) == ([],)


def test_stopping_without_a_broker_ends_in_bounded_time(realm, services):
    realm.broker.kill()
    for program in services.values():
        assert program.terminate(30) == 0, program.log.read_text()[-2000:]
    realm.broker.start()
