"""The complainant disagrees with the reply: once, and somebody else looks at it again."""

from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import Command, Event, Refused
from jiandu.law import Rulebook
from services.complaints.domain.complaint import (
    DISPUTED,
    INCOMPLETE,
    PROCEDURE,
    REPLIED,
    SUBMITTED,
    Complaint,
)
from services.complaints.domain.routing import check_impartial


@dataclass(frozen=True, kw_only=True)
class DisputeReply(Command):
    """The complainant does not agree, for `reasons` (masked)."""

    complaint_id: str
    reasons: str = ""


@dataclass(frozen=True, kw_only=True)
class ReplyDisputed(Event):
    """The complainant does not agree with the reply."""

    complaint_id: str
    reasons: str
    disputed_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        return replace(complaint, state=DISPUTED, disputed=True, reasons=self.reasons, ended_at=None)


def dispute_reply(command: DisputeReply, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Have the reply looked at again, with reasons and once."""
    check_impartial(complaint, command.by)
    PROCEDURE.allow(command, complaint, law)
    if complaint.disputed:
        raise Refused("ALREADY_OBJECTED")
    if not command.reasons.strip():
        raise Refused("MISSING_FIELD", field="reasons")
    return [ReplyDisputed(**command.told(), disputed_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class UpholdReply(Command):
    """The reply stands, for the reason told in `text` (masked)."""

    complaint_id: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class ReplyUpheld(Event):
    """The reply stands."""

    complaint_id: str
    text: str
    upheld_by: str
    upheld_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        """The reply and why it stands; each is a line, for texts are sealed line by line."""
        reply = "\n".join(part for part in (complaint.reply, self.text) if part)
        return complaint.with_hand(self.upheld_by, state=REPLIED, reply=reply, ended_at=self.upheld_at)


def uphold_reply(command: UpholdReply, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Somebody who has not had it in hand finds that the reply stands, and says why."""
    check_fresh_eyes(command, complaint, law)
    if not command.text.strip():
        raise Refused("MISSING_FIELD", field="text")
    return [ReplyUpheld(**command.told(), upheld_by=command.by.subject, upheld_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class ReopenComplaint(Command):
    """The complainant is right: the complaint is screened anew."""

    complaint_id: str


@dataclass(frozen=True, kw_only=True)
class ComplaintReopened(Event):
    """It is screened anew; what was found before stays in the history."""

    complaint_id: str
    reopened_by: str
    reopened_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        forgotten = {"outcome": None, "concluded_at": None, "bar": None, "competent_body": None, "ground": None}
        state = INCOMPLETE if complaint.missing else SUBMITTED
        return complaint.with_hand(self.reopened_by, state=state, ended_at=None, **forgotten)


def reopen_complaint(command: ReopenComplaint, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Somebody who has not had it in hand has it screened anew."""
    check_fresh_eyes(command, complaint, law)
    return [ComplaintReopened(**command.told(), reopened_by=command.by.subject, reopened_at=command.at)]


def check_fresh_eyes(command: UpholdReply | ReopenComplaint, complaint: Complaint, law: Rulebook) -> None:
    """Nobody judges his own work. Raises Refused SAME_PERSON, and what the procedure refuses."""
    check_impartial(complaint, command.by)
    PROCEDURE.allow(command, complaint, law)
    if command.by.subject in complaint.handled_by:
        raise Refused("SAME_PERSON")
