"""How a case ends: officers recommended for accountability, the case closed, the file archived."""

from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import Citation, Command, Event, Refused
from jiandu.law import Clock, Rulebook
from services.supervision.domain.case import ARCHIVED, CLOSED, OUTCOMES, PROCEDURE, Case


@dataclass(frozen=True, kw_only=True)
class RecommendAccountability(Command):
    """Recommend that these officers be held to account, on a ground of the pack."""

    case_id: str
    officer_ids: tuple[str, ...]
    ground: str


@dataclass(frozen=True, kw_only=True)
class AccountabilityRecommended(Event):
    """One officer should be held to account; `unit` is the officer's own body, which will decide."""

    case_id: str
    officer_id: str
    unit: str
    ground: str
    citation: Citation
    recommended_at: datetime

    def onto(self, case: Case) -> Case:
        return replace(case, recommended=(*case.recommended, self.officer_id))


def recommend_accountability(command: RecommendAccountability, case: Case, law: Rulebook) -> list[Event]:
    """Recommend each officer, once, to the body that will decide; LAW_SILENT where no text provides for it."""
    pack = PROCEDURE.allow(command, case, law)
    citation = pack.cite("officer.recommendation")
    pack.grounds("officer.grounds").item(command.ground, field="ground")
    if not command.officer_ids:
        raise Refused("MISSING_FIELD", citation=citation, field="officer_ids")
    fresh = [officer for officer in dict.fromkeys(command.officer_ids) if officer not in case.recommended]
    return [
        AccountabilityRecommended(
            case_id=case.id,
            officer_id=officer,
            unit=case.respondent,
            ground=command.ground,
            citation=citation,
            recommended_at=command.at,
        )
        for officer in fresh
    ]


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
    PROCEDURE.allow(command, case, law)
    return [CaseArchived(case_id=case.id, archived_at=command.at)]


def unfinished(case: Case) -> Clock | None:
    """A duty whose limit still runs and that closing the case would bury; the case's own limit is none."""
    for name, clock in sorted(case.clocks.items()):
        if name != "case.limit" and not clock.right and clock.stopped_at is None:
            return clock
    return None
