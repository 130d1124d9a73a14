"""Sanctions are recommended by one and decided by another; a duty to refer stands above both."""

from collections.abc import Callable
from typing import Any

import pytest

from jiandu.domain import Actor
from services.accountability.domain import closing, execution, referral, sanction, waiver
from tests.unit.services.play import Play, actor, article, at, names

DAY = "2026-03-02"
ORDER = {"order_id": "r1", "unit": "body-1", "measure": "revoke_certificate", "effective_at": at(DAY)}
REFERRAL = {"referral_id": "commission-1"}
RECEIPT = {**REFERRAL, "receipt_id": "q1", "received_at": at(DAY)}
STEPS: dict[str, tuple[Callable[..., Any], type, dict[str, Any]]] = {
    "propose": (
        sanction.propose_sanction,
        {"measure": "revoke_certificate", "ground": "brutality"},
    ),
    "decide": (sanction.decide_sanction, ORDER),
    "executed": (execution.note_sanction_executed, {"order_id": "r1"}),
    "report": (execution.report_sanction_executed, {}),
    "suspect": (
        referral.record_suspicion,
        {"referral": "commission", "trigger": "corruption_bribery"},
    ),
    "refer": (referral.decide_referral, REFERRAL),
    "propose_waiver": (waiver.propose_not_to_refer, {**REFERRAL, "reason": "查无实据"}),
    "waive": (waiver.decide_not_to_refer, REFERRAL),
    "receipt": (referral.note_referral_receipt, RECEIPT),
    "outcome": (referral.note_referral_outcome, {**REFERRAL, "outcome": "case_filed"}),
    "close": (closing.close_case, {}),
}


class AccountabilityPlay(Play):
    """A case on an officer of Changji, with short names for its steps."""

    def __init__(self, *steps: str) -> None:
        super().__init__()
        self.do(sanction.open_case, DAY, **opening())
        for name in steps:
            self.step(name)

    @staticmethod
    def _by(name: str, subject: str) -> Actor:
        answers = name in ("receipt", "outcome")
        return actor(subject, "commission-652300") if answers else actor(subject)

    def _given(self, name: str, fields: dict[str, Any]) -> dict[str, Any]:
        given = {"case_id": "a1", **STEPS[name][1], **fields}
        if name == "receipt" and "package_digest" not in given:
            sent = [duty.package_digest for duty in self.now.duties if duty.id == given["referral_id"]]
            given["package_digest"] = sent[0] if sent and sent[0] else "sha256:none"
        return given

    def step(self, name: str, by: str | None = None, **fields: Any) -> list[Any]:
        usual = "head" if name in ("decide", "waive", "refer") else "zhang"
        return self.do(STEPS[name][0], DAY, by=self._by(name, by or usual), **self._given(name, fields))

    def no(self, name: str, by: str = "head", **fields: Any) -> Any:
        return self.refused(STEPS[name][0], DAY, by=self._by(name, by), **self._given(name, fields))


def opening(**changed: Any) -> dict[str, Any]:
    return {
        "case_id": "a1",
        "region": "652300",
        "supervision_case_id": "k1",
        "officer_id": "o1",
        "unit": "body-1",
        "ground": "brutality",
        **changed,
    }


def test_a_case_opens_on_a_ground_of_the_pack():
    refusal = Play().refused(sanction.open_case, DAY, **opening(ground="envy"))
    assert (refusal.code, article(refusal)) == ("NOT_IN_LAW", "第三十三条")
    assert AccountabilityPlay().refused(sanction.open_case, DAY, **opening()).code == "ALREADY_EXISTS"


def test_weihai_has_no_rule_on_officers():
    refusal = Play().refused(sanction.open_case, DAY, **opening(region="371000"))
    assert refusal.code == "LAW_SILENT"


def test_a_recommendation_decides_nothing():
    (recommended,) = AccountabilityPlay().step("propose")
    assert (recommended.unit, recommended.measure) == ("body-1", "revoke_certificate")
    play = AccountabilityPlay("propose")
    assert (play.now.state, play.now.recommended_measure, play.now.decided_measure) == (
        "recommended",
        "revoke_certificate",
        None,
    )


@pytest.mark.parametrize(("field", "value"), [("measure", "flogging"), ("ground", "envy")])
def test_measure_and_ground_are_those_of_the_text(field: str, value: str):
    refusal = AccountabilityPlay().no("propose", **{field: value})
    assert (refusal.code, refusal.field) == ("NOT_IN_LAW", field)


