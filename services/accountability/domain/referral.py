"""The duty to refer: it arises with a suspicion and ends with an outcome or two signatures."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from jiandu.domain import Citation, Command, Event, Refused
from jiandu.law import Pack, Rulebook
from services.accountability.domain.case import (
    CONCLUDED,
    DUE,
    PROCEDURE,
    RECEIVED,
    REFERRALS,
    REFERRED,
    AccountabilityCase,
    Duty,
    authority_id,
)
from services.accountability.domain.consequence import REFERRAL, told_back
from services.accountability.domain.package import digest_of, package_of

OUTCOMES = ("case_filed", "no_case_filed", "returned")


@dataclass(frozen=True, kw_only=True)
class RecordSuspicion(Command):
    """Something suspicious was found. `referral` names the duty in the pack (`commission`, `procuratorate`),
    `trigger` what is suspected, `area` the field of public interest where the duty is limited to some."""

    case_id: str
    referral: str
    trigger: str
    area: str | None = None


@dataclass(frozen=True, kw_only=True)
class SuspicionRecorded(Event):
    """Something suspicious was found."""

    case_id: str
    referral: str
    trigger: str
    area: str | None
    recorded_by: str
    recorded_at: datetime

    def onto(self, case: AccountabilityCase) -> AccountabilityCase:
        """A duty that follows from it is a fact of its own."""
        return case


@dataclass(frozen=True, kw_only=True)
class DutyToReferArose(Event):
    """From the instant of the suspicion the matter must be referred to `authority`."""

    case_id: str
    referral_id: str
    referral: str
    authority: str
    trigger: str
    citation: Citation
    arose_at: datetime

    def onto(self, case: AccountabilityCase) -> AccountabilityCase:
        duty = Duty(id=self.referral_id, state=DUE, **self.told("case_id", "referral_id", "citation"))
        return replace(case, duties=(*case.duties, duty))


def record_suspicion(command: RecordSuspicion, case: AccountabilityCase, law: Rulebook) -> list[Event]:
    """Record it, and with it the duty to refer; while the same duty is open a further sign adds no second one."""
    pack = PROCEDURE.allow(command, case, law)
    rule = pack.referral(f"referral.{command.referral}")
    rule.triggers.item(command.trigger, field="trigger")
    if rule.fields is not None:
        if command.area is None:
            raise Refused("MISSING_FIELD", citation=rule.source, field="area")
        rule.fields.item(command.area, field="area")
    suspicion = SuspicionRecorded(
        case_id=case.id,
        referral=command.referral,
        trigger=command.trigger,
        area=command.area,
        recorded_by=command.by.subject,
        recorded_at=command.at,
    )
    same = [duty for duty in case.duties if duty.referral == command.referral]
    if any(duty.is_open and duty.trigger == command.trigger for duty in same):
        return [suspicion]
    return [
        suspicion,
        DutyToReferArose(
            case_id=case.id,
            referral_id=f"{command.referral}-{len(same) + 1}",
            referral=command.referral,
            authority=rule.authority,
            trigger=command.trigger,
            citation=rule.source,
            arose_at=command.at,
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class DecideReferral(Command):
    """The head refers the matter."""

    case_id: str
    referral_id: str


@dataclass(frozen=True, kw_only=True)
class ReferralDecided(Event):
    """The head refers the matter; the package of this hash leaves."""

    case_id: str
    referral_id: str
    region: str
    authority: str
    trigger: str
    officer_id: str
    unit: str
    citation: Citation
    decided_by: str
    decided_at: datetime
    package_digest: str

    def onto(self, case: AccountabilityCase) -> AccountabilityCase:
        return case.with_duty(self.referral_id, state=REFERRED, package_digest=self.package_digest)


def decide_referral(command: DecideReferral, case: AccountabilityCase, law: Rulebook) -> list[Event]:
    """Refer the matter; this is also how a proposal not to refer is turned down."""
    duty = duty_for(command, command.referral_id, case, law)
    citation = law.pack(case.pack, case.region).cite(f"referral.{duty.referral}")
    said: dict[str, Any] = {
        "case_id": case.id,
        "referral_id": duty.id,
        "region": case.region,
        "authority": duty.authority,
        "trigger": duty.trigger,
        "officer_id": case.officer_id,
        "unit": case.unit,
        "citation": citation,
        "decided_by": command.by.subject,
        "decided_at": command.at,
    }
    decided = ReferralDecided(**said, package_digest=digest_of(package_of(said)))
    return [decided, *told_back(case, REFERRAL, duty.referral, command.at)]


@dataclass(frozen=True, kw_only=True)
class NoteReferralReceipt(Command):
    """The authority's signed receipt is in; `package_digest` is the hash of what it received."""

    case_id: str
    referral_id: str
    receipt_id: str
    package_digest: str
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class ReferralReceived(Event):
    """The authority has the matter and signed for it."""

    case_id: str
    referral_id: str
    receipt_id: str
    received_at: datetime
    noted_at: datetime

    def onto(self, case: AccountabilityCase) -> AccountabilityCase:
        return case.with_duty(self.referral_id, state=RECEIVED, receipt_id=self.receipt_id)


