"""What the registry hears: of others, and of itself."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from marshmallow import ValidationError, post_load

from jiandu.bus import fields
from jiandu.bus.contract import Consumed
from jiandu.bus.envelope import Envelope
from jiandu.domain import derived_id
from jiandu.law import start_of
from services.certificates.domain import (
    act,
    coverage,
    dissolution,
    review,
    sanction,
)

# who has to acknowledge every change of status, besides the bodies that subscribed
HEARING_SERVICES = ("complaints", "supervision", "accountability")
_DAY = timedelta(days=1)


def subscribers(bodies: Iterable[str]) -> tuple[str, ...]:
    """The sources whose acknowledgements are waited for: the services, and these bodies as agencies.

    A source is named in full (`/services/complaints`, `/agencies/a001`): a body may be called what a service is.
    """
    return (*(f"/services/{name}" for name in HEARING_SERVICES), *(f"/agencies/{body}" for body in bodies))


class SanctionReceived(fields.Received):
    region = fields.Region(required=True)
    unit = fields.Identifier(required=True)
    order_id = fields.Identifier(required=True)
    officer_id = fields.Identifier(required=True)
    ground = fields.Identifier(required=True)
    effective_at = fields.Instant(required=True)
    effect = fields.Identifier(required=True)
    until = fields.Instant(required=True, allow_none=True)

    @post_load
    def _only_what_the_registry_can_do(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        if data["effect"] not in sanction.EFFECTS:
            raise ValidationError({"effect": ["INVALID_VALUE"]})
        return data


class OwnStatusChanged(fields.Received):
    order_id = fields.Identifier(required=True)
    officer_id = fields.Identifier(required=True)
    case_id = fields.Identifier(required=True, allow_none=True)
    region = fields.Region(required=True)
    recorded_at = fields.Instant(load_default=None, allow_none=True)

    @post_load
    def _nobody_known_yet(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        # not for the event to say: the service looks the subscribers up
        return {**data, "subscribers": ()}


class StatusChangedToReview(fields.Received):
    region = fields.Region(required=True)
    order_id = fields.Identifier(required=True)
    officer_id = fields.Identifier(required=True)


class OwnBodyDissolved(fields.Received):
    ground = fields.Identifier(required=True)


class AppliedReceived(fields.Received):
    order_id = fields.Identifier(required=True)
    region = fields.Region(required=True)
    acknowledged_at = fields.Instant(required=True, data_key="applied_at")


class AcknowledgedReceived(fields.Received):
    order_id = fields.Identifier(required=True)
    region = fields.Region(required=True)
    acknowledged_at = fields.Instant(required=True)


class ComplaintAcceptedReceived(fields.Received):
    region = fields.Region(required=True)
    body_id = fields.Identifier(required=True, data_key="respondent")
    officer_ids = fields.Tuple(fields.Identifier(), required=True)
    act_on = fields.Day(required=True, allow_none=True)
    place = fields.Whole(required=True)


class OfficerBoundReceived(fields.Received):
    officer_id = fields.Identifier(required=True)
    place = fields.Whole(required=True)


def _without_end(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "until": None}


SANCTION_DECIDED = Consumed(
    "sanction.decided",
    ("accountability",),
    2,
    SanctionReceived,
    sanction.ExecuteSanction,
    upcasts={1: _without_end},
    fill=lambda envelope: {"case_id": envelope.subject},
)
STATUS_CHANGED = Consumed(
    "certificate.status_changed",
    ("certificates",),
    2,
    OwnStatusChanged,
    coverage.ExpectAcknowledgements,
    upcasts={1: dict},
    # version 1 did not say when the registry recorded it; it was said a moment later
    fill=lambda envelope: {"recorded_at": envelope.data["recorded_at"] or envelope.time},
)
STATUS_CHANGED_REVIEW = Consumed(
    "certificate.status_changed",
    ("certificates",),
    2,
    StatusChangedToReview,
    review.RecordReview,
    upcasts={1: dict},
    fill=lambda envelope: {"review_id": derived_id("rev", envelope.data["order_id"], envelope.subject)},
)
BODY_DISSOLVED = Consumed(
    "body.dissolved",
    ("certificates",),
    1,
    OwnBodyDissolved,
    dissolution.CarryOutDissolution,
    fill=lambda envelope: {"body_id": envelope.subject, "order_id": envelope.id},
)


def _subscriber(envelope: Envelope) -> dict[str, str]:
    return {"subscriber": envelope.source}


APPLIED = Consumed(
    "certificate.status_applied",
    HEARING_SERVICES,
    1,
    AppliedReceived,
    coverage.NoteAcknowledgement,
    fill=_subscriber,
)
ACKNOWLEDGED = Consumed(
    "certificate.acknowledged",
    ("agencies",),
    1,
    AcknowledgedReceived,
    coverage.NoteAcknowledgement,
    fill=_subscriber,
)


def act_of(complaint_id: str, place: int) -> str:
    """The id of the act that a complaint about a body is about."""
    return derived_id("act", complaint_id, str(place))


def _complained_of(envelope: Envelope) -> dict[str, Any]:
    data = envelope.data
    on = data["act_on"]
    since, until = (start_of(on), start_of(on + _DAY)) if on else (None, None)
    return {
        "act_id": act_of(envelope.subject, data["place"]),
        "source": "complaint",
        "matter_id": envelope.subject,
        "since": since,
        "until": until,
    }


COMPLAINT_ACCEPTED = Consumed(
    "complaint.accepted",
    ("complaints",),
    2,
    ComplaintAcceptedReceived,
    act.RecordAct,
    upcasts={1: lambda data: {"officer_ids": [], "place": 0, **data}},
    fill=_complained_of,
    aside=("act_on", "place"),
)
OFFICER_BOUND = Consumed(
    "complaint.officer_bound",
    ("complaints",),
    1,
    OfficerBoundReceived,
    act.NoteActor,
    fill=lambda envelope: {"act_id": act_of(envelope.subject, envelope.data["place"])},
    aside=("place",),
)
