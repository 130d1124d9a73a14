"""What can be asked of the registry."""

from dataclasses import dataclass
from datetime import date, datetime

from jiandu.domain import Command


@dataclass(frozen=True, kw_only=True)
class RegisterBody(Command):
    """Register an enforcement body (执法主体)."""

    body_id: str
    region: str
    name: str


@dataclass(frozen=True, kw_only=True)
class SubscribeBody(Command):
    """The body wants to hear of every change of status and will acknowledge it, with a key of its agency."""

    body_id: str


@dataclass(frozen=True, kw_only=True)
class NewCertificate:
    """A certificate to be registered; both dates are legal days on which it is valid."""

    number: str
    kind: str
    issuer: str
    valid_from: date
    valid_to: date


@dataclass(frozen=True, kw_only=True)
class RegisterOfficer(Command):
    """Register an enforcement officer (执法人员) with all certificates held."""

    officer_id: str
    region: str
    body_id: str
    name: str
    certificates: tuple[NewCertificate, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RevokeCertificates(Command):
    """Revoke (吊销) every live certificate of the person, as an order of accountability says.

    `unit` is the body that decided and `region` the division of its case: neither reaches beyond itself.
    """

    officer_id: str
    unit: str
    region: str
    order_id: str
    case_id: str
    ground: str
    effective_at: datetime


@dataclass(frozen=True, kw_only=True)
class ExpectAcknowledgements(Command):
    """An order went out to these subscribers, each of whom has to acknowledge it."""

    order_id: str
    officer_id: str
    case_id: str
    region: str
    subscribers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class NoteAcknowledgement(Command):
    """A subscriber, named by its full source, has applied an order, at `acknowledged_at` by its own word."""

    order_id: str
    region: str
    subscriber: str
    acknowledged_at: datetime
