"""Revocation (吊销): one order reaches every live certificate of the person, in one write."""

from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import NO_TEXT, Command, Event, Refused
from jiandu.domain.message import significant
from services.certificates.domain.certificate import REVOKED, Certificate, StatusPeriod, live
from services.certificates.domain.officer import OFFICER, Officer


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

    def onto(self, officer: Officer) -> Officer:
        """Histories only grow."""
        certificates = (revoked(one, self) if one.number in self.numbers else one for one in officer.certificates)
        return replace(
            officer,
            state=REVOKED,
            version=self.version,
            orders=(*officer.orders, self.order_id),
            certificates=tuple(certificates),
        )


def revoke_certificates(command: RevokeCertificates, officer: Officer, _law: object) -> list[Event]:
    """Revoke all that is live of the unit's own officer, and announce it, even if nothing is live any more.

    One order acts once. Raises Refused CONTRADICTION for an order that spares what is live only because it takes
    effect after its last day.
    """
    OFFICER.step(officer.state, "RevokeCertificates", NO_TEXT)
    if command.order_id in officer.orders:
        return []
    check_reach(command, body_id=officer.body_id, region=officer.region)
    numbers = live(officer.certificates, command.effective_at)
    if not numbers and live(officer.certificates, command.at):
        raise Refused("CONTRADICTION", field="effective_at")
    return [
        CertificatesRevoked(
            officer_id=officer.id,
            region=officer.region,
            version=officer.version + 1,
            status=REVOKED,
            numbers=numbers,
            order_id=command.order_id,
            case_id=command.case_id,
            ground=command.ground,
            effective_at=command.effective_at,
            recorded_at=command.at,
        )
    ]


def revoked(certificate: Certificate, event: CertificatesRevoked) -> Certificate:
    """The certificate with a revocation added to its history; what was said before stays readable."""
    said = StatusPeriod(
        status=REVOKED,
        since=event.effective_at,
        until=None,
        recorded_at=event.recorded_at,
        order_id=event.order_id,
        case_id=event.case_id,
        ground=event.ground,
    )
    return replace(certificate, history=(*certificate.history, said))


def check_reach(order: RevokeCertificates, *, body_id: str, region: str) -> None:
    """An order reaches the deciding unit's own officers, within the region of its case.

    Raises Refused CONTRADICTION for an officer of another body or of a region outside.
    """
    if body_id != order.unit:
        raise Refused("CONTRADICTION", field="unit")
    if not region.startswith(significant(order.region)):
        raise Refused("CONTRADICTION", field="region")
