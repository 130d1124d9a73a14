"""The wire of the certificate registry: what it takes in, what it tells, what it hears."""

from collections.abc import Iterable
from typing import Any

from marshmallow import ValidationError, post_load

from jiandu.bus import fields
from jiandu.bus.contract import Consumed, Contracts, Published
from jiandu.bus.envelope import Envelope
from services.certificates.domain import (
    coverage,
    revocation,
)
from services.certificates.domain.certificate import NewCertificate

# who has to acknowledge every change of status, besides the bodies that subscribed
HEARING_SERVICES = ("complaints", "supervision", "accountability")


def subscribers(bodies: Iterable[str]) -> tuple[str, ...]:
    """The sources whose acknowledgements are waited for: the services, and these bodies as agencies.

    A source is named in full (`/services/complaints`, `/agencies/a001`): a body may be called what a service is.
    """
    return (*(f"/services/{name}" for name in HEARING_SERVICES), *(f"/agencies/{body}" for body in bodies))


class Body(fields.Incoming):
    body_id = fields.Identifier(required=True)
    region = fields.Region(required=True)
    name = fields.Text(200, required=True)


class OneBody(fields.Incoming):
    body_id = fields.Identifier(required=True)


class Subscribe(OneBody):
    """No key is asked for: the trust directory holds the agency's."""


class Certificate(fields.Incoming):
    number = fields.Identifier(required=True)
    kind = fields.Identifier(required=True)
    issuer = fields.Identifier(required=True)
    valid_from = fields.Day(required=True)
    valid_to = fields.Day(required=True)

    @post_load
    def _made(self, data: dict[str, Any], **_: Any) -> NewCertificate:
        return NewCertificate(**data)


class Officer(fields.Incoming):
    officer_id = fields.Identifier(required=True)
    region = fields.Region(required=True)
    body_id = fields.Identifier(required=True)
    name = fields.Text(100, required=True)
    certificates = fields.Tuple(fields.Part(Certificate), most=20, load_default=())


class OneOfficer(fields.Incoming):
    officer_id = fields.Identifier(required=True)


class Check(fields.Incoming):
    number = fields.Identifier(required=True)
    as_of = fields.Instant(load_default=None, allow_none=True)


class OneOrder(fields.Incoming):
    order_id = fields.Identifier(required=True)


class PeriodView(fields.Outgoing):
    status = fields.Identifier()
    since = fields.Instant()
    until = fields.Instant(allow_none=True)
    recorded_at = fields.Instant()
    order_id = fields.Identifier(allow_none=True)


class CertificateView(fields.Outgoing):
    number = fields.Identifier()
    kind = fields.Identifier()
    issuer = fields.Identifier()
    valid_from = fields.Day()
    valid_to = fields.Day()
    history = fields.Many(fields.Part(PeriodView))


class BodyView(fields.Outgoing):
    id = fields.Identifier()
    region = fields.Region()
    state = fields.Identifier()
    name = fields.Text()


class OfficerView(fields.Outgoing):
    id = fields.Identifier()
    region = fields.Region()
    state = fields.Identifier()
    body_id = fields.Identifier()
    name = fields.Text()
    version = fields.Whole()
    certificates = fields.Many(fields.Part(CertificateView))


class StatusChangedV1(fields.Outgoing):
    """The status of a person, for everybody who has to act on it. The ground stays with the order."""

    officer_id = fields.Identifier()
    region = fields.Region()
    version = fields.Whole()
    status = fields.Identifier()
    numbers = fields.Tuple(fields.Identifier())
    order_id = fields.Identifier()
    effective_at = fields.Instant()
    case_id = fields.Identifier()


class CoverageCompletedV1(fields.Outgoing):
    case_id = fields.Identifier()
    officer_id = fields.Identifier()
    subscribers = fields.Whole()
    completed_at = fields.Instant()


class SanctionDecidedReceived(fields.Received):
    region = fields.Region(required=True)
    unit = fields.Identifier(required=True)
    order_id = fields.Identifier(required=True)
    officer_id = fields.Identifier(required=True)
    ground = fields.Identifier(required=True)
    effective_at = fields.Instant(required=True)
    effect = fields.Identifier(required=True)

    @post_load
    def _only_what_the_registry_can_do(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        if data.pop("effect") != "certificate.revoke":
            raise ValidationError({"effect": ["INVALID_VALUE"]})
        return data


class OwnStatusChanged(fields.Received):
    order_id = fields.Identifier(required=True)
    officer_id = fields.Identifier(required=True)
    case_id = fields.Identifier(required=True)
    region = fields.Region(required=True)

    @post_load
    def _nobody_known_yet(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        # not for the event to say: the service looks the subscribers up
        return {**data, "subscribers": ()}


class AppliedReceived(fields.Received):
    order_id = fields.Identifier(required=True)
    region = fields.Region(required=True)
    acknowledged_at = fields.Instant(required=True, data_key="applied_at")


class AcknowledgedReceived(fields.Received):
    order_id = fields.Identifier(required=True)
    region = fields.Region(required=True)
    acknowledged_at = fields.Instant(required=True)


OFFICER_PUBLISHED = Contracts(
    Published(revocation.CertificatesRevoked, "certificate.status_changed", 1, StatusChangedV1)
)
COVERAGE_PUBLISHED = Contracts(
    Published(coverage.CoverageCompleted, "certificate.coverage_completed", 1, CoverageCompletedV1)
)

SANCTION_DECIDED = Consumed(
    "sanction.decided",
    ("accountability",),
    1,
    SanctionDecidedReceived,
    revocation.RevokeCertificates,
    fill=lambda envelope: {"case_id": envelope.subject},
)
STATUS_CHANGED = Consumed(
    "certificate.status_changed", ("certificates",), 1, OwnStatusChanged, coverage.ExpectAcknowledgements
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
