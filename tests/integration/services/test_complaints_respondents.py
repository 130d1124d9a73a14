"""The body complained of, the cases of supervision, what comes back from others: on the real broker and store."""

import json
from contextlib import contextmanager
from datetime import timedelta

import pika
import pytest
from pika.exceptions import ChannelClosedByBroker

from jiandu.client import CallFailed
from jiandu.domain import derived_id
from jiandu.embedded.enrolment import agency, enrol_subscriber
from tests.realm import until

JINGZHOU, WEIHAI = "421000", "371000"
DATA, TRADE = "jz-data", "jz-trade"
SECTOR = "government_services_data"
STATEMENT = {
    "statement": "当日已出示证件",
    "legal_basis": "行政处罚法第五十五条",
    "in_writing": True,
    "evidence": [{"name": "执法记录.mp4", "digest": "0" * 64}],
}


@pytest.fixture(scope="module")
def supervision(deploy, complaints):
    return deploy("supervision")


@pytest.fixture(scope="module")
def complaints(realm, deploy):
    service = deploy("complaints")
    for name in (DATA, TRADE):
        party = agency(name)
        realm.broker.admin.import_definitions(party.definitions(), realm.name)
        enrol_subscriber(realm.broker.admin, realm.name, party, "secret")
    yield service
    for name in (DATA, TRADE):
        realm.broker.admin.delete_user(name)


@pytest.fixture(scope="module")
def officer(complaints, supervision):
    return complaints.client("supervision_officer", subject="li")


@pytest.fixture(scope="module")
def legal_unit(complaints):
    return {
        name: complaints.client("enforcement_legal_unit", subject=f"legal-{name}", agency=name)
        for name in (DATA, TRADE)
    }


@pytest.fixture
def accepted(complaints, officer):
    """Submits a complaint on these bodies and accepts it; its id and the code of its receipt."""
    platform = complaints.client("platform")

    def accepted(*bodies, region=JINGZHOU):
        place = {"sector": SECTOR, "kind": "grievance"} if region == JINGZHOU else {"kind": "complaint"}
        receipt = platform.call(
            "complaints.submit",
            **place,
            region=region,
            channel="web",
            facts="检查未出示执法证件",
            evidence=True,
            respondents=[{"body_id": body, "officer_ids": [f"{body}-7"]} for body in bodies],
            complainants=[{"name": "沈梓涵", "phone": "13909940000"}],
        )
        officer.call("complaints.accept", complaint_id=receipt["id"])
        return receipt["id"], receipt["receipt_code"]

    return accepted


@pytest.fixture
def notify(officer):
    def notify(complaint_id, body):
        told = {"complaint_id": complaint_id, "body_id": body, "means": "queue"}
        officer.call("complaints.notify_respondent", **told, summary="检查未出示执法证件")

    return notify


@contextmanager
def as_user(realm, user):
    address = realm.broker.uri(realm.name, user=user, password="secret")  # noqa: S106 - of this test only
    with pika.BlockingConnection(pika.URLParameters(address)) as connection:
        yield connection.channel()


def heard(realm, body, complaint_id):
    """What lies on a body's queue up to the word of this complaint, as the body itself reads it."""
    with as_user(realm, body) as channel:
        for method, properties, octets in channel.consume(agency(body).queue, inactivity_timeout=20):
            assert method is not None, f"{body} does not hear of {complaint_id}"
            channel.basic_ack(method.delivery_tag)
            yield properties.headers["ce-type"], json.loads(octets)
            if properties.headers["ce-subject"] == complaint_id:
                return


def refusal(call, method, **fields):
    with pytest.raises(CallFailed) as refused:
        call(method, **fields)
    return refused.value.code


def case_of(supervision, complaint_id, place):
    """Supervision's case on one of the bodies, as soon as there is one."""
    officer = supervision.client("supervision_officer", subject="li")
    case_id = derived_id("case", complaint_id, *([str(place)] if place else []))

    def known():
        try:
            return officer.ask("supervision.get_case", case_id=case_id)
        except CallFailed as failure:
            if failure.code != "NOT_FOUND":
                raise
            return None

    return until(known)


def test_each_body_hears_on_its_own_queue_of_what_concerns_itself_alone(realm, accepted, notify):
    first, _ = accepted(DATA)
    later, _ = accepted(TRADE)
    notify(first, DATA)
    notify(later, TRADE)
    for body, complaint_id in ((DATA, first), (TRADE, later)):
        for type_, data in heard(realm, body, complaint_id):
            assert type_ == "complaint.notice"
            assert data.keys() == {"region", "respondent", "officer_ids", "received_at"}
            assert (data["respondent"], data["officer_ids"]) == (body, [f"{body}-7"])


def test_a_body_can_neither_read_nor_bind_what_is_for_another(realm, complaints):
    attempts = (
        lambda channel: channel.basic_get(agency(DATA).queue),
        lambda channel: channel.basic_consume(agency(DATA).queue, lambda *_: None),
        lambda channel: channel.queue_bind(agency(TRADE).queue, "complaints.events", f"complaint.notice.{DATA}"),
        lambda channel: channel.queue_declare("agency.ears"),
    )
    for attempt in attempts:
        with as_user(realm, TRADE) as channel, pytest.raises(ChannelClosedByBroker) as refused:
            attempt(channel)
        assert refused.value.reply_code == 403


