"""A sanction of accountability is carried out: one order reaches every live certificate of the person."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from jiandu.domain import NO_TEXT, Command, Event, Refused
from jiandu.domain.message import significant
from jiandu.law import Rulebook
from services.certificates.domain.announcing import Order, said_of
from services.certificates.domain.certificate import ended, live, named
from services.certificates.domain.lapsing import lapsed
from services.certificates.domain.officer import OFFICER, Officer, text_if_any
from services.certificates.domain.particulars import Sanction
from services.certificates.domain.status import (
    DISQUALIFIED,
    REVOKED,
    SURRENDERED,
    SUSPENDED,
)
from services.certificates.domain.suspension import write_off_due

# what each effect that a measure of accountability has makes of a certificate: the law's words stay apart
EFFECTS: Final[Mapping[str, str]] = {
    "certificate.revoke": REVOKED,
    "certificate.surrender": SURRENDERED,
    "certificate.suspend": SUSPENDED,
    "qualification.cancel": DISQUALIFIED,
}


@dataclass(frozen=True, kw_only=True)
class ExecuteSanction(Command):
    """Carry out an order of accountability on every live certificate of the person.

    `unit` is the officer's body in the case and `region` the division of the case: the order reaches neither
    beyond the one nor beyond the other. `until` is when a suspension ends by itself.
    """

    officer_id: str
    unit: str
    region: str
    order_id: str
    case_id: str
    ground: str
    effect: str
    effective_at: datetime
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class SanctionApplied(Event):
    """The order was carried out on these certificates; none if nothing was live any more.

    It stands from `since` on, and until `until` if it is a suspension: what comes later is reached by it too.
    """

    officer_id: str
    order_id: str
    case_id: str
    ground: str
    effect: str
    since: datetime
    until: datetime | None
    numbers: tuple[str, ...]
    applied_at: datetime

    def onto(self, officer: Officer) -> Officer:
        said = self.told("officer_id", "effect", "numbers", "applied_at")
        standing = Sanction(status=EFFECTS[self.effect], **said)
        officer = replace(officer, sanctions=(*officer.sanctions, standing))
        if standing.status != DISQUALIFIED:
            return officer
        return replace(officer, state=DISQUALIFIED, disqualified_by=(*officer.disqualified_by, self.order_id))


def execute_sanction(command: ExecuteSanction, officer: Officer, law: Rulebook) -> list[Event]:
    """Carry out what was ordered on the unit's own officer, and announce it, even if nothing is live any more.

    It reaches what is live now or when it takes effect. One order acts once. A disqualification closes the file at
    once, also if it takes effect later. Raises Refused CONTRADICTION for an order that ends before it begins.
    """
    OFFICER.step(officer.state, "ExecuteSanction", NO_TEXT)
    if command.order_id in officer.orders:
        return []
    check_reach(command, officer)
    if command.until is not None and command.until <= command.effective_at:
        raise Refused("CONTRADICTION", field="until")
    reached = {*live(officer.certificates, command.at), *live(officer.certificates, command.effective_at)}
    numbers = tuple(one.number for one in officer.certificates if one.number in reached)
    status = EFFECTS[command.effect]
    order = Order(
        id=command.order_id,
        status=status,
        effective_at=command.effective_at,
        recorded_at=command.at,
        until=command.until if status == SUSPENDED else None,
        case_id=command.case_id,
        ground=command.ground,
    )
    applied = SanctionApplied(
        officer_id=officer.id,
        order_id=command.order_id,
        case_id=command.case_id,
        ground=command.ground,
        effect=command.effect,
        since=order.effective_at,
        until=order.until,
        numbers=numbers,
        applied_at=command.at,
    )
    return [
        applied,
        *_followed(officer, numbers, order, law, command.at),
        said_of(applied.onto(officer), order, numbers, ended(officer.certificates, command.effective_at)),
    ]


def check_reach(order: ExecuteSanction, officer: Officer) -> None:
    """An order reaches the unit's own officers, those who have left it too, within the region of its case.

    Raises Refused CONTRADICTION for an officer who never was of that body or is of a region outside.
    """
    if order.unit not in {officer.body_id, *(each.body_id for each in officer.memberships)}:
        raise Refused("CONTRADICTION", field="unit")
    if not officer.region.startswith(significant(order.region)):
        raise Refused("CONTRADICTION", field="region")


def _followed(
    officer: Officer, numbers: tuple[str, ...], order: Order, law: Rulebook, at: datetime
) -> list[Event]:
    if order.status != SUSPENDED:
        return lapsed(officer, numbers, order.id, at)
    pack = text_if_any(officer, law, at)
    if pack is None:  # the order stands; only no text here counts suspensions
        return []
    found = [write_off_due(officer, named(officer.certificates, number), pack, at) for number in numbers]
    return [event for events in found for event in events]
