"""What becomes known of the complaint that a case came from, as heard from the complaints service."""

from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import Command, Event
from jiandu.law import Rulebook
from services.supervision.domain.case import PROCEDURE, Case


@dataclass(frozen=True, kw_only=True)
class NoteOfficerBound(Command):
    """An officer whom the complaint meant and could not name turned out to be `officer_id`."""

    case_id: str
    officer_id: str


@dataclass(frozen=True, kw_only=True)
class OfficerNoted(Event):
    """The case is about this officer too, who may not investigate it any more."""

    case_id: str
    officer_id: str
    noted_at: datetime

    def onto(self, case: Case) -> Case:
        known = case.officer_ids if self.officer_id in case.officer_ids else (*case.officer_ids, self.officer_id)
        others = tuple(person for person in case.investigators if person != self.officer_id)
        officer_id = case.officer_id or self.officer_id
        return replace(case, officer_id=officer_id, officer_ids=known, investigators=others)


def note_officer_bound(command: NoteOfficerBound, case: Case, law: Rulebook) -> list[Event]:
    """Remember the officer, however far the case has come."""
    PROCEDURE.allow(command, case, law)
    return [OfficerNoted(**command.told(), noted_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class NoteRespondentSilent(Command):
    """The body let the time for its statement on the complaint pass."""

    case_id: str


@dataclass(frozen=True, kw_only=True)
class SilenceNoted(Event):
    """The body has not answered; the case goes on without its statement."""

    case_id: str
    noted_at: datetime

    def onto(self, case: Case) -> Case:
        return replace(case, respondent_silent=True)


def note_respondent_silent(command: NoteRespondentSilent, case: Case, law: Rulebook) -> list[Event]:
    """Remember that the body has not answered."""
    PROCEDURE.allow(command, case, law)
    return [SilenceNoted(**command.told(), noted_at=command.at)]
