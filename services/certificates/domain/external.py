"""Certificates of higher issuers (上级、国家部委颁发的证件): recorded, accepted, and filed (备案) by the body."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from jiandu.domain import Citation, Command, Event, Refused
from jiandu.law import Filing, Rulebook, legal_day, start_of
from services.certificates.domain.certificate import NewCertificate, check_certificates
from services.certificates.domain.issuing import check_new_number
from services.certificates.domain.officer import Officer, check_own, text_for
from services.certificates.domain.particulars import External
from services.certificates.domain.standing_orders import check_not_barred, taken_in


@dataclass(frozen=True, kw_only=True)
class RecordExternalCertificate(Command):
    """Note a certificate that a higher issuer gave the officer, received on this legal day.

    What a registrar notes is on file at once; what the body's own legal unit notes waits for a registrar.
    """

    officer_id: str
    number: str
    kind: str
    issuer: str
    valid_from: date
    valid_to: date
    received_on: date
    act_kinds: tuple[str, ...] = ()
    range: str | None = None


@dataclass(frozen=True, kw_only=True)
class ExternalCertificateRecorded(Event):
    """The officer has a certificate of a higher issuer; the limit for filing it runs from its receipt.

    Unless it `waits` for a registrar it is on file.
    """

    officer_id: str
    pack: str
    number: str
    certificate: NewCertificate
    waits: bool
    received_at: datetime
    recorded_by: str
    recorded_at: datetime

    def onto(self, officer: Officer) -> Officer:
        if self.waits:
            waiting = External(number=self.number, certificate=self.certificate, recorded_by=self.recorded_by)
            return replace(officer, pack=self.pack, externals=(*officer.externals, waiting))
        added = taken_in(officer, self.certificate, self.recorded_at)
        return replace(officer, pack=self.pack, certificates=(*officer.certificates, added))


def record_external_certificate(
    command: RecordExternalCertificate, officer: Officer, law: Rulebook
) -> list[Event]:
    """Take the certificate into the file, where the text knows such certificates."""
    check_own(officer, command.by)
    pack = text_for(command, officer, law)
    cited = pack.cite_first("filing.certificate", "certificate.external")
    check_not_barred(officer, command.at, cited)
    check_new_number(officer, command.number)
    if command.received_on > legal_day(command.at):
        raise Refused("INVALID_VALUE", field="received_on")
    certificate = NewCertificate(**command.told("officer_id", "received_on"))
    check_certificates((certificate,))
    return [
        ExternalCertificateRecorded(
            officer_id=officer.id,
            pack=pack.ref,
            number=command.number,
            certificate=certificate,
            waits="registrar" not in command.by.roles,
            received_at=start_of(command.received_on),
            recorded_by=command.by.subject,
            recorded_at=command.at,
        )
    ]


@dataclass(frozen=True, kw_only=True)
class AcceptExternalCertificate(Command):
    """A registrar accepts the certificate that the body recorded."""

    officer_id: str
    number: str


@dataclass(frozen=True, kw_only=True)
class ExternalCertificateAccepted(Event):
    """The certificate of a higher issuer is on file."""

    officer_id: str
    pack: str
    number: str
    certificate: NewCertificate
    citation: Citation
    accepted_by: str
    accepted_at: datetime

    def onto(self, officer: Officer) -> Officer:
        added = taken_in(officer, self.certificate, self.accepted_at)
        return replace(
            officer,
            pack=self.pack,
            externals=_without(officer, self.number),
            certificates=(*officer.certificates, added),
        )


def accept_external_certificate(
    command: AcceptExternalCertificate, officer: Officer, law: Rulebook
) -> list[Event]:
    """Accept what waits, by somebody else than who recorded it; no order of accountability may stand."""
    pack = text_for(command, officer, law)
    cited = pack.cite_first("filing.certificate", "certificate.external")
    waiting = _waiting(officer, command.number)
    check_not_barred(officer, command.at, cited)
    if command.by.subject == waiting.recorded_by:
        raise Refused("SAME_PERSON", field="number")
    return [
        ExternalCertificateAccepted(
            **command.told(),
            pack=pack.ref,
            certificate=waiting.certificate,
            citation=cited,
            accepted_by=command.by.subject,
            accepted_at=command.at,
        )
    ]


@dataclass(frozen=True, kw_only=True)
class RejectExternalCertificate(Command):
    """A registrar does not accept the certificate that the body recorded."""

    officer_id: str
    number: str


@dataclass(frozen=True, kw_only=True)
class ExternalCertificateRejected(Event):
    """The certificate does not come on file, and nothing is left to be filed."""

    officer_id: str
    pack: str
    number: str
    citation: Citation
    rejected_by: str
    rejected_at: datetime

    def onto(self, officer: Officer) -> Officer:
        filed = tuple(number for number in officer.filed if number != self.number)
        return replace(officer, pack=self.pack, externals=_without(officer, self.number), filed=filed)


def reject_external_certificate(
    command: RejectExternalCertificate, officer: Officer, law: Rulebook
) -> list[Event]:
    """Reject what waits."""
    pack = text_for(command, officer, law)
    cited = pack.cite_first("filing.certificate", "certificate.external")
    _waiting(officer, command.number)
    return [
        ExternalCertificateRejected(
            **command.told(),
            pack=pack.ref,
            citation=cited,
            rejected_by=command.by.subject,
            rejected_at=command.at,
        )
    ]


@dataclass(frozen=True, kw_only=True)
class FileCertificate(Command):
    """The body files the certificate (备案) with what the text wants (`documents`)."""

    officer_id: str
    number: str
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CertificateFiled(Event):
    """The certificate is filed; `late` if the limit had passed."""

    officer_id: str
    pack: str
    number: str
    documents: tuple[str, ...]
    late: bool
    citation: Citation
    filed_by: str
    filed_at: datetime

    def onto(self, officer: Officer) -> Officer:
        return replace(officer, pack=self.pack, filed=(*officer.filed, self.number))


def file_certificate(command: FileCertificate, officer: Officer, law: Rulebook) -> list[Event]:
    """File what a higher issuer gave, complete with every document the text names."""
    check_own(officer, command.by)
    pack = text_for(command, officer, law)
    rule = pack.rule("filing.certificate", Filing)
    held = {one.number for one in officer.certificates} | {waiting.number for waiting in officer.externals}
    if command.number not in held:
        raise Refused("NOT_FOUND", id=command.number, field="number")
    if command.number in officer.filed:
        raise Refused("ALREADY_EXISTS", id=command.number, field="number")
    wanted = rule.items.codes if rule.items is not None else ()
    missing = [code for code in wanted if code not in command.documents]
    if missing:
        needed = ", ".join(missing)
        raise Refused("REQUIREMENT_NOT_MET", citation=rule.source, field="documents", requirement=needed)
    clock = officer.clocks.get(f"filing.certificate:{command.number}")
    return [
        CertificateFiled(
            **command.told(),
            pack=pack.ref,
            late=clock is not None and command.at >= clock.due_at,
            citation=rule.source,
            filed_by=command.by.subject,
            filed_at=command.at,
        )
    ]


def _waiting(officer: Officer, number: str) -> External:
    for waiting in officer.externals:
        if waiting.number == number:
            return waiting
    raise Refused("NOT_FOUND", id=number, field="number")


def _without(officer: Officer, number: str) -> tuple[External, ...]:
    return tuple(waiting for waiting in officer.externals if waiting.number != number)
