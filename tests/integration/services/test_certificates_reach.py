"""Who is waited for, who is reminded, what an agency knows in the end: on the real broker, store and services."""

import json
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

import pika
import pytest
from click.testing import CliRunner

from jiandu.bus.envelope import from_message
from jiandu.bus.topology import QUORUM, declare
from jiandu.cli.certificates import running
from jiandu.cli.commands import run
from jiandu.client import CallFailed, FollowedList, Keeping, Mirror, OfflineList, Subscription, histories
from jiandu.client.agency import Handed
from jiandu.embedded import deployment
from jiandu.embedded.agencies import Registry, Wanted
from jiandu.embedded.enrolment import agency as as_subscriber
from jiandu.identity.keyring import FolderKeyring
from jiandu.identity.keys import create_key
from jiandu.service.topology import topology_of
from tests import deployed
from tests.realm import until

REGION = "652301"
DAY = timedelta(days=1)
OTHERS = {"/services/complaints", "/services/accountability"}  # here the tests speak for them


class Enrolled:
    """An agency with its own folder, queue and key; `applied` are the orders as it applied them, in turn."""

    def __init__(self, name, folder):
        self.name, self.source, self.folder = name, f"/agencies/{name}", folder
        self.mirror = Mirror(folder / "registry.sqlite")
        self.applied = []

    @contextmanager
    def at_work(self, registry=None):
        """Within the block its software runs, with a registry to ask if it has one."""
        handed, keyring = Handed.read(self.folder), FolderKeyring(self.folder)
        followed = FollowedList(OfflineList(keyring), self.folder / "status-list.json", registry)
        with handed.sender() as sender:
            keeping = Keeping(
                self.mirror,
                followed,
                sender,
                registry=registry,
                applied=lambda heard: self.applied.append(heard.data["order_id"]),
            )
            with Subscription(handed.amqp_uri, handed.queue, keyring, keeping.handle):
                yield keeping


@pytest.fixture(scope="module")
def certificates(deploy, realm):
    create_key(realm.keys, deployment.ISSUER, deployment.ISSUER, "issuer")
    for service in deployed.CLASSES:
        declare(realm.amqp_uri, topology_of(service))
    supervision = deploy("supervision", wait=False)
    registry = deploy("certificates")
    supervision.wait_ready()
    return registry


@pytest.fixture(scope="module")
def registrar(certificates):
    return certificates.client("registrar", subject="bureau")


@pytest.fixture(scope="module")
def enrol(realm, registrar):
    """Enrols an agency as `./run agency add` does; `before_subscribing` is done at the last moment before it."""
    agencies = []

    def enrolled(name, before_subscribing=lambda: None):
        class Registrar:
            ask = staticmethod(registrar.ask)

            @staticmethod
            def call(method, **fields):
                if method == "certificates.subscribe_body":
                    before_subscribing()
                return registrar.call(method, **fields)

        with pika.BlockingConnection(pika.URLParameters(realm.amqp_uri)) as connection:  # nothing to settle then
            connection.channel().queue_declare(as_subscriber(name).queue, durable=True, arguments=QUORUM)
        enrolling = Registry(
            realm.amqp_uri, realm.broker.admin, realm.keys, realm.folder / "agencies", Registrar()
        )
        handed = enrolling.enrol(Wanted(name, REGION, f"{name}局"))
        agencies.append(Enrolled(name, handed.folder))
        return agencies[-1]

    yield enrolled
    for each in agencies:
        each.mirror.close()


@pytest.fixture(scope="module")
def prompt(enrol, registrar):
    """An agency whose software runs all the time."""
    agency = enrol("prompt")
    with agency.at_work(registrar):
        yield agency


@pytest.fixture
def away(enrol, request):
    """An agency whose software does not run, one for each test."""
    return enrol(f"away-{request.node.name.partition('_')[2][:20]}".replace("_", "-").rstrip("-"))


