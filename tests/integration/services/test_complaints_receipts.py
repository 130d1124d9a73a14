"""A complaint comes in and is followed by whoever has its receipt; on the real broker and store."""

import re
from datetime import timedelta

import pytest

from jiandu.client import CallFailed
from jiandu.domain import Actor
from jiandu.identity.receipt import Pepper
from jiandu.service.methods import Query
from jiandu.store.connection import connect
from services.complaints.repository.receipts import Receipts
from tests import deployed
from tests.scenario import walk

CHANGJI = "652300"
DAILY = 3
NOWHERE = "0000-0000-0000-0000"
BY_COMPLAINANT = {
    "supplement": {"text": "补充一张照片"},
    "withdraw": {"reason": "不想再追究"},
    "dispute_reply": {"reasons": "不服"},
    "rate_handling": {"satisfied": True},
}
WORDS = "三月一日上午九时许,两名队员到店检查,始终没有出示执法证件,也没有说明来意。"


@pytest.fixture(scope="module")
def complaints(realm, deploy):
    realm.environment["JIANDU_COMPLAINANT_DAILY"] = str(DAILY)
    return deploy("complaints")


@pytest.fixture(scope="module")
def platform(complaints):
    return complaints.client("platform", region=CHANGJI, agency="hotline-12345")


@pytest.fixture(scope="module")
def intake(complaints):
    return complaints.client("intake_officer", region=CHANGJI, subject="wang")


@pytest.fixture
def submit(platform):
    def submit(body="chengguan-01", facts="检查未出示执法证件", **changed):
        fields = {
            "region": CHANGJI,
            "channel": "web",
            "kind": "complaint",
            "facts": facts,
            "respondents": [{"body_id": body}],
        }
        return platform.call("complaints.submit", **{**fields, **changed})

    return submit


def refusal(call, method, **fields):
    with pytest.raises(CallFailed) as refused:
        call(f"complaints.{method}", **fields)
    return refused.value.code


def test_a_complaint_is_followed_with_the_code_on_its_receipt(platform, submit):
    receipt = submit()
    followed = platform.ask("complaints.follow", receipt_code=receipt["receipt_code"].replace("-", " "))
    assert (followed["complaint_id"], followed["state"]) == (receipt["id"], "received")
    assert followed["you_may"] == ["supplement", "withdraw"]


def test_a_submission_repeated_is_answered_alike_with_a_further_code_and_both_work(platform, submit):
    first, again = submit(command_id="twice"), submit(command_id="twice")
    codes = [answer.pop("receipt_code") for answer in (first, again)]
    assert first == again
    assert codes[0] != codes[1]
    led = [platform.ask("complaints.follow", receipt_code=code)["complaint_id"] for code in codes]
    assert led == [first["id"]] * 2


def test_another_content_under_the_same_command_id_is_told_apart_even_if_only_what_is_sealed_differs(submit):
    named = {"command_id": "thrice", "complainants": [{"name": "沈墨桐"}]}
    submit(**named)
    with pytest.raises(CallFailed, match="COMMAND_ID_REUSED"):
        submit(**named, facts="检查未出示执法证件,态度恶劣")
    with pytest.raises(CallFailed, match="COMMAND_ID_REUSED"):
        submit(**{**named, "complainants": [{"name": "沈墨霖"}]})


def test_of_a_code_only_a_slow_hash_is_stored(realm, submit):
    code = submit()["receipt_code"]
    stored = b"".join(octets for _, octets in walk.stored(realm))
    assert code.encode() not in stored
    assert code.replace("-", "").encode() not in stored
    hashed = Pepper.at(realm.keys / "vault" / "receipts.key").slow_hash(code)
    assert hashed.encode() in stored


@pytest.mark.parametrize("method", BY_COMPLAINANT)
def test_a_platform_shows_the_code_of_this_very_complaint(platform, submit, method):
    receipt, other = submit(), submit()
    said = {"complaint_id": receipt["id"], **BY_COMPLAINANT[method]}
    assert refusal(platform.call, method, **said) == "MISSING_FIELD"
    assert refusal(platform.call, method, **said, receipt_code=NOWHERE) == "NOT_FOUND"
    assert refusal(platform.call, method, **said, receipt_code=other["receipt_code"]) == "NOT_FOUND"