def test_the_unit_decides_and_may_choose_another_measure():
    play = AccountabilityPlay("propose")
    refusal = play.no("decide", unit="body-2")
    assert (refusal.code, article(refusal)) == ("WRONG_DECIDER", "第三十三条")
    (decided,) = play.step("decide", measure="criticism")
    assert (decided.effect, play.now.decided_measure, play.now.recommended_measure) == (
        None,
        "criticism",
        "revoke_certificate",
    )


def test_a_decided_revocation_tells_the_registry_what_to_do():
    (decided,) = AccountabilityPlay("propose").step("decide")
    assert (decided.effect, decided.officer_id, decided.order_id) == ("certificate.revoke", "o1", "r1")


def test_who_recommended_does_not_decide():
    assert AccountabilityPlay("propose").no("decide", by="zhang").code == "SAME_PERSON"


def test_a_decision_needs_a_measure_of_the_text():
    assert AccountabilityPlay("propose").no("decide", measure="flogging").code == "NOT_IN_LAW"


def test_execution_is_noted_once_and_only_of_the_own_order():
    play = AccountabilityPlay("propose", "decide")
    assert play.no("executed", order_id="r2").code == "CONTRADICTION"
    assert names(play.step("executed")) == ["SanctionExecuted"]
    assert play.step("executed") == []
    play.step("close")
    assert (play.now.state, play.now.outcome) == ("closed", "sanctioned")


@pytest.mark.parametrize("measure", ["criticism", "off_post_training", "other"])
def test_a_measure_without_effect_on_certificates_is_reported_as_executed(measure: str):
    play = AccountabilityPlay("propose")
    assert article(play.no("report")) == "第三十三条"
    (decided,) = play.step("decide", measure=measure)
    (executed,) = play.step("report")
    assert (executed.order_id, play.now.state) == (decided.order_id, "executed")
    assert play.no("report").code == "NOT_ALLOWED_IN_STATE"
    play.step("close")
    assert (play.now.state, play.now.outcome) == ("closed", "sanctioned")


def test_that_a_certificate_is_revoked_the_registry_says_and_nobody_else():
    refusal = AccountabilityPlay("propose", "decide").no("report")
    assert (refusal.code, article(refusal)) == ("REPORTED_BY_REGISTRY", "第三十三条")


def test_a_suspension_names_the_day_it_ends_and_no_other_measure_does():
    play = AccountabilityPlay("propose")
    suspended = {"measure": "suspend_certificate"}
    refusal = play.no("decide", **suspended)
    assert (refusal.code, refusal.field, article(refusal)) == ("MISSING_FIELD", "until", "第三十三条")
    for said in ({"until": at("2026-06-01")}, {**suspended, "until": at(DAY)}):
        refusal = play.no("decide", **said)
        assert (refusal.code, refusal.field) == ("INVALID_VALUE", "until")
    assert "SanctionDecided" in names(play.step("decide", **suspended, until=at("2026-06-01")))


@pytest.mark.parametrize(
    ("effective", "allowed"),
    [("2026-03-01", False), ("2026-03-02", True), ("2027-03-02", True), ("2027-03-03", False)],
)
def test_a_measure_takes_effect_from_the_day_of_its_case_and_within_a_year(effective: str, allowed: bool):
    play = AccountabilityPlay("propose")
    if allowed:
        assert play.step("decide", effective_at=at(effective, 9))
    else:
        refusal = play.no("decide", effective_at=at(effective, 11))
        assert (refusal.code, refusal.field) == ("INVALID_VALUE", "effective_at")


def test_only_a_decision_said_to_be_recorded_afterwards_began_before_its_case():
    (decided,) = AccountabilityPlay("propose").step(
        "decide", effective_at=at("2021-01-04", 0), recorded_afterwards=True
    )
    assert decided.recorded_afterwards
    late = AccountabilityPlay("propose").no("decide", effective_at=at("2031-01-04", 0), recorded_afterwards=True)
    assert (late.code, late.field) == ("INVALID_VALUE", "effective_at")


def test_a_case_is_not_closed_before_its_decision_is_carried_out():
    assert AccountabilityPlay("propose").no("close").code == "NOT_ALLOWED_IN_STATE"
    assert AccountabilityPlay("propose", "decide").no("close").code == "NOT_ALLOWED_IN_STATE"


def test_a_case_without_a_sanction_may_be_closed():
    play = AccountabilityPlay("close")
    assert play.now.outcome == "not_sanctioned"


def test_a_suspicion_brings_the_duty_to_refer_in_the_same_breath():
    events = AccountabilityPlay().step("suspect")
    assert names(events) == ["SuspicionRecorded", "DutyToReferArose"]
    duty = events[1]
    assert (duty.authority, duty.referral_id, duty.citation.article) == (
        "supervisory_commission",
        "commission-1",
        "第三十一条第一款",
    )


