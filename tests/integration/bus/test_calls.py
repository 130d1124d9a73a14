"""A command's life over the real broker and store, and everything a caller can get wrong."""

import hashlib
import json
import time
import uuid
from datetime import UTC, datetime, timedelta

import pika
import pytest

from jiandu.client import CallFailed
from jiandu.store.connection import connect
from tests.realm import until


@pytest.fixture(scope="module", autouse=True)
def counting(realm):
    return realm.serve("tests.sample.service:Counting")[0]


@pytest.fixture(scope="module")
def client(realm):
    with realm.client("platform") as client:
        yield client


@pytest.fixture
def counter(client):
    return client.call("counting.open", region="652301")["id"]


@pytest.fixture
def raw(realm):
    """Sends what no client would, and waits for the answer."""
    connection = pika.BlockingConnection(pika.URLParameters(realm.amqp_uri))
    channel = connection.channel()
    reply_to = str(uuid.uuid4())
    queue = channel.queue_declare("", exclusive=True).method.queue
    channel.queue_bind(queue, "nameko-rpc", reply_to)

    def send(body, key="counting.open", headers=None, **properties):
        described = {"content_type": "application/json", "content_encoding": "utf-8", "reply_to": reply_to}
        channel.basic_publish(
            "nameko-rpc", key, body, pika.BasicProperties(headers=headers or {}, **{**described, **properties})
        )

    def answer(body, key="counting.open", **options):
        send(body, key, **options)
        for _, _, answered in channel.consume(queue, inactivity_timeout=20, auto_ack=True):
            assert answered is not None, "no answer"
            return json.loads(answered)
        return None

    def call(body, key="counting.open", **options):
        return answer(body, key, **options)["error"]["exc_args"][0]

    call.send, call.answer = send, answer
    yield call
    connection.close()


def stored(realm):
    """How many counters there are."""
    with realm.client("auditor", regions=["*"]) as auditor:
        return len(auditor.ask("counting.ledger", aggregate="counters")["rows"])


def failure_of(client, method, **fields):
    with pytest.raises(CallFailed) as failed:
        client.call(method, **fields) if method.endswith(("open", "add")) else client.ask(method, **fields)
    return failed.value


def test_a_command_is_applied_and_answered(client, counter):
    added = client.call("counting.add", counter=counter, amount=5)
    assert added == {"id": counter, "version": 2, "state": "open", "events": ["Added"]}
    assert client.ask("counting.total", counter=counter) == {"total": 5}


def test_a_repeated_command_gets_the_first_answer_and_changes_nothing(client, counter):
    first = client.call("counting.add", command_id="once-1", counter=counter, amount=5)
    client.call("counting.add", counter=counter, amount=1)
    assert client.call("counting.add", command_id="once-1", counter=counter, amount=5) == first
    assert client.ask("counting.total", counter=counter) == {"total": 6}


def test_a_repeated_creation_finds_the_first_result(client):
    first = client.call("counting.open", command_id="create-1", region="652301")
    assert client.call("counting.open", command_id="create-1", region="652301") == first


def test_two_agencies_may_use_the_same_command_id(realm, client):
    first = client.call("counting.open", command_id="same-id", region="652301")
    with realm.client("platform", agency="another") as other:
        assert other.call("counting.open", command_id="same-id", region="652301")["id"] != first["id"]


def test_the_same_command_id_with_other_content_is_refused(client, counter):
    client.call("counting.add", command_id="once-2", counter=counter, amount=5)
    failure = failure_of(client, "counting.add", command_id="once-2", counter=counter, amount=6)
    assert failure.code == "COMMAND_ID_REUSED"
    assert client.ask("counting.total", counter=counter) == {"total": 5}


def test_what_is_sealed_can_neither_be_added_nor_taken_away_by_a_repetition(client):
    bare = client.call("counting.open", command_id="sealed-1", region="652301")
    assert client.call("counting.open", command_id="sealed-1", region="652301", confided=None) == bare
    added = failure_of(client, "counting.open", command_id="sealed-1", region="652301", confided="张三")
    assert added.code == "COMMAND_ID_REUSED"
    client.call("counting.open", command_id="sealed-2", region="652301", confided="张三")
    taken = failure_of(client, "counting.open", command_id="sealed-2", region="652301")
    assert taken.code == "COMMAND_ID_REUSED"


