"""The complainant takes the complaint back; what supervision has begun, it goes on with as it sees fit."""

from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import Command, Event
from jiandu.law import Rulebook
from services.complaints.domain.complaint import PROCEDURE, WITHDRAWN, Complaint
from services.complaints.domain.routing import check_impartial


@dataclass(frozen=True, kw_only=True)
class WithdrawComplaint(Command):
    """The complainant takes it back, for `reason` (masked), which may stay empty."""

    complaint_id: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ComplaintWithdrawn(Event):
    """The complaint was taken back."""

    complaint_id: str
    reason: str
    withdrawn_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        return replace(complaint, state=WITHDRAWN, outcome=WITHDRAWN, ended_at=self.withdrawn_at)


def withdraw(command: WithdrawComplaint, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Take it back at any time until it was answered; nobody has to say why."""
    check_impartial(complaint, command.by)
    PROCEDURE.allow(command, complaint, law)
    return [ComplaintWithdrawn(**command.told(), withdrawn_at=command.at)]
