"""Which facts begin and end the limits of a supervision case."""

from jiandu.law import Limit, Limits, When
from services.supervision.domain.closing import CaseArchived, CaseClosed
from services.supervision.domain.decision import DecisionServed, ExecutionReported, NonCorrectionRecorded
from services.supervision.domain.filing import CaseOpened
from services.supervision.domain.notice import CorrectionReported, NoticeServed
from services.supervision.domain.objection import (
    ObjectionAnswered,
    ObjectionRaised,
)

LIMITS = Limits(
    Limit("case.limit", starts=When(CaseOpened), since="opened_at"),
    Limit(
        "notice.correction",
        starts=When(NoticeServed),
        since="received_at",
        # no text suspends it while an objection is reviewed
        ends=(When(CorrectionReported), When(NonCorrectionRecorded), When(ObjectionAnswered, result="withdrawn")),
    ),
    Limit(
        "notice.objection",
        starts=When(NoticeServed),
        since="received_at",
        ends=(When(ObjectionRaised), When(CorrectionReported), When(NonCorrectionRecorded)),
    ),
    Limit("notice.review", starts=When(ObjectionRaised), since="raised_at", ends=(When(ObjectionAnswered),)),
    Limit("execution.report", starts=When(DecisionServed), since="received_at", ends=(When(ExecutionReported),)),
    Limit(
        "decision.performance",
        starts=When(DecisionServed),
        since="received_at",
        length="performance_days",
        ends=(When(ExecutionReported),),
    ),
    Limit("archive", starts=When(CaseClosed), since="closed_at", ends=(When(CaseArchived),)),
    all_end_with=(When(CaseClosed),),
)
