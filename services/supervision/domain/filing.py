"""How a case is filed: asked for, then approved or refused."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from jiandu.domain import Citation, Command, Event, Refused
from jiandu.law import Calendar, Pack, Rulebook, legal_day, start, start_of
from services.supervision.domain.case import NOT_FILED, OPEN, PROCEDURE, PROPOSED, Case
from services.supervision.domain.impartiality import check_impartial, is_about


@dataclass(frozen=True, kw_only=True)
class OpenCase(Command):
    """Open an individual case (个案监督), or put it before the head where the pack asks for approval.

    `sector` and `level` choose the text where a text applies to some only.
    """

    case_id: str
    region: str
    respondent: str
    facts: str
    complaint_id: str | None = None
    officer_id: str | None = None
    officer_ids: tuple[str, ...] = ()
    sector: str | None = None
    level: str | None = None
    act_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class CaseProposed(Event):
    """A case is asked for; where the pack knows no approval it opens at once."""

    case_id: str
    region: str
    pack: str
    respondent: str
    facts: str
    complaint_id: str | None
    officer_id: str | None
    officer_ids: tuple[str, ...]
    sector: str | None
    level: str | None
    act_on: date | None
    proposed_by: str
    proposed_at: datetime

    def onto(self, _: None) -> Case:
        """The case at its beginning."""
        return Case(id=self.case_id, state=PROPOSED, **self.told("case_id", "proposed_at"))


@dataclass(frozen=True, kw_only=True)
class CaseOpened(Event):
    """The case is filed (立案)."""

    case_id: str
    complaint_id: str | None
    approved_by: str | None
    opened_at: datetime

    def onto(self, case: Case) -> Case:
        return replace(case, state=OPEN, opened_at=self.opened_at)


def open_case(command: OpenCase, case: Case | None, law: Rulebook) -> list[Event]:
    """Propose a case on another body than one's own; where the pack knows no approval, it is open at once."""
    if case is not None:
        raise Refused("ALREADY_EXISTS", id=case.id)
    if is_about(command, command.by.subject, command.by.agency):
        raise Refused("CONFLICT_OF_INTEREST", field="respondent")
    pack = law.governing(
        command.region,
        legal_day(command.at),
        matter="supervision",
        sector=command.sector,
        level=command.level,
    )
    proposed = CaseProposed(
        **command.told(), pack=pack.ref, proposed_by=command.by.subject, proposed_at=command.at
    )
    if pack.speaks_of("case.approval"):
        return [proposed]
    opened = CaseOpened(
        case_id=command.case_id, complaint_id=command.complaint_id, approved_by=None, opened_at=command.at
    )
    return [proposed, opened]


@dataclass(frozen=True, kw_only=True)
class ApproveCase(Command):
    """The head approves the filing. `necessary`: found necessary although the act is older than the limit."""

    case_id: str
    necessary: bool = False


def approve_case(command: ApproveCase, case: Case, law: Rulebook) -> list[Event]:
    """The head, who is not the one who asked for it, approves a case that no bar of age stands against."""
    check_impartial(case, command.by)
    pack = PROCEDURE.allow(command, case, law)
    if command.by.subject == case.proposed_by:
        raise Refused("SAME_PERSON", citation=pack.cite("case.approval"))
    if not command.necessary:
        check_age(pack, law.calendar, case.act_on, command.at)
    approved_by = command.by.subject
    return [
        CaseOpened(case_id=case.id, complaint_id=case.complaint_id, approved_by=approved_by, opened_at=command.at)
    ]


@dataclass(frozen=True, kw_only=True)
class RefuseFiling(Command):
    """The head does not approve: `bar` is one of the pack's bars."""

    case_id: str
    bar: str


@dataclass(frozen=True, kw_only=True)
class CaseNotFiled(Event):
    """The case was not approved, because of a bar of the pack."""

    case_id: str
    complaint_id: str | None
    bar: str
    citation: Citation
    outcome: str
    refused_at: datetime

    def onto(self, case: Case) -> Case:
        return replace(case, state=NOT_FILED, outcome=self.outcome)


def refuse_filing(command: RefuseFiling, case: Case, law: Rulebook) -> list[Event]:
    """The head, who is not the one who asked for it, refuses on a bar of the pack."""
    check_impartial(case, command.by)
    pack = PROCEDURE.allow(command, case, law)
    if command.by.subject == case.proposed_by:
        raise Refused("SAME_PERSON", citation=pack.cite("case.approval"))
    bars = pack.grounds("case.bars")
    bars.item(command.bar, field="bar")
    return [
        CaseNotFiled(
            case_id=case.id,
            complaint_id=case.complaint_id,
            bar=command.bar,
            citation=bars.source,
            outcome="not_filed",
            refused_at=command.at,
        )
    ]


def check_age(pack: Pack, calendar: Calendar, act_on: date | None, at: datetime) -> None:
    """The act is not older than the text lets a case reach back. Raises Refused BARRED."""
    if act_on is None or not pack.speaks_of("case.bars.age"):
        return
    limit = start(pack.clock("case.bars.age"), start_of(act_on), calendar)
    if limit.is_overdue(at):
        raise Refused("BARRED", citation=limit.citation, field="act_on", ground="over_age")
