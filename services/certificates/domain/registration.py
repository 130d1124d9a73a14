"""Officers come into the registry, one by one or by a roster, and what a roster says anew is taken over."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from jiandu.domain import NO_TEXT, Command, Event, Refused
from services.certificates.domain.certificate import Certificate, NewCertificate, check_certificates, registered
from services.certificates.domain.membership import Membership
from services.certificates.domain.officer import OFFICER, REGISTERED, Officer
from services.certificates.domain.standing_orders import check_not_barred, taken_in


@dataclass(frozen=True, kw_only=True)
class RegisterOfficer(Command):
    """Register an enforcement officer (执法人员) with all certificates held.

    `sector` and `level` choose the text where a text applies to some only.
    """

    officer_id: str
    region: str
    body_id: str
    name: str
    certificates: tuple[NewCertificate, ...] = ()
    post: str | None = None
    on_staff: bool | None = None
    sector: str | None = None
    level: str | None = None


@dataclass(frozen=True, kw_only=True)
class OfficerRegistered(Event):
    """There is an officer, with these certificates."""

    officer_id: str
    region: str
    body_id: str
    name: str
    certificates: tuple[NewCertificate, ...]
    post: str | None
    on_staff: bool | None
    sector: str | None
    level: str | None
    registered_at: datetime

    def onto(self, _: None) -> Officer:
        """The officer from now on, each certificate valid for its term."""
        certificates = tuple(registered(one, self.registered_at) for one in self.certificates)
        said = self.told("officer_id", "registered_at", "certificates")
        # since when the person works there nobody said: for as long as the file can be asked about
        member = Membership(body_id=self.body_id, since=date.min, recorded_at=self.registered_at)
        return Officer(
            id=self.officer_id, state=REGISTERED, certificates=certificates, memberships=(member,), **said
        )


def register_officer(command: RegisterOfficer, officer: Officer | None, _law: object) -> list[Event]:
    """Register an officer with the certificates held."""
    if officer is not None:
        raise Refused("ALREADY_EXISTS", id=officer.id)
    check_certificates(command.certificates)
    return [OfficerRegistered(**command.told(), registered_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class UpdateOfficer(Command):
    """A roster of the officer's own body says something new: a name, a post, certificates."""

    officer_id: str
    body_id: str
    name: str
    certificates: tuple[NewCertificate, ...] = ()
    post: str | None = None
    on_staff: bool | None = None


@dataclass(frozen=True, kw_only=True)
class OfficerUpdated(Event):
    """The file says now what the roster says; `certificates` are those it had not known."""

    officer_id: str
    name: str
    post: str | None
    on_staff: bool | None
    certificates: tuple[NewCertificate, ...]
    updated_at: datetime

    def onto(self, officer: Officer) -> Officer:
        added = tuple(taken_in(officer, one, self.updated_at) for one in self.certificates)
        return replace(
            officer,
            name=self.name,
            post=self.post,
            on_staff=self.on_staff,
            certificates=(*officer.certificates, *added),
        )


def update_officer(command: UpdateOfficer, officer: Officer, _law: object) -> list[Event]:
    """Take over what is new; what agrees changes nothing, and a roster never ends or alters a certificate.

    Raises Refused CONTRADICTION for an officer of another body and for a certificate with other particulars,
    BARRED for a new certificate while an order of accountability stands.
    """
    OFFICER.step(officer.state, "UpdateOfficer", NO_TEXT)
    if command.body_id != officer.body_id:
        raise Refused("CONTRADICTION", field="body_id")
    check_certificates(command.certificates)
    known = {one.number: one for one in officer.certificates}
    for position, one in enumerate(command.certificates):
        held = known.get(one.number)
        if held is None:
            check_not_barred(officer, command.at, None, f"certificates.{position}")
        elif not _agrees(held, one):
            raise Refused("CONTRADICTION", field=f"certificates.{position}")
    new = tuple(one for one in command.certificates if one.number not in known)
    post = officer.post if command.post is None else command.post
    on_staff = officer.on_staff if command.on_staff is None else command.on_staff
    if not new and (command.name, post, on_staff) == (officer.name, officer.post, officer.on_staff):
        return []
    return [
        OfficerUpdated(
            officer_id=officer.id,
            name=command.name,
            post=post,
            on_staff=on_staff,
            certificates=new,
            updated_at=command.at,
        )
    ]


def _agrees(held: Certificate, said: NewCertificate) -> bool:
    """True if a roster says of a certificate what the file says; for which acts and where it need not say."""
    return (
        (held.kind, held.issuer, held.valid_from, held.valid_to)
        == (said.kind, said.issuer, said.valid_from, said.valid_to)
        and set(said.act_kinds) in (set(), set(held.act_kinds))
        and said.range in (None, held.range)
    )
