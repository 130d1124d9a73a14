"""The use cases of the complaints service: a command and a complaint in, what has happened out."""

from jiandu.domain import Event, Refused
from jiandu.law import Rulebook, legal_day, ring
from services.complaints.domain.commands import (
    AcceptComplaint,
    DeclineComplaint,
    NoteCaseClosed,
    NoteCaseOpened,
    RecordClue,
    SubmitComplaint,
)
from services.complaints.domain.events import (
    ClueRecorded,
    ComplaintAccepted,
    ComplaintConcluded,
    ComplaintDeclined,
    ComplaintSubmitted,
    ComplaintTakenUp,
)
from services.complaints.domain.model import PROCEDURE, Complaint
from services.complaints.domain.rules import check_act_day, check_content, check_record, check_words

__all__ = ["accept", "decline", "note_case_closed", "note_case_opened", "record_clue", "ring", "submit"]


def submit(command: SubmitComplaint, complaint: Complaint | None, law: Rulebook) -> list[Event]:
    """Take the complaint in under the pack that governs its region on this legal day."""
    today = legal_day(command.at)
    pack = law.governing(command.region, today, matter="complaints")
    if complaint is not None:
        raise Refused("ALREADY_EXISTS", id=complaint.id)
    check_words(command.channel, command.kind)
    check_content(pack, command.respondent, command.facts)
    check_record(pack, command.channel, recorded_in_full=command.recorded_in_full)
    check_act_day(command.act_on, today)
    if command.anonymous and command.has_identity:
        raise Refused("CONTRADICTION", field="anonymous")
    return [
        ComplaintSubmitted(
            complaint_id=command.complaint_id,
            region=command.region,
            pack=pack.ref,
            channel=command.channel,
            kind=command.kind,
            respondent=command.respondent,
            facts=command.facts,
            officer_id=command.officer_id,
            act_on=command.act_on,
            anonymous=command.anonymous,
            has_identity=command.has_identity,
            submitted_at=command.at,
        )
    ]


def accept(command: AcceptComplaint, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Hand the complaint on as an individual case, citing the narrowest article the pack has."""
    pack = law.pack(complaint.pack, complaint.region)
    PROCEDURE.step(complaint.state, "AcceptComplaint", pack)
    citation = pack.cite_first("complaint.individual", "complaint.intake")
    return [ComplaintAccepted(complaint_id=complaint.id, citation=citation, accepted_at=command.at)]


def decline(command: DeclineComplaint, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Decline what the pack puts outside supervision, and say who is competent."""
    pack = law.pack(complaint.pack, complaint.region)
    PROCEDURE.step(complaint.state, "DeclineComplaint", pack)
    scope = pack.grounds("complaint.outside_scope")
    scope.item(command.reason, field="reason")
    redirect = pack.cite("complaint.redirect") if pack.speaks_of("complaint.redirect") else None
    if not command.competent_body.strip():
        raise Refused("MISSING_FIELD", citation=redirect, field="competent_body")
    return [
        ComplaintDeclined(
            complaint_id=complaint.id,
            reason=command.reason,
            competent_body=command.competent_body,
            citation=scope.source,
            redirect=redirect,
            declined_at=command.at,
        )
    ]


def record_clue(command: RecordClue, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Keep the complaint as a clue, where the pack knows clues. Raises Refused LAW_SILENT where it does not."""
    pack = law.pack(complaint.pack, complaint.region)
    PROCEDURE.step(complaint.state, "RecordClue", pack)
    citation = pack.cite("complaint.clue")
    return [ClueRecorded(complaint_id=complaint.id, citation=citation, recorded_at=command.at)]


def note_case_opened(command: NoteCaseOpened, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Remember which case took the complaint up."""
    PROCEDURE.step(complaint.state, "NoteCaseOpened", law.pack(complaint.pack, complaint.region))
    return [ComplaintTakenUp(complaint_id=complaint.id, case_id=command.case_id, taken_up_at=command.at)]


def note_case_closed(command: NoteCaseClosed, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Conclude the complaint with its case; another case's end is none of its business."""
    PROCEDURE.step(complaint.state, "NoteCaseClosed", law.pack(complaint.pack, complaint.region))
    if complaint.case_id not in (None, command.case_id):
        raise Refused("CONTRADICTION", field="case_id")
    return [
        ComplaintConcluded(
            complaint_id=complaint.id,
            case_id=command.case_id,
            outcome=command.outcome,
            concluded_at=command.at,
        )
    ]
