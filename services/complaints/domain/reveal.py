"""An identity is looked at: asked for with a motive, granted by a custodian, for a while, and kept for ever."""

from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import Actor, Command, Event, Procedure, Refused, Step
from jiandu.law import HOUSE, Rulebook

REQUESTED, GRANTED, REFUSED = "requested", "granted", "refused"
CUSTODIAN = "custodian"

PROCEDURE = Procedure(
    "reveal",
    (
        Step(None, "RequestReveal", REQUESTED, ("RevealRequested",)),
        Step(REQUESTED, "GrantReveal", GRANTED, ("RevealGranted",)),
        Step(REQUESTED, "RefuseReveal", REFUSED, ("RevealRefused",)),
        Step(GRANTED, "ViewIdentity", GRANTED, ("IdentityViewed",)),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Reveal:
    """One request to see who complained, with everybody who took part in it and every look that was taken.

    `hands`, `bodies` and `officers` are those of the complaint when it was asked for: who had it in hand, and whom
    it is about.
    """

    id: str
    region: str
    pack: str
    state: str
    complaint_id: str
    parts: tuple[str, ...]
    motive: str
    hands: tuple[str, ...]
    bodies: tuple[str, ...]
    requested_by: str
    requested_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None
    until: datetime | None = None
    officers: tuple[str, ...] = ()
    viewed_at: tuple[datetime, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RequestReveal(Command):
    """Ask to see these parts of an identity, for `motive` (masked). The rest is the complaint's own."""

    reveal_id: str
    complaint_id: str
    parts: tuple[str, ...]
    motive: str = ""
    region: str = ""
    pack: str = ""
    hands: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    officers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RevealRequested(Event):
    """Somebody wants to know who complained."""

    reveal_id: str
    complaint_id: str
    region: str
    pack: str
    parts: tuple[str, ...]
    motive: str
    hands: tuple[str, ...]
    bodies: tuple[str, ...]
    officers: tuple[str, ...]
    requested_by: str
    requested_at: datetime

    def onto(self, _: None) -> Reveal:
        """The request at its beginning."""
        return Reveal(id=self.reveal_id, state=REQUESTED, **self.told("reveal_id"))


def request_reveal(command: RequestReveal, reveal: Reveal | None, law: Rulebook) -> list[Event]:
    """Ask, with a motive, for parts named one by one."""
    if reveal is not None:
        raise Refused("ALREADY_EXISTS", id=reveal.id)
    if not command.motive.strip():
        raise Refused("MISSING_FIELD", field="motive")
    if not command.parts:
        raise Refused("MISSING_FIELD", field="parts")
    return [RevealRequested(**command.told(), requested_by=command.by.subject, requested_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class GrantReveal(Command):
    """The custodian lets the one who asked look, until then."""

    reveal_id: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class RevealGranted(Event):
    """What was asked for may be looked at until then."""

    reveal_id: str
    until: datetime
    decided_by: str
    decided_at: datetime

    def onto(self, reveal: Reveal) -> Reveal:
        return replace(reveal, state=GRANTED, **self.told("reveal_id"))


def grant_reveal(command: GrantReveal, reveal: Reveal, law: Rulebook) -> list[Event]:
    """Let one person look for a while: decided by somebody who neither asked nor handles the complaint."""
    check_custodian(command.by, reveal)
    PROCEDURE.allow(command, reveal, law)
    if not command.at < command.until <= command.at + HOUSE.longest_reveal:
        raise Refused("INVALID_VALUE", field="until")
    return [RevealGranted(**command.told(), decided_by=command.by.subject, decided_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class RefuseReveal(Command):
    """The custodian does not let it be looked at."""

    reveal_id: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class RevealRefused(Event):
    """The identity stays sealed."""

    reveal_id: str
    reason: str
    decided_by: str
    decided_at: datetime

    def onto(self, reveal: Reveal) -> Reveal:
        return replace(reveal, state=REFUSED, **self.told("reveal_id", "reason"))


def refuse_reveal(command: RefuseReveal, reveal: Reveal, law: Rulebook) -> list[Event]:
    """Keep it sealed, with the reason."""
    check_custodian(command.by, reveal)
    PROCEDURE.allow(command, reveal, law)
    return [RevealRefused(**command.told(), decided_by=command.by.subject, decided_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class ViewIdentity(Command):
    """Look at what was granted. Every look is a fact."""

    reveal_id: str


@dataclass(frozen=True, kw_only=True)
class IdentityViewed(Event):
    """The identity was looked at by the one who had asked."""

    reveal_id: str
    viewed_by: str
    viewed_at: datetime

    def onto(self, reveal: Reveal) -> Reveal:
        return replace(reveal, viewed_at=(*reveal.viewed_at, self.viewed_at))


def view_identity(command: ViewIdentity, reveal: Reveal, law: Rulebook) -> list[Event]:
    """Record the look, by who asked and within the time granted."""
    check_may_look(reveal, command.by, command.at)
    PROCEDURE.allow(command, reveal, law)
    return [IdentityViewed(reveal_id=reveal.id, viewed_by=command.by.subject, viewed_at=command.at)]


def check_may_look(reveal: Reveal, by: Actor, at: datetime) -> None:
    """Only who asked may look, and only while it is granted. Raises Refused NOT_FOUND or NOT_GRANTED."""
    if by.subject != reveal.requested_by:
        raise Refused("NOT_FOUND", id=reveal.id)
    if reveal.state != GRANTED or reveal.until is None or at >= reveal.until:
        raise Refused("NOT_GRANTED", state=reveal.state)


def check_custodian(by: Actor, reveal: Reveal) -> None:
    """A custodian has no other part in the matter: did not ask, does not handle it, is not complained of.

    Raises Refused NOT_FOUND for whoever is complained of, SAME_PERSON or CONFLICT_OF_INTEREST.
    """
    if by.agency in reveal.bodies or by.subject in reveal.officers:
        raise Refused("NOT_FOUND", id=reveal.id)
    if by.subject == reveal.requested_by:
        raise Refused("SAME_PERSON")
    if by.subject in reveal.hands or by.roles != {CUSTODIAN}:
        raise Refused("CONFLICT_OF_INTEREST")
