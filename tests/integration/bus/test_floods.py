"""One agency asks for far too much at once, over several connections; another asks now and then."""

import json
import uuid
from collections import Counter, namedtuple

import pika
import pytest

from jiandu.client import CallFailed, answered
from tests.realm import until

COUNTING = "tests.sample.service:Counting"
THREE_AT_ONCE = {"JIANDU_MAX_WORKERS": "3"}
FLOOD, OTHER = "flooding", "another"
CONNECTIONS = 3

Answer = namedtuple("Answer", "agency name code retry_after")


class Calls:
    """Puts calls into a service's queue, whether it is there or not, and hears the answers in their order."""

    def __init__(self, realm):
        self._realm = realm
        self._connections = [
            pika.BlockingConnection(pika.URLParameters(realm.amqp_uri)) for _ in range(CONNECTIONS + 1)
        ]
        self._channels = [connection.channel() for connection in self._connections]
        self._reply_to = str(uuid.uuid4())
        self._queue = self._channels[0].queue_declare("", exclusive=True).method.queue
        self._channels[0].queue_bind(self._queue, "nameko-rpc", self._reply_to)
        self._tokens = {each: realm.token("platform", agency=each) for each in (FLOOD, OTHER)}
        for channel in self._channels[1:]:
            channel.confirm_delivery()
        self.sent = []
        self.answers = []

    def put(self, agency, method, count=1, **fields):
        for _ in range(count):
            name = f"{agency}/{len(self.sent)}"
            described = pika.BasicProperties(
                headers={"nameko.token": self._tokens[agency]}, reply_to=self._reply_to, correlation_id=name
            )
            body = json.dumps({"args": [], "kwargs": fields | self._named(method, name)})
            channel = self._channels[1 + len(self.sent) % CONNECTIONS]
            channel.basic_publish("nameko-rpc", method, body, described)
            self.sent.append(name)

    @staticmethod
    def _named(method, name):
        return {"command_id": name.replace("/", "-")} if method.endswith("open") else {}

    def hear(self, enough):
        """Answers as they come until `enough()`; whatever comes twice stands here twice."""
        while not enough():
            heard = self._channels[0].consume(self._queue, inactivity_timeout=30, auto_ack=True)
            _, properties, body = next(heard)
            assert body is not None, f"{len(self.answers)} of {len(self.sent)} are answered"
            error = json.loads(body)["error"]
            told = error["exc_args"][0] if error else {"code": "OK", "retry_after": None}
            name = properties.correlation_id
            self.answers.append(Answer(name.partition("/")[0], name, told["code"], told["retry_after"]))

    def hear_all(self):
        self.hear(lambda: len(self.answers) >= len(self.sent))
        assert sorted(answer.name for answer in self.answers) == sorted(self.sent)

    def codes(self, agency):
        return Counter(answer.code for answer in self.answers if answer.agency == agency)

    def carried_out_before(self, agency):
        """How many of the others' calls were carried out before the first answer to `agency`."""
        first = next(at for at, answer in enumerate(self.answers) if answer.agency == agency)
        return sum(answer.code == "OK" for answer in self.answers[:first])

    def close(self):
        for connection in self._connections:
            connection.close()


@pytest.fixture(scope="module")
def counter(realm):
    """Made by a service that has gone since: its queue is there, and nobody reads it."""
    (counting,) = realm.serve(COUNTING, relay=False)
    with realm.client("platform") as client:
        counter = client.call("counting.open", region="652301")["id"]
    assert counting.terminate() == 0
    return counter


@pytest.fixture
def calls(realm, counter):
    calls = Calls(realm)
    yield calls
    calls.close()


@pytest.fixture
def serve(realm, counter):
    started = []

    def serve(**settings):
        started.extend(realm.serve(COUNTING, relay=False, **settings))
        return started[-1]

    yield serve
    for program in started:
        assert program.terminate() == 0
        realm.programs.remove(program)


