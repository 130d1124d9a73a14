"""What has happened in the registry."""

from dataclasses import dataclass
from datetime import date, datetime

from jiandu.domain import Event


@dataclass(frozen=True, kw_only=True)
class BodyRegistered(Event):
    """There is an enforcement body."""

    body_id: str
    region: str
    name: str
    registered_at: datetime


@dataclass(frozen=True, kw_only=True)
class BodySubscribed(Event):
    """The body hears of every change of status from now on."""

    body_id: str
    subscribed_at: datetime


@dataclass(frozen=True, kw_only=True)
class CertificateRegistered:
    """One certificate as it came into the registry."""

    number: str
    kind: str
    issuer: str
    valid_from: date
    valid_to: date


@dataclass(frozen=True, kw_only=True)
class OfficerRegistered(Event):
    """There is an officer, with these certificates."""

    officer_id: str
    region: str
    body_id: str
    name: str
    certificates: tuple[CertificateRegistered, ...]
    registered_at: datetime


@dataclass(frozen=True, kw_only=True)
class CertificatesRevoked(Event):
    """Every certificate of the person that was live is revoked; `numbers` may be empty if none was.

    `version` numbers the officer's statuses, so that whoever hears of two of them knows the later one.
    """

    officer_id: str
    region: str
    version: int
    status: str
    numbers: tuple[str, ...]
    order_id: str
    case_id: str
    ground: str
    effective_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class AcknowledgementsExpected(Event):
    """It is known who has to acknowledge the order."""

    order_id: str
    officer_id: str
    case_id: str
    region: str
    subscribers: tuple[str, ...]
    expected_at: datetime


@dataclass(frozen=True, kw_only=True)
class AcknowledgementNoted(Event):
    """A subscriber has acknowledged the order at `acknowledged_at` by its own clock; we heard it at `noted_at`."""

    order_id: str
    region: str
    subscriber: str
    acknowledged_at: datetime
    noted_at: datetime


@dataclass(frozen=True, kw_only=True)
class CoverageCompleted(Event):
    """Everybody who has to has acknowledged the order; `completed_at` is when we heard the last one."""

    order_id: str
    officer_id: str
    case_id: str
    subscribers: int
    completed_at: datetime
