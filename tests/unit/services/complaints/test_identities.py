"""Who complained is sealed away with a complaint that is taken in, and with no other; so is every word."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from jiandu.bus.contract import Contracts
from jiandu.domain import Actor, Cause, Refused, Request
from jiandu.identity.vault import Vault
from jiandu.service.unit import Unit
from services.complaints.domain import intake, withdrawal
from services.complaints.domain.complaint import Complaint, Respondent
from services.complaints.domain.limits import LIMITS
from services.complaints.methods.entrusted import Entrusted
from services.complaints.methods.recognition import Recognition
from services.complaints.methods.texts import ERASED
from services.complaints.repository.indexed import fields_of
from tests import deployed
from tests.unit.services.complaints.complaint_play import number
from tests.unit.services.complaints.kept_in_memory import ComplaintsInMemory, KeptInMemory, ReceiptsInMemory
from tests.unit.services.play import LAW, at

DAY, DAILY = "2026-03-02", 2
PHONE, ID_NUMBER = "13800138000", "110101199003070011"
IDENTITY = {"name": "张三", "phone": PHONE, "id_number": None, "address": None}
FACTS = f"我叫张三,电话{PHONE},二月二十七日上午执法人员进店检查,未出示执法证件"
EVERYWHERE = Actor(subject="li", agency="hotline", regions=("*",))
BODY = Respondent(body_id="body-1", officer_ids=("o1",))


@pytest.fixture
def vault(tmp_path: Any) -> Vault:
    return Vault.at(tmp_path / "vault" / "complainants.key")


@pytest.fixture
def service(vault: Vault) -> Any:
    made = next(each for each in deployed.CLASSES if each.name == "complaints")()
    store = ComplaintsInMemory()
    kept = KeptInMemory(vault, store)
    silent = SimpleNamespace(conflict=lambda: None, duplicate=lambda: None)
    made.complaints = Unit(Complaint, store, LAW, Contracts(), lambda _: None, silent, LIMITS, fields_of)
    made.complainants, made.receipts = kept, ReceiptsInMemory()
    made.entrusted = Entrusted(vault, kept, Recognition(vault, kept, store, DAILY))
    return made


def submission(
    complaint_id: str = "k1",
    *,
    complainants: Any = (IDENTITY,),
    facts: str = FACTS,
    respondents: tuple[Respondent, ...] = (BODY,),
    day: str = DAY,
    regions: tuple[str, ...] = ("652300",),
    digest: str = "d",
    expected_version: int | None = None,
    **changed: Any,
) -> Request[intake.SubmitComplaint]:
    told = {"region": "652300", "channel": "web", "kind": "complaint", **changed}
    by = replace(EVERYWHERE, regions=regions)
    command = intake.SubmitComplaint(command_id=complaint_id, at=at(day), by=by, complaint_id=complaint_id, **told)
    cause = Cause(f"hotline/{complaint_id}", digest=digest, expected_version=expected_version)
    sealed = {"complainants": complainants, "facts": facts, "respondents": respondents}
    return Request(command, cause, sealed)


def links_of(service: Any, complaint_id: str) -> dict[str, str]:
    complaint = service.complaints.get(complaint_id, EVERYWHERE)
    return {each.complaint_id: each.rule for each in complaint.links}


def refused(service: Any, request: Request[Any]) -> Refused:
    with pytest.raises(Refused) as caught:
        service.submit(request)
    return caught.value


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


OTHER_FACTS = "三月一日下午在市场东门处罚时没有告知陈述申辩的权利,也没有给收据"
RULES = {
    "same_external_id": {"external_ids": (number(),), "complainants": None, "respondents": ()},
    "same_words": {"complainants": None, "respondents": ()},
    "same_complainant": {"facts": OTHER_FACTS},
    "same_act": {"act_on": date(2026, 2, 27), "facts": OTHER_FACTS, "complainants": None},
}


@pytest.mark.parametrize("rule", RULES)
def test_a_complaint_is_linked_to_an_earlier_one_it_belongs_to(service: Any, rule: str):
    all_of_it = {"external_ids": (number(),), "act_on": date(2026, 2, 27)}
    service.submit(submission("k1", **all_of_it))
    facts = {"facts": OTHER_FACTS} if rule == "same_external_id" else {}
    service.submit(submission("k2", **{**facts, **RULES[rule]}))
    assert links_of(service, "k2") == {"k1": rule}
    assert links_of(service, "k1") == {}


def test_of_several_rules_the_surest_is_told(service: Any):
    again = {"external_ids": (number(),), "act_on": date(2026, 2, 27)}
    service.submit(submission("k1", **again))
    service.submit(submission("k2", **again))
    assert links_of(service, "k2") == {"k1": "same_external_id"}


def test_a_complaint_with_nothing_in_common_stands_alone(service: Any):
    service.submit(submission("k1"))
    other = {**IDENTITY, "phone": "13900139000"}
    service.submit(submission("k2", facts=OTHER_FACTS, complainants=(other,)))
    assert links_of(service, "k2") == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"phone": "138-0013 8000"}, {"phone": PHONE}),
        ({"phone": None, "id_number": "11010119900307001x"}, {"phone": None, "id_number": "11010119900307001X "}),
        ({"phone": None, "address": "昌吉市某路1号"}, {"phone": None, "address": "昌吉市某路1号"}),
    ],
    ids=["telephone", "identity card", "name and address"],
)
def test_a_person_is_known_again_by(service: Any, one: dict[str, Any], other: dict[str, Any]):
    service.submit(submission("k1", complainants=({**IDENTITY, **one},)))
    service.submit(submission("k2", complainants=({**IDENTITY, **other},), facts=OTHER_FACTS))
    assert links_of(service, "k2") == {"k1": "same_complainant"}


def test_a_name_alone_tells_nobody_from_his_namesakes(service: Any):
    for complaint_id, facts in (("k1", FACTS), ("k2", OTHER_FACTS)):
        service.submit(submission(complaint_id, complainants=({**IDENTITY, "phone": None},), facts=facts))
    assert links_of(service, "k2") == {}


def test_a_person_submits_so_many_complaints_a_day_and_goes_on_the_next(service: Any):
    for each in range(DAILY):
        service.submit(submission(f"k{each}"))
    refusal = refused(service, submission("k8"))
    assert (refusal.code, refusal.field) == ("QUOTA_EXCEEDED", "complainants")
    assert refusal.detail["retry_after"] == 14 * 60 * 60  # it is ten in the morning
    assert "k8" not in service.complainants.records
    assert service.submit(submission("k9", day="2026-03-03"))["state"] == "submitted"


def test_a_repetition_and_an_anonymous_complaint_count_for_nobody(service: Any):
    service.submit(submission("k1"))
    service.submit(submission("k1"))
    for each in range(DAILY + 1):
        service.submit(submission(f"a{each}", complainants=None))
    assert service.submit(submission("k2"))["state"] == "submitted"


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
