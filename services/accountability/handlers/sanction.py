"""From the recommendation to the end of a case: one proposes, another decides, and it is carried out."""

from jiandu.domain import Event, Refused
from jiandu.law import Rulebook, legal_day
from services.accountability.domain import commands as asked
from services.accountability.domain import events as happened
from services.accountability.domain.model import EXECUTED, AccountabilityCase
from services.accountability.domain.rules import allowed, check_effect, check_executable, refuse_if


def open_case(command: asked.OpenCase, case: AccountabilityCase | None, law: Rulebook) -> list[Event]:
    """Open a case under the pack that governs the region today."""
    if case is not None:
        raise Refused("ALREADY_EXISTS", id=case.id)
    pack = law.governing(command.region, legal_day(command.at), matter="accountability")
    pack.grounds("officer.grounds").item(command.ground, field="ground")
    return [
        happened.AccountabilityOpened(
            case_id=command.case_id,
            region=command.region,
            pack=pack.ref,
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
    check_executable(measure, measures.source)
    check_effect(command, case)
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
            recorded_afterwards=command.recorded_afterwards,
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


def report_sanction_executed(
    command: asked.ReportSanctionExecuted, case: AccountabilityCase, law: Rulebook
) -> list[Event]:
    """The unit has carried out a measure that concerns no certificate; for those the registry speaks."""
    pack = allowed(command, case, law)
    if case.effect is not None or case.order_id is None:
        raise Refused("REPORTED_BY_REGISTRY", citation=pack.cite("officer.measures"))
    return [happened.SanctionExecuted(case_id=case.id, order_id=case.order_id, executed_at=command.at)]


def close_case(command: asked.CloseCase, case: AccountabilityCase, law: Rulebook) -> list[Event]:
    """Close the case, unless a duty to refer is open; that is said first, whatever the state."""
    refuse_if(case.open_duties, law.pack(case.pack, case.region))
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
