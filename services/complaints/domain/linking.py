"""Complaints that belong together: the same matter from two sources, or told again. None is lost."""

from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import Command, Event, Refused
from jiandu.law import Rulebook
from services.complaints.domain.complaint import PROCEDURE, Complaint
from services.complaints.domain.particulars import Link
from services.complaints.domain.routing import check_impartial

# why two complaints belong together: found when the later one comes in, or seen by staff
SAME_EXTERNAL_ID, SAME_WORDS = "same_external_id", "same_words"
SAME_COMPLAINANT, SAME_ACT, SEEN_BY_STAFF = "same_complainant", "same_act", "seen_by_staff"
RULES = (SAME_EXTERNAL_ID, SAME_WORDS, SAME_COMPLAINANT, SAME_ACT, SEEN_BY_STAFF)


@dataclass(frozen=True, kw_only=True)
class LinkComplaint(Command):
    """Staff see that the complaint belongs to another one."""

    complaint_id: str
    other_id: str


@dataclass(frozen=True, kw_only=True)
class ComplaintLinked(Event):
    """It belongs to the other one."""

    complaint_id: str
    other_id: str
    linked_by: str
    linked_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        link = Link(complaint_id=self.other_id, rule=SEEN_BY_STAFF)
        return replace(complaint, links=(*complaint.links, link))


def link_complaint(command: LinkComplaint, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Link it to another one, once, and not to itself. Whether there is the other one, the service has looked."""
    check_impartial(complaint, command.by)
    PROCEDURE.allow(command, complaint, law)
    if command.other_id == complaint.id:
        raise Refused("CONTRADICTION", field="other_id")
    if command.other_id in {each.complaint_id for each in complaint.links}:
        raise Refused("ALREADY_EXISTS", field="other_id", id=command.other_id)
    return [ComplaintLinked(**command.told(), linked_by=command.by.subject, linked_at=command.at)]
