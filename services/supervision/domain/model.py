"""A supervision case and a supervisor, the procedure, and how they change with what has happened."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import assert_never

from jiandu.domain import Procedure, Step
from jiandu.law import Clock, tick
from jiandu.law.clocks.ticking import ClockEvent, ClockFact
from services.supervision.domain import events as happened

PROPOSED, NOT_FILED, OPEN, INVESTIGATING = "proposed", "not_filed", "open", "investigating"
NOTICE_ISSUED, CORRECTING, UNDER_REVIEW = "notice_issued", "correcting", "under_review"
WITHDRAWN, CORRECTED, NOT_CORRECTED = "withdrawn", "corrected", "not_corrected"
DECIDED, DECISION_SERVED, EXECUTED = "decided", "decision_served", "executed"
CLOSED, ARCHIVED = "closed", "archived"
REGISTERED = "registered"

_FOUND_AT_FAULT = (
    *(INVESTIGATING, NOTICE_ISSUED, CORRECTING, UNDER_REVIEW, CORRECTED),
    *(NOT_CORRECTED, DECIDED, DECISION_SERVED, EXECUTED),
)
_RUNNING = (OPEN, *_FOUND_AT_FAULT)
OUTCOMES = {  # a decision that nobody has received finishes nothing
    INVESTIGATING: "terminated",
    WITHDRAWN: "withdrawn",
    CORRECTED: "corrected",
    DECISION_SERVED: "decided",
    EXECUTED: "executed",
}

PROCEDURE = Procedure(
    "case",
    (
        Step(None, "OpenCase", PROPOSED, ("CaseProposed",), "case.filing"),
        Step(PROPOSED, "ApproveCase", OPEN, ("CaseOpened",), "case.approval"),
        Step(PROPOSED, "RefuseFiling", NOT_FILED, ("CaseNotFiled",), "case.bars"),
        *(Step(state, "ExtendCase", state, ("CaseExtended",), "case.extension") for state in _RUNNING),
        *(
            Step(state, "AssignInvestigators", INVESTIGATING, ("InvestigatorsAssigned",), "investigators.minimum")
            for state in (OPEN, INVESTIGATING)
        ),
        *(
            Step(state, "RecuseInvestigator", state, ("InvestigatorRecused",), "recusal")
            for state in (OPEN, INVESTIGATING)
        ),
        *(Step(state, "NoteRemedySought", state, ("RemedySought",), "decision.bars") for state in _RUNNING),
        Step(INVESTIGATING, "IssueNotice", NOTICE_ISSUED, ("NoticeIssued",), "notice.grounds"),
        Step(NOTICE_ISSUED, "ServeNotice", CORRECTING, ("NoticeServed",), "notice.correction"),
        Step(CORRECTING, "ObjectToNotice", UNDER_REVIEW, ("ObjectionRaised",), "notice.objection"),
        Step(UNDER_REVIEW, "AnswerObjection", CORRECTING, ("ObjectionAnswered",), "notice.review"),
        Step(CORRECTING, "ReportCorrection", CORRECTED, ("CorrectionReported",), "notice.correction"),
        Step(
            *(CORRECTING, "RecordNonCorrection", NOT_CORRECTED),
            ("NonCorrectionRecorded",),
            "decision.after_non_correction",
        ),
        Step(NOT_CORRECTED, "Decide", DECIDED, ("DecisionMade",), "decision.after_non_correction"),
        Step(DECIDED, "ServeDecision", DECISION_SERVED, ("DecisionServed",), "decision.document"),
        Step(DECISION_SERVED, "ReportExecution", EXECUTED, ("ExecutionReported",), "execution.report"),
        *(
            Step(state, "RecommendAccountability", state, ("AccountabilityRecommended",), "officer.recommendation")
            for state in _FOUND_AT_FAULT
        ),
        *(Step(state, "CloseCase", CLOSED, ("CaseClosed",), "case.conclusion") for state in OUTCOMES),
        Step(CLOSED, "ArchiveCase", ARCHIVED, ("CaseArchived",), "archive"),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Supervisor:
    """A registered supervisor. `conditions` are those of the pack found to be met."""

    id: str
    region: str
    pack: str
    state: str
    agency: str
    conditions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Case:
    """A supervision case as it stands. A withdrawn notice leads to `withdrawn` instead of `correcting`."""

    id: str
    region: str
    pack: str
    state: str
    respondent: str
    facts: str
    proposed_by: str
    complaint_id: str | None = None
    officer_id: str | None = None
    act_on: date | None = None
    opened_at: datetime | None = None
    investigators: tuple[str, ...] = ()
    recused: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()
    notice_number: str | None = None
    notice_issued_at: datetime | None = None
    non_correction_by: str | None = None
    decision_number: str | None = None
    decision_type: str | None = None
    decided_at: datetime | None = None
    performance_days: int | None = None
    recommended: tuple[str, ...] = ()
    outcome: str | None = None
    clocks: Mapping[str, Clock] = field(default_factory=dict)


CaseEvent = (
    happened.CaseProposed
    | happened.CaseOpened
    | happened.CaseNotFiled
    | happened.CaseExtended
    | happened.InvestigatorsAssigned
    | happened.InvestigatorRecused
    | happened.RemedySought
    | happened.NoticeIssued
    | happened.NoticeServed
    | happened.ObjectionRaised
    | happened.ObjectionAnswered
    | happened.CorrectionReported
    | happened.NonCorrectionRecorded
    | happened.DecisionMade
    | happened.DecisionServed
    | happened.ExecutionReported
    | happened.AccountabilityRecommended
    | happened.CaseClosed
    | happened.CaseArchived
    | ClockEvent
)


def register(_: Supervisor | None, event: happened.SupervisorRegistered) -> Supervisor:
    """The supervisor after registration: the `evolve` of this aggregate."""
    return Supervisor(
        id=event.supervisor_id,
        region=event.region,
        pack=event.pack,
        state=REGISTERED,
        agency=event.agency,
        conditions=event.conditions,
    )


def evolve(case: Case | None, event: CaseEvent) -> Case:
    """The case after the event. Raises ValueError for any event before it was proposed."""
    if isinstance(event, happened.CaseProposed):
        return _proposed(event)
    if case is None:
        raise ValueError(f"{type(event).__name__} before CaseProposed")
    match event:
        case happened.CaseOpened():
            return replace(case, state=OPEN, opened_at=event.opened_at)
        case happened.CaseNotFiled():
            return replace(case, state=NOT_FILED, outcome=event.outcome)
        case happened.CaseExtended():
            return case
        case happened.InvestigatorsAssigned():
            return replace(case, state=INVESTIGATING, investigators=event.investigators)
        case happened.InvestigatorRecused():
            left = tuple(person for person in case.investigators if person != event.supervisor_id)
            return replace(case, investigators=left, recused=(*case.recused, event.supervisor_id))
        case happened.RemedySought():
            return replace(case, remedies=(*case.remedies, event.remedy))
        case happened.NoticeIssued():
            return replace(case, state=NOTICE_ISSUED, notice_number=event.number, notice_issued_at=event.issued_at)
        case happened.NoticeServed():
            return replace(case, state=CORRECTING)
        case happened.ObjectionRaised():
            return replace(case, state=UNDER_REVIEW)
        case happened.ObjectionAnswered():
            return replace(case, state=WITHDRAWN if event.result == "withdrawn" else CORRECTING)
        case happened.CorrectionReported():
            return replace(case, state=CORRECTED)
        case happened.NonCorrectionRecorded():
            return replace(case, state=NOT_CORRECTED, non_correction_by=event.recorded_by)
        case happened.DecisionMade():
            return _decided(case, event)
        case happened.DecisionServed():
            return replace(case, state=DECISION_SERVED)
        case happened.ExecutionReported():
            return replace(case, state=EXECUTED)
        case happened.AccountabilityRecommended():
            return replace(case, recommended=(*case.recommended, event.officer_id))
        case happened.CaseClosed():
            return replace(case, state=CLOSED, outcome=event.outcome)
        case happened.CaseArchived():
            return replace(case, state=ARCHIVED)
        case ClockFact():
            return replace(case, clocks=tick(case.clocks, event))
        case _:
            assert_never(event)


def _proposed(event: happened.CaseProposed) -> Case:
    return Case(
        id=event.case_id,
        region=event.region,
        pack=event.pack,
        state=PROPOSED,
        respondent=event.respondent,
        facts=event.facts,
        proposed_by=event.proposed_by,
        complaint_id=event.complaint_id,
        officer_id=event.officer_id,
        act_on=event.act_on,
    )


def _decided(case: Case, event: happened.DecisionMade) -> Case:
    return replace(
        case,
        state=DECIDED,
        decision_number=event.number,
        decision_type=event.decision_type,
        decided_at=event.decided_at,
        performance_days=event.performance_days,
    )
