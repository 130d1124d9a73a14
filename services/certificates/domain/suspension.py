"""Suspension (暂扣) by the body's own legal unit, what is decided on it, and what many of them lead to."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import Citation, Command, Event, Refused
from jiandu.law import Pack, Rulebook, Threshold
from services.certificates.domain.announcing import Order, changed, said_of
from services.certificates.domain.certificate import (
    Certificate,
    Ending,
    check_status,
    named,
    statement_at,
    until_of,
)
from services.certificates.domain.officer import Officer, check_own, text_of
from services.certificates.domain.status import SUSPENDED, VALID

RESTORE, WRITE_OFF = "restore", "write_off"


@dataclass(frozen=True, kw_only=True)
class SuspendCertificate(Command):
    """The legal unit suspends (暂扣) a certificate of its body's officer, by a notice (暂扣通知书)."""

    officer_id: str
    number: str
    order_id: str
    ground: str
    notice_number: str


@dataclass(frozen=True, kw_only=True)
class CertificateSuspended(Event):
    """The certificate is suspended until it is decided what becomes of it; a limit runs for that."""

    officer_id: str
    pack: str
    number: str
    order_id: str
    ground: str
    notice_number: str
    citation: Citation
    suspended_by: str
    suspended_at: datetime

    def onto(self, officer: Officer) -> Officer:
        return replace(
            officer, pack=self.pack, suspended_by={**officer.suspended_by, self.number: self.suspended_by}
        )


@dataclass(frozen=True, kw_only=True)
class WriteOffDue(Event):
    """The certificate was suspended so often that the text wants it written off (核销)."""

    officer_id: str
    number: str
    suspensions: int
    citation: Citation
    since: datetime

    def onto(self, officer: Officer) -> Officer:
        return replace(officer, write_offs_due=(*officer.write_offs_due, self.number))


def suspend_certificate(command: SuspendCertificate, officer: Officer, law: Rulebook) -> list[Event]:
    """Suspend what is valid; what has been suspended too often is to be written off."""
    pack = text_of(officer, law, command.at)
    cited = pack.actor("certificate.suspension.actor").source
    check_own(officer, command.by)
    one = named(officer.certificates, command.number)
    check_status(one, command, (VALID,), cited)
    order = Order(
        id=command.order_id,
        status=SUSPENDED,
        effective_at=command.at,
        recorded_at=command.at,
        ground=command.ground,
    )
    suspended = CertificateSuspended(
        **command.told(),
        pack=pack.ref,
        citation=cited,
        suspended_by=command.by.subject,
        suspended_at=command.at,
    )
    return [
        suspended,
        *write_off_due(officer, one, pack, command.at),
        said_of(suspended.onto(officer), order, (one.number,)),
    ]


def write_off_due(officer: Officer, one: Certificate, pack: Pack, at: datetime) -> list[Event]:
    """The fact that one more suspension of this certificate is too many, where the text has such a number."""
    if not pack.speaks_of("certificate.suspension.repeated") or one.number in officer.write_offs_due:
        return []
    rule = pack.rule("certificate.suspension.repeated", Threshold)
    count = suspensions(one) + 1
    if rule.minimum is None or count < rule.minimum:
        return []
    return [
        WriteOffDue(officer_id=officer.id, number=one.number, suspensions=count, citation=rule.source, since=at)
    ]


def suspensions(one: Certificate) -> int:
    """How often the certificate was suspended over its whole time; what never held is not counted."""
    said = (each for each in one.history if each.status == SUSPENDED)
    return sum(until_of(each, one) != each.since for each in said)


@dataclass(frozen=True, kw_only=True)
class DecideSuspension(Command):
    """The body decides what becomes of the suspended certificate: `restore` it, or have it written off."""

    officer_id: str
    number: str
    order_id: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class SuspensionDecided(Event):
    """It is decided what becomes of the suspended certificate."""

    officer_id: str
    pack: str
    number: str
    order_id: str
    outcome: str
    citation: Citation
    decided_by: str
    decided_at: datetime

    def onto(self, officer: Officer) -> Officer:
        proposed = officer.write_offs_proposed
        if self.outcome == WRITE_OFF:
            proposed = {**proposed, self.number: self.decided_by}
        others = {number: who for number, who in officer.suspended_by.items() if number != self.number}
        return replace(officer, pack=self.pack, write_offs_proposed=proposed, suspended_by=others)


def decide_suspension(command: DecideSuspension, officer: Officer, law: Rulebook) -> list[Event]:
    """Decide, by another person than who suspended; what is due to be written off can not be restored."""
    pack = text_of(officer, law, command.at)
    cited = pack.actor("certificate.suspension.decider").source
    check_own(officer, command.by)
    one = named(officer.certificates, command.number)
    check_status(one, command, (SUSPENDED,), cited)
    if command.number not in officer.suspended_by:
        raise Refused("WRONG_DECIDER", citation=cited, field="number", who="accountability")
    if command.by.subject == officer.suspended_by[command.number]:
        raise Refused("SAME_PERSON", citation=cited)
    if command.outcome not in (RESTORE, WRITE_OFF):
        raise Refused("INVALID_VALUE", field="outcome")
    if command.outcome == RESTORE and command.number in officer.write_offs_due:
        raise Refused(
            "BARRED", citation=pack.cite("certificate.suspension.repeated"), ground="suspended_repeatedly"
        )
    decided = SuspensionDecided(
        **command.told(),
        pack=pack.ref,
        citation=cited,
        decided_by=command.by.subject,
        decided_at=command.at,
    )
    holding = statement_at(one, command.at)
    if command.outcome == WRITE_OFF or holding is None:
        return [decided]
    ending = Ending(
        id=command.order_id,
        statement=holding.id,
        at=command.at,
        recorded_at=command.at,
        ground=RESTORE,
    )
    order = Order(id=command.order_id, status=VALID, effective_at=command.at, recorded_at=command.at)
    return [decided, changed(decided.onto(officer), order, endings={one.number: (ending,)})]


@dataclass(frozen=True, kw_only=True)
class SuspensionLapsed(Event):
    """The suspended certificate has ended in another way: nothing is left to be decided."""

    officer_id: str
    number: str
    order_id: str
    lapsed_at: datetime

    def onto(self, officer: Officer) -> Officer:
        return replace(
            officer,
            suspended_by={k: v for k, v in officer.suspended_by.items() if k != self.number},
            write_offs_due=tuple(each for each in officer.write_offs_due if each != self.number),
            write_offs_proposed={k: v for k, v in officer.write_offs_proposed.items() if k != self.number},
        )


def lapsed(officer: Officer, numbers: Iterable[str], order_id: str, at: datetime) -> list[Event]:
    """The facts that nothing is left to be decided or proposed on these of the certificates."""
    open_ = {*officer.suspended_by, *officer.write_offs_due, *officer.write_offs_proposed}
    return [
        SuspensionLapsed(officer_id=officer.id, number=number, order_id=order_id, lapsed_at=at)
        for number in numbers
        if number in open_
    ]
