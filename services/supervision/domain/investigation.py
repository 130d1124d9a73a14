"""The team that investigates a case: enough persons, registered, none who has to stand aside."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import Citation, Command, Event, Refused
from jiandu.law import Pack, Rulebook
from services.supervision.domain.case import INVESTIGATING, PROCEDURE, Case
from services.supervision.domain.impartiality import check_impartial, is_about

REMEDIES = ("reconsideration", "litigation")


@dataclass(frozen=True, kw_only=True)
class AssignInvestigators(Command):
    """Who investigates. `registered` are those whom the register of supervisors knows, each with the agency."""

    case_id: str
    investigators: tuple[str, ...]
    registered: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class InvestigatorsAssigned(Event):
    """These persons investigate."""

    case_id: str
    investigators: tuple[str, ...]
    assigned_at: datetime

    def onto(self, case: Case) -> Case:
        return replace(case, state=INVESTIGATING, investigators=self.investigators)


def assign_investigators(command: AssignInvestigators, case: Case, law: Rulebook) -> list[Event]:
    """At least as many as the pack asks for, registered where it sets conditions, none recused or meant."""
    check_impartial(case, command.by)
    pack = PROCEDURE.allow(command, case, law)
    check_team(pack, case, command.investigators)
    if any(is_about(case, person, command.registered.get(person)) for person in command.investigators):
        raise Refused("CONFLICT_OF_INTEREST", field="investigators")
    if pack.speaks_of("supervisor.conditions"):
        for person in command.investigators:
            if person not in command.registered:
                citation = pack.cite("supervisor.conditions")
                raise Refused("NOT_QUALIFIED", citation=citation, field="investigators", person=person)
    return [InvestigatorsAssigned(case_id=case.id, investigators=command.investigators, assigned_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class RecuseInvestigator(Command):
    """Somebody stands aside, on a ground of the pack."""

    case_id: str
    supervisor_id: str
    ground: str


@dataclass(frozen=True, kw_only=True)
class InvestigatorRecused(Event):
    """Somebody stands aside and may not come back to the case."""

    case_id: str
    supervisor_id: str
    ground: str
    citation: Citation
    recused_at: datetime

    def onto(self, case: Case) -> Case:
        left = tuple(person for person in case.investigators if person != self.supervisor_id)
        return replace(case, investigators=left, recused=(*case.recused, self.supervisor_id))


def recuse_investigator(command: RecuseInvestigator, case: Case, law: Rulebook) -> list[Event]:
    """Somebody stands aside on a ground of the pack; the team may then have to be completed."""
    check_impartial(case, command.by)
    pack = PROCEDURE.allow(command, case, law)
    rule = pack.recusal("recusal")
    rule.grounds.item(command.ground, field="ground")
    if command.supervisor_id in case.recused:
        return []
    return [
        InvestigatorRecused(
            case_id=case.id,
            supervisor_id=command.supervisor_id,
            ground=command.ground,
            citation=rule.source,
            recused_at=command.at,
        )
    ]


@dataclass(frozen=True, kw_only=True)
class NoteRemedySought(Command):
    """The party has gone to reconsideration or to court: `remedy` is `reconsideration` or `litigation`."""

    case_id: str
    remedy: str


@dataclass(frozen=True, kw_only=True)
class RemedySought(Event):
    """The party has gone to reconsideration or to court."""

    case_id: str
    remedy: str
    noted_at: datetime

    def onto(self, case: Case) -> Case:
        return replace(case, remedies=(*case.remedies, self.remedy))


def note_remedy_sought(command: NoteRemedySought, case: Case, law: Rulebook) -> list[Event]:
    """Remember that the act is before another authority, which may bar a decision here."""
    check_impartial(case, command.by)
    PROCEDURE.allow(command, case, law)
    if command.remedy not in REMEDIES:
        raise Refused("INVALID_VALUE", field="remedy")
    if command.remedy in case.remedies:
        return []
    return [RemedySought(case_id=case.id, remedy=command.remedy, noted_at=command.at)]


def check_team(pack: Pack, case: Case, team: tuple[str, ...]) -> None:
    """Enough different persons, none of whom stands aside. Raises Refused RECUSED or TOO_FEW_PERSONS."""
    for person in team:
        if person in case.recused:
            citation = pack.cite("recusal") if pack.speaks_of("recusal") else None
            raise Refused("RECUSED", citation=citation, field="investigators", person=person)
    if not pack.speaks_of("investigators.minimum"):
        return
    rule = pack.quorum("investigators.minimum")
    if len(set(team)) < rule.minimum:
        raise Refused("TOO_FEW_PERSONS", citation=rule.source, field="investigators", minimum=rule.minimum)