def stored(realm):
    with realm.client("auditor", agency="audit", regions=["*"]) as auditor:
        rows, after = [], None
        while page := auditor.ask("counting.ledger", aggregate="counters", after=after)["rows"]:
            rows += page
            after = page[-1]["id"]
        return len(rows)


def test_a_call_behind_three_hundred_of_another_agency_is_answered_in_its_turn(serve, calls, counter):
    calls.put(FLOOD, "counting.total", 300, counter=counter, wait=1)
    calls.put(OTHER, "counting.total", counter=counter)
    counting = serve(**THREE_AT_ONCE, JIANDU_QUOTA_BURST="20", JIANDU_QUOTA_RATE="0.01")
    calls.hear_all()
    assert calls.codes(OTHER) == {"OK": 1}
    assert calls.codes(FLOOD) == {"OK": 20, "QUOTA_EXCEEDED": 280}
    assert calls.carried_out_before(OTHER) < 10
    assert all(answer.retry_after > 1 for answer in calls.answers if answer.code == "QUOTA_EXCEEDED")
    refused = 'jiandu_rpc_requests_total{code="QUOTA_EXCEEDED",method="total"}'
    assert until(lambda: counting.metric(refused) == 280)
    assert counting.metric("jiandu_turn_wait_seconds_count") == 21
    assert counting.metric("jiandu_calls_waiting") == 0
    assert counting.log.read_text().count(f'"agency": "{FLOOD}"') == 1


def test_who_asks_now_and_then_is_never_refused_for_anothers_flood(serve, calls, realm, counter):
    for _ in range(10):
        calls.put(FLOOD, "counting.open", 60, region="652301")
        calls.put(OTHER, "counting.open", region="652301")
    serve(**THREE_AT_ONCE, JIANDU_CALL_PREFETCH="20")
    calls.hear_all()
    assert calls.codes(OTHER) == {"OK": 10}
    told = calls.codes(FLOOD)
    assert set(told) == {"OK", "QUOTA_EXCEEDED"}
    the_modules = 1
    assert stored(realm) == the_modules + told["OK"] + 10


def test_a_refused_call_can_be_sent_again_under_the_same_command_id(serve, realm):
    serve(JIANDU_QUOTA_BURST="1", JIANDU_QUOTA_RATE="2")
    with realm.client("platform", agency="patient") as client:

        def submit():
            return client.call("counting.open", command_id="again", region="652301")

        first = submit()
        with pytest.raises(CallFailed) as failed:
            list(iter(submit, None))
        assert (failed.value.code, failed.value.retry_after) == ("QUOTA_EXCEEDED", 1)
        assert answered("counting.open", submit) == first


def test_a_stop_finishes_what_has_its_turn_and_leaves_what_waits_to_the_broker(serve, calls, realm, counter):
    calls.put(FLOOD, "counting.total", 20, counter=counter, wait=1)
    counting = serve(**THREE_AT_ONCE)
    calls.hear(lambda: len(calls.answers) >= 2)
    assert counting.terminate() == 0
    left = realm.depth("rpc-counting")
    assert left > 10
    counting.start()
    calls.hear_all()
    assert calls.codes(FLOOD) == {"OK": 20}


def test_what_waits_when_the_connection_is_lost_is_answered_once(serve, calls, realm, counter):
    calls.put(FLOOD, "counting.total", 30, counter=counter, wait=1)
    serve(**THREE_AT_ONCE)
    calls.hear(lambda: len(calls.answers) >= 2)
    (lost,) = until(lambda: of_services(realm))
    realm.broker.admin.close_connection(lost)
    calls.hear_all()
    assert calls.codes(FLOOD) == {"OK": 30}


def of_services(realm):
    """The connections on which services of this realm consume."""
    return [
        each["name"]
        for each in realm.broker.admin.connections()
        if each["vhost"] == realm.name and each.get("client_properties", {}).get("product") == "py-amqp"
    ]
