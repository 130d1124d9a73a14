"""The duty to refer: it arises with a suspicion and ends with an outcome or two signatures."""

from jiandu.domain import Event, Refused
from jiandu.law import Rulebook
from services.accountability.domain import commands as asked
from services.accountability.domain import events as happened
from services.accountability.domain.model import AccountabilityCase
from services.accountability.domain.package import digest_of, package_of
from services.accountability.domain.rules import OUTCOMES, allowed, duty_for


def record_suspicion(command: asked.RecordSuspicion, case: AccountabilityCase, law: Rulebook) -> list[Event]:
    """Record it, and with it the duty to refer; while the same duty is open a further sign adds no second one."""
    pack = allowed(command, case, law)
    rule = pack.referral(f"referral.{command.referral}")
    rule.triggers.item(command.trigger, field="trigger")
    if rule.fields is not None:
        if command.area is None:
            raise Refused("MISSING_FIELD", citation=rule.source, field="area")
        rule.fields.item(command.area, field="area")
    suspicion = happened.SuspicionRecorded(
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
        happened.DutyToReferArose(
            case_id=case.id,
            referral_id=f"{command.referral}-{len(same) + 1}",
            referral=command.referral,
            authority=rule.authority,
            trigger=command.trigger,
            citation=rule.source,
            arose_at=command.at,
        ),
    ]


def decide_referral(command: asked.DecideReferral, case: AccountabilityCase, law: Rulebook) -> list[Event]:
    """Refer the matter; this is also how a proposal not to refer is turned down."""
    duty = duty_for(command, command.referral_id, case, law)
    citation = law.pack(case.pack, case.region).cite(f"referral.{duty.referral}")
    package = package_of(
        case_id=case.id,
        referral_id=duty.id,
        region=case.region,
        authority=duty.authority,
        trigger=duty.trigger,
        officer_id=case.officer_id,
        unit=case.unit,
        citation=citation,
        decided_by=command.by.subject,
        decided_at=command.at,
    )
    return [
        happened.ReferralDecided(
            case_id=case.id,
            referral_id=duty.id,
            region=case.region,
            authority=duty.authority,
            trigger=duty.trigger,
            officer_id=case.officer_id,
            unit=case.unit,
            citation=citation,
            decided_by=command.by.subject,
            decided_at=command.at,
            package_digest=digest_of(package),
        )
    ]


def propose_not_to_refer(command: asked.ProposeNotToRefer, case: AccountabilityCase, law: Rulebook) -> list[Event]:
    """The first signature and the reason; the duty stands until there is a second."""
    duty = duty_for(command, command.referral_id, case, law)
    if not command.reason.strip():
        citation = law.pack(case.pack, case.region).cite(f"referral.{duty.referral}")
        raise Refused("MISSING_FIELD", citation=citation, field="reason")
    return [
        happened.NonReferralProposed(
            case_id=case.id,
            referral_id=duty.id,
            reason=command.reason,
            proposed_by=command.by.subject,
            proposed_at=command.at,
        )
    ]


def decide_not_to_refer(command: asked.DecideNotToRefer, case: AccountabilityCase, law: Rulebook) -> list[Event]:
    """The second signature, by another person."""
    duty = duty_for(command, command.referral_id, case, law)
    if duty.proposed_by is None or command.by.subject == duty.proposed_by:
        raise Refused("SAME_PERSON", citation=law.pack(case.pack, case.region).cite(f"referral.{duty.referral}"))
    return [
        happened.NonReferralDecided(
            case_id=case.id,
            referral_id=duty.id,
            reason=duty.reason or "",
            proposed_by=duty.proposed_by,
            decided_by=command.by.subject,
            decided_at=command.at,
        )
    ]


def note_referral_receipt(
    command: asked.NoteReferralReceipt, case: AccountabilityCase, law: Rulebook
) -> list[Event]:
    """The authority signed for it; the same receipt told twice changes nothing."""
    if any(duty.id == command.referral_id and duty.receipt_id == command.receipt_id for duty in case.duties):
        return []
    duty = duty_for(command, command.referral_id, case, law)
    if command.package_digest != duty.package_digest:
        raise Refused("PACKAGE_DIFFERS", field="package_digest")
    return [
        happened.ReferralReceived(
            case_id=case.id,
            referral_id=duty.id,
            receipt_id=command.receipt_id,
            received_at=command.received_at,
            noted_at=command.at,
        )
    ]


def note_referral_outcome(
    command: asked.NoteReferralOutcome, case: AccountabilityCase, law: Rulebook
) -> list[Event]:
    """The authority's answer, after its receipt; the same answer told twice changes nothing."""
    if any(duty.id == command.referral_id and duty.outcome == command.outcome for duty in case.duties):
        return []
    duty = duty_for(command, command.referral_id, case, law)
    if command.outcome not in OUTCOMES:
        raise Refused("INVALID_VALUE", field="outcome")
    return [
        happened.ReferralConcluded(
            case_id=case.id, referral_id=duty.id, outcome=command.outcome, concluded_at=command.at
        )
    ]
