"""Who complained is sealed away with a complaint that is taken in, and with no other; so is every word."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from structlog.testing import capture_logs

from jiandu.domain import Cause, Refused, Request
from jiandu.identity.masking import Masked, mask
from jiandu.identity.vault import Envelope, Vault
from services.complaints.domain import withdrawal
from services.complaints.domain.particulars import Respondent
from services.complaints.methods import texts
from services.complaints.methods.entrusted import Entrusted
from services.complaints.methods.texts import ERASED, UNREADABLE
from tests.unit.services.complaints.submitting import (
    BODY,
    DAY,
    EVERYWHERE,
    FACTS,
    IDENTITY,
    PHONE,
    refused,
    submission,
)
from tests.unit.services.play import at


def test_no_identity_and_no_word_of_the_complainant_is_in_the_command(service: Any):
    unknown = Respondent(body_id="body-2", unknown_officer=f"张三的邻居,电话{PHONE}")
    told, _ = service.entrusted.submission(submission(respondents=(BODY, unknown)), date(2026, 3, 2))
    said = repr(told.command)
    for word in ("张三", PHONE, "进店检查", "邻居"):
        assert word not in said
    assert (told.command.anonymous, told.command.joint) == (False, False)


def test_nor_is_any_in_what_is_stored_of_the_complaint(service: Any):
    service.submit(submission())
    for word in ("张三", PHONE, "进店检查"):
        assert word not in service.complaints.store.everything()


def test_staff_read_the_words_without_who_said_them(service: Any):
    service.submit(submission())
    read = service.entrusted.legible(service.complaints.get("k1", EVERYWHERE)).facts
    assert "进店检查,未出示执法证件" in read
    assert "张三" not in read
    assert PHONE not in read


def test_the_identity_and_the_words_as_they_came_lie_sealed(service: Any):
    service.submit(submission(complainants=(IDENTITY, {**IDENTITY, "name": "李四", "phone": None})))
    opened = service.complainants.open("k1", service.complainants.names_of("k1"))
    assert opened == {"1.name": "张三", "1.phone": PHONE, "2.name": "李四", "words.facts": FACTS}
    assert service.complaints.get("k1", EVERYWHERE).joint


def test_there_is_a_record_for_an_anonymous_complaint_too(service: Any):
    service.submit(submission(complainants=None, facts="检查未出示证件"))
    assert service.complaints.get("k1", EVERYWHERE).anonymous
    assert list(service.complainants.records) == ["k1"]
    assert service.complainants.names_of("k1") == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"kind": "grievance"}, "NOT_IN_LAW"),
        ({"channel": "pigeon"}, "INVALID_VALUE"),
        ({"respondents": (BODY, BODY)}, "CONTRADICTION"),
        ({"region": "371000"}, "REGION_FORBIDDEN"),
        ({"expected_version": 4}, "STALE_VERSION"),
        ({"day": "1999-01-01"}, "NO_PACK_IN_FORCE"),
    ],
)
def test_a_refused_submission_leaves_nothing(service: Any, changed: dict[str, Any], code: str):
    assert refused(service, submission(**changed)).code == code
    assert (service.complainants.records, service.receipts.leads) == ({}, {})
    assert service.complaints.store.history("k1") == []


def test_a_repetition_is_answered_alike_and_keeps_the_first_identity(service: Any):
    first = service.submit(submission())
    # by then it would be refused: what has been applied is not decided again
    again = service.submit(submission(day="1999-01-01"))
    assert again == {**first, "receipt_code": "code-1"}
    assert len(service.complaints.store.history("k1")) == 1
    assert service.complainants.open("k1", ["1.name"]) == {"1.name": "张三"}


def test_after_a_crash_between_the_two_writes_the_repetition_finishes(service: Any):
    _, seal = service.entrusted.submission(submission(), date(2026, 3, 2))
    seal()
    assert service.submit(submission())["state"] == "submitted"
    assert "进店检查" in service.entrusted.legible(service.complaints.get("k1", EVERYWHERE)).facts


def test_of_two_at_the_same_time_one_is_told_to_come_again(service: Any):
    (_, first), (_, second) = (service.entrusted.submission(submission(), date(2026, 3, 2)) for _ in range(2))
    first()
    with pytest.raises(Refused, match="CONFLICT"):
        second()


@pytest.mark.parametrize("other", [{"facts": "另一件事"}, {"complainants": ({**IDENTITY, "name": "李四"},)}])
def test_other_words_or_another_person_under_the_same_command_are_another_content(service: Any, other: Any):
    service.submit(submission())
    assert refused(service, submission(**other)).code == "COMMAND_ID_REUSED"
    assert service.complainants.open("k1", ["1.name"]) == {"1.name": "张三"}


@pytest.mark.parametrize("other", [{"facts": "另一件事"}, {"complainants": ({**IDENTITY, "name": "李四"},)}])
def test_nor_does_another_content_take_up_what_a_crash_left(service: Any, other: Any):
    _, seal = service.entrusted.submission(submission(), date(2026, 3, 2))
    seal()
    assert refused(service, submission(**other)).code == "COMMAND_ID_REUSED"
    assert service.complaints.store.history("k1") == []
    assert service.complainants.open("k1", ["1.name"]) == {"1.name": "张三"}


def test_what_tells_contents_apart_cannot_be_guessed_at_without_the_key(service: Any, tmp_path: Any):
    def digest_of(entrusted: Entrusted) -> str:
        told, _ = entrusted.submission(submission(), date(2026, 3, 2))
        return str(told.cause.digest)

    mine = service.entrusted
    assert digest_of(mine) == digest_of(mine)
    other = replace(mine, vault=Vault.at(tmp_path / "other" / "complainants.key"))
    assert digest_of(mine) != digest_of(other)


def test_another_content_under_the_id_of_an_anonymous_complaint_adds_no_identity(service: Any):
    service.submit(submission(complainants=None))
    assert refused(service, submission()).code == "COMMAND_ID_REUSED"
    assert "1.name" not in service.complainants.names_of("k1")


def test_an_identity_is_not_kept_under_a_complaint_that_lies_in_another_region(service: Any):
    """The same agency, the same command id, and a token for another region."""
    service.submit(submission(complainants=None))
    assert refused(service, submission(region="371000", regions=("371000",))).code == "ALREADY_EXISTS"
    assert "1.name" not in service.complainants.names_of("k1")


def taken_back(reason: str) -> Request[withdrawal.WithdrawComplaint]:
    command = withdrawal.WithdrawComplaint(command_id="w", at=at(DAY), by=EVERYWHERE, complaint_id="k1")
    return Request(command, Cause("hotline/w", digest="w"), {"reason": reason})


def test_later_words_are_masked_with_what_is_known_of_the_complainant(service: Any):
    service.submit(submission())
    told, seal = service.entrusted.words(taken_back("张三不想再追究"), "k1")
    seal()
    assert "张三" not in repr(told.command)
    read = service.entrusted.reader("k1")(told.command.reason)
    assert read.endswith("不想再追究")
    assert "张三" not in read
    assert service.complainants.open("k1", ["words.reason.hotline/w"]) == {
        "words.reason.hotline/w": "张三不想再追究"
    }


def test_what_says_nothing_stays_nothing(service: Any):
    service.submit(submission(facts=" "))
    assert service.complaints.get("k1", EVERYWHERE).facts == " "


def test_once_erased_no_word_can_be_read_or_added(service: Any):
    service.submit(submission())
    service.complainants.erase("k1")
    assert service.entrusted.legible(service.complaints.get("k1", EVERYWHERE)).facts == ERASED
    with pytest.raises(Refused, match="IDENTITY_ERASED"):
        service.entrusted.words(taken_back("不想再追究"), "k1")


def test_words_that_an_erasure_overtakes_are_refused(service: Any):
    service.submit(submission())
    _, seal = service.entrusted.words(taken_back("张三不想再追究"), "k1")
    service.complainants.erase("k1")
    with pytest.raises(Refused, match="IDENTITY_ERASED"):
        seal()


def lose(service: Any, _: Vault) -> None:
    del service.complainants.records["k1"]


def replace_data_key(service: Any, vault: Vault) -> None:
    record = service.complainants.records["k1"]
    record["attempt"] = replace(record["attempt"], envelope=vault.new("k1"))


def damage_data_key(service: Any, vault: Vault) -> None:
    record = service.complainants.records["k1"]
    record["attempt"] = replace(record["attempt"], envelope=Envelope(1, vault.new("k2").wrapped))


def lose_key_of_the_vault(service: Any, vault: Vault) -> None:
    record = service.complainants.records["k1"]
    record["attempt"] = replace(record["attempt"], envelope=Envelope(7, vault.new("k1").wrapped))


@pytest.mark.parametrize("befall", [lose, replace_data_key, damage_data_key, lose_key_of_the_vault])
def test_a_complaint_whose_texts_do_not_open_is_shown_and_the_log_says_so(service: Any, vault: Vault, befall: Any):
    service.submit(submission())
    befall(service, vault)
    kept = dict(service.complainants.records)
    with capture_logs() as said:
        assert service.entrusted.legible(service.complaints.get("k1", EVERYWHERE)).facts == UNREADABLE
    assert [(each["event"], each["aggregate"]) for each in said] == [("not_readable", "k1")]
    assert service.complainants.records == kept


def test_what_was_stored_before_texts_were_sealed_is_read_without_a_data_key(service: Any):
    assert service.entrusted.reader("k1")("未出示证件") == "未出示证件"


def test_each_text_is_masked_once_however_long_it_is(service: Any, monkeypatch: pytest.MonkeyPatch):
    masked: list[str] = []

    def mask_and_note(text: str, known: Any) -> Masked:
        masked.append(text)
        return mask(text, known)

    monkeypatch.setattr(texts, "mask", mask_and_note)
    facts = FACTS * 200
    unknown = replace(BODY, unknown_officer="张三的邻居")
    service.submit(submission(facts=facts, respondents=(unknown,)))
    assert sorted(masked) == sorted((facts, "张三的邻居"))
    assert "张三" not in service.entrusted.legible(service.complaints.get("k1", EVERYWHERE)).facts
