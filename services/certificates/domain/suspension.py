"""Suspension (暂扣) by the body's own legal unit, what is decided on it, and what many of them lead to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import Citation, Command, Event, Refused
from jiandu.law import Pack, Rulebook, Threshold
from services.certificates.domain.announcing import Order, changed, said_of
from services.certificates.domain.certificate import (
    Certificate,
    Statement,
    check_status,
    ending_of,
    named,
    until_of,
)
from services.certificates.domain.officer import Officer, check_own, text_for
from services.certificates.domain.status import EXPIRED, LOST, SUSPENDED, VALID

RESTORE, WRITE_OFF = "restore", "write_off"
_REPEATED = "certificate.suspension.repeated"


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
            officer,
            pack=self.pack,
            suspended_by={**officer.suspended_by, self.number: self.suspended_by},
            suspenders={**officer.suspenders, self.order_id: self.suspended_by},
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
    check_own(officer, command.by)
    pack = text_for(command, officer, law)
    cited = pack.actor("certificate.suspension.actor").source
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
    if one.number in officer.write_offs_due:
        return []
    return _due(officer, one, suspensions(one, officer.certificates) + 1, pack, at)


def due_again(officer: Officer, number: str, pack: Pack | None, at: datetime) -> list[Event]:
    """The fact that this certificate has been suspended too often, by what the file says, if it has."""
    one = named(officer.certificates, number)
    return _due(officer, one, suspensions(one, officer.certificates), pack, at)


def open_suspension(one: Certificate) -> Statement | None:
    """The suspension by the body that has no end yet; an order of accountability is not the body's to end."""
    for said in reversed(one.history):
        if said.status == SUSPENDED and said.case_id is None and until_of(said, one) is None:
            return said
    return None


def suspensions(one: Certificate, certificates: Sequence[Certificate]) -> int:
    """How often the certificate was suspended over its whole time, and the one of `certificates` it stands for.

    What never held is not counted.
    """
    return len(_suspending(one, certificates))


def _suspending(one: Certificate, certificates: Sequence[Certificate]) -> set[str]:
    """The orders, each once: one may speak of a certificate and of the one in its place."""
    said = (each for each in one.history if each.status == SUSPENDED)
    found = {each.id for each in said if until_of(each, one) != each.since}
    if one.replaces is None:
        return found
    return found | _suspending(named(certificates, one.replaces), certificates)


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
    check_own(officer, command.by)
    pack = text_for(command, officer, law)
    cited = pack.actor("certificate.suspension.decider").source
    one = named(officer.certificates, command.number)
    check_status(one, command, (SUSPENDED, EXPIRED, LOST), cited)
    if command.number not in officer.suspended_by:
        raise Refused("WRONG_DECIDER", citation=cited, field="number", who="accountability")
    if command.by.subject == officer.suspended_by[command.number]:
        raise Refused("SAME_PERSON", citation=cited)
    if command.outcome not in (RESTORE, WRITE_OFF):
        raise Refused("INVALID_VALUE", field="outcome")
    if command.outcome == RESTORE and command.number in officer.write_offs_due:
        raise Refused("BARRED", citation=pack.cite(_REPEATED), ground="suspended_repeatedly")
    decided = SuspensionDecided(
        **command.told(),
        pack=pack.ref,
        citation=cited,
        decided_by=command.by.subject,
        decided_at=command.at,
    )
    said = open_suspension(one)
    if command.outcome == WRITE_OFF or said is None:
        return [decided]
    ending = ending_of(said, one, id_=command.order_id, at=command.at, recorded_at=command.at, ground=RESTORE)
    order = Order(id=command.order_id, status=VALID, effective_at=command.at, recorded_at=command.at)
    return [decided, changed(decided.onto(officer), order, endings={one.number: (ending,)})]


def _due(officer: Officer, one: Certificate, count: int, pack: Pack | None, at: datetime) -> list[Event]:
    if pack is None or not pack.speaks_of(_REPEATED):
        return []
    most = pack.rule(_REPEATED, Threshold).minimum
    if most is None or count < most:
        return []
    cited = pack.cite(_REPEATED)
    return [WriteOffDue(officer_id=officer.id, number=one.number, suspensions=count, citation=cited, since=at)]
