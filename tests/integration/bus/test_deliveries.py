"""An event's life over the real broker and store: in order, once, and never dropped."""

import json

import pytest

from jiandu.client import Sender
from jiandu.identity.signing import Signer
from tests import say
from tests.realm import until

FAST_RETRIES = "0.2,0.4"


@pytest.fixture(scope="module", autouse=True)
def services(realm):
    realm.environment["JIANDU_RETRY_TIERS"] = FAST_RETRIES
    mirroring = realm.serve("tests.sample.service:Mirroring", relay=False)
    counting = realm.serve("tests.sample.service:Counting")
    return mirroring[0], *counting


@pytest.fixture(scope="module")
def client(realm):
    with realm.client("platform") as client:
        yield client


@pytest.fixture(scope="module")
def operator(realm):
    with realm.client("operator", regions=["*"], subject="li") as operator:
        yield operator


@pytest.fixture(scope="module")
def sender(realm):
    realm.key("bureau", "agency")
    with Sender(realm.amqp_uri, "bureau", Signer.load(realm.keys, "bureau")) as sender:
        yield sender


@pytest.fixture
def counter(client):
    return client.call("counting.open", region="652301")["id"]


def mirrored(client, counter):
    from jiandu.client import CallFailed

    try:
        return client.ask("mirroring.total", counter=counter)["total"]
    except CallFailed as failure:
        if failure.code != "NOT_FOUND":
            raise
        return None


def entries(operator, counter=None, **wanted):
    found = operator.ask("mirroring.parked")
    return [
        entry
        for entry in found
        if (counter is None or counter in entry["lane"]) and all(entry[k] == v for k, v in wanted.items())
    ]


def test_what_was_committed_arrives(client, counter):
    for amount in (1, 2, 3):
        client.call("counting.add", counter=counter, amount=amount)
    until(lambda: mirrored(client, counter) == 6)


def test_the_outbox_is_empty_after_the_broker_confirmed(client, counter, services):
    client.call("counting.add", counter=counter, amount=1)
    relay = services[2]
    until(lambda: relay.metric("jiandu_outbox_published_total") > 0)
    until(lambda: relay.metric("jiandu_outbox_pending") == 0)


def test_a_handler_that_fails_is_tried_again_then_parked_and_later_messages_wait_behind_it(
    client, operator, counter
):
    for amount in (1, 13, 2):  # the sample refuses to mirror thirteen
        client.call("counting.add", counter=counter, amount=amount)
    (head,) = until(lambda: entries(operator, counter, state="parked"))
    assert head["reason"] == "HANDLER_FAILED"
    assert head["attempts"] == 3  # the first, and one for each tier
    (behind,) = until(lambda: entries(operator, counter, state="waiting"))
    assert behind["reason"] == "BEHIND"
    assert mirrored(client, counter) == 1


def test_other_aggregates_do_not_wait_for_a_blocked_lane(client, operator, counter):
    client.call("counting.add", counter=counter, amount=13)
    other = client.call("counting.open", region="652301")["id"]
    client.call("counting.add", counter=other, amount=4)
    until(lambda: mirrored(client, other) == 4)


def test_two_operators_repair_a_parked_message_and_the_lane_goes_on_in_order(realm, client, operator, counter):
    for amount in (13, 5, 6):
        client.call("counting.add", counter=counter, amount=amount)
    (head,) = until(lambda: entries(operator, counter, state="parked"))
    until(lambda: len(entries(operator, counter, state="waiting")) == 2)
    shown = operator.ask("mirroring.parked_message", entry=head["entry"])
    assert json.loads(shown["body"])["amount"] == 13
    repaired = {**json.loads(shown["body"]), "amount": 7}
    proposed = operator.call("mirroring.propose_repair", entry=head["entry"], data=repaired, reason="录入错误")
    decision = {"entry": head["entry"], "proposal": proposed["proposal"]}
    assert refusal(operator, "mirroring.approve_proposal", **decision) == "SAME_PERSON"
    with realm.client("operator", regions=["*"], subject="wang") as second:
        assert second.call("mirroring.approve_proposal", **decision)["settled"] == 3
    assert mirrored(client, counter) == 18
    assert not entries(operator, counter)
    with realm.client("auditor", regions=["*"]) as auditor:
        rows = auditor.ask("mirroring.ledger", aggregate="counters")["rows"]
    told = [entry.get("repaired_by") for row in rows if row["id"] == counter for entry in row["history"]]
    assert told == [["li", "wang"], None, None]