def note_referral_receipt(command: NoteReferralReceipt, case: AccountabilityCase, law: Rulebook) -> list[Event]:
    """The authority signed for it; the same receipt told twice changes nothing."""
    check_authority(command, case)
    if any(duty.id == command.referral_id and duty.receipt_id == command.receipt_id for duty in case.duties):
        return []
    duty = duty_for(command, command.referral_id, case, law)
    if command.package_digest != duty.package_digest:
        raise Refused("PACKAGE_DIFFERS", field="package_digest")
    return [
        ReferralReceived(
            case_id=case.id,
            referral_id=duty.id,
            receipt_id=command.receipt_id,
            received_at=command.received_at,
            noted_at=command.at,
        )
    ]


@dataclass(frozen=True, kw_only=True)
class NoteReferralOutcome(Command):
    """The authority has said what became of the matter."""

    case_id: str
    referral_id: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class ReferralConcluded(Event):
    """The authority said what became of the matter; the duty has been met."""

    case_id: str
    referral_id: str
    outcome: str
    concluded_at: datetime

    def onto(self, case: AccountabilityCase) -> AccountabilityCase:
        return case.with_duty(self.referral_id, state=CONCLUDED, outcome=self.outcome)


def note_referral_outcome(command: NoteReferralOutcome, case: AccountabilityCase, law: Rulebook) -> list[Event]:
    """The authority's answer, after its receipt; the same answer told twice changes nothing."""
    check_authority(command, case)
    if any(duty.id == command.referral_id and duty.outcome == command.outcome for duty in case.duties):
        return []
    duty = duty_for(command, command.referral_id, case, law)
    if command.outcome not in OUTCOMES:
        raise Refused("INVALID_VALUE", field="outcome")
    return [
        ReferralConcluded(case_id=case.id, referral_id=duty.id, outcome=command.outcome, concluded_at=command.at)
    ]


def check_authority(command: NoteReferralReceipt | NoteReferralOutcome, case: AccountabilityCase) -> None:
    """Only the authority the matter went to answers for it. Raises Refused NOT_PERMITTED."""
    expected = authority_id(command.referral_id.partition("-")[0], case.region)
    if command.by.agency != expected:
        raise Refused("NOT_PERMITTED", roles=expected)


def duty_for(command: Command, referral_id: str, case: AccountabilityCase, law: Rulebook) -> Duty:
    """The duty the command is about, if its state allows the command.

    Raises Refused NOT_FOUND or NOT_ALLOWED_IN_STATE.
    """
    for duty in case.duties:
        if duty.id == referral_id:
            REFERRALS[duty.referral].step(duty.state, type(command).__name__, law.pack(case.pack, case.region))
            return duty
    raise Refused("NOT_FOUND", field="referral_id", id=referral_id)


def refuse_if(duties: tuple[Duty, ...], pack: Pack) -> None:
    """Raises Refused DUTY_TO_REFER, citing the article of the first of these duties, if there is one."""
    for duty in duties:
        citation = pack.cite(f"referral.{duty.referral}")
        raise Refused("DUTY_TO_REFER", citation=citation, referral_id=duty.id, authority=duty.authority)
