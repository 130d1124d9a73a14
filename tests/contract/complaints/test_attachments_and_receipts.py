"""What keeps attachments, and what keeps receipts, promise."""

import re

import pytest

from jiandu.identity.receipt import Pepper
from jiandu.identity.vault import Tampered
from services.complaints.repository.receipts import Receipts
from services.complaints.repository.sealed import Erased


def issued(receipts: Receipts, complaint_id: str) -> str:
    """A code that leads to the complaint."""
    code, hashed = receipts.hashed()
    receipts.keep(hashed, complaint_id)
    return code


def test_an_attachment_comes_back_as_it_was(attachments):
    attachments.put("c-1", "a-1", b"\x00\xff picture")
    attachments.put("c-1", "a-1", b"another")
    attachments.put("c-1", "a-2", b"")
    assert attachments.get("c-1", "a-1") == b"\x00\xff picture"
    assert attachments.get("c-1", "a-2") == b""
    assert attachments.get("c-1", "a-3") is None


def test_nothing_of_an_attachment_lies_in_clear(database, attachments):
    attachments.put("c-1", "a-1", b"picture of a receipt")
    (stored,) = database["attachments"].find({})
    assert set(stored) == {"_id", "sealed"}
    assert b"picture" not in stored["sealed"]


def test_the_attachments_of_one_complaint_are_removed_and_no_others(attachments):
    for complaint in ("c-1", "c-10", "c-2"):
        attachments.put(complaint, "a-1", b"x")
        attachments.put(complaint, "a-2", b"y")
    attachments.erase("c-1")
    assert attachments.get("c-1", "a-1") is attachments.get("c-1", "a-2") is None
    assert attachments.get("c-10", "a-1") == attachments.get("c-2", "a-1") == b"x"


def test_attachments_die_with_the_data_key_of_their_complaint(complainants, attachments):
    complainants.keep("c-1", {"name": "测试甲"})
    attachments.put("c-1", "a-1", b"x")
    complainants.erase("c-1", {"by": "officer-1"})
    with pytest.raises(Erased):
        attachments.get("c-1", "a-1")
    with pytest.raises(Erased):
        attachments.put("c-1", "a-2", b"x")


def test_an_attachment_whose_data_key_was_not_brought_back_is_not_taken_for_missing(
    database, complainants, attachments
):
    attachments.put("c-1", "a-1", b"x")
    database["complainants"].delete_many({})
    with pytest.raises(Tampered):
        attachments.get("c-1", "a-1")
    assert complainants.opener("c-1") is None


def test_an_attachment_outlives_a_rotation_and_opens_in_its_place_only(database, complainants, vault, attachments):
    attachments.put("c-1", "a-1", b"x")
    attachments.put("c-1", "a-2", b"y")
    vault.keys.make_next()
    assert complainants.rewrap(None, 10) == (1, None)
    assert attachments.get("c-1", "a-1") == b"x"
    moved = database["attachments"].find_one({"_id": "c-1/a-1"})["sealed"]
    database["attachments"].update_one({"_id": "c-1/a-2"}, {"$set": {"sealed": moved}})
    with pytest.raises(Tampered):
        attachments.get("c-1", "a-2")


def test_a_code_leads_to_its_complaint_however_it_is_typed(receipts):
    code = issued(receipts, "c-1")
    assert re.fullmatch(r"\d{4}(-\d{4}){3}", code)
    assert receipts.complaint_of(code) == "c-1"
    assert receipts.complaint_of(code.replace("-", " ")) == "c-1"
    assert receipts.complaint_of(code.replace("-", "")) == "c-1"
    full_width = code.translate({ord("0") + number: ord("０") + number for number in range(10)})
    assert receipts.complaint_of(full_width.replace("-", "－")) == "c-1"


def test_several_codes_may_lead_to_one_complaint(receipts):
    one, two = issued(receipts, "c-1"), issued(receipts, "c-1")
    assert one != two
    assert receipts.complaint_of(one) == receipts.complaint_of(two) == "c-1"


@pytest.mark.parametrize("code", ["", "0000-0000-0000-0000", "1234", "no code", "１" * 17, "9" * 10_000, "\ud800"])
def test_what_is_no_code_leads_nowhere(receipts, code):
    issued(receipts, "c-1")
    assert receipts.complaint_of(code) is None


def test_the_code_itself_is_not_kept(database, receipts):
    code = issued(receipts, "c-1")
    stored = str(list(database["receipts"].find({})))
    assert code not in stored
    assert code.replace("-", "") not in stored


def test_with_another_salt_a_stored_code_is_worth_nothing(database, receipts):
    code = issued(receipts, "c-1")
    assert Receipts(database, Pepper(bytes(32))).complaint_of(code) is None


def test_the_slow_work_is_handed_out_once_a_question_also_for_rubbish(database):
    handed = []

    def run(slow, code):
        handed.append(code)
        return slow(code)

    receipts = Receipts(database, Pepper(bytes(32)), run)
    code = issued(receipts, "c-1")
    receipts.complaint_of("rubbish")
    assert handed == [code, "rubbish"]
