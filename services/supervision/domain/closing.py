"""How a case ends: it is closed, then its file archived."""

from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import Command, Event, Refused
from jiandu.law import Clock, Rulebook
from services.supervision.domain.case import ARCHIVED, CLOSED, OUTCOMES, PROCEDURE, Case
from services.supervision.domain.impartiality import check_impartial


@dataclass(frozen=True, kw_only=True)
class CloseCase(Command):
    """The case is finished (办结)."""

    case_id: str


@dataclass(frozen=True, kw_only=True)
class CaseClosed(Event):
    """The case is finished; `outcome` is `terminated`, `withdrawn`, `corrected`, `decided` or `executed`."""

    case_id: str
    complaint_id: str | None
    outcome: str
    closed_at: datetime

    def onto(self, case: Case) -> Case:
        return replace(case, state=CLOSED, outcome=self.outcome)


def close_case(command: CloseCase, case: Case, law: Rulebook) -> list[Event]:
    """Close the case unless a duty of the body still runs; from now runs the time to archive it."""
    check_impartial(case, command.by)
    PROCEDURE.allow(command, case, law)
    duty = unfinished(case)
    if duty is not None:
        raise Refused("LIMIT_RUNNING", citation=duty.citation, clock=duty.name, due_on=duty.due_on.isoformat())
    outcome = OUTCOMES[case.state]
    return [CaseClosed(case_id=case.id, complaint_id=case.complaint_id, outcome=outcome, closed_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class ArchiveCase(Command):
    """The file has gone to the archive."""

    case_id: str


@dataclass(frozen=True, kw_only=True)
class CaseArchived(Event):
    """The file is in the archive."""

    case_id: str
    archived_at: datetime

    def onto(self, case: Case) -> Case:
        return replace(case, state=ARCHIVED)


def archive_case(command: ArchiveCase, case: Case, law: Rulebook) -> list[Event]:
    """The file has gone to the archive."""
    check_impartial(case, command.by)
    PROCEDURE.allow(command, case, law)
    return [CaseArchived(case_id=case.id, archived_at=command.at)]


def unfinished(case: Case) -> Clock | None:
    """A duty whose limit still runs and that closing the case would bury; the case's own limit is none."""
    for name, clock in sorted(case.clocks.items()):
        if name != "case.limit" and not clock.right and clock.stopped_at is None:
            return clock
    return None