def test_a_further_sign_of_the_same_adds_no_second_duty_and_another_trigger_does():
    play = AccountabilityPlay("suspect")
    assert names(play.step("suspect")) == ["SuspicionRecorded"]
    assert play.step("suspect", trigger="dereliction")[1].referral_id == "commission-2"


def test_after_a_duty_is_settled_a_new_sign_brings_a_new_duty():
    play = AccountabilityPlay("suspect", "propose_waiver", "waive")
    assert play.step("suspect")[1].referral_id == "commission-2"


def test_a_suspicion_is_one_the_text_names():
    assert AccountabilityPlay().no("suspect", trigger="rudeness").code == "NOT_IN_LAW"
    assert AccountabilityPlay().no("suspect", referral="police").code == "LAW_SILENT"


def test_the_procuratorate_is_for_the_named_fields_of_public_interest():
    play = AccountabilityPlay()
    public = {"referral": "procuratorate", "trigger": "omission"}
    refusal = play.no("suspect", **public)
    assert (refusal.code, refusal.field, article(refusal)) == ("MISSING_FIELD", "area", "第三十一条第二款")
    assert play.no("suspect", **public, area="fashion").field == "area"
    assert play.step("suspect", **public, area="food_drug_safety")[1].authority == "procuratorate"
    assert article(play.no("close")) == "第三十一条第二款"


@pytest.mark.parametrize("done", [(), ("refer",), ("refer", "receipt"), ("propose_waiver",)])
def test_an_open_duty_keeps_the_case_open_and_the_refusal_cites_the_article(done: tuple[str, ...]):
    refusal = AccountabilityPlay("suspect", *done).no("close")
    assert (refusal.code, article(refusal)) == ("DUTY_TO_REFER", "第三十一条第一款")
    assert refusal.detail == {"referral_id": "commission-1", "authority": "supervisory_commission"}


@pytest.mark.parametrize("done", [("refer", "receipt", "outcome"), ("propose_waiver", "waive")])
def test_an_outcome_or_two_signatures_let_the_case_be_closed(done: tuple[str, ...]):
    play = AccountabilityPlay("suspect", *done, "close")
    assert play.now.state == "closed"


def test_no_sanction_takes_the_place_of_a_referral():
    play = AccountabilityPlay("propose", "suspect", "refer")
    assert play.no("decide").code == "DUTY_TO_REFER"
    play.step("receipt")
    assert names(play.step("decide")) == ["SanctionDecided"]


def test_not_referring_takes_a_reason_and_a_second_person():
    play = AccountabilityPlay("suspect")
    assert play.no("propose_waiver", reason=" ").field == "reason"
    play.step("propose_waiver")
    assert play.no("waive", by="zhang").code == "SAME_PERSON"
    (waived,) = play.step("waive")
    assert (waived.reason, waived.proposed_by, waived.decided_by) == ("查无实据", "zhang", "head")


def test_a_proposal_not_to_refer_can_be_turned_down():
    play = AccountabilityPlay("suspect", "propose_waiver")
    play.step("refer")
    assert play.now.duties[0].state == "referred"
    assert play.no("waive").code == "NOT_ALLOWED_IN_STATE"


def test_a_receipt_and_an_outcome_told_twice_change_nothing():
    play = AccountabilityPlay("suspect", "refer", "receipt")
    assert play.step("receipt") == []
    refusal = play.no("receipt", receipt_id="q2")
    assert (refusal.code, article(refusal)) == ("NOT_ALLOWED_IN_STATE", "第三十一条第一款")
    assert play.no("outcome", outcome="shrug").code == "INVALID_VALUE"
    play.step("outcome")
    assert play.step("outcome") == []


def test_a_receipt_is_for_the_very_package_that_was_sent():
    play = AccountabilityPlay("suspect", "refer")
    refusal = play.no("receipt", package_digest="sha256:other")
    assert (refusal.code, refusal.field) == ("PACKAGE_DIFFERS", "package_digest")
    play.step("receipt")
    assert play.now.duties[0].receipt_id == "q1"


def test_no_receipt_without_a_referral_and_no_outcome_without_a_receipt():
    assert AccountabilityPlay("suspect").no("receipt").code == "NOT_ALLOWED_IN_STATE"
    assert AccountabilityPlay("suspect", "refer").no("outcome").code == "NOT_ALLOWED_IN_STATE"
    assert AccountabilityPlay().no("refer").code == "NOT_FOUND"


def test_a_closed_case_takes_no_more():
    assert AccountabilityPlay("close").no("suspect").code == "NOT_ALLOWED_IN_STATE"
