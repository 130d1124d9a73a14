"""Orders of accountability that stand: nothing new comes to the person, and what comes later is reached too."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from jiandu.domain import Citation, Refused
from jiandu.law import start_of
from services.certificates.domain.certificate import Certificate, NewCertificate, Statement, registered
from services.certificates.domain.officer import Officer
from services.certificates.domain.particulars import Sanction


def check_not_barred(officer: Officer, at: datetime, cited: Citation | None, field: str | None = None) -> None:
    """Raises Refused BARRED while an order of accountability stands, also one that takes effect later only."""
    for order in officer.sanctions:
        if order.until is None or at < order.until:
            raise Refused("BARRED", citation=cited, field=field, ground=order.order_id)


def taken_in(
    officer: Officer, certificate: NewCertificate, recorded_at: datetime, replaces: str | None = None
) -> Certificate:
    """The certificate as it comes into the file: what an order says of its days holds of it as of the others."""
    one = replace(registered(certificate, recorded_at), replaces=replaces)
    first = start_of(one.valid_from)
    said = (_said(each, recorded_at) for each in officer.sanctions if each.until is None or first < each.until)
    return replace(one, history=(*one.history, *said))


def lifted(sanctions: Iterable[Sanction], order_id: str, at: datetime | None) -> tuple[Sanction, ...]:
    """What stands once the order is corrected, or ends at `at`."""
    others = (each if each.order_id != order_id else _ended(each, at) for each in sanctions)
    return tuple(each for each in others if each is not None)


def _ended(order: Sanction, at: datetime | None) -> Sanction | None:
    if at is None:
        return None
    return replace(order, until=at if order.until is None else min(at, order.until))


def _said(order: Sanction, recorded_at: datetime) -> Statement:
    return Statement(
        id=order.order_id,
        status=order.status,
        since=order.since,
        until=order.until,
        recorded_at=recorded_at,
        order_id=order.order_id,
        case_id=order.case_id,
        ground=order.ground,
    )
