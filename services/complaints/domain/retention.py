"""Who complained is forgotten after a time that the installation sets; that there was a complaint never is."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from jiandu.domain import Command, Event, Refused
from jiandu.law import Rulebook
from services.complaints.domain.complaint import PROCEDURE, Complaint
from services.complaints.domain.routing import check_impartial


@dataclass(frozen=True, kw_only=True)
class HoldIdentity(Command):
    """Something still needs the identity (a lawsuit, an inquiry): it is not erased, for `reason` (masked)."""

    complaint_id: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class IdentityHeld(Event):
    """The identity is kept until it is released."""

    complaint_id: str
    reason: str
    held_by: str
    held_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        return replace(complaint, held=True)


def hold_identity(command: HoldIdentity, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Keep what would be erased."""
    check_impartial(complaint, command.by)
    PROCEDURE.allow(command, complaint, law)
    if complaint.erased:
        raise Refused("IDENTITY_ERASED")
    return [IdentityHeld(**command.told(), held_by=command.by.subject, held_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class ReleaseIdentity(Command):
    """Nothing needs the identity any more."""

    complaint_id: str


@dataclass(frozen=True, kw_only=True)
class IdentityReleased(Event):
    """The identity is erased when its time has come."""

    complaint_id: str
    released_by: str
    released_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        return replace(complaint, held=False)


def release_identity(command: ReleaseIdentity, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Let the rule of retention take its course again."""
    check_impartial(complaint, command.by)
    PROCEDURE.allow(command, complaint, law)
    return [IdentityReleased(**command.told(), released_by=command.by.subject, released_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class EraseIdentity(Command):
    """The complaint has been over for `keep`, as rule `rule` of the installation says: erase who complained."""

    complaint_id: str
    rule: str
    keep: timedelta


@dataclass(frozen=True, kw_only=True)
class IdentityErased(Event):
    """Who complained, his own words and what he handed in are gone; this is the tombstone."""

    complaint_id: str
    rule: str
    erased_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        return replace(complaint, erased=True)


@dataclass(frozen=True, kw_only=True)
class ConfirmErasure(Command):
    """What was to be erased has been destroyed."""

    complaint_id: str


@dataclass(frozen=True, kw_only=True)
class ErasureConfirmed(Event):
    """Nothing of it is left in the vault."""

    complaint_id: str
    confirmed_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        return replace(complaint, destroyed=True)


def confirm_erasure(command: ConfirmErasure, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Remember that nothing is left; asked again while it is remembered, nothing follows."""
    PROCEDURE.allow(command, complaint, law)
    if complaint.destroyed or not complaint.erased:
        return []
    return [ErasureConfirmed(complaint_id=complaint.id, confirmed_at=command.at)]


def erase_identity(command: EraseIdentity, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Erase it, once, and not while it is held or its time has not come."""
    PROCEDURE.allow(command, complaint, law)
    if complaint.erased:
        raise Refused("IDENTITY_ERASED")
    if complaint.held:
        raise Refused("BARRED", ground="held")
    if complaint.has_open_case:
        raise Refused("BARRED", ground="case_open")
    over_since = complaint.ended_at or complaint.submitted_at
    if over_since + command.keep > command.at:
        raise Refused("LIMIT_RUNNING", clock=command.rule, due_on=(over_since + command.keep).date())
    return [IdentityErased(complaint_id=complaint.id, rule=command.rule, erased_at=command.at)]
