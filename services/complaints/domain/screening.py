"""Screening (初步审查): an individual case, a clue, outside supervision, or for another organ."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from jiandu.domain import Citation, Command, Event, Refused
from jiandu.law import Pack, Rulebook
from services.complaints.domain.complaint import (
    ACCEPTED,
    CLUE,
    DECLINED,
    PROCEDURE,
    TRANSFERRED,
    Complaint,
)
from services.complaints.domain.routing import check_impartial


@dataclass(frozen=True, kw_only=True)
class AcceptComplaint(Command):
    """The complaint is about a concrete act and is accepted (受理), on a ground of the pack if it lists some."""

    complaint_id: str
    ground: str | None = None


@dataclass(frozen=True, kw_only=True)
class ComplaintAccepted(Event):
    """It is accepted, under the article cited. `notice_due`: a body complained of has not been told of it yet."""

    complaint_id: str
    ground: str | None
    notice_due: bool
    citation: Citation
    accepted_by: str
    accepted_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        return complaint.with_hand(self.accepted_by, state=ACCEPTED, ground=self.ground)


@dataclass(frozen=True, kw_only=True)
class ComplaintPassedOn(Event):
    """One of the bodies complained of is a matter for supervision now, as an individual case."""

    complaint_id: str
    region: str
    sector: str | None
    level: str | None
    respondent: str
    officer_id: str | None
    officer_ids: tuple[str, ...]
    act_on: date | None
    kind: str
    place: int
    passed_on_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        placed = complaint.with_respondent(self.respondent, place=self.place)
        return replace(placed, passed_on=placed.passed_on + 1)


def accept(command: AcceptComplaint, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Accept it, citing the narrowest article the pack has; where the text knows supervision too, pass it on."""
    check_impartial(complaint, command.by)
    pack = PROCEDURE.allow(command, complaint, law)
    citation = pack.cite_first("complaint.individual", "complaint.intake")
    ground = command.ground or only_ground(pack)
    if ground is not None:
        citation = pack.grounds("complaint.grounds").source
        pack.grounds("complaint.grounds").item(ground, field="ground")
    if not complaint.respondents:
        raise Refused("MISSING_FIELD", citation=citation, field="respondents")
    accepted = ComplaintAccepted(
        complaint_id=complaint.id,
        ground=ground,
        notice_due=any(each.notice is None for each in complaint.respondents),
        citation=citation,
        accepted_by=command.by.subject,
        accepted_at=command.at,
    )
    if "supervision" not in pack.scope.matters:
        return [accepted]
    return [accepted, *passed_on(complaint, command.at)]


def only_ground(pack: Pack) -> str | None:
    """The ground of the pack if it lists a single one: nobody has to choose then."""
    if not pack.speaks_of("complaint.grounds"):
        return None
    codes = pack.grounds("complaint.grounds").codes
    return codes[0] if len(codes) == 1 else None


def passed_on(complaint: Complaint, at: datetime) -> list[Event]:
    """A fact for each body complained of; supervision opens a case for each."""
    return [
        ComplaintPassedOn(
            complaint_id=complaint.id,
            region=complaint.region,
            sector=complaint.sector,
            level=complaint.level,
            respondent=respondent.body_id,
            officer_id=next(iter(respondent.officer_ids), None),
            officer_ids=respondent.officer_ids,
            act_on=complaint.act_on,
            kind=complaint.kind,
            place=place,
            passed_on_at=at,
        )
        for place, respondent in enumerate(complaint.respondents, start=complaint.passed_on)
    ]


@dataclass(frozen=True, kw_only=True)
class DeclineComplaint(Command):
    """The complaint is outside the scope of supervision. `competent_body` is who the complainant is sent to."""

    complaint_id: str
    reason: str
    competent_body: str = ""


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
    declined_by: str
    declined_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        return complaint.with_hand(
            self.declined_by,
            state=DECLINED,
            outcome=self.reason,
            competent_body=self.competent_body,
            ended_at=self.declined_at,
        )


def decline(command: DeclineComplaint, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Decline what the pack puts outside supervision, and name the competent body."""
    check_impartial(complaint, command.by)
    pack = PROCEDURE.allow(command, complaint, law)
    scope = pack.grounds("complaint.outside_scope")
    scope.item(command.reason, field="reason")
    redirect = pack.cite("complaint.redirect") if pack.speaks_of("complaint.redirect") else None
    if not command.competent_body.strip():
        raise Refused("MISSING_FIELD", citation=redirect, field="competent_body")
    return [
        ComplaintDeclined(
            **command.told(),
            citation=scope.source,
            redirect=redirect,
            declined_by=command.by.subject,
            declined_at=command.at,
        )
    ]


@dataclass(frozen=True, kw_only=True)
class TransferComplaint(Command):
    """The complaint is for another organ to decide, and goes to `to_body`."""

    complaint_id: str
    to_body: str


@dataclass(frozen=True, kw_only=True)
class ComplaintTransferred(Event):
    """It went to the organ that has jurisdiction. `inform` is the article by which the complainant is told."""

    complaint_id: str
    to_body: str
    citation: Citation
    inform: Citation | None
    transferred_by: str
    transferred_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        return complaint.with_hand(
            self.transferred_by,
            state=TRANSFERRED,
            outcome=TRANSFERRED,
            transferred_to=self.to_body,
            ended_at=self.transferred_at,
        )


def transfer(command: TransferComplaint, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Transfer it, where the pack knows transfers, to an organ that is not itself complained of."""
    check_impartial(complaint, command.by)
    pack = PROCEDURE.allow(command, complaint, law)
    citation = pack.cite("complaint.transfer")
    if command.to_body in complaint.bodies:
        raise Refused("CONFLICT_OF_INTEREST", citation=citation, field="to_body")
    inform = pack.cite("complaint.transfer_notice") if pack.speaks_of("complaint.transfer_notice") else None
    return [
        ComplaintTransferred(
            **command.told(),
            citation=citation,
            inform=inform,
            transferred_by=command.by.subject,
            transferred_at=command.at,
        )
    ]


@dataclass(frozen=True, kw_only=True)
class RecordClue(Command):
    """The complaint is not about a concrete act, but a clue (线索) for supervision to come."""

    complaint_id: str


@dataclass(frozen=True, kw_only=True)
class ClueRecorded(Event):
    """It is kept as a clue for supervision to come."""

    complaint_id: str
    citation: Citation
    recorded_by: str
    recorded_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        return complaint.with_hand(self.recorded_by, state=CLUE, outcome=CLUE, ended_at=self.recorded_at)


def record_clue(command: RecordClue, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Keep the complaint as a clue, where the pack knows clues. Raises Refused LAW_SILENT where it does not."""
    check_impartial(complaint, command.by)
    pack = PROCEDURE.allow(command, complaint, law)
    return [
        ClueRecorded(
            complaint_id=complaint.id,
            citation=pack.cite("complaint.clue"),
            recorded_by=command.by.subject,
            recorded_at=command.at,
        )
    ]
