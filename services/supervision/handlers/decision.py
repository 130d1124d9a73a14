"""What follows when a matter is not corrected, and the end of a case."""

from jiandu.domain import Event, Refused
from jiandu.law import ClockStarted, Rulebook, legal_day, start, stopped
from services.supervision.domain import commands as asked
from services.supervision.domain import events as happened
from services.supervision.domain import rules
from services.supervision.domain.model import OUTCOMES, Case
from services.supervision.domain.rules import allowed


def record_non_correction(command: asked.RecordNonCorrection, case: Case, law: Rulebook) -> list[Event]:
    """The body refuses, or its limit has passed: the matter goes to whoever the pack lets decide."""
    pack = allowed(command, case, law)
    clock = case.clocks["notice.correction"]
    if not command.refused and not clock.is_overdue(command.at):
        raise Refused("NOT_OVERDUE", citation=clock.citation, due_on=clock.due_on.isoformat())
    return [
        happened.NonCorrectionRecorded(
            case_id=case.id,
            refused=command.refused,
            decider=pack.actor("decision.after_non_correction").who,
            citation=pack.cite_first("decision.report", "decision.after_non_correction"),
            recorded_by=command.by.subject,
            recorded_at=command.at,
        ),
        *stopped(case.clocks, command.at, "notice.correction", "notice.objection"),
    ]


def decide(command: asked.Decide, case: Case, law: Rulebook) -> list[Event]:
    """Whoever the pack names, and not the person who recorded the non-correction, decides."""
    pack = allowed(command, case, law)
    rules.check_decision(pack, case, command.organ, command.decision_type)
    rules.check_deliberation(pack, command.deliberated_on, legal_day(command.at))
    rules.check_performance_limit(pack, command.decision_type, command.performance_days)
    decider = pack.cite("decision.after_non_correction")
    if command.by.subject == case.non_correction_by:
        raise Refused("SAME_PERSON", citation=decider)
    return [
        happened.DecisionMade(
            case_id=case.id,
            number=command.number,
            title=pack.document("decision.document").title,
            organ=command.organ,
            decision_type=command.decision_type,
            performance_days=command.performance_days,
            deliberated_on=command.deliberated_on,
            citation=decider,
            decided_by=command.by.subject,
            decided_at=command.at,
        )
    ]


def serve_decision(command: asked.ServeDecision, case: Case, law: Rulebook) -> list[Event]:
    """From receipt run the limit the decision sets, and the time to report where the pack has one."""
    pack = allowed(command, case, law)
    rules.check_served(command.received_at, case.decided_at, command.at)
    limits = [pack.clock("execution.report")] if pack.speaks_of("execution.report") else []
    if case.performance_days is not None:
        limits.append(pack.clock("decision.performance").with_length(case.performance_days))
    return [
        happened.DecisionServed(
            case_id=case.id, number=case.decision_number or "", received_at=command.received_at
        ),
        *(ClockStarted(clock=start(rule, command.received_at, law.calendar)) for rule in limits),
    ]


def report_execution(command: asked.ReportExecution, case: Case, law: Rulebook) -> list[Event]:
    """The body has executed the decision; late if any of its limits had passed."""
    allowed(command, case, law)
    limits = ("execution.report", "decision.performance")
    late = any(case.clocks[name].is_overdue(command.at) for name in limits if name in case.clocks)
    return [
        happened.ExecutionReported(case_id=case.id, summary=command.summary, late=late, reported_at=command.at),
        *stopped(case.clocks, command.at, *limits),
    ]


def recommend_accountability(command: asked.RecommendAccountability, case: Case, law: Rulebook) -> list[Event]:
    """Recommend each officer, once, to the body that will decide; LAW_SILENT where no text provides for it."""
    pack = allowed(command, case, law)
    citation = pack.cite("officer.recommendation")
    pack.grounds("officer.grounds").item(command.ground, field="ground")
    if not command.officer_ids:
        raise Refused("MISSING_FIELD", citation=citation, field="officer_ids")
    fresh = [officer for officer in dict.fromkeys(command.officer_ids) if officer not in case.recommended]
    return [
        happened.AccountabilityRecommended(
            case_id=case.id,
            officer_id=officer,
            unit=case.respondent,
            ground=command.ground,
            citation=citation,
            recommended_at=command.at,
        )
        for officer in fresh
    ]


def close_case(command: asked.CloseCase, case: Case, law: Rulebook) -> list[Event]:
    """Close the case unless a duty of the body still runs; from now runs the time to archive it."""
    pack = allowed(command, case, law)
    duty = rules.unfinished(case)
    if duty is not None:
        raise Refused("LIMIT_RUNNING", citation=duty.citation, clock=duty.name, due_on=duty.due_on.isoformat())
    outcome = OUTCOMES[case.state]
    closed = happened.CaseClosed(
        case_id=case.id, complaint_id=case.complaint_id, outcome=outcome, closed_at=command.at
    )
    events: list[Event] = [closed, *stopped(case.clocks, command.at, *case.clocks)]
    if pack.speaks_of("archive"):
        events.append(ClockStarted(clock=start(pack.clock("archive"), command.at, law.calendar)))
    return events


def archive_case(command: asked.ArchiveCase, case: Case, law: Rulebook) -> list[Event]:
    """The file has gone to the archive."""
    allowed(command, case, law)
    return [
        happened.CaseArchived(case_id=case.id, archived_at=command.at),
        *stopped(case.clocks, command.at, "archive"),
    ]
