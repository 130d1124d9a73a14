"""What has happened to a complaint."""

from dataclasses import dataclass
from datetime import date, datetime

from jiandu.domain import Citation, Event


@dataclass(frozen=True, kw_only=True)
class ComplaintSubmitted(Event):
    """A complaint came in and lies under the law of its region."""

    complaint_id: str
    region: str
    pack: str
    channel: str
    kind: str
    respondent: str
    facts: str
    officer_id: str | None
    act_on: date | None
    anonymous: bool
    has_identity: bool
    submitted_at: datetime


@dataclass(frozen=True, kw_only=True)
class ComplaintAccepted(Event):
    """It will be handled as an individual case, under the article cited."""

    complaint_id: str
    citation: Citation
    accepted_at: datetime


@dataclass(frozen=True, kw_only=True)
class ComplaintDeclined(Event):
    """It lies outside the scope of supervision; the complainant is sent to `competent_body`.

    `redirect` is the article that obliges us to say so, where the text has one.
    """

    complaint_id: str
    reason: str
    competent_body: str
    citation: Citation
    redirect: Citation | None
    declined_at: datetime


@dataclass(frozen=True, kw_only=True)
class ClueRecorded(Event):
    """It is kept as a clue for supervision to come."""

    complaint_id: str
    citation: Citation
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class ComplaintTakenUp(Event):
    """Supervision works on it in case `case_id`."""

    complaint_id: str
    case_id: str
    taken_up_at: datetime


@dataclass(frozen=True, kw_only=True)
class ComplaintConcluded(Event):
    """Supervision has finished; `outcome` is its word for how."""

    complaint_id: str
    case_id: str
    outcome: str
    concluded_at: datetime
