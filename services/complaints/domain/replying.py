"""The complainant is told what came of it, and says what he thinks of it."""

from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import Citation, Command, Event, Refused
from jiandu.law import Rulebook
from services.complaints.domain.complaint import DECLINED, PROCEDURE, REPLIED, TRANSFERRED, Complaint
from services.complaints.domain.routing import check_impartial

# what obliges us to tell where the complaint is for somebody else; of everything else `complaint.reply` speaks
_DUTIES = {DECLINED: "complaint.redirect", TRANSFERRED: "complaint.transfer_notice"}


@dataclass(frozen=True, kw_only=True)
class ReplyToComplainant(Command):
    """Tell the complainant the outcome, in `text` (masked)."""

    complaint_id: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class ReplyGiven(Event):
    """The complainant was told. `citation` is the article that obliges us to, where the text has one."""

    complaint_id: str
    text: str
    citation: Citation | None
    replied_by: str
    replied_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        said = {"reply": self.text, "replied_at": self.replied_at, "replied_by": self.replied_by}
        return complaint.with_hand(self.replied_by, state=REPLIED, ended_at=self.replied_at, **said)


def reply(command: ReplyToComplainant, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Tell what came of it; no text forbids it, and most oblige us to."""
    check_impartial(complaint, command.by)
    pack = PROCEDURE.allow(command, complaint, law)
    if not command.text.strip():
        raise Refused("MISSING_FIELD", field="text")
    duties = (_DUTIES.get(complaint.state, "complaint.reply"), "complaint.reply")
    spoken = [each for each in duties if pack.speaks_of(each)]
    return [
        ReplyGiven(
            **command.told(),
            citation=pack.cite(spoken[0]) if spoken else None,
            replied_by=command.by.subject,
            replied_at=command.at,
        )
    ]


@dataclass(frozen=True, kw_only=True)
class RecordReturnVisit(Command):
    """The complainant was called back (回访) and asked what he thinks; `comment` is masked."""

    complaint_id: str
    satisfied: bool | None = None
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class ReturnVisitRecorded(Event):
    """What the complainant said when called back; `satisfied` None if he did not say or was not reached."""

    complaint_id: str
    satisfied: bool | None
    comment: str
    citation: Citation
    visited_by: str
    visited_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        said = complaint.satisfied if self.satisfied is None else self.satisfied
        return complaint.with_hand(self.visited_by, satisfied=said)


def record_return_visit(command: RecordReturnVisit, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Record a return visit, where the pack knows them. Raises Refused LAW_SILENT where it does not."""
    check_impartial(complaint, command.by)
    pack = PROCEDURE.allow(command, complaint, law)
    citation = pack.cite("complaint.return_visit")
    return [
        ReturnVisitRecorded(
            **command.told(), citation=citation, visited_by=command.by.subject, visited_at=command.at
        )
    ]


@dataclass(frozen=True, kw_only=True)
class RateHandling(Command):
    """The complainant says unasked whether he is satisfied."""

    complaint_id: str
    satisfied: bool


@dataclass(frozen=True, kw_only=True)
class HandlingRated(Event):
    """The complainant's own word; the last one counts."""

    complaint_id: str
    satisfied: bool
    rated_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        return replace(complaint, satisfied=self.satisfied)


def rate_handling(command: RateHandling, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Keep the complainant's word on how it was handled."""
    check_impartial(complaint, command.by)
    PROCEDURE.allow(command, complaint, law)
    return [HandlingRated(**command.told(), rated_at=command.at)]
