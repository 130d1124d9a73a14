"""What is handed in with a complaint: in parts, sealed, and read by nobody before it was judged."""

import base64
import hashlib
from datetime import timedelta

import pytest

from jiandu.client import CallFailed
from tests.scenario import walk

CHANGJI = "652300"
CONTENT = "监控画面:投诉人沈梓涵与两名队员交谈。".encode() * 2000
HALVES = (CONTENT[: len(CONTENT) // 2], CONTENT[len(CONTENT) // 2 :])
NAME = "沈梓涵的录像.txt"


@pytest.fixture(scope="module")
def complaints(deploy):
    return deploy("complaints")


@pytest.fixture(scope="module")
def platform(complaints):
    return complaints.client("platform", region=CHANGJI, agency="hotline-12345")


@pytest.fixture(scope="module")
def intake(complaints):
    return complaints.client("intake_officer", region=CHANGJI, subject="wang")


@pytest.fixture
def own(platform):
    """A complaint and its receipt, as its complainant names them."""
    receipt = platform.call(
        "complaints.submit",
        region=CHANGJI,
        channel="web",
        kind="complaint",
        facts="检查未出示执法证件",
        respondents=[{"body_id": "chengguan-01"}],
        complainants=[{"name": "沈梓涵"}],
    )
    return {"complaint_id": receipt["id"], "receipt_code": receipt["receipt_code"]}


@pytest.fixture
def declared(platform, own):
    """The attachment, announced; what its further calls name."""
    digest = hashlib.sha256(CONTENT).hexdigest()
    form = {"media_type": "text/plain", "size": len(CONTENT), "digest": digest}
    answer = platform.call("complaints.declare_attachment", **own, name=NAME, **form)
    (shown,) = platform.ask("complaints.get", complaint_id=own["complaint_id"])["attachments"]
    assert shown["id"] == answer["attachment_id"]
    return {**own, "attachment_id": shown["id"]}


@pytest.fixture
def put(platform, declared):
    def put(number, content):
        text = base64.b64encode(content).decode()
        return platform.call("complaints.put_attachment_part", **declared, number=number, content=text)

    return put


@pytest.fixture
def quarantined(platform, declared, put):
    """The attachment, whole, whose parts came in the wrong order; as staff name it."""
    for number in (1, 0):
        put(number, HALVES[number])
    platform.call("complaints.complete_attachment", **declared)
    return {name: declared[name] for name in ("complaint_id", "attachment_id")}


def refusal(call, method, **fields):
    with pytest.raises(CallFailed) as refused:
        call(f"complaints.{method}", **fields)
    return refused.value.code


@pytest.fixture
def examiner(complaints):
    return complaints.client("attachment_examiner", subject="scanner-1")


def test_what_came_in_parts_in_any_order_is_examined_whole_in_quarantine(examiner, intake, quarantined):
    parts = [examiner.ask("complaints.examine_attachment", **quarantined, number=number) for number in (0, 1)]
    assert [part["last"] for part in parts] == [False, True]
    assert b"".join(base64.b64decode(part["content"]) for part in parts) == CONTENT
    assert refusal(examiner.ask, "examine_attachment", **quarantined, number=2) == "NOT_FOUND"
    assert refusal(intake.ask, "examine_attachment", **quarantined, number=0) == "NOT_PERMITTED"


def granted(complaints, quarantined, *parts):
    """A request to see these parts, granted for an hour; what a reading of the attachment names."""
    asked = {"complaint_id": quarantined["complaint_id"], "parts": list(parts), "motive": "核对录像"}
    officer = complaints.client("supervision_officer", subject="li")
    reveal_id = officer.call("complaints.request_reveal", **asked)["id"]
    until = (complaints.now + timedelta(hours=1)).isoformat()
    custodian = complaints.client("custodian", subject="custodian-1")
    custodian.call("complaints.grant_reveal", reveal_id=reveal_id, until=until)
    return officer, {"reveal_id": reveal_id, "attachment_id": quarantined["attachment_id"]}


def test_what_was_released_is_read_by_whom_a_custodian_lets_and_it_is_kept(complaints, examiner, quarantined):
    officer, reading = granted(complaints, quarantined, "attachments")
    assert refusal(officer.call, "read_attachment", **reading, number=0) == "QUARANTINED"
    examiner.call("complaints.judge_attachment", **quarantined, harmless=True)
    parts = [officer.call("complaints.read_attachment", **reading, number=number) for number in (0, 1)]
    assert b"".join(base64.b64decode(part["content"]) for part in parts) == CONTENT
    assert len(officer.ask("complaints.get_reveal", reveal_id=reading["reveal_id"])["viewed_at"]) == 2
    other, without = granted(complaints, quarantined, "name")
    assert refusal(other.call, "read_attachment", **without, number=0) == "NOT_GRANTED"


def test_what_was_found_harmful_is_never_read(complaints, examiner, quarantined):
    officer, reading = granted(complaints, quarantined, "attachments")
    examiner.call("complaints.judge_attachment", **quarantined, harmless=False)
    assert refusal(officer.call, "read_attachment", **reading, number=0) == "QUARANTINED"


def test_what_is_there_stays_while_the_rest_is_still_to_come(platform, declared, put):
    put(0, HALVES[0])
    assert refusal(platform.call, "complete_attachment", **declared) == "ATTACHMENT_DIFFERS"
    put(1, HALVES[1])
    platform.call("complaints.complete_attachment", **declared)


def test_no_more_is_taken_than_was_declared(platform, declared, put):
    assert refusal(platform.call, "put_attachment_part", **declared, number=9, content="eA==") == "TOO_MANY"
    longer = base64.b64encode(CONTENT + b"!").decode()
    assert refusal(platform.call, "put_attachment_part", **declared, number=0, content=longer) == "TOO_LARGE"


def test_what_is_not_whole_or_not_what_was_announced_is_refused_until_it_is(platform, declared, put):
    put(0, HALVES[0])
    assert refusal(platform.call, "complete_attachment", **declared) == "ATTACHMENT_DIFFERS"
    put(0, HALVES[0])
    put(1, HALVES[1][::-1])
    assert refusal(platform.call, "complete_attachment", **declared) == "ATTACHMENT_DIFFERS"
    for number, half in enumerate(HALVES):
        put(number, half)
    assert platform.call("complaints.complete_attachment", **declared)["id"] == declared["complaint_id"]


def test_a_platform_needs_the_code_for_each_step(platform, declared):
    without = {**declared, "receipt_code": "0000-0000-0000-0000"}
    assert refusal(platform.call, "put_attachment_part", **without, number=0, content="eA==") == "NOT_FOUND"
    assert refusal(platform.call, "complete_attachment", **without) == "NOT_FOUND"


def test_neither_content_nor_name_lies_anywhere_in_clear(realm, platform, quarantined):
    stored = b"".join(octets for _, octets in walk.stored(realm))
    assert "沈梓涵".encode() not in stored
    assert CONTENT[:30] not in stored
    assert base64.b64encode(CONTENT)[:30] not in stored
    (shown,) = platform.ask("complaints.get", complaint_id=quarantined["complaint_id"])["attachments"]
    assert shown["name"] == "〔姓名〕的录像.txt"
