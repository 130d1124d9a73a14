"""What the complaints service tells others and hears from them. No field can say who complained, or how."""

from jiandu.bus import fields
from jiandu.bus.contract import Consumed, Contracts, Published
from services.complaints.domain import circular, clarification, notice, outcome, routing, screening


class AcceptedV2(fields.Outgoing):
    """One of the bodies complained of, the `place`-th that was passed on of this complaint, counted from 0."""

    region = fields.Region()
    sector = fields.Identifier(allow_none=True)
    level = fields.Identifier(allow_none=True)
    respondent = fields.Identifier()
    officer_id = fields.Identifier(allow_none=True)
    officer_ids = fields.Tuple(fields.Identifier())
    act_on = fields.Day(allow_none=True)
    kind = fields.Identifier()
    place = fields.Whole()


class OfficerBoundV1(fields.Outgoing):
    region = fields.Region()
    respondent = fields.Identifier(attribute="body_id")
    officer_id = fields.Identifier()
    place = fields.Whole()


class RespondentSilentV1(fields.Outgoing):
    region = fields.Region()
    respondent = fields.Identifier(attribute="body_id")
    place = fields.Whole()


class NoticeV1(fields.Outgoing):
    """For the body alone, on its own queue: that it is complained of. What it may know it asks for."""

    region = fields.Region()
    respondent = fields.Identifier(attribute="body_id")
    officer_ids = fields.Tuple(fields.Identifier())
    received_at = fields.Instant()


class ClarifiedV1(fields.Outgoing):
    """For the body alone: its officer is cleared."""

    region = fields.Region()
    respondent = fields.Identifier(attribute="body_id")
    officer_id = fields.Identifier()
    ground = fields.Identifier()


class CircularV1(fields.Outgoing):
    """That a circular is out; what it says is asked for."""

    region = fields.Region()
    since = fields.Day()
    until = fields.Day()
    digest = fields.Identifier()


def _body(values: object) -> str:
    return str(values["body_id"])  # type: ignore[index]


PUBLISHED = Contracts(
    Published(screening.ComplaintPassedOn, "complaint.accepted", 2, AcceptedV2),
    Published(
        routing.OfficerBound,
        "complaint.officer_bound",
        1,
        OfficerBoundV1,
        when=lambda event: event.place is not None,
    ),
    Published(
        notice.RespondentFellSilent,
        "complaint.respondent_silent",
        1,
        RespondentSilentV1,
        when=lambda event: event.place is not None,
    ),
    Published(
        notice.RespondentNotified,
        "complaint.notice",
        1,
        NoticeV1,
        audience=_body,
        when=lambda event: event.by_queue,
    ),
    Published(
        clarification.FactsClarified, "complaint.clarified", 1, ClarifiedV1, audience=_body, must_reach=False
    ),
)


CIRCULARS = Contracts(Published(circular.CircularPublished, "circular.published", 1, CircularV1, must_reach=False))


class CaseOpenedReceived(fields.Received):
    complaint_id = fields.Identifier(required=True)


class CaseClosedReceived(fields.Received):
    complaint_id = fields.Identifier(required=True)
    outcome = fields.Identifier(required=True)


class ConsequenceReceived(fields.Received):
    complaint_id = fields.Identifier(required=True)
    kind = fields.Identifier(required=True)
    what = fields.Identifier(required=True)
    officer_id = fields.Identifier(required=True)


CASE_OPENED = Consumed(
    "case.opened",
    ("supervision",),
    1,
    CaseOpenedReceived,
    outcome.NoteCaseOpened,
    fill=lambda envelope: {"case_id": envelope.subject},
)
CASE_CLOSED = Consumed(
    "case.closed",
    ("supervision",),
    1,
    CaseClosedReceived,
    outcome.NoteCaseClosed,
    fill=lambda envelope: {"case_id": envelope.subject},
)
CONSEQUENCE = Consumed(
    "accountability.consequence", ("accountability",), 1, ConsequenceReceived, outcome.NoteConsequence
)
