"""A complaint as it stands, and its procedure."""

from dataclasses import dataclass
from datetime import date, datetime

from jiandu.domain import Procedure, Step

SUBMITTED, ACCEPTED, CLUE, DECLINED = "submitted", "accepted", "clue", "declined"
IN_SUPERVISION, CONCLUDED = "in_supervision", "concluded"

PROCEDURE = Procedure(
    "complaint",
    (
        Step(None, "SubmitComplaint", SUBMITTED, ("ComplaintSubmitted",), "complaint.right"),
        Step(SUBMITTED, "AcceptComplaint", ACCEPTED, ("ComplaintAccepted",), "complaint.intake"),
        Step(SUBMITTED, "DeclineComplaint", DECLINED, ("ComplaintDeclined",), "complaint.outside_scope"),
        Step(SUBMITTED, "RecordClue", CLUE, ("ClueRecorded",), "complaint.clue"),
        Step(ACCEPTED, "NoteCaseOpened", IN_SUPERVISION, ("ComplaintTakenUp",)),
        Step(ACCEPTED, "NoteCaseClosed", CONCLUDED, ("ComplaintConcluded",)),
        Step(IN_SUPERVISION, "NoteCaseClosed", CONCLUDED, ("ComplaintConcluded",)),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """A complaint as it stands. It knows that there is an identity, never whose."""

    id: str
    region: str
    pack: str
    state: str
    channel: str
    kind: str
    respondent: str
    facts: str
    officer_id: str | None
    act_on: date | None
    anonymous: bool
    has_identity: bool
    submitted_at: datetime
    competent_body: str | None = None
    case_id: str | None = None
    outcome: str | None = None
