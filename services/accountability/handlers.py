"""The use cases of the accountability service: a command and a case in, what has happened out."""

from jiandu.domain import Event, Refused
from jiandu.law import Rulebook, legal_day, ring
from services.accountability.domain import commands as asked
from services.accountability.domain import events as happened
from services.accountability.domain.model import EXECUTED, AccountabilityCase
from services.accountability.domain.package import digest_of, package_of
from services.accountability.domain.rules import OUTCOMES, allowed, duty_for, refuse_if

__all__ = [
    "close_case",
    "decide_not_to_refer",
    "decide_referral",
    "decide_sanction",
    "note_referral_outcome",
    "note_referral_receipt",
    "note_sanction_executed",
    "open_case",
    "propose_not_to_refer",
    "propose_sanction",
    "record_suspicion",
    "ring",
]


def open_case(command: asked.OpenCase, case: AccountabilityCase | None, law: Rulebook) -> list[Event]:
    """Open a case under the pack that governs the region today."""
    if case is not None:
        raise Refused("ALREADY_EXISTS", id=case.id)
    pack = law.governing(command.region, legal_day(command.at))
    pack.grounds("officer.grounds").item(command.ground, field="ground")
    return [
        happened.AccountabilityOpened(
            case_id=command.case_id,
            region=command.region,
            pack=pack.id,
            supervision_case_id=command.supervision_case_id,
            officer_id=command.officer_id,
            unit=command.unit,
            ground=command.ground,
            opened_at=command.at,
        )
    ]


def propose_sanction(command: asked.ProposeSanction, case: AccountabilityCase, law: Rulebook) -> list[Event]:
    """Recommend a measure of the pack on a ground of the pack."""
    pack = allowed(command, case, law)
    pack.measures("officer.measures").item(command.measure, field="measure")
    grounds = pack.grounds("officer.grounds")
    grounds.item(command.ground, field="ground")
    return [
        happened.SanctionRecommended(
            case_id=case.id,
            officer_id=case.officer_id,
            unit=case.unit,
            measure=command.measure,
            ground=command.ground,
            citation=grounds.source,
            recommended_by=command.by.subject,
            recommended_at=command.at,
        )
    ]


def decide_sanction(command: asked.DecideSanction, case: AccountabilityCase, law: Rulebook) -> list[Event]:
    """The officer's unit decides: another person than who recommended, and not in place of a referral."""
    pack = allowed(command, case, law)
    refuse_if(tuple(duty for duty in case.duties if duty.is_unanswered), pack)
    decider = pack.actor("officer.recommendation")
    if command.unit != case.unit:
        raise Refused("WRONG_DECIDER", citation=decider.source, field="unit", who=decider.words)
    if command.by.subject == case.recommended_by:
        raise Refused("SAME_PERSON", citation=decider.source)
    measures = pack.measures("officer.measures")
    measure = measures.item(command.measure, field="measure")
    return [
        happened.SanctionDecided(
            case_id=case.id,
            order_id=command.order_id,
            officer_id=case.officer_id,
            unit=case.unit,
            measure=measure.code,
            ground=case.ground,
            effect=measure.effect,
            citation=measures.source,
            effective_at=command.effective_at,
            decided_by=command.by.subject,
            decided_at=command.at,
        )
    ]


def note_sanction_executed(
    command: asked.NoteSanctionExecuted, case: AccountabilityCase, law: Rulebook
) -> list[Event]:
    """The decision of this case has been carried out; another order is none of its business."""
    if case.state == EXECUTED and command.order_id == case.order_id:
        return []
    allowed(command, case, law)
    if command.order_id != case.order_id:
        raise Refused("CONTRADICTION", field="order_id")
    return [happened.SanctionExecuted(case_id=case.id, order_id=command.order_id, executed_at=command.at)]


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
    citation = law.pack(case.pack).cite(f"referral.{duty.referral}")
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
        citation = law.pack(case.pack).cite(f"referral.{duty.referral}")
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
        raise Refused("SAME_PERSON", citation=law.pack(case.pack).cite(f"referral.{duty.referral}"))
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


def close_case(command: asked.CloseCase, case: AccountabilityCase, law: Rulebook) -> list[Event]:
    """Close the case, unless a duty to refer is open; that is said first, whatever the state."""
    refuse_if(case.open_duties, law.pack(case.pack))
    allowed(command, case, law)
    outcome = "not_sanctioned" if case.order_id is None else "sanctioned"
    return [
        happened.AccountabilityClosed(
            case_id=case.id,
            supervision_case_id=case.supervision_case_id,
            outcome=outcome,
            closed_at=command.at,
        )
    ]
