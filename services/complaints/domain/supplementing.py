"""What a complaint lacks is asked for and added (补正), until the content that the text requires is there."""

from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import Citation, Command, Event, Refused
from jiandu.law import Rulebook
from services.complaints.domain.complaint import INCOMPLETE, PROCEDURE, SUBMITTED, Complaint
from services.complaints.domain.intake import check_respondents
from services.complaints.domain.particulars import ExternalId, Link, Respondent
from services.complaints.domain.routing import check_impartial, without_handler_complained_of


@dataclass(frozen=True, kw_only=True)
class RequestSupplement(Command):
    """Ask the complainant for what the text requires and the complaint does not make clear."""

    complaint_id: str
    missing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SupplementRequested(Event):
    """The complainant was asked for `missing`."""

    complaint_id: str
    missing: tuple[str, ...]
    citation: Citation
    requested_by: str
    requested_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        return complaint.with_hand(self.requested_by, state=INCOMPLETE, missing=self.missing)


def request_supplement(command: RequestSupplement, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Ask for parts of the content that the pack requires; a pack that requires none lets nothing be asked."""
    check_impartial(complaint, command.by)
    pack = PROCEDURE.allow(command, complaint, law)
    content = pack.conditions("complaint.content")
    if not command.missing:
        raise Refused("MISSING_FIELD", citation=content.source, field="missing")
    for code in command.missing:
        content.item(code, field="missing")
    missing = tuple(code for code in content.codes if code in command.missing)
    return [
        SupplementRequested(
            complaint_id=complaint.id,
            missing=missing,
            citation=content.source,
            requested_by=command.by.subject,
            requested_at=command.at,
        )
    ]


@dataclass(frozen=True, kw_only=True)
class SupplementComplaint(Command):
    """Add to a complaint: words (masked here), bodies complained of, evidence, what it is called elsewhere.

    `links` are the complaints that the addition shows it to belong to.
    """

    complaint_id: str
    text: str = ""
    respondents: tuple[Respondent, ...] = ()
    evidence: bool = False
    external_ids: tuple[ExternalId, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ComplaintSupplemented(Event):
    """Something was added; `missing` is what is still asked for."""

    complaint_id: str
    text: str
    respondents: tuple[Respondent, ...]
    external_ids: tuple[ExternalId, ...]
    missing: tuple[str, ...]
    supplemented_at: datetime
    links: tuple[Link, ...] = ()

    def onto(self, complaint: Complaint) -> Complaint:
        waiting = complaint.state in (INCOMPLETE, SUBMITTED)
        linked = {each.complaint_id for each in complaint.links}
        added = replace(
            complaint,
            state=(INCOMPLETE if self.missing else SUBMITTED) if waiting else complaint.state,
            facts="\n".join(part for part in (complaint.facts, self.text) if part),
            respondents=(*complaint.respondents, *self.respondents),
            external_ids=tuple(dict.fromkeys((*complaint.external_ids, *self.external_ids))),
            missing=self.missing,
            links=(*complaint.links, *(each for each in self.links if each.complaint_id not in linked)),
        )
        return without_handler_complained_of(added)


def supplement(command: SupplementComplaint, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Take the addition; a complaint that lacked something goes on once nothing is missing."""
    check_impartial(complaint, command.by)
    PROCEDURE.allow(command, complaint, law)
    if not (command.text.strip() or command.respondents or command.evidence or command.external_ids):
        raise Refused("MISSING_FIELD", field="text")
    if command.respondents and complaint.state not in (INCOMPLETE, SUBMITTED):
        # a body that comes in later would stand outside what was accepted and passed on
        raise Refused("NOT_ALLOWED_IN_STATE", command="respondents", state=complaint.state, allowed=SUBMITTED)
    check_respondents((*complaint.respondents, *command.respondents))
    said = bool(command.text.strip())
    # of a body that is named already, words can make clear which it is
    named = bool(command.respondents) or (said and bool(complaint.respondents))
    given = {"respondent": named, "evidence": command.evidence}
    missing = tuple(code for code in complaint.missing if not given.get(code, said))
    told = command.told("evidence")
    return [ComplaintSupplemented(**told, missing=missing, supplemented_at=command.at)]
