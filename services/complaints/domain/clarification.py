"""An officer was complained of untruly: the facts are cleared up (澄清), for the body and the officer."""

from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import Citation, Command, Event, Refused
from jiandu.law import Rulebook, legal_day
from services.complaints.domain.complaint import PROCEDURE, Complaint
from services.complaints.domain.notice import respondent_of
from services.complaints.domain.routing import check_impartial


@dataclass(frozen=True, kw_only=True)
class ClarifyFacts(Command):
    """Clear up, on a ground of the text of the sector, that an officer of the body did what he had to."""

    complaint_id: str
    body_id: str
    officer_id: str
    ground: str


@dataclass(frozen=True, kw_only=True)
class FactsClarified(Event):
    """The officer is cleared; his body hears of it."""

    complaint_id: str
    region: str
    body_id: str
    officer_id: str
    ground: str
    citation: Citation
    clarified_by: str
    clarified_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        return replace(complaint.with_hand(self.clarified_by), clarified=True)


def clarify_facts(command: ClarifyFacts, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Clear up what was said of an officer, where the text that governs his liability says that it is done.

    The duty stands in texts on responsibility, which govern by sector; the complaint itself may lie under another.
    """
    check_impartial(complaint, command.by)
    PROCEDURE.allow(command, complaint, law)
    pack = law.governing(
        complaint.region,
        legal_day(command.at),
        matter="accountability",
        sector=complaint.sector,
        level=complaint.level,
    )
    citation = pack.cite("complaint.false")
    pack.grounds("complaint.false.grounds").item(command.ground, field="ground")
    if command.officer_id not in respondent_of(complaint, command.body_id).officer_ids:
        raise Refused("NOT_FOUND", citation=citation, field="officer_id", id=command.officer_id)
    return [
        FactsClarified(
            **command.told(),
            region=complaint.region,
            citation=citation,
            clarified_by=command.by.subject,
            clarified_at=command.at,
        )
    ]
