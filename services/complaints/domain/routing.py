"""Who may have a complaint in hand: never a body complained of, nor a person named in it."""

from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import Actor, Command, Event, Refused
from jiandu.law import Rulebook
from services.complaints.domain.complaint import PROCEDURE, Complaint


def check_impartial(complaint: Complaint, by: Actor) -> None:
    """Whoever is complained of does not even learn that there is a complaint. Raises Refused NOT_FOUND."""
    if is_complained_of(complaint, by.subject, by.agency):
        raise Refused("NOT_FOUND", id=complaint.id)


def is_complained_of(complaint: Complaint, subject: str, agency: str) -> bool:
    """True for a person named in the complaint and for everybody of a body complained of."""
    return agency in complaint.bodies or subject in complaint.officers


def without_handler_complained_of(complaint: Complaint) -> Complaint:
    """The complaint, no longer in the hands of somebody who turned out to be meant."""
    handler, agency = complaint.handler, complaint.handler_agency
    if handler is None or not is_complained_of(complaint, handler, agency or ""):
        return complaint
    return replace(complaint, handler=None, handler_agency=None)


@dataclass(frozen=True, kw_only=True)
class AssignHandler(Command):
    """Give the complaint to `handler` (承办人) of `agency`."""

    complaint_id: str
    handler: str
    agency: str


@dataclass(frozen=True, kw_only=True)
class HandlerAssigned(Event):
    """The complaint is in the hands of `handler`."""

    complaint_id: str
    handler: str
    agency: str
    assigned_by: str
    assigned_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        """Who gives it away has not had it in hand, so a head who did may still decide in it."""
        return complaint.with_hand(self.handler, handler=self.handler, handler_agency=self.agency)


def assign_handler(command: AssignHandler, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Give it to somebody whom it does not concern."""
    check_impartial(complaint, command.by)
    PROCEDURE.allow(command, complaint, law)
    if is_complained_of(complaint, command.handler, command.agency):
        raise Refused("CONFLICT_OF_INTEREST", field="handler")
    return [HandlerAssigned(**command.told(), assigned_by=command.by.subject, assigned_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class BindOfficer(Command):
    """An officer of a body complained of, unknown until now, turned out to be `officer_id`."""

    complaint_id: str
    body_id: str
    officer_id: str


@dataclass(frozen=True, kw_only=True)
class OfficerBound(Event):
    """The officer meant is known. `place` is that of the body in what was passed on to supervision, if it was."""

    complaint_id: str
    region: str
    body_id: str
    officer_id: str
    place: int | None
    bound_by: str
    bound_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        respondent = next(each for each in complaint.respondents if each.body_id == self.body_id)
        bound = complaint.with_respondent(self.body_id, officer_ids=(*respondent.officer_ids, self.officer_id))
        return without_handler_complained_of(bound).with_hand(self.bound_by)


def bind_officer(command: BindOfficer, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Name the officer who is meant, of a body that the complaint is about."""
    check_impartial(complaint, command.by)
    PROCEDURE.allow(command, complaint, law)
    if command.body_id not in complaint.bodies:
        raise Refused("NOT_FOUND", field="body_id", id=command.body_id)
    if command.officer_id in complaint.officers:
        raise Refused("ALREADY_EXISTS", field="officer_id", id=command.officer_id)
    return [
        OfficerBound(
            **command.told(),
            region=complaint.region,
            place=next(each.place for each in complaint.respondents if each.body_id == command.body_id),
            bound_by=command.by.subject,
            bound_at=command.at,
        )
    ]
