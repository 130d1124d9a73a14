"""The wire of the complaints service: what it takes in."""

from typing import Any

from marshmallow import post_load

from jiandu.bus import fields
from services.complaints.domain.complaint import EVERY
from services.complaints.domain.intake import CHANNELS, KINDS
from services.complaints.domain.notice import MEANS
from services.complaints.domain.outcome import FINDINGS
from services.complaints.domain.particulars import Evidence, ExternalId, Respondent

LONGEST_TEXT = 10_000
MOST_BODIES = 20
MOST_COMPLAINANTS = 50
IDENTITY = ("name", "phone", "id_number", "address", "words", "attachments")


class Complainant(fields.Incoming):
    """Who complains. Goes to the vault and nowhere else."""

    name = fields.Text(100, required=True)
    phone = fields.Text(40, load_default=None)
    id_number = fields.Text(40, load_default=None)
    address = fields.Text(300, load_default=None)


class Body(fields.Incoming):
    """A body complained of, with its officers as far as they are known."""

    body_id = fields.Identifier(required=True)
    officer_ids = fields.Tuple(fields.Identifier(), load_default=())
    unknown_officer = fields.Text(500, load_default=None)

    @post_load
    def _respondent(self, data: dict[str, Any], **_: Any) -> Respondent:
        return Respondent(**data)


class Elsewhere(fields.Incoming):
    """What another system calls the complaint."""

    source = fields.Identifier(required=True)
    number = fields.Identifier(required=True)

    @post_load
    def _external_id(self, data: dict[str, Any], **_: Any) -> ExternalId:
        return ExternalId(**data)


class _Content(fields.Incoming):
    respondents = fields.Tuple(fields.Part(Body), most=MOST_BODIES, load_default=())
    evidence = fields.Flag(load_default=False)
    external_ids = fields.Tuple(fields.Part(Elsewhere), most=MOST_BODIES, load_default=())


class Submit(_Content):
    region = fields.Region(required=True)
    sector = fields.Identifier(load_default=None)
    level = fields.Identifier(load_default=None)
    channel = fields.Choice(CHANNELS, required=True)
    kind = fields.Choice(KINDS, required=True)
    facts = fields.Text(LONGEST_TEXT, required=True)
    act_on = fields.Day(load_default=None)
    recorded_in_full = fields.Flag(load_default=False)
    complainants = fields.Many(fields.Part(Complainant), most=MOST_COMPLAINANTS, load_default=None)


class OneComplaint(fields.Incoming):
    complaint_id = fields.Identifier(required=True)


class Listed(fields.Incoming):
    state = fields.Choice(EVERY, required=True)
    after = fields.Text(200, load_default=None)


class OfComplainant(OneComplaint):
    """What the complainant does himself carries his receipt code; staff who act for him need none."""

    receipt_code = fields.Text(80, load_default=None)


class Supplement(_Content, OfComplainant):
    text = fields.Text(LONGEST_TEXT, load_default=None)


class Withdraw(OfComplainant):
    reason = fields.Text(LONGEST_TEXT, load_default=None)


class Dispute(OfComplainant):
    reasons = fields.Text(LONGEST_TEXT, required=True)


class Rate(OfComplainant):
    satisfied = fields.Flag(required=True)


class Missing(OneComplaint):
    missing = fields.Tuple(fields.Identifier(), required=True)


class Assign(OneComplaint):
    handler = fields.Identifier(required=True)
    agency = fields.Identifier(required=True)


class Bind(OneComplaint):
    body_id = fields.Identifier(required=True)
    officer_id = fields.Identifier(required=True)


class LinkTo(OneComplaint):
    other_id = fields.Identifier(required=True)


class Accept(OneComplaint):
    ground = fields.Identifier(load_default=None)


class Decline(OneComplaint):
    reason = fields.Identifier(required=True)
    competent_body = fields.Text(200, required=True)


class Transfer(OneComplaint):
    to_body = fields.Identifier(required=True)


class Bar(OneComplaint):
    bar = fields.Identifier(required=True)


class Notify(OneComplaint):
    body_id = fields.Identifier(required=True)
    means = fields.Choice(MEANS, required=True)
    summary = fields.Text(LONGEST_TEXT, required=True)
    received_at = fields.Instant(load_default=None)


class EvidenceOf(fields.Incoming):
    name = fields.Text(300, required=True)
    digest = fields.Digest(required=True)

    @post_load
    def _evidence(self, data: dict[str, Any], **_: Any) -> Evidence:
        return Evidence(**data)


class Statement(OneComplaint):
    statement = fields.Text(LONGEST_TEXT, required=True)
    legal_basis = fields.Text(LONGEST_TEXT, load_default="")
    in_writing = fields.Flag(load_default=False)
    evidence = fields.Tuple(fields.Part(EvidenceOf), load_default=())


class OneLimit(OneComplaint):
    clock = fields.Identifier(required=True)


class Extend(OneLimit):
    length = fields.Whole(least=1, load_default=None)


class Conclude(OneComplaint):
    finding = fields.Choice(FINDINGS, required=True)


class Reply(OneComplaint):
    text = fields.Text(LONGEST_TEXT, required=True)


class Visit(OneComplaint):
    satisfied = fields.Flag(load_default=None, allow_none=True)
    comment = fields.Text(LONGEST_TEXT, load_default=None)


class Clarify(OneComplaint):
    body_id = fields.Identifier(required=True)
    officer_id = fields.Identifier(required=True)
    ground = fields.Identifier(required=True)


class Hold(OneComplaint):
    reason = fields.Text(LONGEST_TEXT, required=True)


class AskReveal(OneComplaint):
    parts = fields.Tuple(fields.Choice(IDENTITY), required=True)
    motive = fields.Text(LONGEST_TEXT, required=True)


class OneReveal(fields.Incoming):
    reveal_id = fields.Identifier(required=True)


class Grant(OneReveal):
    until = fields.Instant(required=True)


class RefuseToReveal(OneReveal):
    reason = fields.Text(LONGEST_TEXT, required=True)


class Follow(fields.Incoming):
    receipt_code = fields.Text(80, required=True)


class Guidance(fields.Incoming):
    region = fields.Region(required=True)
    sector = fields.Identifier(load_default=None)
    level = fields.Identifier(load_default=None)


class Rewrap(fields.Incoming):
    after = fields.Identifier(load_default=None)


class Nothing(fields.Incoming):
    """A question without fields."""