def test_a_stale_version_is_refused(client, counter):
    client.call("counting.add", counter=counter, amount=5)
    failure = failure_of(client, "counting.add", counter=counter, amount=5, expected_version=1)
    assert failure.code == "STALE_VERSION"


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({}, "MISSING_FIELD", "region"),
        ({"region": "652301", "colour": "red"}, "UNKNOWN_FIELD", "colour"),
        ({"region": 652301}, "WRONG_TYPE", "region"),
        ({"region": None}, "MISSING_FIELD", "region"),
        ({"region": "新疆"}, "INVALID_VALUE", "region"),
        ({"region": "652301", "note": "长" * 101}, "TOO_LONG", "note"),
        ({"region": "652301", "note": "a\u0000b"}, "INVALID_VALUE", "note"),
        ({"region": "652301", "note": "\ud800"}, "INVALID_VALUE", "note"),
        ({"region": "371000"}, "REGION_FORBIDDEN", "region"),
        ({"region": "652301", "command_id": "has space"}, "INVALID_VALUE", "command_id"),
        ({"region": "652301", "expected_version": "1"}, "WRONG_TYPE", "expected_version"),
    ],
)
def test_wrong_content_is_refused_by_code_and_field_and_nothing_is_stored(raw, realm, fields, code, field):
    before = stored(realm)
    body = json.dumps({"args": [], "kwargs": {"command_id": uuid.uuid4().hex, **fields}})
    error = raw(body, headers={"nameko.token": realm.token("platform")})
    assert (error["code"], error["field"]) == (code, field)
    assert error["message"]["zh"]
    assert error["message"]["en"]
    assert stored(realm) == before


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"\xff\xfe", "INVALID_UTF8"),
        (b"not json", "MALFORMED"),
        (b"[]", "MALFORMED"),
        (b'{"args": [1], "kwargs": {}}', "MALFORMED"),
        (b'{"args": []}', "MALFORMED"),
        (b'{"args": [], "kwargs": ' + b"[" * 100_000, "MALFORMED"),
        (b'"' + b"x" * (20 << 20) + b'"', "TOO_LARGE"),
    ],
    ids=["not utf-8", "not json", "a list", "positional arguments", "no fields", "bottomless", "20 MB"],
)
def test_a_body_that_is_no_request_is_answered(raw, realm, body, code):
    assert raw(body, headers={"nameko.token": realm.token("platform")})["code"] == code


def test_an_unknown_method_is_named(raw):
    assert raw(b"{}", key="counting.destroy")["code"] == "UNKNOWN_METHOD"


def test_tokens_missing_expired_forged_and_powerless_are_told_apart(realm):
    past = datetime.now(UTC) - timedelta(hours=2)
    tokens = {
        None: "TOKEN_MISSING",
        realm.token("platform", now=past, lifetime=timedelta(hours=1)): "TOKEN_EXPIRED",
        realm.token("platform")[:-6] + "AAAAAA": "TOKEN_INVALID",
        realm.token("registrar"): "NOT_PERMITTED",
        realm.token(): "NOT_PERMITTED",
    }
    from jiandu.client import Client

    for token, code in tokens.items():
        with Client(realm.amqp_uri, token, timeout=20) as caller:
            assert failure_of(caller, "counting.open", region="652301").code == code


def test_an_aggregate_outside_the_callers_regions_is_not_found(realm, counter):
    with realm.client("platform", regions=["371000"]) as weihai:
        assert failure_of(weihai, "counting.total", counter=counter).code == "NOT_FOUND"
        assert failure_of(weihai, "counting.add", counter=counter, amount=1).code == "NOT_FOUND"


def test_a_late_call_is_refused_and_not_applied(raw, realm):
    before = stored(realm)
    headers = {"nameko.token": realm.token("platform"), "nameko.deadline": str(time.time() - 1)}
    body = json.dumps({"args": [], "kwargs": {"command_id": "late-1", "region": "652301"}})
    assert raw(body, headers=headers)["code"] == "DEADLINE_PASSED"
    assert stored(realm) == before


def test_an_unexpected_error_tells_the_caller_an_incident_and_nothing_else(client, counting, counter):
    failure = failure_of(client, "counting.broken", counter=counter)
    assert failure.code == "INTERNAL"
    assert failure.incident
    assert "RuntimeError" not in json.dumps(failure.message)
    log = counting.log.read_text()
    assert failure.incident in log
    assert "110101199001011234" not in log + json.dumps(failure.message)


def parked(operator, body):
    said = hashlib.sha256(body).hexdigest()
    return [each for each in operator.ask("counting.parked") if said in each["detail"]]


def test_a_request_without_a_reply_address_is_parked_and_hurts_nobody(realm, raw, client, counting):
    body = b'{"args": [], "kwargs": {}}'
    raw.send(body, reply_to=None)
    with realm.client("operator", regions=["*"]) as operator:
        (entry,) = until(lambda: parked(operator, body))
    assert entry["reason"] == "NO_REPLY_ADDRESS"
    assert entry["detail"] == f"counting.open sha256:{hashlib.sha256(body).hexdigest()} {len(body)} octets"
    assert counting.alive()
    assert client.call("counting.open", region="652301")["version"] == 1


