"""A thousand complaints go through the real services, and nothing outside the vault says who complained.

All people are invented; what the masking is known not to find (docs/confidentiality.md) they do not write.
"""

import itertools
import json
import signal
import sys
from collections import defaultdict

import pika
import pytest
from bson import Binary
from prometheus_client import CollectorRegistry, Gauge

from jiandu.bus.topology import DEAD_LETTERS
from jiandu.embedded.enrolment import agency
from jiandu.ops import health
from jiandu.store.connection import connect
from services.deployables import SERVICES
from tests.realm import Program, until
from tests.say import publish, say
from tests.scenario import walk
from tests.scenario.invented import People
from tests.scenario.search import Search
from tests.scenario.stories import JINGZHOU, Telling, stories

COMPLAINTS = 1000
NOTIFIED = f"body-{JINGZHOU}"
TAP = "tap"
OTHERS = ("complaints", "certificates", "supervision", "accountability", "agencies")

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def people():
    return People(20260302)


@pytest.fixture(scope="module")
def programs(realm):
    """The four services and their relays, a body with a queue, and somebody who hears all that is said."""
    started = [program for path in SERVICES for program in realm.serve(path, wait=False)]
    for program in started:
        realm.wait_ready(program)
    realm.broker.admin.import_definitions(agency(NOTIFIED).definitions(), realm.name)
    with pika.BlockingConnection(pika.URLParameters(realm.amqp_uri)) as connection:
        channel = connection.channel()
        channel.queue_declare(TAP, durable=True)
        for exchange in OTHERS:
            channel.queue_bind(TAP, f"{exchange}.events", "#")
    return started


@pytest.fixture(scope="module")
def told(realm, programs, people):
    with Telling(realm) as telling:
        telling.all(list(stories(people, COMPLAINTS)))
    return telling


@pytest.fixture(scope="module")
def settled(realm, programs, told):
    """All that follows has followed; some messages lie parked, and one was given up by the broker."""
    gone = {"complaint_id": "cmp-unheard-of", "case_id": "case-unheard-of", "outcome": "corrected"}
    say(realm, "supervision", "case.closed", gone, subject="case-unheard-of", region=JINGZHOU)
    publish(realm, "supervision.events", "case.closed.421000", b"{}")
    relays = [each for each in programs if each.name.endswith("-relay")]
    until(lambda: not any(each.metric("jiandu_outbox_pending") for each in relays))
    until(lambda: not any(realm.depth(queue) for queue in ("supervision.cases", "complaints.cases")))
    until(lambda: parked(programs) >= 2)
    give_back(realm, agency(NOTIFIED).queue)
    until(lambda: realm.depth(DEAD_LETTERS))


def give_back(realm, queue):
    """Take the first message and give it back until the broker does not offer it any more."""
    with pika.BlockingConnection(pika.URLParameters(realm.amqp_uri)) as connection:
        channel = connection.channel()
        channel.basic_qos(prefetch_count=1)
        first = None
        for method, properties, _ in channel.consume(queue):
            first = first or properties.message_id
            if properties.message_id != first:
                return
            channel.basic_nack(method.delivery_tag)


def parked(programs):
    (complaints,) = (each for each in programs if each.name == "complaints-serve")
    lines = complaints.get("/metrics")[1].splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith("jiandu_parked_messages{"))


@pytest.fixture(scope="module")
def planted(realm, programs, people, told):
    """Where a search of everything is to find somebody: one of whom something was left in each kind of place."""
    left = defaultdict(set)

    def leave(place, secret):
        left[place].add(secret)
        return secret

    database = connect(realm.mongo_uri, f"{realm.name}_complaints")
    somebody, else_ = people.one(), people.one()
    place = f"{database.name}.planted"
    database["planted"].insert_one({"words": f"找{leave(place, somebody.name)}", "number": 1})
    database["planted"].insert_one({"octets": Binary(leave(place, else_.address).encode())})
    database["planted"].insert_one({"number": int(leave(place, else_.phone))})
    database.client.close()
    with pika.BlockingConnection(pika.URLParameters(realm.amqp_uri)) as connection:
        channel = connection.channel()
        channel.queue_declare("planted", durable=True)
        channel.basic_publish("", "planted", json.dumps({"text": leave("queues", somebody.name)}).encode())
        heading = pika.BasicProperties(headers={"who": leave("queues", else_.name)})
        channel.basic_publish("", "planted", b"", heading)
    publish(realm, "agencies.events", "x.planted", " ".join(leave("events", somebody.phone)).encode())
    (realm.folder / "planted.log").write_text(f"{leave('logs', somebody.id_number)}\n", encoding="utf-8")
    told.answers.append({"text": leave("answers", somebody.plate), "code": told.codes[0]})
    left["answers"].add(told.codes[0].replace("-", ""))
    registry = CollectorRegistry()
    gauge = Gauge("planted", "Planted.", ("who",), registry=registry)
    gauge.labels(leave("page /metrics", somebody.email)).set(1)
    check = health.Check(name="planted", ok=True, detail=leave("page /ready", somebody.account))
    live = health.Check(name="planted", ok=True, detail=leave("page /live", else_.account))
    server = health.serve_http(0, registry, lambda: (live,), lambda: (check,))
    page = Program("planted", [], {}, realm.folder / "planted.log", server.port)
    yield page, dict(left), (somebody, else_)
    server.close()


def test_of_a_thousand_complaints_nothing_outside_the_vault_says_who_complained(
    realm, programs, people, told, settled, planted, capsys
):
    page, left, strangers = planted
    search = Search([*people.made, *strangers], told.codes)
    pages = list(walk.shown([*programs, page]))
    for program in programs:
        program.process.send_signal(signal.SIGTERM)
    for program in programs:
        program.process.wait(40)
    found, walked = defaultdict(set), defaultdict(int)
    everywhere = (
        pages,
        walk.stored(realm),
        walk.queued(realm, TAP),
        walk.logged(realm),
        walk.answered(told.answers),
    )
    for place, octets in itertools.chain(*everywhere):
        walked[place] += len(octets)
        found[place] |= search.found_in(octets)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(told.ids)} complaints, {told.calls} calls, {len(search)} secrets, "
            f"{sum(walked.values())} octets: {dict(walked)}"
        )
    assert {place: secrets for place, secrets in found.items() if secrets} == left
    assert len(told.ids) == COMPLAINTS
