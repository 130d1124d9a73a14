"""Enforcement officers (执法人员) and the certificates they hold."""

from dataclasses import dataclass
from datetime import datetime

from jiandu.domain import Command, Event, Procedure, Refused, Step
from services.certificates.domain.certificate import (
    REVOKED,
    Certificate,
    NewCertificate,
    check_certificates,
    registered,
)

REGISTERED = "registered"


OFFICER = Procedure(
    "officer",
    (
        Step(None, "RegisterOfficer", REGISTERED, ("OfficerRegistered",)),
        Step(REGISTERED, "RevokeCertificates", REVOKED, ("CertificatesRevoked",)),
        Step(REVOKED, "RevokeCertificates", REVOKED, ("CertificatesRevoked",)),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Officer:
    """An enforcement officer; `version` numbers the statuses announced of the person."""

    id: str
    region: str
    state: str
    body_id: str
    name: str
    certificates: tuple[Certificate, ...]
    version: int = 0
    orders: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RegisterOfficer(Command):
    """Register an enforcement officer (执法人员) with all certificates held."""

    officer_id: str
    region: str
    body_id: str
    name: str
    certificates: tuple[NewCertificate, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OfficerRegistered(Event):
    """There is an officer, with these certificates."""

    officer_id: str
    region: str
    body_id: str
    name: str
    certificates: tuple[NewCertificate, ...]
    registered_at: datetime

    def onto(self, _: None) -> Officer:
        """The officer from now on, each certificate valid for its term."""
        certificates = tuple(registered(one, self.registered_at) for one in self.certificates)
        said = self.told("officer_id", "registered_at", "certificates")
        return Officer(id=self.officer_id, state=REGISTERED, certificates=certificates, **said)


def register_officer(command: RegisterOfficer, officer: Officer | None, _law: object) -> list[Event]:
    """Register an officer with the certificates held."""
    if officer is not None:
        raise Refused("ALREADY_EXISTS", id=officer.id)
    check_certificates(command.certificates)
    return [OfficerRegistered(**command.told(), registered_at=command.at)]