def test_of_a_request_that_can_not_be_answered_no_content_and_no_token_is_kept(realm, raw):
    token = realm.token("platform")
    complainant = {"name": "张三", "id_number": "110101199001011234"}
    content = {"command_id": "unanswered", "region": "652301", "complainant": complainant}
    body = json.dumps({"args": [], "kwargs": content}, ensure_ascii=False).encode()
    user = pika.URLParameters(realm.amqp_uri).credentials.username
    raw.send(body, headers={"nameko.token": token}, reply_to=None, message_id="张三", user_id=user)
    with realm.client("operator", regions=["*"]) as operator:
        (entry,) = until(lambda: parked(operator, body))
        shown = operator.ask("counting.parked_message", entry=entry["entry"])
    database = connect(realm.mongo_uri, f"{realm.name}_counting")
    kept = [each for name in ("lanes", "lane_bodies") for each in database[name].find()]
    database.client.close()
    assert any(each["_id"] == entry["lane"] for each in kept)
    everything = f"{kept!r} {json.dumps(shown, ensure_ascii=False)}"
    bytes_kept = b"".join(bytes(each.get("bytes", b"")) for each in kept)
    for secret in ("张三", "110101199001011234", token):
        assert secret not in everything
        assert json.dumps(secret).strip('"').replace("\\", "\\\\") not in everything  # as ASCII text in a repr
        assert secret.encode() not in bytes_kept
    assert user in everything


@pytest.mark.parametrize("aimed_at", ["counting.open", "mirroring.total", "nobody-listens-there"])
def test_a_reply_can_not_be_aimed_at_a_services_requests(realm, raw, aimed_at):
    before = stored(realm)
    content = {"command_id": uuid.uuid4().hex, "region": "652301"}
    body = json.dumps({"args": [], "kwargs": content}).encode()
    raw.send(body, headers={"nameko.token": realm.token("platform")}, reply_to=aimed_at)
    with realm.client("operator", regions=["*"]) as operator:
        (entry,) = until(lambda: parked(operator, body))
    assert entry["reason"] == "NO_REPLY_ADDRESS"
    assert stored(realm) == before


@pytest.mark.parametrize(
    ("headers", "properties", "code"),
    [
        ({}, {"content_type": None}, None),
        ({}, {"content_encoding": "klingon"}, None),
        ({}, {"correlation_id": None}, None),
        ({"compression": "gzip", "x-death": "often"}, {}, None),
        ({"nameko.token": 7}, {}, "TOKEN_INVALID"),
        ({"nameko.token": {"alg": "none"}}, {}, "TOKEN_INVALID"),
        ({"nameko.token": {}}, {}, "TOKEN_INVALID"),
        ({"nameko.token": ["a", "b"]}, {}, "TOKEN_INVALID"),
        ({"nameko.deadline": "soon"}, {}, "INVALID_VALUE"),
        ({"nameko.deadline": "nan"}, {}, "INVALID_VALUE"),
        ({"nameko.deadline": "inf"}, {}, "INVALID_VALUE"),
        ({"nameko.deadline": {"at": 1}}, {}, "INVALID_VALUE"),
    ],
)
def test_strange_properties_are_refused_or_do_not_matter(raw, realm, client, counting, headers, properties, code):
    body = json.dumps({"args": [], "kwargs": {"command_id": uuid.uuid4().hex, "region": "652301"}})
    answered = raw.answer(body, headers={"nameko.token": realm.token("platform"), **headers}, **properties)
    if code is None:
        assert answered["result"]["version"] == 1
    else:
        assert answered["error"]["exc_args"][0]["code"] == code
    assert client.call("counting.open", region="652301")["version"] == 1
    assert counting.alive()


def test_a_plain_nameko_client_completes_the_same_call(realm):
    context = {"token": realm.token("platform")}
    script = f"""
import eventlet, sys
eventlet.monkey_patch()
from nameko.standalone.rpc import ClusterRpcProxy
from nameko.exceptions import RemoteError
with ClusterRpcProxy({{"AMQP_URI": {realm.amqp_uri!r}}}, context_data={context!r}) as c:
    print(c.counting.open(command_id="nameko-1", region="652301"))
    try:
        c.counting.open(command_id="nameko-2", region="1")
    except RemoteError as error:
        print(error.exc_type)
"""
    import subprocess
    import sys

    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, timeout=60
    )
    answer, code = run.stdout.splitlines()
    assert "'version': 1" in answer, run.stderr
    assert code == "INVALID_VALUE"