@pytest.fixture
def revoke(certificates, registrar):
    """Have the certificate of a new officer revoked, and everybody the tests speak for say that it is applied."""

    def revoked(order):
        term = {"valid_from": "2025-01-01", "valid_to": "2029-12-31"}
        registrar.call(
            "certificates.register_officer",
            officer_id=f"o-{order}",
            region=REGION,
            body_id="bureau",
            name="某甲",
            certificates=[{"number": number(order), "kind": "district", "issuer": "changji", **term}],
        )
        said = {
            "region": REGION,
            "unit": "bureau",
            "order_id": order,
            "officer_id": f"o-{order}",
            "ground": "brutality",
            "effect": "certificate.revoke",
            "measure": "m",
            "effective_at": certificates.now.isoformat(),
            "until": None,
        }
        certificates.is_told("accountability", "sanction.decided", said, subject=f"acc-{order}", schema_version=2)
        return announced(order)

    def announced(order):
        reached = until(lambda: coverage(registrar, order))
        for source in ("complaints", "accountability"):
            applied = {"order_id": order, "region": REGION, "applied_at": certificates.now.isoformat()}
            certificates.is_told(source, "certificate.status_applied", applied, subject=f"std-o-{order}-{order}")
        return reached

    revoked.announced = announced
    return revoked


def number(order):
    return f"C-{order}"


def coverage(client, order):
    """How far an order has reached, as soon as it is announced."""
    try:
        reached = client.ask("certificates.coverage", order_id=order)
    except CallFailed as failure:
        if failure.code != "NOT_FOUND":
            raise
        return None
    return reached if reached["expected"] else None


def missing(client, order):
    return set(coverage(client, order)["missing"])


def lying_in(realm, queue):
    """(type, order) of what lies in a queue; it stays there, and the broker counts that it was delivered."""
    with pika.BlockingConnection(pika.URLParameters(realm.amqp_uri)) as connection:
        channel, found = connection.channel(), []
        count = channel.queue_declare(queue, passive=True).method.message_count
        for method, properties, body in channel.consume(queue, inactivity_timeout=5) if count else ():
            assert method is not None
            envelope = from_message(body, properties.headers, vars(properties))
            found.append((envelope.type.partition(".")[2], envelope.data.get("order_id")))
            if len(found) == count:
                return found
    return []


def test_a_late_subscriber_is_not_waited_for_misses_nothing_and_gets_the_current_state(
    certificates, registrar, enrol, revoke
):
    before = revoke("before")
    between = {}
    late = enrol("late", before_subscribing=lambda: between.update(revoke("between")))
    after = revoke("after")
    assert late.source not in before["missing"] + between["missing"]
    assert late.source in after["missing"]

    late.mirror.catch_up(certificates.client("platform", agency="platform-65"))
    now = certificates.now
    assert {late.mirror.status(number(each), now) for each in ("before", "between", "after")} == {"revoked"}
    assert late.mirror.status("C-nobody", now) == "unknown"
    with late.at_work():
        until(lambda: late.source not in missing(registrar, "after"))
    assert late.applied == ["between", "after"]  # the queue was there before the body subscribed
    registrar.call("certificates.unsubscribe_body", body_id="late")


def test_an_agency_that_is_away_for_three_orders_returns_and_is_counted_once_for_each(
    certificates, registrar, revoke, prompt, away
):
    orders = ["three-1", "three-2", "three-3"]
    for order in orders:
        assert away.source in revoke(order)["missing"]
    until(lambda: all(missing(registrar, order) == {away.source} for order in orders))
    for _ in range(2):  # it stops and starts again
        with away.at_work():
            until(lambda: all(coverage(registrar, order)["state"] == "complete" for order in orders))
    assert away.applied == orders
    assert [each for each in prompt.applied if each in orders] == orders
    counted = {
        row["id"]: row["history"] for row in histories(auditor(certificates).ask, "certificates", "coverages")
    }
    for order in orders:
        causes = [entry["cause"] for entry in counted[order]]
        for agency in (away, prompt):
            assert sum(f"|{agency.source}|" in cause for cause in causes) == 1
    registrar.call("certificates.unsubscribe_body", body_id=away.name)


def auditor(certificates):
    return certificates.client("auditor", agency="audit")


def test_who_unsubscribed_is_not_waited_for_any_more_and_excused_from_what_it_still_owes(
    certificates, registrar, revoke, prompt, away
):
    owed = revoke("owed")
    assert away.source in owed["missing"]
    registrar.call("certificates.unsubscribe_body", body_id=away.name)
    assert away.source not in revoke("not-owed")["missing"]
    until(lambda: missing(registrar, "owed") == {away.source})
    head = certificates.client("supervision_head", region=REGION)
    head.call("certificates.excuse_subscriber", order_id="owed", subscriber=away.source, ground="gone")
    reached = coverage(registrar, "owed")
    assert (reached["state"], reached["missing"], reached["excused"]) == ("complete", [], {away.source: "gone"})