def test_with_the_code_a_platform_supplements_and_withdraws_and_staff_do_without(platform, intake, submit):
    receipt, other = submit(), submit()
    own = {"complaint_id": receipt["id"], "receipt_code": receipt["receipt_code"]}
    platform.call("complaints.supplement", **own, text="补充一张照片")
    assert platform.call("complaints.withdraw", **own)["state"] == "withdrawn"
    intake.call("complaints.supplement", complaint_id=other["id"], text="来电补充")
    assert intake.call("complaints.withdraw", complaint_id=other["id"])["state"] == "withdrawn"


def test_what_is_told_of_a_code_that_leads_nowhere_looks_like_what_is_told_of_any(platform, submit):
    known = platform.ask("complaints.follow", receipt_code=submit()["receipt_code"])
    for nowhere in (NOWHERE, "not a code", "9" * 16):
        unknown = platform.ask("complaints.follow", receipt_code=nowhere)
        assert (unknown.keys(), unknown["found"]) == (known.keys(), False)
        assert not any(unknown.values())


def test_every_code_takes_one_slow_hash_whether_it_leads_anywhere_or_not(realm, submit):
    hashed = []

    def counting(slow, code):
        hashed.append(code)
        return slow(code)

    codes = [submit()["receipt_code"], NOWHERE, "not a code"]
    (service,) = (each() for each in deployed.CLASSES if each.name == "complaints")
    database = connect(realm.mongo_uri, f"{realm.name}_complaints")
    service.receipts = Receipts(database, Pepper.at(realm.keys / "vault" / "receipts.key"), counting)
    service._found = lambda complaint_id, by: None  # what is found is told in another process
    service.now = lambda: None
    for code in codes:
        service.follow(Query(Actor(subject="li", agency="hotline-12345"), {"receipt_code": code}))
    database.client.close()
    assert hashed == codes


SAME = {
    "same_external_id": {"external_ids": [{"source": "12345", "number": "gd-20260302-17"}]},
    "same_words": {"facts": WORDS},
    "same_complainant": {"complainants": [{"name": "许翊皓", "phone": "138 0994 7702"}]},
    "same_act": {"act_on": "2026-03-01", "respondents": [{"body_id": "shichang-02", "officer_ids": ["o-17"]}]},
}


@pytest.mark.parametrize("rule", SAME)
def test_complaints_that_belong_together_are_linked_when_the_later_comes_in(intake, submit, rule):
    body = {"body": f"body-{rule.replace('_', '-')}"}
    first, later = submit(**body, **SAME[rule]), submit(**body, **SAME[rule])
    shown = {each: intake.ask("complaints.get", complaint_id=each) for each in (first["id"], later["id"])}
    assert {"complaint_id": first["id"], "rule": rule} in shown[later["id"]]["links"]
    assert later["id"] in shown[first["id"]]["linked_by"]
    assert shown[first["id"]]["links"] == []


def test_one_person_may_submit_so_many_complaints_on_a_legal_day_and_no_more(complaints, submit):
    somebody = {"complainants": [{"name": "贾瑾瑜", "phone": "13909947701"}]}
    for number in range(DAILY):
        submit(**somebody, body=f"body-{number}")
    with pytest.raises(CallFailed) as refused:
        # written in another way it is the same person
        submit(complainants=[{"name": "贾先生", "phone": "139-0994-7701"}])
    assert refused.value.code == "QUOTA_EXCEEDED"
    midnight = complaints.now.replace(hour=0, minute=0, second=0) + timedelta(days=1)
    assert 0 < refused.value.retry_after <= (midnight - complaints.now).total_seconds() + 60
    submit(complainants=[{"name": "贾先生", "phone": "13909947702"}])

    complaints.travel(by=timedelta(seconds=refused.value.retry_after))
    assert re.fullmatch(r"\d{4}(-\d{4}){3}", submit(**somebody)["receipt_code"])
