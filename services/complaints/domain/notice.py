"""The body complained of is told, and answers; if it does not, that is a state of its own.

Nothing it is told can say who complained: ids of its own officers, the day of the act, a masked summary.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jiandu.domain import Citation, Command, Event, Refused
from jiandu.law import ClockRang, Rulebook, is_overdue
from services.complaints.domain.complaint import PROCEDURE, Complaint
from services.complaints.domain.particulars import Evidence, Respondent
from services.complaints.domain.routing import check_impartial

NOTIFIED, ANSWERED, SILENT = "notified", "answered", "silent"
STATEMENT = "complaint.statement"
QUEUE, PAPER = "queue", "paper"
MEANS = (QUEUE, PAPER)


@dataclass(frozen=True, kw_only=True)
class NotifyRespondent(Command):
    """Tell a body that it is complained of, in `summary` (masked), on its own queue or on paper.

    `received_at` is when the paper was received; what is put on the queue is received with it. Paper can take the
    place of a notice by queue that was not answered, for a body may have no queue that takes it.
    """

    complaint_id: str
    body_id: str
    means: str
    summary: str = ""
    received_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class RespondentNotified(Event):
    """The body knows. `remaining` bodies have still to be told; `by_queue` says that the bus carries it."""

    complaint_id: str
    region: str
    body_id: str
    officer_ids: tuple[str, ...]
    summary: str
    by_queue: bool
    remaining: int
    citation: Citation
    notified_by: str
    received_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        told = complaint.with_respondent(
            self.body_id,
            notice=NOTIFIED,
            by_queue=self.by_queue,
            summary=self.summary,
            notified_at=self.received_at,
        )
        return told.with_hand(self.notified_by)


def notify_respondent(command: NotifyRespondent, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Tell the body, where the pack says that it is told. Raises Refused LAW_SILENT where it does not."""
    check_impartial(complaint, command.by)
    pack = PROCEDURE.allow(command, complaint, law)
    citation = pack.cite("complaint.notice")
    respondent = respondent_of(complaint, command.body_id)
    replaces = respondent.by_queue and respondent.notice != ANSWERED and command.means == PAPER
    if respondent.notice is not None and not replaces:
        raise Refused("ALREADY_EXISTS", citation=citation, field="body_id", id=command.body_id)
    if not command.summary.strip():
        raise Refused("MISSING_FIELD", citation=citation, field="summary")
    by_queue = command.means == QUEUE
    if by_queue == (command.received_at is not None):
        raise Refused("CONTRADICTION", citation=citation, field="received_at")
    received_at = command.received_at or command.at
    if not complaint.submitted_at <= received_at <= command.at:
        raise Refused("INVALID_VALUE", citation=citation, field="received_at")
    waiting = [each for each in complaint.respondents if each.notice is None and each.body_id != command.body_id]
    return [
        RespondentNotified(
            complaint_id=complaint.id,
            region=complaint.region,
            body_id=command.body_id,
            officer_ids=respondent.officer_ids,
            summary=command.summary,
            by_queue=by_queue,
            remaining=len(waiting),
            citation=citation,
            notified_by=command.by.subject,
            received_at=received_at,
        )
    ]


@dataclass(frozen=True, kw_only=True)
class AnswerNotice(Command):
    """The body makes its written statement, with its evidence and the basis of the act in law."""

    complaint_id: str
    statement: str = ""
    legal_basis: str = ""
    in_writing: bool = False
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, kw_only=True)
class StatementReceived(Event):
    """The body has answered; `late` if after its time, when it had counted as silent."""

    complaint_id: str
    body_id: str
    statement: str
    legal_basis: str
    evidence: tuple[Evidence, ...]
    late: bool
    received_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        return complaint.with_respondent(
            self.body_id,
            notice=ANSWERED,
            statement=self.statement,
            legal_basis=self.legal_basis,
            evidence=self.evidence,
            answered_at=self.received_at,
            late=self.late,
        )


def answer_notice(command: AnswerNotice, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Take the statement of a body that was notified, in the form the pack asks for, in time or late."""
    respondent = asked_body(complaint, command.by.agency)
    pack = PROCEDURE.allow(command, complaint, law)
    if respondent.notice == ANSWERED:
        raise Refused("ALREADY_EXISTS", field="statement", id=respondent.body_id)
    if not command.statement.strip():
        raise Refused("MISSING_FIELD", field="statement")
    if pack.speaks_of("complaint.statement.form"):
        form = pack.requirement("complaint.statement.form")
        met = {
            "in_writing": command.in_writing,
            "evidence": bool(command.evidence),
            "legal_basis": bool(command.legal_basis.strip()),
        }
        for need in form.needs:
            if not met.get(need, True):  # other material: what there is besides
                raise Refused("REQUIREMENT_NOT_MET", citation=form.source, field=need, requirement=need)
    return [
        StatementReceived(
            complaint_id=complaint.id,
            body_id=respondent.body_id,
            statement=command.statement,
            legal_basis=command.legal_basis,
            evidence=command.evidence,
            late=is_overdue(complaint.clocks, command.at, f"{STATEMENT}:{respondent.body_id}"),
            received_at=command.at,
        )
    ]


@dataclass(frozen=True, kw_only=True)
class RespondentFellSilent(Event):
    """The time for its statement is over, and the body has said nothing."""

    complaint_id: str
    region: str
    body_id: str
    place: int | None
    silent_since: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        return complaint.with_respondent(self.body_id, notice=SILENT)


def fell_silent(complaint: Complaint, rang: ClockRang) -> list[Event]:
    """The body counts as silent (`RespondentFellSilent`); the matter goes on without its statement."""
    body_id = rang.clock.removeprefix(f"{STATEMENT}:")
    return [
        RespondentFellSilent(
            complaint_id=complaint.id,
            region=complaint.region,
            body_id=body_id,
            place=respondent_of(complaint, body_id).place,
            silent_since=rang.rung_at,
        )
    ]


def respondent_of(complaint: Complaint, body_id: str) -> Respondent:
    """What is kept of one body complained of. Raises Refused NOT_FOUND."""
    for each in complaint.respondents:
        if each.body_id == body_id:
            return each
    raise Refused("NOT_FOUND", field="body_id", id=body_id)


def asked_body(complaint: Complaint, agency: str) -> Respondent:
    """The body, if it was notified; to every other, and before, there is no such complaint. Raises NOT_FOUND."""
    for each in complaint.respondents:
        if each.body_id == agency and each.notice is not None:
            return each
    raise Refused("NOT_FOUND", id=complaint.id)


def notice_of(complaint: Complaint, respondent: Respondent) -> dict[str, Any]:
    """What a notified body may know of the complaint: nothing here depends on who complained, or how."""
    clock = complaint.clocks.get(f"{STATEMENT}:{respondent.body_id}")
    return {
        "id": complaint.id,
        "region": complaint.region,
        "state": respondent.notice,
        "summary": respondent.summary,
        "officer_ids": respondent.officer_ids,
        "act_on": complaint.act_on,
        "notified_at": respondent.notified_at,
        "statement_due_on": clock.due_on if clock else None,
    }
