"""Which facts begin and end the limits of a complaint."""

from jiandu.law import Limit, Limits, When
from services.complaints.domain.barring import ComplaintBarred
from services.complaints.domain.intake import ComplaintSubmitted
from services.complaints.domain.notice import RespondentNotified, StatementReceived, fell_silent
from services.complaints.domain.outcome import ComplaintConcluded
from services.complaints.domain.replying import ReplyGiven
from services.complaints.domain.screening import (
    ClueRecorded,
    ComplaintAccepted,
    ComplaintDeclined,
    ComplaintTransferred,
)
from services.complaints.domain.withdrawal import ComplaintWithdrawn

_SCREENED = (When(ComplaintAccepted), When(ComplaintDeclined), When(ClueRecorded), When(ComplaintBarred))

LIMITS = Limits(
    Limit(
        "complaint.transfer",
        starts=When(ComplaintSubmitted),
        since="submitted_at",
        ends=(When(ComplaintTransferred), *_SCREENED),
    ),
    Limit(
        "complaint.notice",
        # a complaint accepted again may be about bodies that all know of it
        starts=When(ComplaintAccepted, notice_due=True),
        since="accepted_at",
        ends=(When(RespondentNotified, remaining=0), When(ComplaintConcluded, last=True)),
    ),
    Limit(
        "complaint.statement",
        starts=When(RespondentNotified),
        since="received_at",
        ends=(When(StatementReceived),),
        per="body_id",
        missed=fell_silent,
    ),
    # to check, to handle and to reply: the text counts all of it in one
    Limit(
        "complaint.limit",
        starts=When(ComplaintSubmitted),
        since="submitted_at",
        ends=(When(ReplyGiven), When(ComplaintTransferred)),
    ),
    Limit(
        "complaint.conclusion",
        starts=When(ComplaintAccepted),
        since="accepted_at",
        ends=(When(ComplaintConcluded, last=True),),
    ),
    all_end_with=(When(ComplaintWithdrawn),),
)
