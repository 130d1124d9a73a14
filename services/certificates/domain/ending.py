"""How certificates end, each word of the law apart: 遗失, 作废, 收缴, 核销, 注销."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from jiandu.domain import Citation, Command, Event, Refused
from jiandu.law import HOUSE, GroundList, Rulebook, legal_day, start_of
from services.certificates.domain.announcing import Order, said_of
from services.certificates.domain.certificate import check_status, live, named, status_at
from services.certificates.domain.lapsing import lapsed
from services.certificates.domain.officer import Officer, check_own, text_for, text_if_any
from services.certificates.domain.status import (
    CANCELLED,
    COLLECTED,
    EXPIRED,
    LOST,
    NOT_YET_VALID,
    SUSPENDED,
    VALID,
    VOID,
)


@dataclass(frozen=True, kw_only=True)
class ReportLoss(Command):
    """Report to the issuer that the certificate was lost (遗失), on this legal day."""

    officer_id: str
    number: str
    order_id: str
    on: date


@dataclass(frozen=True, kw_only=True)
class LossReported(Event):
    """The certificate is lost; whoever shows it may not use it."""

    officer_id: str
    number: str
    order_id: str
    on: date
    reported_by: str
    reported_at: datetime

    def onto(self, officer: Officer) -> Officer:
        """What it says of the certificate stands in the change of status beside it."""
        return officer


def report_loss(command: ReportLoss, officer: Officer, _law: Rulebook) -> list[Event]:
    """Note the loss of what could still be used; a fact, under whatever text.

    A body reports it soon, for it would unsay what was done with the certificate; a registrar notes it of any day.
    """
    check_own(officer, command.by)
    one = named(officer.certificates, command.number)
    check_status(one, command, (VALID, SUSPENDED), None)
    today = legal_day(command.at)
    long_ago = "registrar" not in command.by.roles and command.on < today - HOUSE.latest_loss_report
    if command.on > today or long_ago:
        raise Refused("INVALID_VALUE", field="on")
    since = start_of(command.on)
    order = Order(id=command.order_id, status=LOST, effective_at=since, recorded_at=command.at)
    reported = LossReported(**command.told(), reported_by=command.by.subject, reported_at=command.at)
    lost = (one.number,)
    return [reported, said_of(officer, order, lost)]


@dataclass(frozen=True, kw_only=True)
class DeclareVoid(Command):
    """Declare the lost certificate void (声明作废)."""

    officer_id: str
    number: str
    order_id: str


@dataclass(frozen=True, kw_only=True)
class CertificateVoided(Event):
    """The lost certificate was declared void."""

    officer_id: str
    pack: str
    number: str
    order_id: str
    citation: Citation
    declared_by: str
    declared_at: datetime

    def onto(self, officer: Officer) -> Officer:
        return replace(officer, pack=self.pack)


def declare_void(command: DeclareVoid, officer: Officer, law: Rulebook) -> list[Event]:
    """Declare void what was reported lost, where the text has it declared."""
    check_own(officer, command.by)
    pack = text_for(command, officer, law)
    cited = pack.cite("certificate.loss")
    one = named(officer.certificates, command.number)
    check_status(one, command, (LOST,), cited)
    order = Order(id=command.order_id, status=VOID, effective_at=command.at, recorded_at=command.at)
    voided = CertificateVoided(
        **command.told(), pack=pack.ref, citation=cited, declared_by=command.by.subject, declared_at=command.at
    )
    return [voided, said_of(voided.onto(officer), order, (one.number,))]


@dataclass(frozen=True, kw_only=True)
class CollectCertificate(Command):
    """Collect (收缴) a certificate on a ground of the text; `destroyed` if it was destroyed too (销毁)."""

    officer_id: str
    number: str
    order_id: str
    ground: str
    destroyed: bool = False


@dataclass(frozen=True, kw_only=True)
class CertificateCollected(Event):
    """The certificate was collected."""

    officer_id: str
    pack: str
    number: str
    order_id: str
    ground: str
    destroyed: bool
    citation: Citation
    collected_by: str
    collected_at: datetime

    def onto(self, officer: Officer) -> Officer:
        return replace(officer, pack=self.pack)


def collect_certificate(command: CollectCertificate, officer: Officer, law: Rulebook) -> list[Event]:
    """Collect on a ground of the text, whatever the certificate still is."""
    check_own(officer, command.by)
    pack = text_for(command, officer, law)
    rule = pack.rule("certificate.surrender", GroundList)
    rule.item(command.ground, field="ground")
    one = named(officer.certificates, command.number)
    check_status(one, command, (VALID, SUSPENDED, EXPIRED, LOST), rule.source)
    if (command.ground == EXPIRED) != (status_at(one, command.at) == EXPIRED):
        raise Refused("CONTRADICTION", citation=rule.source, field="ground")
    order = Order(
        id=command.order_id,
        status=COLLECTED,
        effective_at=command.at,
        recorded_at=command.at,
        ground=command.ground,
    )
    collected = CertificateCollected(
        **command.told(),
        pack=pack.ref,
        citation=rule.source,
        collected_by=command.by.subject,
        collected_at=command.at,
    )
    ended = (one.number,)
    return [
        collected,
        *lapsed(officer, ended, order.id, command.at),
        said_of(collected.onto(officer), order, ended),
    ]


@dataclass(frozen=True, kw_only=True)
class CancelCertificate(Command):
    """Cancel (注销) all live certificates of the person, or the one named, on a ground of the text."""

    officer_id: str
    order_id: str
    ground: str
    number: str | None = None


@dataclass(frozen=True, kw_only=True)
class CancelOnDissolution(Command):
    """The body is no more: every live certificate of its officers is cancelled, where a text says so."""

    officer_id: str
    order_id: str
    ground: str


@dataclass(frozen=True, kw_only=True)
class CertificateCancelled(Event):
    """These certificates were cancelled (注销)."""

    officer_id: str
    pack: str
    numbers: tuple[str, ...]
    order_id: str
    ground: str
    citation: Citation
    cancelled_by: str
    cancelled_at: datetime

    def onto(self, officer: Officer) -> Officer:
        return replace(officer, pack=self.pack)


def cancel_certificate(command: CancelCertificate, officer: Officer, law: Rulebook) -> list[Event]:
    """Cancel on a ground of the text; the body can not do it itself."""
    numbers = live(officer.certificates, command.at)
    if command.number is not None:
        one = named(officer.certificates, command.number)
        check_status(one, command, (VALID, NOT_YET_VALID, SUSPENDED, LOST), None)
        numbers = (one.number,)
    return _cancelled(command, officer, law, numbers)


def cancel_on_dissolution(command: CancelOnDissolution, officer: Officer, law: Rulebook) -> list[Event]:
    """Cancel whatever is live of an officer of a body that is no more; nothing where the text is silent.

    Raises Refused AMBIGUOUS_LAW where two texts have equal claim.
    """
    pack = text_if_any(officer, law, command.at)
    if pack is None or not pack.speaks_of("certificate.transfer") or command.order_id in officer.orders:
        return []
    if command.ground not in pack.grounds("certificate.transfer").codes:
        return []
    return _cancelled(command, officer, law, live(officer.certificates, command.at))


def _cancelled(
    command: CancelCertificate | CancelOnDissolution, officer: Officer, law: Rulebook, numbers: Sequence[str]
) -> list[Event]:
    pack = text_for(command, officer, law)
    rule = pack.grounds("certificate.transfer")
    rule.item(command.ground, field="ground")
    if not numbers:
        if isinstance(command, CancelOnDissolution):
            return []
        raise Refused("NOT_FOUND", citation=rule.source, field="number", id=officer.id)
    order = Order(
        id=command.order_id,
        status=CANCELLED,
        effective_at=command.at,
        recorded_at=command.at,
        ground=command.ground,
    )
    cancelled = CertificateCancelled(
        officer_id=officer.id,
        pack=pack.ref,
        numbers=tuple(numbers),
        order_id=command.order_id,
        ground=command.ground,
        citation=rule.source,
        cancelled_by=command.by.subject,
        cancelled_at=command.at,
    )
    return [
        cancelled,
        *lapsed(officer, numbers, order.id, command.at),
        said_of(cancelled.onto(officer), order, numbers),
    ]
