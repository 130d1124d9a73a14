"""From the application (申领) to the certificate (核发)."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from jiandu.domain import Citation, Command, Event, Refused
from jiandu.law import ConditionList, Pack, Rulebook, legal_day
from services.certificates.domain.certificate import (
    NewCertificate,
)
from services.certificates.domain.conditions import check_met, kinds_for_qualification
from services.certificates.domain.officer import Officer, check_own, text_for
from services.certificates.domain.particulars import Application
from services.certificates.domain.standing_orders import check_not_barred, taken_in


@dataclass(frozen=True, kw_only=True)
class ApplyForCertificate(Command):
    """The body applies for a certificate (申领) for its officer."""

    officer_id: str
    application_id: str
    number: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class CertificateApplied(Event):
    """A certificate was applied for."""

    officer_id: str
    pack: str
    application_id: str
    number: str
    kind: str
    applied_by: str
    applied_at: datetime

    def onto(self, officer: Officer) -> Officer:
        applied = Application(
            id=self.application_id, number=self.number, kind=self.kind, applied_by=self.applied_by
        )
        return replace(officer, pack=self.pack, applications=(*officer.applications, applied))


def apply_for_certificate(command: ApplyForCertificate, officer: Officer, law: Rulebook) -> list[Event]:
    """Apply for somebody who meets what the text wants."""
    check_own(officer, command.by)
    pack = text_for(command, officer, law)
    check_conditions(officer, pack, ())
    check_new_number(officer, command.number)
    return [
        CertificateApplied(**command.told(), pack=pack.ref, applied_by=command.by.subject, applied_at=command.at)
    ]


@dataclass(frozen=True, kw_only=True)
class IssueCertificate(Command):
    """Issue the certificate that was applied for (核发)."""

    officer_id: str
    application_id: str
    issuer: str
    valid_from: date
    valid_to: date
    act_kinds: tuple[str, ...] = ()
    range: str | None = None
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CertificateIssued(Event):
    """The certificate is issued, and valid for its term."""

    officer_id: str
    pack: str
    application_id: str
    certificate: NewCertificate
    citation: Citation
    issued_by: str
    issued_at: datetime

    def onto(self, officer: Officer) -> Officer:
        return replace(
            officer,
            pack=self.pack,
            applications=_without(officer, self.application_id),
            certificates=(*officer.certificates, taken_in(officer, self.certificate, self.issued_at)),
        )


def issue_certificate(command: IssueCertificate, officer: Officer, law: Rulebook) -> list[Event]:
    """Issue what was applied for, by somebody else than who applied, once every condition is met."""
    pack = text_for(command, officer, law)
    applied = _application(officer, command.application_id)
    cited = check_conditions(officer, pack, command.conditions)
    check_not_barred(officer, command.at, cited)
    if command.by.subject == applied.applied_by:
        raise Refused("SAME_PERSON", field="application_id")
    check_term(command.valid_from, command.valid_to, command.at)
    said = command.told("officer_id", "application_id", "conditions")
    certificate = NewCertificate(number=applied.number, kind=applied.kind, **said)
    return [
        CertificateIssued(
            officer_id=officer.id,
            pack=pack.ref,
            application_id=applied.id,
            certificate=certificate,
            citation=cited,
            issued_by=command.by.subject,
            issued_at=command.at,
        )
    ]


@dataclass(frozen=True, kw_only=True)
class RefuseCertificate(Command):
    """Refuse an application, naming the condition of the text that is not met."""

    officer_id: str
    application_id: str
    condition: str


@dataclass(frozen=True, kw_only=True)
class CertificateRefused(Event):
    """The application was refused."""

    officer_id: str
    pack: str
    application_id: str
    condition: str
    citation: Citation
    refused_by: str
    refused_at: datetime

    def onto(self, officer: Officer) -> Officer:
        return replace(officer, pack=self.pack, applications=_without(officer, self.application_id))


def refuse_certificate(command: RefuseCertificate, officer: Officer, law: Rulebook) -> list[Event]:
    """Refuse an application on a condition of the text."""
    pack = text_for(command, officer, law)
    _application(officer, command.application_id)
    rule = pack.conditions("certificate.preconditions")
    rule.item(command.condition, field="condition")
    return [
        CertificateRefused(
            **command.told(),
            pack=pack.ref,
            citation=rule.source,
            refused_by=command.by.subject,
            refused_at=command.at,
        )
    ]


def check_conditions(officer: Officer, pack: Pack, confirmed: tuple[str, ...]) -> Citation:
    """The article that wants the conditions for a certificate, all of which are met.

    Raises Refused LAW_SILENT where the text does not speak of certificates, NOT_IN_LAW, CONDITIONS_NOT_MET.
    """
    rule = pack.rule("certificate.preconditions", ConditionList)
    check_met(officer, rule, confirmed, rule.source, kinds_for_qualification(pack))
    return rule.source


def _application(officer: Officer, application_id: str) -> Application:
    for applied in officer.applications:
        if applied.id == application_id:
            return applied
    raise Refused("NOT_FOUND", id=application_id, field="application_id")


def _without(officer: Officer, application_id: str) -> tuple[Application, ...]:
    return tuple(applied for applied in officer.applications if applied.id != application_id)


def check_term(valid_from: date, valid_to: date, at: datetime) -> None:
    """A certificate that is made now covers nothing done before. Raises Refused INVALID_VALUE."""
    if valid_from < legal_day(at):
        raise Refused("INVALID_VALUE", field="valid_from")
    if valid_to < valid_from:
        raise Refused("INVALID_VALUE", field="valid_to")


def check_new_number(officer: Officer, number: str) -> None:
    """Raises Refused ALREADY_EXISTS for a number the person holds, has applied for or waits to have accepted."""
    held = {one.number for one in officer.certificates} | {waiting.number for waiting in officer.externals}
    if number in held | {applied.number for applied in officer.applications}:
        raise Refused("ALREADY_EXISTS", id=number, field="number")
