"""More time, or no time running, where a text allows it: `<limit>.extension` and `<limit>.suspension` of the pack.

No text at hand speaks of either for complaints; one that does needs no change here.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jiandu.domain import Citation, Command, Event, Refused
from jiandu.law import Clock, ClockResumed, ClockSuspended, Pack, Rulebook, extended, resume, suspend
from services.complaints.domain.complaint import PROCEDURE, Complaint
from services.complaints.domain.routing import check_impartial


@dataclass(frozen=True, kw_only=True)
class ExtendLimit(Command):
    """Give the limit called `clock` more time; `length` where the text only sets a ceiling."""

    complaint_id: str
    clock: str
    length: int | None = None


@dataclass(frozen=True, kw_only=True)
class SuspendLimit(Command):
    """Let the limit called `clock` not run from now on."""

    complaint_id: str
    clock: str


@dataclass(frozen=True, kw_only=True)
class ResumeLimit(Command):
    """Let the limit called `clock` run again."""

    complaint_id: str
    clock: str


@dataclass(frozen=True, kw_only=True)
class LimitChange(Event):
    """Somebody gave or stopped time; the limit has a fact of its own."""

    complaint_id: str
    clock: str
    citation: Citation
    changed_by: str
    changed_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        """The limit has a fact of its own, and whoever gave time did not handle the matter."""
        return complaint


class LimitExtended(LimitChange):
    """The limit has more time."""


class LimitSuspended(LimitChange):
    """The limit does not run."""


class LimitResumed(LimitChange):
    """The limit runs again."""


def extend_limit(command: ExtendLimit, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Give more time, once, before the limit is over, as far as the pack lets it."""
    pack, clock = _running(command, complaint, law)
    provision = f"{clock.rule}.extension"
    citation = pack.cite(provision)
    longer = extended(clock.name, provision, complaint, law, command.at, command.length)
    return [LimitExtended(**_told(command, citation)), longer]


def suspend_limit(command: SuspendLimit, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Stop the limit for a while, where the pack lets it be stopped."""
    pack, clock = _running(command, complaint, law)
    citation = pack.cite(f"{clock.rule}.suspension")
    return [
        LimitSuspended(**_told(command, citation)),
        ClockSuspended(clock=suspend(clock, citation, command.at)),
    ]


def resume_limit(command: ResumeLimit, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Let a limit that was stopped run again; its last day moves by what the stop took."""
    pack, clock = _running(command, complaint, law)
    citation = pack.cite(f"{clock.rule}.suspension")
    return [LimitResumed(**_told(command, citation)), ClockResumed(clock=resume(clock, law.calendar, command.at))]


def _running(
    command: ExtendLimit | SuspendLimit | ResumeLimit, complaint: Complaint, law: Rulebook
) -> tuple[Pack, Clock]:
    check_impartial(complaint, command.by)
    pack = PROCEDURE.allow(command, complaint, law)
    clock = complaint.clocks.get(command.clock)
    if clock is None or clock.stopped_at is not None:
        raise Refused("NOT_FOUND", field="clock", id=command.clock)
    return pack, clock


def _told(command: ExtendLimit | SuspendLimit | ResumeLimit, citation: Citation) -> dict[str, Any]:
    return {
        "complaint_id": command.complaint_id,
        "clock": command.clock,
        "citation": citation,
        "changed_by": command.by.subject,
        "changed_at": command.at,
    }
