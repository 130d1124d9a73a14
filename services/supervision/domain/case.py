"""A supervision case as it stands, and its procedure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from jiandu.domain import Procedure, Step
from jiandu.law import Clock

PROPOSED, NOT_FILED, OPEN, INVESTIGATING = "proposed", "not_filed", "open", "investigating"
NOTICE_ISSUED, CORRECTING, UNDER_REVIEW = "notice_issued", "correcting", "under_review"
WITHDRAWN, CORRECTED, NOT_CORRECTED = "withdrawn", "corrected", "not_corrected"
DECIDED, DECISION_SERVED, EXECUTED = "decided", "decision_served", "executed"
CLOSED, ARCHIVED = "closed", "archived"

_FOUND_AT_FAULT = (
    *(INVESTIGATING, NOTICE_ISSUED, CORRECTING, UNDER_REVIEW, CORRECTED),
    *(NOT_CORRECTED, DECIDED, DECISION_SERVED, EXECUTED),
)
_RUNNING = (OPEN, *_FOUND_AT_FAULT)
_EVERY = (PROPOSED, NOT_FILED, *_RUNNING, WITHDRAWN, CLOSED, ARCHIVED)
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
        Step(None, "OpenCase", PROPOSED, ("CaseProposed", "CaseOpened"), "case.filing", or_to=(OPEN,)),
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
        Step(
            UNDER_REVIEW,
            "AnswerObjection",
            CORRECTING,
            ("ObjectionAnswered",),
            "notice.review",
            or_to=(WITHDRAWN,),
        ),
        Step(CORRECTING, "ReportCorrection", CORRECTED, ("CorrectionReported",), "notice.correction"),
        Step(
            CORRECTING,
            "RecordNonCorrection",
            NOT_CORRECTED,
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
        *(Step(state, "NoteOfficerBound", state, ("OfficerNoted",)) for state in _EVERY),
        *(Step(state, "NoteRespondentSilent", state, ("SilenceNoted",)) for state in _EVERY),
    ),
)


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
    officer_ids: tuple[str, ...] = ()
    sector: str | None = None
    level: str | None = None
    act_on: date | None = None
    respondent_silent: bool = False
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

    @property
    def is_served(self) -> bool:
        """True once the body has been given a notice: until then it does not know of the case."""
        return self.notice_issued_at is not None and self.state != NOTICE_ISSUED
