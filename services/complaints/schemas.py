"""The wire of the complaints service: what it takes in, what it tells, what it hears."""

from jiandu.bus import fields
from jiandu.bus.contract import Consumed, Contracts, Published
from services.complaints.domain import (
    outcome,
    screening,
)
from services.complaints.domain.intake import CHANNELS, KINDS

LONGEST_TEXT = 10_000


class Complainant(fields.Incoming):
    """Who complains. Goes to the vault and nowhere else."""

    name = fields.Text(100, required=True)
    phone = fields.Text(40, load_default=None)
    id_number = fields.Text(40, load_default=None)
    address = fields.Text(300, load_default=None)


class Submit(fields.Incoming):
    region = fields.Region(required=True)
    channel = fields.Choice(CHANNELS, required=True)
    kind = fields.Choice(KINDS, required=True)
    respondent = fields.Identifier(required=True)
    facts = fields.Text(LONGEST_TEXT, required=True)
    officer_id = fields.Identifier(load_default=None)
    act_on = fields.Day(load_default=None)
    recorded_in_full = fields.Flag(load_default=False)
    complainant = fields.Part(Complainant, load_default=None)


class OneComplaint(fields.Incoming):
    complaint_id = fields.Identifier(required=True)


class Decline(OneComplaint):
    reason = fields.Identifier(required=True)
    competent_body = fields.Text(200, required=True)


class ComplaintView(fields.Outgoing):
    """A complaint as staff see it; there is no field for who complained."""

    id = fields.Identifier()
    region = fields.Region()
    pack = fields.Identifier()
    state = fields.Identifier()
    channel = fields.Identifier()
    kind = fields.Identifier()
    respondent = fields.Identifier()
    officer_id = fields.Identifier(allow_none=True)
    facts = fields.Text()
    anonymous = fields.Flag()
    submitted_at = fields.Instant()
    competent_body = fields.Text(allow_none=True)
    case_id = fields.Identifier(allow_none=True)
    outcome = fields.Identifier(allow_none=True)


class AcceptedV1(fields.Outgoing):
    """No free text: what a complainant wrote may name the complainant."""

    region = fields.Region()
    respondent = fields.Identifier()
    officer_id = fields.Identifier(allow_none=True)
    act_on = fields.Day(allow_none=True)
    kind = fields.Identifier()


class CaseOpenedReceived(fields.Received):
    complaint_id = fields.Identifier(required=True)


class CaseClosedReceived(fields.Received):
    complaint_id = fields.Identifier(required=True)
    outcome = fields.Identifier(required=True)


PUBLISHED = Contracts(Published(screening.ComplaintAccepted, "complaint.accepted", 1, AcceptedV1))

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
