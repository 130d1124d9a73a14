"""Screening: a complaint becomes an individual case or a clue, or is declined as outside supervision."""

from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import Citation, Command, Event, Refused
from jiandu.law import Rulebook
from services.complaints.domain.complaint import ACCEPTED, CLUE, DECLINED, PROCEDURE, Complaint


@dataclass(frozen=True, kw_only=True)
class AcceptComplaint(Command):
    """The complaint is about a concrete act and goes the way of an individual case."""

    complaint_id: str


@dataclass(frozen=True, kw_only=True)
class ComplaintAccepted(Event):
    """It will be handled as an individual case, under the article cited."""

    complaint_id: str
    citation: Citation
    accepted_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        return replace(complaint, state=ACCEPTED)


def accept(command: AcceptComplaint, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Pass the complaint on as an individual case, citing the narrowest article the pack has."""
    pack = PROCEDURE.allow(command, complaint, law)
    citation = pack.cite_first("complaint.individual", "complaint.intake")
    return [ComplaintAccepted(complaint_id=complaint.id, citation=citation, accepted_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class DeclineComplaint(Command):
    """The complaint is outside the scope of supervision. `competent_body` is who the complainant is sent to."""

    complaint_id: str
    reason: str
    competent_body: str


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

    def onto(self, complaint: Complaint) -> Complaint:
        return replace(complaint, state=DECLINED, competent_body=self.competent_body)


def decline(command: DeclineComplaint, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Decline what the pack puts outside supervision, and name the competent body."""
    pack = PROCEDURE.allow(command, complaint, law)
    scope = pack.grounds("complaint.outside_scope")
    scope.item(command.reason, field="reason")
    redirect = pack.cite("complaint.redirect") if pack.speaks_of("complaint.redirect") else None
    if not command.competent_body.strip():
        raise Refused("MISSING_FIELD", citation=redirect, field="competent_body")
    declined = command.told()
    return [ComplaintDeclined(**declined, citation=scope.source, redirect=redirect, declined_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class RecordClue(Command):
    """The complaint is not about a concrete act, but a clue (线索) for supervision to come."""

    complaint_id: str


@dataclass(frozen=True, kw_only=True)
class ClueRecorded(Event):
    """It is kept as a clue for supervision to come."""

    complaint_id: str
    citation: Citation
    recorded_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        return replace(complaint, state=CLUE)


def record_clue(command: RecordClue, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Keep the complaint as a clue, where the pack knows clues. Raises Refused LAW_SILENT where it does not."""
    pack = PROCEDURE.allow(command, complaint, law)
    citation = pack.cite("complaint.clue")
    return [ClueRecorded(complaint_id=complaint.id, citation=citation, recorded_at=command.at)]