def test_a_body_that_was_notified_asks_what_it_may_know_and_answers_and_no_other_can(
    legal_unit, officer, accepted, notify
):
    complaint_id, _ = accepted(DATA)
    one = {"complaint_id": complaint_id}
    assert refusal(legal_unit[DATA].ask, "complaints.get_notice", **one) == "NOT_FOUND"
    notify(complaint_id, DATA)
    shown = legal_unit[DATA].ask("complaints.get_notice", **one)
    assert (shown["state"], shown["summary"]) == ("notified", "检查未出示执法证件")

    assert refusal(legal_unit[TRADE].ask, "complaints.get_notice", **one) == "NOT_FOUND"
    assert refusal(legal_unit[TRADE].call, "complaints.answer_notice", **one, **STATEMENT) == "NOT_FOUND"
    legal_unit[DATA].call("complaints.answer_notice", **one, **STATEMENT)
    (respondent,) = officer.ask("complaints.get", **one)["respondents"]
    assert (respondent["notice"], respondent["late"]) == ("answered", False)
    assert refusal(legal_unit[DATA].call, "complaints.answer_notice", **one, **STATEMENT) == "ALREADY_EXISTS"


def test_a_body_that_lets_its_time_pass_counts_as_silent_supervision_hears_it_and_it_may_still_answer(
    complaints, supervision, legal_unit, officer, accepted, notify
):
    complaint_id, _ = accepted(TRADE, DATA)
    for body in (TRADE, DATA):
        notify(complaint_id, body)
    one = {"complaint_id": complaint_id}
    legal_unit[TRADE].call("complaints.answer_notice", **one, **STATEMENT)
    complaints.travel(by=timedelta(days=17))

    def notices():
        return [each["notice"] for each in officer.ask("complaints.get", **one)["respondents"]]

    until(lambda: notices() == ["answered", "silent"], lambda: str(notices()))
    until(lambda: case_of(supervision, complaint_id, 1)["respondent_silent"])
    assert case_of(supervision, complaint_id, 0)["respondent_silent"] is False

    legal_unit[DATA].call("complaints.answer_notice", **one, **STATEMENT)
    late = officer.ask("complaints.get", **one)["respondents"][1]
    assert (late["notice"], late["late"]) == ("answered", True)


def test_several_bodies_are_a_case_each_and_the_complaint_is_concluded_with_the_last_of_them(
    supervision, officer, accepted
):
    complaint_id, _ = accepted("wh-chengguan", "wh-shichang", region=WEIHAI)
    head = supervision.client("supervision_head", subject="zhao")
    cases = [case_of(supervision, complaint_id, place) for place in (0, 1)]
    assert [case["respondent"] for case in cases] == ["wh-chengguan", "wh-shichang"]

    def outcomes():
        return officer.ask("complaints.get", complaint_id=complaint_id)

    for number, case in enumerate(cases, start=1):
        assert outcomes()["state"] == "accepted"
        head.call("supervision.refuse_filing", case_id=case["id"], bar="legal_remedy")
        until(lambda: len(outcomes()["cases"]) == number)  # noqa: B023 - waited for within the round
    concluded = outcomes()
    assert (concluded["state"], concluded["outcome"]) == ("concluded", "not_filed")


def test_what_followed_stands_in_the_file_and_the_complainant_is_told_of_what_kind_it_is(
    complaints, officer, accepted
):
    complaint_id, code = accepted(DATA)
    sanction = {"kind": "sanction", "what": "certificate.revoke", "officer_id": f"{DATA}-7"}
    referral = {"kind": "referral", "what": "supervisory_commission", "officer_id": f"{DATA}-7"}
    for number, told in enumerate((sanction, referral), start=1):
        said = {"complaint_id": complaint_id, **told}
        complaints.is_told("accountability", "accountability.consequence", said, subject=f"acc-{number}")
    revoked = {
        "officer_id": f"{DATA}-7",
        "region": JINGZHOU,
        "version": 1,
        "status": "revoked",
        "numbers": ["421000-1"],
        "order_id": "ord-1",
        "effective_at": complaints.now.isoformat(),
        "case_id": None,
    }
    complaints.is_told("certificates", "certificate.status_changed", revoked, subject="ord-1")

    def shown():
        return officer.ask("complaints.get", complaint_id=complaint_id)

    until(lambda: len(shown()["consequences"]) == 2 and shown()["standings"])
    assert {each["kind"] for each in shown()["consequences"]} == {"sanction", "referral"}
    assert [(each["officer_id"], each["status"]) for each in shown()["standings"]] == [(f"{DATA}-7", "revoked")]
    followed = complaints.client("platform").ask("complaints.follow", receipt_code=code)
    assert followed["consequences"] == ["certificate", "sanction"]
    assert f"{DATA}-7" not in json.dumps(followed)


def test_nobody_of_a_body_complained_of_learns_of_it_or_is_given_it(complaints, officer, accepted):
    complaint_id, _ = accepted(DATA)
    for own in (
        complaints.client("intake_officer", subject="sun", agency=DATA),
        complaints.client("intake_officer", subject=f"{DATA}-7", agency="province"),
    ):
        assert refusal(own.ask, "complaints.get", complaint_id=complaint_id) == "NOT_FOUND"
        assert refusal(own.call, "complaints.withdraw", complaint_id=complaint_id) == "NOT_FOUND"
    asked = {"aggregate": "complaints", "id": complaint_id, "clock": "complaint.notice"}
    assert officer.ask("complaints.law_explain", **asked)["article"]
    supervisor = complaints.client("supervision_officer", subject="sun", agency=DATA)
    assert refusal(supervisor.ask, "complaints.law_explain", **asked) == "NOT_FOUND"
    given = {"complaint_id": complaint_id, "handler": "sun", "agency": DATA}
    assert refusal(officer.call, "complaints.assign_handler", **given) == "CONFLICT_OF_INTEREST"
