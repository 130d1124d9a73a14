"""What nothing is left of once a certificate has ended in another way, and what is there again once it is back."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from jiandu.domain import Event
from jiandu.law import Pack
from services.certificates.domain.certificate import named, status_at
from services.certificates.domain.officer import Officer
from services.certificates.domain.status import EXPIRED, FINAL, SUSPENDED
from services.certificates.domain.suspension import due_again, open_suspension


@dataclass(frozen=True, kw_only=True)
class SuspensionLapsed(Event):
    """The suspension has ended in another way: nothing is left to be decided."""

    officer_id: str
    number: str
    order_id: str
    lapsed_at: datetime

    def onto(self, officer: Officer) -> Officer:
        others = {number: who for number, who in officer.suspended_by.items() if number != self.number}
        return replace(officer, suspended_by=others)


@dataclass(frozen=True, kw_only=True)
class SuspensionReopened(Event):
    """A correction brought the suspension back: it is to be decided, within the limit from its original day."""

    officer_id: str
    number: str
    order_id: str
    suspended_by: str
    suspended_at: datetime
    reopened_at: datetime

    def onto(self, officer: Officer) -> Officer:
        return replace(officer, suspended_by={**officer.suspended_by, self.number: self.suspended_by})


@dataclass(frozen=True, kw_only=True)
class WriteOffLapsed(Event):
    """The certificate is not to be written off any more: it has ended, or was not suspended so often."""

    officer_id: str
    number: str
    order_id: str
    lapsed_at: datetime

    def onto(self, officer: Officer) -> Officer:
        return replace(
            officer,
            write_offs_due=tuple(each for each in officer.write_offs_due if each != self.number),
            write_offs_proposed={k: v for k, v in officer.write_offs_proposed.items() if k != self.number},
        )


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """By which order certificates are back, from when, and whether what had ended them was wrong."""

    order_id: str
    back_at: datetime
    was_wrong: bool


def lapsed(officer: Officer, numbers: Iterable[str], order_id: str, at: datetime) -> list[Event]:
    """The facts that nothing is left to be decided or proposed on these of the certificates."""
    to_write_off = {*officer.write_offs_due, *officer.write_offs_proposed}
    open_: tuple[tuple[type[SuspensionLapsed | WriteOffLapsed], Container[str]], ...] = (
        (SuspensionLapsed, officer.suspended_by),
        (WriteOffLapsed, to_write_off),
    )
    return [
        lapse(officer_id=officer.id, number=number, order_id=order_id, lapsed_at=at)
        for number in numbers
        for lapse, waiting in open_
        if number in waiting
    ]


def lapsed_by_correction(
    officer: Officer, numbers: Iterable[str], order_id: str, at: datetime, pack: Pack | None
) -> list[Event]:
    """What nothing is left of once suspensions of these certificates were taken back: `officer` is as he is then.

    A count that falls lets a writing off lapse also where it is that of the certificate in their place.
    """
    told: dict[str, Any] = {"officer_id": officer.id, "order_id": order_id, "lapsed_at": at}
    decided = [
        SuspensionLapsed(number=number, **told)
        for number in numbers
        if number in officer.suspended_by and open_suspension(named(officer.certificates, number)) is None
    ]
    not_due = [
        WriteOffLapsed(number=number, **told)
        for number in officer.write_offs_due
        if not due_again(officer, number, pack, at)
    ]
    return [*decided, *not_due]


def reopened(
    officer: Officer, numbers: Iterable[str], corrected: Corrected, at: datetime, pack: Pack | None
) -> list[Event]:
    """What is to be decided on these certificates again, which are now what `officer` says.

    Suspended too often it is due to be written off again, unless it is back by a reinstatement and not suspended.
    """
    found: list[Event] = []
    for number in numbers:
        one = named(officer.certificates, number)
        said, status = open_suspension(one), status_at(one, max(at, corrected.back_at))
        waits = number in officer.suspended_by or number in officer.write_offs_proposed
        back = said is not None and not waits and status in (SUSPENDED, EXPIRED)
        if said is not None and back:
            found.append(
                SuspensionReopened(
                    officer_id=officer.id,
                    number=number,
                    order_id=corrected.order_id,
                    suspended_by=officer.suspenders[said.id],
                    suspended_at=said.since,
                    reopened_at=at,
                )
            )
        if number not in officer.write_offs_due and (back or (corrected.was_wrong and status not in FINAL)):
            found += due_again(officer, number, pack, at)
    return found
