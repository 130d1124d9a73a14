"""A certificate goes on (换发) or is replaced by a new one (补发)."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from jiandu.domain import Citation, Command, Event, Refused
from jiandu.law import Precondition, Rulebook, legal_day
from services.certificates.domain.announcing import Order, changed, said_of
from services.certificates.domain.certificate import (
    NewCertificate,
    check_status,
    named,
    prolonged,
)
from services.certificates.domain.conditions import check_met, kinds_of_the_year, passed
from services.certificates.domain.issuing import check_new_number, check_term
from services.certificates.domain.officer import Officer, text_for
from services.certificates.domain.standing_orders import check_not_barred, taken_in
from services.certificates.domain.status import LOST, REPLACED, SUSPENDED, VALID, VOID

LOSS, DAMAGE = "loss", "damage"


@dataclass(frozen=True, kw_only=True)
class RenewCertificate(Command):
    """Renew a certificate (换发): a further term under the same number, until this legal day."""

    officer_id: str
    number: str
    order_id: str
    valid_to: date
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CertificateRenewed(Event):
    """The certificate has a further term."""

    officer_id: str
    pack: str
    number: str
    order_id: str
    valid_to: date
    citation: Citation
    renewed_by: str
    renewed_at: datetime

    def onto(self, officer: Officer) -> Officer:
        certificates = tuple(
            prolonged(one, self.valid_to, self.order_id, self.renewed_at) if one.number == self.number else one
            for one in officer.certificates
        )
        return replace(officer, pack=self.pack, certificates=certificates)


def renew_certificate(command: RenewCertificate, officer: Officer, law: Rulebook) -> list[Event]:
    """Renew what is valid, once the qualification is established anew."""
    pack = text_for(command, officer, law)
    one = named(officer.certificates, command.number)
    cited = pack.cite_first("certificate.renewal", "certificate.procedures")
    check_not_barred(officer, command.at, cited)
    check_status(one, command, (VALID,), cited)
    if command.valid_to <= one.valid_to:
        raise Refused("INVALID_VALUE", field="valid_to")
    if pack.speaks_of("certificate.renewal"):
        needs = pack.rule("certificate.renewal", Precondition).needs
        kinds = kinds_of_the_year(pack)
        check_met(officer, needs, command.conditions, cited, kinds)
        if "exam" in needs.codes and not passed(officer.exams, kinds, legal_day(command.at).year):
            raise Refused("CONDITIONS_NOT_MET", citation=cited, field="number", missing="exam")
    renewed = CertificateRenewed(
        **command.told("conditions"),
        pack=pack.ref,
        citation=cited,
        renewed_by=command.by.subject,
        renewed_at=command.at,
    )
    order = Order(id=command.order_id, status=VALID, effective_at=command.at, recorded_at=command.at)
    return [renewed, changed(renewed.onto(officer), order, statements={one.number: ()})]


@dataclass(frozen=True, kw_only=True)
class ReissueCertificate(Command):
    """Issue a new certificate for one that was lost or is damaged (补发); the old one ends with it."""

    officer_id: str
    order_id: str
    replaces: str
    ground: str
    number: str
    issuer: str
    valid_from: date
    valid_to: date


@dataclass(frozen=True, kw_only=True)
class CertificateReissued(Event):
    """There is a new certificate in the place of an old one, and how often that was suspended counts of it too."""

    officer_id: str
    pack: str
    replaces: str
    ground: str
    certificate: NewCertificate
    citation: Citation
    reissued_by: str
    reissued_at: datetime

    def onto(self, officer: Officer) -> Officer:
        added = taken_in(officer, self.certificate, self.reissued_at, self.replaces)
        due = tuple(added.number if each == self.replaces else each for each in officer.write_offs_due)
        return replace(officer, pack=self.pack, certificates=(*officer.certificates, added), write_offs_due=due)


def reissue_certificate(command: ReissueCertificate, officer: Officer, law: Rulebook) -> list[Event]:
    """Replace what was reported lost, or is damaged and still valid."""
    pack = text_for(command, officer, law)
    if command.ground not in (LOSS, DAMAGE):
        raise Refused("INVALID_VALUE", field="ground")
    cited = pack.cite_first(f"certificate.{command.ground}", "certificate.procedures")
    check_not_barred(officer, command.at, cited)
    old = named(officer.certificates, command.replaces)
    status = check_status(old, command, (LOST, VOID) if command.ground == LOSS else (VALID,), cited)
    if {command.replaces} & {*officer.suspended_by, *officer.write_offs_proposed}:
        raise Refused("BARRED", citation=cited, field="replaces", ground=SUSPENDED)  # to be decided first
    check_new_number(officer, command.number)
    new = NewCertificate(
        kind=old.kind,
        act_kinds=old.act_kinds,
        range=old.range,
        number=command.number,
        issuer=command.issuer,
        valid_from=command.valid_from,
        valid_to=command.valid_to,
    )
    check_term(command.valid_from, command.valid_to, command.at)
    reissued = CertificateReissued(
        officer_id=officer.id,
        replaces=command.replaces,
        ground=command.ground,
        pack=pack.ref,
        certificate=new,
        citation=cited,
        reissued_by=command.by.subject,
        reissued_at=command.at,
    )
    ends_as = VOID if command.ground == LOSS else REPLACED
    order = Order(id=command.order_id, status=ends_as, effective_at=command.at, recorded_at=command.at)
    return [reissued] if status == VOID else [reissued, said_of(reissued.onto(officer), order, (old.number,))]
