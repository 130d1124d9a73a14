"""What becomes of a complaint that was accepted: found out here, or by supervision as heard from it."""

from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import Command, Event, Refused
from jiandu.law import Rulebook
from services.complaints.domain.complaint import CONCLUDED, IN_SUPERVISION, PROCEDURE, WITHDRAWN, Complaint
from services.complaints.domain.notice import NOTIFIED, STATEMENT
from services.complaints.domain.particulars import CaseOf, Consequence
from services.complaints.domain.routing import check_impartial

FINDINGS = ("substantiated", "partly_substantiated", "unsubstantiated", "undetermined")


@dataclass(frozen=True, kw_only=True)
class ConcludeComplaint(Command):
    """What was found out about the complaint, where it is dealt with here and not by supervision."""

    complaint_id: str
    finding: str


@dataclass(frozen=True, kw_only=True)
class ComplaintConcluded(Event):
    """It has been dealt with; `outcome` is the finding, or supervision's word for how its case `case_id` ended.

    `last` is false while another case that came of the complaint still runs.
    """

    complaint_id: str
    case_id: str | None
    outcome: str
    last: bool
    concluded_by: str
    concluded_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        cases = complaint.cases
        if self.case_id is not None:
            others = tuple(each for each in cases if each.case_id != self.case_id)
            cases = (*others, CaseOf(case_id=self.case_id, outcome=self.outcome))
        known = replace(complaint, cases=cases)
        if not self.last or complaint.state == WITHDRAWN:
            return known
        at = self.concluded_at
        concluded = replace(known, state=CONCLUDED, outcome=self.outcome, concluded_at=at, ended_at=at)
        return concluded if self.case_id is not None else concluded.with_hand(self.concluded_by)


def conclude(command: ConcludeComplaint, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Record the finding, once no body notified has time left to make its statement."""
    check_impartial(complaint, command.by)
    PROCEDURE.allow(command, complaint, law)
    if complaint.passed_on:
        raise Refused("CONTRADICTION", field="finding")
    if command.finding not in FINDINGS:
        raise Refused("INVALID_VALUE", field="finding")
    for respondent in complaint.respondents:
        clock = complaint.clocks.get(f"{STATEMENT}:{respondent.body_id}")
        if respondent.notice == NOTIFIED and clock is not None and not clock.is_overdue(command.at):
            raise Refused("LIMIT_RUNNING", citation=clock.citation, clock=clock.name, due_on=clock.due_on)
    return [
        ComplaintConcluded(
            complaint_id=complaint.id,
            case_id=None,
            outcome=command.finding,
            last=True,
            concluded_by=command.by.subject,
            concluded_at=command.at,
        )
    ]


@dataclass(frozen=True, kw_only=True)
class NoteCaseOpened(Command):
    """Supervision has opened a case on the complaint, or on one of the bodies it is about."""

    complaint_id: str
    case_id: str


@dataclass(frozen=True, kw_only=True)
class ComplaintTakenUp(Event):
    """Supervision works on it in case `case_id`."""

    complaint_id: str
    case_id: str
    taken_up_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        state = complaint.state if complaint.state == WITHDRAWN else IN_SUPERVISION
        return replace(complaint, state=state, cases=(*complaint.cases, CaseOf(case_id=self.case_id)))


def note_case_opened(command: NoteCaseOpened, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Remember which case took the complaint up."""
    PROCEDURE.allow(command, complaint, law)
    check_one_of_its_cases(complaint, command.case_id, new=True)
    return [ComplaintTakenUp(**command.told(), taken_up_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class NoteCaseClosed(Command):
    """Supervision has finished with the complaint, or has declined to open a case on it."""

    complaint_id: str
    case_id: str
    outcome: str


def note_case_closed(command: NoteCaseClosed, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Conclude the complaint with the last of its cases; another's case is none of its business."""
    PROCEDURE.allow(command, complaint, law)
    check_one_of_its_cases(complaint, command.case_id, new=False)
    over = {each.case_id for each in complaint.cases if each.outcome is not None} | {command.case_id}
    return [
        ComplaintConcluded(
            **command.told(),
            last=len(over) == complaint.passed_on,
            concluded_by=command.by.subject,
            concluded_at=command.at,
        )
    ]


def check_one_of_its_cases(complaint: Complaint, case_id: str, *, new: bool) -> None:
    """A case is opened once and closed once, and there are no more of them than were passed on.

    Raises Refused CONTRADICTION.
    """
    known = {each.case_id: each.outcome for each in complaint.cases}
    said_before = case_id in known if new else known.get(case_id) is not None
    if said_before or (case_id not in known and len(known) >= complaint.passed_on):
        raise Refused("CONTRADICTION", field="case_id")


@dataclass(frozen=True, kw_only=True)
class NoteConsequence(Command):
    """Accountability has decided something that goes back to the complaint."""

    complaint_id: str
    kind: str
    what: str
    officer_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class ConsequenceNoted(Event):
    """A sanction or a referral followed."""

    complaint_id: str
    kind: str
    what: str
    officer_id: str | None
    noted_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        from_it = Consequence(**self.told("complaint_id"))
        return replace(complaint, consequences=(*complaint.consequences, from_it))


def note_consequence(command: NoteConsequence, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Keep what followed in the complaint's file."""
    PROCEDURE.allow(command, complaint, law)
    return [ConsequenceNoted(**command.told(), noted_at=command.at)]
