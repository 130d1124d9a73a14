"""What changes the status of certificates, and how everybody hears of it: one fact for every act that does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import Event
from services.certificates.domain.certificate import Certificate, Ending, Period, Statement, periods, status_at
from services.certificates.domain.officer import Officer
from services.certificates.domain.status import heaviest


@dataclass(frozen=True, kw_only=True)
class Holding:
    """One certificate of the person and what it is when, by all that is known."""

    number: str
    periods: tuple[Period, ...]


@dataclass(frozen=True, kw_only=True)
class StatusChanged(Event):
    """An order changed the status of these certificates of the person; `numbers` may be empty if none was live.

    `version` numbers the changes of the person, so that whoever hears of two knows the later one, and `holdings`
    say what every certificate of the person is when: nobody needs the changes before to apply this one.
    """

    officer_id: str
    region: str
    version: int
    order_id: str
    status: str
    numbers: tuple[str, ...]
    effective_at: datetime
    until: datetime | None
    case_id: str | None
    ground: str | None
    statements: Mapping[str, tuple[Statement, ...]]
    endings: Mapping[str, tuple[Ending, ...]]
    holdings: tuple[Holding, ...]
    recorded_at: datetime

    def onto(self, officer: Officer) -> Officer:
        """Histories only grow."""
        return replace(
            officer,
            version=self.version,
            orders=(*officer.orders, self.order_id),
            certificates=_grown(officer.certificates, self.statements, self.endings),
        )


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is done to the status of certificates, by which order, from when, and until when if it ends."""

    id: str
    status: str
    effective_at: datetime
    recorded_at: datetime
    until: datetime | None = None
    case_id: str | None = None
    ground: str | None = None


def said_of(officer: Officer, order: Order, numbers: Sequence[str], ended: Sequence[str] = ()) -> StatusChanged:
    """The fact that these certificates get a statement from the order.

    So do those that have `ended` before: should that be taken back, the order stands.
    """
    said = Statement(
        id=order.id,
        status=order.status,
        since=order.effective_at,
        until=order.until,
        recorded_at=order.recorded_at,
        order_id=order.id,
        case_id=order.case_id,
        ground=order.ground,
    )
    told = changed(officer, order, statements=dict.fromkeys([*numbers, *ended], (said,)))
    return replace(told, numbers=tuple(numbers), status=_left(told.onto(officer).certificates, numbers, order))


def changed(
    officer: Officer,
    order: Order,
    *,
    statements: Mapping[str, tuple[Statement, ...]] | None = None,
    endings: Mapping[str, tuple[Ending, ...]] | None = None,
) -> StatusChanged:
    """The fact that statements and endings are added to the certificates of these numbers."""
    statements, endings = dict(statements or {}), dict(endings or {})
    after = _grown(officer.certificates, statements, endings)
    numbers = tuple(dict.fromkeys([*statements, *endings]))
    return StatusChanged(
        officer_id=officer.id,
        region=officer.region,
        version=officer.version + 1,
        order_id=order.id,
        status=_left(after, numbers, order),
        numbers=numbers,
        effective_at=order.effective_at,
        until=order.until,
        case_id=order.case_id,
        ground=order.ground,
        statements=statements,
        endings=endings,
        holdings=tuple(Holding(number=one.number, periods=periods(one)) for one in after),
        recorded_at=order.recorded_at,
    )


def _left(after: Sequence[Certificate], numbers: Sequence[str], order: Order) -> str:
    """What the certificates are once the order is carried out: another one may stand above it."""
    if not numbers:
        return order.status
    at = max(order.effective_at, order.recorded_at)
    return heaviest(status_at(one, at) for one in after if one.number in numbers)


def _grown(
    certificates: Sequence[Certificate],
    statements: Mapping[str, tuple[Statement, ...]],
    endings: Mapping[str, tuple[Ending, ...]],
) -> tuple[Certificate, ...]:
    return tuple(
        replace(
            one,
            history=(*one.history, *statements.get(one.number, ())),
            endings=(*one.endings, *endings.get(one.number, ())),
        )
        for one in certificates
    )