def refusal(client, method, **fields):
    from jiandu.client import CallFailed

    with pytest.raises(CallFailed) as refused:
        client.call(method, **fields)
    return refused.value.code


@pytest.fixture
def parked_entry(client, operator, counter):
    client.call("counting.add", counter=counter, amount=13)
    (head,) = until(lambda: entries(operator, counter, state="parked"))
    return head["entry"]


@pytest.fixture(scope="module")
def second(realm):
    with realm.client("operator", regions=["*"], subject="wang") as second:
        yield second


def test_an_operation_without_a_command_id_is_refused(operator, parked_entry):
    from jiandu.client import CallFailed

    for method in ("replay", "propose_discard"):
        more = {"reason": "试"} if method == "propose_discard" else {}
        with pytest.raises(CallFailed) as refused:
            operator.ask(f"mirroring.{method}", entry=parked_entry, **more)
        assert (refused.value.code, refused.value.field) == ("MISSING_FIELD", "command_id")


def test_an_operation_asked_for_again_gets_the_first_answer(operator, second, parked_entry):
    asked = {"entry": parked_entry}
    tried = operator.call("mirroring.replay", command_id="again-1", **asked)
    assert operator.call("mirroring.replay", command_id="again-1", **asked) == tried
    assert operator.ask("mirroring.parked_message", **asked)["attempts"] == tried["attempts"] == 4
    propose = {"command_id": "again-2", "reason": "试", **asked}
    proposed = operator.call("mirroring.propose_discard", **propose)
    assert operator.call("mirroring.propose_discard", **propose) == proposed
    assert refusal(operator, "mirroring.propose_discard", **{**propose, "reason": "另"}) == "COMMAND_ID_REUSED"
    approve = {"command_id": "again-3", "proposal": proposed["proposal"], **asked}
    approved = second.call("mirroring.approve_proposal", **approve)
    assert approved["state"] == "discarded"
    assert second.call("mirroring.approve_proposal", **approve) == approved
    assert operator.call("mirroring.propose_discard", **propose) == proposed
    assert refusal(second, "mirroring.approve_proposal", **{**approve, "command_id": "x"}) == "NOTHING_PROPOSED"


def test_of_two_proposals_the_second_is_refused_until_the_first_is_rejected(operator, second, parked_entry):
    asked = {"entry": parked_entry}
    first = operator.call("mirroring.propose_discard", reason="一", **asked)["proposal"]
    assert refusal(second, "mirroring.propose_discard", reason="二", **asked) == "PROPOSAL_OPEN"
    assert refusal(second, "mirroring.propose_repair", reason="二", data={}, **asked) == "PROPOSAL_OPEN"
    reject = {"command_id": "reject-1", "proposal": first, **asked}
    rejected = second.call("mirroring.reject_proposal", **reject)
    assert (rejected["state"], rejected["proposal"]) == ("parked", None)
    assert second.call("mirroring.reject_proposal", **reject) == rejected
    assert second.call("mirroring.propose_discard", reason="二", **asked)["proposal"] != first


def test_who_approves_names_what_was_proposed(operator, second, parked_entry):
    proposed = operator.call("mirroring.propose_discard", entry=parked_entry, reason="一")["proposal"]
    shown = second.ask("mirroring.parked_message", entry=parked_entry)
    assert shown["proposal"] == proposed
    assert shown["proposed"] == {"kind": "discard", "data": None, "reason": "一", "proposed_by": "li"}
    (listed,) = [each for each in entries(operator) if each["entry"] == parked_entry]
    assert listed["proposal"] == proposed
    for method in ("approve_proposal", "reject_proposal"):
        named = {"entry": parked_entry, "proposal": "0" * 64}
        assert refusal(second, f"mirroring.{method}", **named) == "PROPOSAL_DIFFERS"
    approved = second.call("mirroring.approve_proposal", entry=parked_entry, proposal=proposed)
    assert approved["state"] == "discarded"


