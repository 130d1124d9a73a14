"""Who complained, in custody: looked at by whom a custodian lets, brought under a new key, forgotten in time."""

import threading
from datetime import timedelta

import pytest

from jiandu.client import CallFailed
from jiandu.identity.vault_keys import Keys
from jiandu.store.connection import connect
from tests.realm import until
from tests.scenario import walk

CHANGJI = "652300"
JINGZHOU = {"region": "421000", "sector": "government_services_data", "kind": "grievance"}
KEPT = timedelta(days=30)
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def complaints(realm, deploy):
    realm.environment["JIANDU_RETENTION"] = f"withdrawn={KEPT.days},declined=365"
    return deploy("complaints")


@pytest.fixture(scope="module")
def platform(complaints):
    return complaints.client("platform", agency="hotline-12345")


@pytest.fixture(scope="module")
def officer(complaints):
    return complaints.client("supervision_officer", subject="li")


@pytest.fixture(scope="module")
def custodian(complaints):
    return complaints.client("custodian", subject="custodian-1")


@pytest.fixture
def submit(platform):
    """Submits a complaint of 沈梓涵; its id and receipt code, as the complainant names them."""

    def submit(**place):
        receipt = platform.call(
            "complaints.submit",
            **(place or {"region": CHANGJI, "kind": "complaint"}),
            channel="web",
            facts="我叫沈梓涵,检查未出示执法证件",
            respondents=[{"body_id": "chengguan-01", "officer_ids": ["chengguan-01-7"]}],
            complainants=[{"name": "沈梓涵", "phone": "13909940000"}, {"name": "沈雅琪"}],
        )
        return {"complaint_id": receipt["id"], "receipt_code": receipt["receipt_code"]}

    return submit


@pytest.fixture
def requested(officer, submit):
    complaint_id = submit()["complaint_id"]
    asked = {"complaint_id": complaint_id, "parts": ["name"]}
    return officer.call("complaints.request_reveal", **asked, motive="法院调取沈梓涵的身份")["id"], complaint_id


@pytest.fixture
def granted(complaints, custodian, requested):
    reveal_id, complaint_id = requested
    until_then = (complaints.now + HOUR).isoformat()
    custodian.call("complaints.grant_reveal", reveal_id=reveal_id, until=until_then)
    return reveal_id, complaint_id


def refusal(call, method, **fields):
    with pytest.raises(CallFailed) as refused:
        call(f"complaints.{method}", **fields)
    return refused.value.code


def test_who_asked_looks_at_what_was_granted_until_the_time_is_over_and_every_look_is_kept(
    complaints, officer, custodian, granted
):
    reveal_id, complaint_id = granted
    look = {"reveal_id": reveal_id, "command_id": f"look-{reveal_id}"}
    looked = officer.call("complaints.view_identity", **look)
    assert looked["identity"] == {"1.name": "沈梓涵", "2.name": "沈雅琪"}
    again = officer.call("complaints.view_identity", **look)  # shown again, which is another look
    assert again["identity"] == looked["identity"]
    officer.call("complaints.view_identity", reveal_id=reveal_id)

    (told,) = custodian.ask("complaints.reveals_of", complaint_id=complaint_id)
    assert (told["requested_by"], told["decided_by"], len(told["viewed_at"])) == ("li", "custodian-1", 3)
    assert "沈" not in told["motive"]

    complaints.travel(by=HOUR)
    assert refusal(officer.call, "view_identity", reveal_id=reveal_id) == "NOT_GRANTED"
    assert refusal(officer.call, "view_identity", **look) == "NOT_GRANTED"


def test_nobody_else_looks(complaints, granted):
    other = complaints.client("supervision_officer", subject="zhao")
    assert refusal(other.call, "view_identity", reveal_id=granted[0]) == "NOT_FOUND"


def test_whoever_has_another_part_in_the_matter_is_no_custodian_of_it(complaints, officer, requested):
    reveal_id, complaint_id = requested
    officer.call("complaints.assign_handler", complaint_id=complaint_id, handler="sun", agency="province")
    asked = {"complaint_id": complaint_id, "parts": ["phone"], "motive": "回访"}
    later = officer.call("complaints.request_reveal", **asked)["id"]
    until_then = (complaints.now + HOUR).isoformat()
    for code, which, who in (
        ("SAME_PERSON", reveal_id, complaints.client("custodian", subject="li")),
        ("CONFLICT_OF_INTEREST", later, complaints.client("custodian", subject="sun")),
        ("CONFLICT_OF_INTEREST", reveal_id, complaints.client("custodian", "auditor", subject="wu")),
    ):
        assert refusal(who.call, "grant_reveal", reveal_id=which, until=until_then) == code


def test_of_the_body_complained_of_nobody_grants_or_learns_who_looked(complaints, requested):
    reveal_id, complaint_id = requested
    accused = complaints.client("custodian", subject="zhou", agency="chengguan-01")
    grant = {"reveal_id": reveal_id, "until": (complaints.now + HOUR).isoformat()}
    assert refusal(accused.call, "grant_reveal", **grant) == "NOT_FOUND"
    for who in (accused, complaints.client("auditor", agency="chengguan-01")):
        assert refusal(who.ask, "reveals_of", complaint_id=complaint_id) == "NOT_FOUND"


