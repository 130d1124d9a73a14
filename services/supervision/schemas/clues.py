"""The wire of clues: how they are heard of, and what is made of them."""

from jiandu.bus import fields
from jiandu.bus.contract import Consumed
from jiandu.bus.envelope import Envelope
from jiandu.domain import derived_id
from services.supervision.domain import clue

LARGEST_PAGE = 200


class OneClue(fields.Incoming):
    clue_id = fields.Identifier(required=True)


class TakeUp(OneClue):
    case_id = fields.Identifier(required=True)


class Dismiss(OneClue):
    reason = fields.Identifier(required=True)


class Clues(fields.Incoming):
    after = fields.Identifier(load_default=None, allow_none=True)
    limit = fields.Whole(least=1, most=LARGEST_PAGE, load_default=LARGEST_PAGE)


class ClueView(fields.Outgoing):
    id = fields.Identifier()
    region = fields.Region()
    state = fields.Identifier()
    kind = fields.Identifier()
    matter_id = fields.Identifier()
    bodies = fields.Many(fields.Identifier())
    officer_ids = fields.Many(fields.Identifier())
    known_at = fields.Instant()
    case_id = fields.Identifier(allow_none=True)
    reason = fields.Identifier(allow_none=True)
    withdrawn_at = fields.Instant(allow_none=True)


class ActFoundInvalidReceived(fields.Received):
    region = fields.Region(required=True)
    body_id = fields.Identifier(required=True)
    officer_ids = fields.Tuple(fields.Identifier(), required=True)


class AcknowledgementOverdueReceived(fields.Received):
    region = fields.Region(required=True)
    officer_id = fields.Identifier(required=True)
    missing = fields.Tuple(fields.Text(120), most=10_000, required=True)


class ActClearedReceived(fields.Received):
    region = fields.Region(required=True)


def _clue_of(envelope: Envelope) -> str:
    return derived_id("clue", envelope.type.partition(".")[0], envelope.subject)


ACT_FOUND_INVALID = Consumed(
    "certificate.act_without_validity",
    ("certificates",),
    1,
    ActFoundInvalidReceived,
    clue.ReceiveClue,
    fill=lambda envelope: {
        "clue_id": _clue_of(envelope),
        "kind": clue.INVALID_CERTIFICATE,
        "matter_id": envelope.subject,
        "bodies": (envelope.data["body_id"],),
    },
    aside=("body_id",),
)
ACKNOWLEDGEMENT_OVERDUE = Consumed(
    "certificate.acknowledgement_overdue",
    ("certificates",),
    1,
    AcknowledgementOverdueReceived,
    clue.ReceiveClue,
    fill=lambda envelope: {
        "clue_id": _clue_of(envelope),
        "kind": clue.UNACKNOWLEDGED,
        "matter_id": envelope.subject,
        "bodies": tuple(source.rpartition("/")[2] for source in envelope.data["missing"]),
        # who lost a certificate is not whom it is about
        "officer_ids": (),
    },
    aside=("officer_id", "missing"),
)
ACT_CLEARED = Consumed(
    "certificate.act_cleared",
    ("certificates",),
    1,
    ActClearedReceived,
    clue.WithdrawClue,
    fill=lambda envelope: {"clue_id": _clue_of(envelope)},
    aside=("region",),
)
