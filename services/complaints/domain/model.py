"""A complaint, its procedure, and how it changes with what has happened."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import assert_never

from jiandu.domain import Procedure, Step
from jiandu.law import Clock, tick
from jiandu.law.clocks.ticking import ClockEvent, ClockFact
from services.complaints.domain.events import (
    ClueRecorded,
    ComplaintAccepted,
    ComplaintConcluded,
    ComplaintDeclined,
    ComplaintSubmitted,
    ComplaintTakenUp,
)

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
    clocks: Mapping[str, Clock] = field(default_factory=dict)


ComplaintEvent = (
    ComplaintSubmitted
    | ComplaintAccepted
    | ComplaintDeclined
    | ClueRecorded
    | ComplaintTakenUp
    | ComplaintConcluded
    | ClockEvent
)


def evolve(complaint: Complaint | None, event: ComplaintEvent) -> Complaint:
    """The complaint after the event. Raises ValueError for any event before its submission."""
    if isinstance(event, ComplaintSubmitted):
        return _submitted(event)
    if complaint is None:
        raise ValueError(f"{type(event).__name__} before ComplaintSubmitted")
    match event:
        case ComplaintAccepted():
            return replace(complaint, state=ACCEPTED)
        case ComplaintDeclined():
            return replace(complaint, state=DECLINED, competent_body=event.competent_body)
        case ClueRecorded():
            return replace(complaint, state=CLUE)
        case ComplaintTakenUp():
            return replace(complaint, state=IN_SUPERVISION, case_id=event.case_id)
        case ComplaintConcluded():
            return replace(complaint, state=CONCLUDED, case_id=event.case_id, outcome=event.outcome)
        case ClockFact():
            return replace(complaint, clocks=tick(complaint.clocks, event))
        case _:
            assert_never(event)


def _submitted(event: ComplaintSubmitted) -> Complaint:
    return Complaint(
        id=event.complaint_id,
        region=event.region,
        pack=event.pack,
        state=SUBMITTED,
        channel=event.channel,
        kind=event.kind,
        respondent=event.respondent,
        facts=event.facts,
        officer_id=event.officer_id,
        act_on=event.act_on,
        anonymous=event.anonymous,
        has_identity=event.has_identity,
        submitted_at=event.submitted_at,
    )