def test_who_turns_out_to_be_meant_looks_no_longer_at_what_was_granted(complaints, officer, granted):
    reveal_id, complaint_id = granted
    meant = {"complaint_id": complaint_id, "body_id": "chengguan-01", "officer_id": "li"}
    complaints.client("supervision_officer", subject="zhao").call("complaints.bind_officer", **meant)
    assert refusal(officer.call, "view_identity", reveal_id=reveal_id) == "NOT_FOUND"


def test_no_request_and_no_look_leaves_a_name_in_what_is_stored(realm, officer, granted):
    officer.call("complaints.view_identity", reveal_id=granted[0])
    reveals = [octets for place, octets in walk.stored(realm) if place.endswith(".reveals")]
    assert reveals
    assert not [octets for octets in reveals if "沈".encode() in octets]


def test_a_new_key_comes_under_every_record_while_submissions_go_on(realm, complaints, officer, custodian, submit):
    operator = complaints.client("operator", subject="op")
    before, meanwhile, enough = submit(), [], threading.Event()

    def go_on():
        while not enough.is_set():
            meanwhile.append(submit())

    thread = threading.Thread(target=go_on)
    thread.start()
    until(lambda: len(meanwhile) > 3)
    made = Keys(realm.keys / "vault" / "complainants.key").make_next()

    def left_under_older():
        page = operator.call("complaints.rewrap_identities")
        while page["next"]:
            page = operator.call("complaints.rewrap_identities", after=page["next"])
        status = operator.ask("complaints.vault_status")
        assert status["current"] == made
        return sum(each["records"] for each in status["keys"] if each["key"] != made)

    until(lambda: left_under_older() == 0)
    enough.set()
    thread.join()

    for own in (before, meanwhile[0], meanwhile[-1]):
        shown = officer.ask("complaints.get", complaint_id=own["complaint_id"])
        assert shown["facts"] == "我叫〔姓名〕,检查未出示执法证件"
    asked = {"complaint_id": before["complaint_id"], "parts": ["phone"]}
    reveal_id = officer.call("complaints.request_reveal", **asked, motive="回访")["id"]
    custodian.call("complaints.grant_reveal", reveal_id=reveal_id, until=(complaints.now + HOUR).isoformat())
    looked = officer.call("complaints.view_identity", reveal_id=reveal_id)
    assert looked["identity"] == {"1.phone": "13909940000"}


def test_when_its_time_is_over_all_that_names_the_complainant_is_gone_and_the_complaint_stays(
    realm, complaints, platform, officer, custodian, submit
):
    gone, held = submit(**JINGZHOU), submit()
    asked = {"complaint_id": gone["complaint_id"], "parts": ["name"], "motive": "回访"}
    reveal_id = officer.call("complaints.request_reveal", **asked)["id"]
    for own in (gone, held):
        platform.call(
            "complaints.declare_attachment", **own, name="录像", media_type="text/plain", size=1, digest="0" * 64
        )
        (shown,) = officer.ask("complaints.get", complaint_id=own["complaint_id"])["attachments"]
        platform.call("complaints.put_attachment_part", **own, attachment_id=shown["id"], number=0, content="eA==")
        platform.call("complaints.withdraw", **own, reason="不想再追究")
    custodian.call("complaints.hold_identity", complaint_id=held["complaint_id"], reason="涉诉")

    def is_erased(own):
        return officer.ask("complaints.get", complaint_id=own["complaint_id"])["erased"]

    complaints.travel(by=KEPT + HOUR)
    until(lambda: is_erased(gone))
    database = connect(realm.mongo_uri, f"{realm.name}_complaints")
    (record,) = database["complainants"].find({"_id": gone["complaint_id"]})
    assert record.keys() == {"_id", "erased"}
    assert record["erased"]["rule"] == "withdrawn"
    parts = [each["_id"].partition("/")[0] for each in database["attachments"].find()]
    assert (gone["complaint_id"] in parts, held["complaint_id"] in parts) == (False, True)
    database.client.close()

    shown = officer.ask("complaints.get", complaint_id=gone["complaint_id"])
    assert shown["state"] == "withdrawn"
    assert shown["clocks"]["complaint.transfer"]["stopped_at"]
    assert platform.ask("complaints.follow", receipt_code=gone["receipt_code"])["state"] == "withdrawn"
    assert "出示" not in str(shown)
    assert refusal(officer.call, "view_identity", reveal_id=reveal_id) == "IDENTITY_ERASED"
    assert refusal(officer.call, "request_reveal", **asked) == "IDENTITY_ERASED"

    assert is_erased(held) is False
    custodian.call("complaints.release_identity", complaint_id=held["complaint_id"])
    until(lambda: is_erased(held))
