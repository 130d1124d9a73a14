"""What supervision makes of a complaint that was accepted, as heard from it."""

from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import Command, Event, Refused
from jiandu.law import Rulebook
from services.complaints.domain.complaint import CONCLUDED, IN_SUPERVISION, PROCEDURE, Complaint


@dataclass(frozen=True, kw_only=True)
class NoteCaseOpened(Command):
    """Supervision has opened a case on the complaint."""

    complaint_id: str
    case_id: str


@dataclass(frozen=True, kw_only=True)
class ComplaintTakenUp(Event):
    """Supervision works on it in case `case_id`."""

    complaint_id: str
    case_id: str
    taken_up_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        return replace(complaint, state=IN_SUPERVISION, case_id=self.case_id)


def note_case_opened(command: NoteCaseOpened, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Remember which case took the complaint up."""
    PROCEDURE.allow(command, complaint, law)
    return [ComplaintTakenUp(**command.told(), taken_up_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class NoteCaseClosed(Command):
    """Supervision has finished with the complaint, or has declined to open a case on it."""

    complaint_id: str
    case_id: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class ComplaintConcluded(Event):
    """Supervision has finished; `outcome` is its word for how."""

    complaint_id: str
    case_id: str
    outcome: str
    concluded_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        return replace(complaint, state=CONCLUDED, case_id=self.case_id, outcome=self.outcome)


def note_case_closed(command: NoteCaseClosed, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Conclude the complaint with its case; another case's end is none of its business."""
    PROCEDURE.allow(command, complaint, law)
    if complaint.case_id not in (None, command.case_id):
        raise Refused("CONTRADICTION", field="case_id")
    return [ComplaintConcluded(**command.told(), concluded_at=command.at)]
