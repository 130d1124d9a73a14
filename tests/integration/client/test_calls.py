import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from jiandu.client import CallFailed, Client, TimedOut, TooLarge, UnknownService, Unreachable


@pytest.fixture
def client(uri):
    with Client(uri, token=lambda: "a.b.c", timeout=20) as client:
        yield client


def test_a_command_carries_its_id_its_fields_and_the_headers_of_the_contract(client, echo):
    result = client.call(f"{echo.name}.echo", command_id="k-1", expected_version=3, text="占道经营")
    assert result == {"command_id": "k-1", "expected_version": 3, "text": "占道经营"}
    (headers,) = echo.headers
    assert headers["nameko.token"] == "a.b.c"
    assert float(headers["nameko.deadline"]) > 0
    assert headers["nameko.traceparent"].startswith("00-")


def test_a_query_carries_no_command_id(client, echo):
    assert client.ask(f"{echo.name}.echo", id="c-1") == {"id": "c-1"}


def test_many_threads_call_at_once_and_each_gets_its_own_answer(client, echo):
    with ThreadPoolExecutor(20) as pool:
        results = list(pool.map(lambda n: client.call(f"{echo.name}.echo", n=n)["n"], range(500)))
    assert results == list(range(500))


def test_a_refusal_arrives_with_everything_it_says(client, echo):
    with pytest.raises(CallFailed) as caught:
        client.call(f"{echo.name}.refuse", command_id="k-2")
    failure = caught.value
    assert (failure.code, failure.field, failure.article, failure.incident, failure.command_id) == (
        "NOT_ALLOWED_IN_STATE",
        "state",
        "第三十条",
        "i-1",
        "k-2",
    )
    assert failure.message == {"zh": "当前状态不允许", "en": "not allowed in this state"}


def test_the_error_of_a_stock_service_becomes_a_failed_call(client, echo):
    with pytest.raises(CallFailed) as caught:
        client.call(f"{echo.name}.stock_error")
    assert caught.value.code == "MethodNotFound"


def test_an_answer_that_cannot_be_understood_is_a_failed_call(client, echo):
    with pytest.raises(CallFailed) as caught:
        client.call(f"{echo.name}.babble")
    assert caught.value.code == "BAD_REPLY"
    assert client.ask(f"{echo.name}.echo", n=1) == {"n": 1}


def test_no_answer_in_time_leaves_the_outcome_unknown_and_names_the_command(client, echo):
    with pytest.raises(TimedOut) as caught:
        client.call(f"{echo.name}.ignore", deadline=1, command_id="k-3")
    assert caught.value.command_id == "k-3"
    assert echo.received == [{"command_id": "k-3"}]


def test_a_service_that_never_was_is_unknown_at_once(client):
    with pytest.raises(UnknownService):
        client.call("nobody.echo")


def test_a_broker_that_is_away_is_unreachable(unused_uri):
    with Client(unused_uri) as client, pytest.raises(Unreachable) as caught:
        client.call("complaints.submit", deadline=1)
    assert caught.value.detail


@pytest.fixture
def unused_uri():
    return "amqp://guest:guest@127.0.0.1:1/"


def test_a_body_beyond_the_limit_is_not_sent(client, echo):
    with pytest.raises(TooLarge):
        client.call(f"{echo.name}.echo", text="x" * 20_000_000)
    assert echo.received == []
    assert client.ask(f"{echo.name}.echo", n=1) == {"n": 1}


def test_twenty_megabytes_pass_where_they_are_allowed(uri, echo):
    with Client(uri, timeout=60, max_body=30_000_000) as client:
        assert client.ask(f"{echo.name}.length", text="x" * 20_000_000) == 20_000_000


def test_a_closed_client_does_not_leave_its_callers_waiting(uri, echo):
    client = Client(uri, timeout=60)
    client.ask(f"{echo.name}.echo")
    failures = []

    def waits():
        try:
            client.call(f"{echo.name}.ignore")
        except CallFailed as failure:
            failures.append(failure.code)

    thread = threading.Thread(target=waits)
    thread.start()
    while not echo.received[1:]:
        thread.join(0.05)
    client.close()
    thread.join(10)
    assert failures == ["TIMEOUT"]
    with pytest.raises(Unreachable):
        client.call(f"{echo.name}.echo")


def test_calls_in_flight_survive_a_lost_connection_with_the_same_command_id(
    client, echo, broker, vhost, eventually
):
    client.ask(f"{echo.name}.echo")
    done = []

    def calls(number):
        done.append(client.call(f"{echo.name}.echo", command_id=f"k-{number}")["command_id"])

    ours = [c["name"] for c in _connections(broker, vhost, "jiandu-client", eventually)]
    threads = [threading.Thread(target=calls, args=(number,)) for number in range(50)]
    for number, thread in enumerate(threads):
        thread.start()
        if number == 10:
            for name in ours:
                broker.admin.close_connection(name)
    for thread in threads:
        thread.join(30)
    assert sorted(done) == sorted(f"k-{number}" for number in range(50))


def _connections(broker, vhost, name, eventually):
    def found():
        return [
            c
            for c in broker.admin.connections()
            if c.get("vhost") == vhost and c.get("client_properties", {}).get("connection_name") == name
        ]

    assert eventually(found)
    return found()