def test_a_replayed_message_is_seen_by_the_queue_that_failed_only(client, operator, counter, services):
    client.call("counting.add", counter=counter, amount=13)
    (head,) = until(lambda: entries(operator, counter, state="parked"))
    answered = operator.call("mirroring.replay", entry=head["entry"])
    assert answered["state"] == "parked"  # still thirteen
    assert answered["attempts"] == 4


def test_an_event_delivered_twice_is_applied_once(realm, client, sender, counter):
    sent = claim(sender, counter, 5)
    sender.post(sent)
    sender.post(sent)
    claim(sender, counter, 1)
    until(lambda: mirrored(client, f"claimed-{counter}") == 6)


def claim(sender, counter, amount):
    data = {"id": counter, "region": "652301", "amount": amount}
    return sender.send("counter.claimed", subject=counter, correlation=counter, data=data)


def publish(realm, body, headers=None, **properties):
    say.publish(realm, "agencies.events", "bureau.counter.claimed", body, headers, **properties)


def signed(realm, data, n=1, **changes):
    described = {"source": "/agencies/bureau", "type_": "counter.claimed", "subject": "x", "id": f"x:{n}"}
    return say.signed(realm, say.worded(**{**described, **changes}, data=data), "bureau")


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda realm: (b"\xff\x00", {}, {}), "UNDECODABLE"),
        (
            lambda realm: (b"{}", {"ce-type": "counter.claimed"}, {"content_type": "application/json"}),
            "UNDECODABLE",
        ),
        (lambda realm: wire(signed(realm, {"id": "a"}), drop="ce-signature"), "UNSIGNED"),
        (lambda realm: wire(signed(realm, {"id": "b"}), body=b'{"id":"c"}'), "BAD_SIGNATURE"),
        (lambda realm: wire(signed(realm, {"id": "b"}, source="/agencies/other")), "WRONG_SPEAKER"),
        (lambda realm: wire(signed(realm, {"id": "b"}, n=2)), "SCHEMA"),
        (lambda realm: wire(signed(realm, {"id": "b"}, type_="counter.unheard_of", n=3)), "UNKNOWN_TYPE"),
        (lambda realm: wire(signed(realm, {"id": "b"}, schema_version=9, n=4)), "SCHEMA"),
    ],
)
def test_a_message_that_can_never_be_applied_is_parked_at_once_with_its_reason(
    realm, operator, services, make, reason
):
    body, headers, properties = make(realm)
    before = {entry["entry"] for entry in entries(operator)}
    publish(realm, body, headers, **properties)
    new = until(lambda: [e for e in entries(operator) if e["entry"] not in before])
    assert new[0]["reason"] in (reason, "BEHIND")
    assert services[0].alive()


def wire(message, drop=None, body=None):
    headers = {name: value for name, value in message.headers.items() if name != drop}
    return body or message.body, headers, message.properties


def test_data_of_an_unproven_sender_can_not_be_repaired(operator, realm):
    from jiandu.client import CallFailed

    publish(realm, b"nonsense")
    (entry, *_) = until(lambda: entries(operator, reason="UNDECODABLE"))
    with pytest.raises(CallFailed) as refused:
        operator.call("mirroring.propose_repair", entry=entry["entry"], data={}, reason="试")
    assert refused.value.code == "SENDER_NOT_PROVEN"


def test_a_large_message_is_parked_whole(realm, operator):
    publish(realm, b"x" * (20 << 20))
    found = until(lambda: [e for e in entries(operator, reason="UNDECODABLE") if size(operator, e) == 20 << 20])
    assert len(found) == 1


def size(operator, entry):
    return operator.ask("mirroring.parked_message", entry=entry["entry"])["size"]


def test_the_gauge_of_parked_messages_is_true(operator, services):
    parked = len(entries(operator, state="parked"))

    def counted():
        lines = services[0].get("/metrics")[1].splitlines()
        return sum(float(x.rpartition(" ")[2]) for x in lines if x.startswith("jiandu_parked_messages{"))

    until(lambda: counted() == parked, lambda: f"{counted()} {parked}")
