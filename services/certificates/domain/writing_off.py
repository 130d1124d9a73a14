"""Writing off (核销): the body proposes, the legal affairs office carries it out."""

from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import Citation, Command, Event, Refused
from jiandu.law import Pack, Rulebook
from services.certificates.domain.announcing import Order, said_of
from services.certificates.domain.certificate import check_status, named
from services.certificates.domain.officer import Officer, check_own, text_for
from services.certificates.domain.status import EXPIRED, LOST, SUSPENDED, VALID, WRITTEN_OFF

REPEATED, MISUSED = "suspended_repeatedly", "misused"


@dataclass(frozen=True, kw_only=True)
class ProposeWriteOff(Command):
    """The body proposes (建议) that the certificate be written off (核销), on a ground that the text has."""

    officer_id: str
    number: str
    ground: str


@dataclass(frozen=True, kw_only=True)
class WriteOffProposed(Event):
    """The body proposed to write the certificate off."""

    officer_id: str
    pack: str
    number: str
    ground: str
    citation: Citation
    proposed_by: str
    proposed_at: datetime

    def onto(self, officer: Officer) -> Officer:
        proposed = {**officer.write_offs_proposed, self.number: self.proposed_by}
        return replace(officer, pack=self.pack, write_offs_proposed=proposed)


def propose_write_off(command: ProposeWriteOff, officer: Officer, law: Rulebook) -> list[Event]:
    """Propose it for what was suspended too often or misused."""
    check_own(officer, command.by)
    pack = text_for(command, officer, law)
    proposer = pack.actor("certificate.write_off.proposer")
    one = named(officer.certificates, command.number)
    check_status(one, command, (VALID, SUSPENDED), proposer.source)
    cited = _ground(command, officer, pack)
    return [
        WriteOffProposed(
            **command.told(),
            pack=pack.ref,
            citation=cited,
            proposed_by=command.by.subject,
            proposed_at=command.at,
        )
    ]


@dataclass(frozen=True, kw_only=True)
class WriteOffCertificate(Command):
    """The legal affairs office writes the certificate off (核销), as the body proposed."""

    officer_id: str
    number: str
    order_id: str


@dataclass(frozen=True, kw_only=True)
class CertificateWrittenOff(Event):
    """The certificate was written off."""

    officer_id: str
    pack: str
    number: str
    order_id: str
    citation: Citation
    written_off_by: str
    written_off_at: datetime

    def onto(self, officer: Officer) -> Officer:
        return replace(
            officer,
            pack=self.pack,
            write_offs_due=tuple(each for each in officer.write_offs_due if each != self.number),
            write_offs_proposed={k: v for k, v in officer.write_offs_proposed.items() if k != self.number},
            suspended_by={k: v for k, v in officer.suspended_by.items() if k != self.number},
        )


def write_off_certificate(command: WriteOffCertificate, officer: Officer, law: Rulebook) -> list[Event]:
    """Write off what the body proposed, by somebody else than who proposed."""
    pack = text_for(command, officer, law)
    cited = pack.actor("certificate.write_off.actor").source
    one = named(officer.certificates, command.number)
    check_status(one, command, (VALID, SUSPENDED, EXPIRED, LOST), cited)
    proposed_by = officer.write_offs_proposed.get(command.number)
    if proposed_by is None:
        raise Refused("NOTHING_PROPOSED", citation=cited, field="number")
    if proposed_by == command.by.subject:
        raise Refused("SAME_PERSON", citation=cited)
    order = Order(id=command.order_id, status=WRITTEN_OFF, effective_at=command.at, recorded_at=command.at)
    written_off = CertificateWrittenOff(
        **command.told(),
        pack=pack.ref,
        citation=cited,
        written_off_by=command.by.subject,
        written_off_at=command.at,
    )
    return [written_off, said_of(written_off.onto(officer), order, (one.number,))]


def _ground(command: ProposeWriteOff, officer: Officer, pack: Pack) -> Citation:
    if command.ground == REPEATED:
        if command.number not in officer.write_offs_due:
            raise Refused("CONTRADICTION", citation=pack.cite("certificate.suspension.repeated"), field="ground")
        return pack.cite("certificate.suspension.repeated")
    if command.ground == MISUSED:
        return pack.cite("certificate.abuse")
    raise Refused("INVALID_VALUE", field="ground")
