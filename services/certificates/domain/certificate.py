"""The history of a certificate: statements are only added, and read by when they hold and were known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from jiandu.domain import Refused
from jiandu.law import legal_day, start_of

VALID, REVOKED, NOT_IN_FORCE = "valid", "revoked", "not_in_force"


_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class StatusPeriod:
    """One statement of the registry: from `since` until before `until` (None: for good) the status is this.

    Where two statements speak of one instant the later recorded one holds.
    """

    status: str
    since: datetime
    until: datetime | None
    recorded_at: datetime
    order_id: str | None = None
    case_id: str | None = None
    ground: str | None = None


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """A certificate with everything the registry has ever said of it, oldest first."""

    number: str
    kind: str
    issuer: str
    valid_from: date
    valid_to: date
    history: tuple[StatusPeriod, ...]


@dataclass(frozen=True, kw_only=True)
class NewCertificate:
    """A certificate to be registered; both dates are legal days on which it is valid."""

    number: str
    kind: str
    issuer: str
    valid_from: date
    valid_to: date


def registered(certificate: NewCertificate, recorded_at: datetime) -> Certificate:
    """A certificate as it comes into the registry: valid for its term."""
    term = StatusPeriod(
        status=VALID,
        since=start_of(certificate.valid_from),
        until=start_of(certificate.valid_to + _DAY),
        recorded_at=recorded_at,
    )
    return Certificate(**vars(certificate), history=(term,))


def status_at(certificate: Certificate, as_of: datetime, known_at: datetime | None = None) -> str:
    """The status at `as_of` by what was recorded up to `known_at` (None: by all that is known)."""
    for said in reversed(certificate.history):
        known = known_at is None or said.recorded_at <= known_at
        if known and said.since <= as_of and (said.until is None or as_of < said.until):
            return said.status
    return NOT_IN_FORCE


def live(certificates: Sequence[Certificate], at: datetime) -> tuple[str, ...]:
    """The numbers that a revocation at `at` reaches: neither expired by then nor revoked before."""
    day = legal_day(at)
    return tuple(
        one.number
        for one in certificates
        if one.valid_to >= day and all(said.status != REVOKED for said in one.history)
    )


def check_certificates(certificates: Sequence[NewCertificate]) -> None:
    """Numbers differ and terms do not end before they begin. Raises Refused INVALID_VALUE."""
    numbers = [certificate.number for certificate in certificates]
    for position, certificate in enumerate(certificates):
        if certificate.valid_to < certificate.valid_from:
            raise Refused("INVALID_VALUE", field=f"certificates.{position}.valid_to")
        if certificate.number in numbers[:position]:
            raise Refused("INVALID_VALUE", field=f"certificates.{position}.number")
