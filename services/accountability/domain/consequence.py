"""What goes back to the complaint from which a case came: that something followed, and what kind of thing."""

from dataclasses import dataclass
from datetime import datetime

from jiandu.domain import Event
from services.accountability.domain.case import AccountabilityCase

SANCTION, REFERRAL = "sanction", "referral"


@dataclass(frozen=True, kw_only=True)
class ConsequenceFollowed(Event):
    """A measure was decided, or the matter referred; `what` is its code."""

    case_id: str
    complaint_id: str
    kind: str
    what: str
    officer_id: str
    followed_at: datetime

    def onto(self, case: AccountabilityCase) -> AccountabilityCase:
        """The case has the fact itself."""
        return case


def told_back(case: AccountabilityCase, kind: str, what: str, at: datetime) -> list[Event]:
    """The fact for the complaint, if the case came from one."""
    if case.complaint_id is None:
        return []
    return [
        ConsequenceFollowed(
            case_id=case.id,
            complaint_id=case.complaint_id,
            kind=kind,
            what=what,
            officer_id=case.officer_id,
            followed_at=at,
        )
    ]