def test_who_does_not_acknowledge_in_time_is_reminded_alone_and_then_a_clue_for_supervision(
    certificates, registrar, revoke, prompt, away, realm, monkeypatch
):
    revoke("overdue")
    until(lambda: missing(registrar, "overdue") == {away.source})
    (program, _) = certificates.programs
    until(lambda: program.metric("jiandu_revocation_coverages_waiting") == 1)
    with certificates.listening("certificates", "certificate.acknowledgement_due") as reminded:
        certificates.travel(by=timedelta(hours=24, minutes=1))
        assert reminded().data["order_id"] == "overdue"
    until(lambda: ("acknowledgement_due", "overdue") in lying_in(realm, f"agency.{away.name}"))
    until(lambda: program.metric("jiandu_revocation_oldest_waiting_seconds") > 24 * 3600)
    assert realm.depth("agency.prompt") == 0
    shown = on_the_command_line(realm, monkeypatch, "coverage", "--json")
    assert [(each["order_id"], each["missing"]) for each in shown["orders"]] == [("overdue", [away.source])]
    assert shown["oldest"] == coverage(registrar, "overdue")["expected_at"]

    certificates.travel(by=9 * DAY)
    (clue,) = until(lambda: clues_about("overdue", certificates, "province"))
    assert (clue["kind"], clue["bodies"], clue["officer_ids"]) == ("acknowledgement_overdue", [away.name], [])
    assert clues_about("overdue", certificates, away.name) == []

    with away.at_work():
        until(lambda: coverage(registrar, "overdue")["state"] == "complete")
    assert away.applied == ["overdue"]  # the change, and the reminder behind it
    until(lambda: program.metric("jiandu_revocation_coverages_waiting") == 0)
    assert on_the_command_line(realm, monkeypatch, "coverage", "overdue", "--json")["state"] == "complete"
    registrar.call("certificates.unsubscribe_body", body_id=away.name)


def clues_about(order, certificates, agency):
    asks = certificates.client("supervision_officer", agency=agency)
    return [each for each in asks.ask("supervision.open_clues")["rows"] if each["matter_id"] == order]


def on_the_command_line(realm, monkeypatch, *arguments):
    here = SimpleNamespace(home=realm.folder, amqp_uri=realm.amqp_uri)
    monkeypatch.setattr(running, "Stack", SimpleNamespace(attach=lambda _home: here))
    told = CliRunner().invoke(run, ["certificates", *arguments])
    assert told.exit_code == 0, told.output
    return json.loads(told.output)


def test_a_wrong_revocation_that_is_corrected_reaches_everybody_as_the_revocation_did(
    certificates, registrar, revoke, prompt, realm, monkeypatch
):
    reached = revoke("wrong")
    until(lambda: coverage(registrar, "wrong")["state"] == "complete")
    assert prompt.mirror.status(number("wrong"), certificates.now) == "revoked"
    officer = {"officer_id": "o-wrong"}
    registrar.call("certificates.propose_correction", **officer, corrects="wrong", ground="wrong")
    (proposal,) = registrar.ask("certificates.get_officer", **officer)["corrections"]
    second = certificates.client("registrar", subject="second")
    moment = certificates.now
    second.call("certificates.approve_correction", **officer, proposal_id=proposal["id"])

    until(lambda: prompt.mirror.status(number("wrong"), certificates.now) == "valid")
    right = prompt.applied[-1]
    corrected = revoke.announced(right)
    until(lambda: coverage(registrar, right)["state"] == "complete")
    assert corrected["expected"] == reached["expected"]
    told = on_the_command_line(realm, monkeypatch, "check", number("wrong"), "--json")
    assert told["status"] == "valid"
    at = moment.isoformat()
    then = on_the_command_line(
        realm, monkeypatch, "check", number("wrong"), "--as-of", at, "--known-at", at, "--json"
    )
    assert (then["status"], then["order_id"]) == ("revoked", "wrong")
