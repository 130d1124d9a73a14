"""What the law asks of a case, checked against the pack the case was opened under."""

from datetime import date, datetime

from jiandu.domain import Command, Refused
from jiandu.law import Calendar, Clock, Pack, Rulebook, start, start_of
from services.supervision.domain.model import PROCEDURE, Case

_SETS_LIMIT = "sets_limit"
CASE_LIMIT = "case.limit"


def allowed(command: Command, case: Case, law: Rulebook) -> Pack:
    """The case's pack, if its state allows the command. Raises Refused NOT_ALLOWED_IN_STATE."""
    pack = law.pack(case.pack, case.region)
    PROCEDURE.step(case.state, type(command).__name__, pack)
    return pack


def check_conditions(pack: Pack, met: tuple[str, ...]) -> None:
    """A supervisor meets every condition the text spells out. Raises Refused CONDITIONS_NOT_MET.

    What an open list leaves to other texts ("other") is not asked for here. A silent text asks for nothing.
    """
    if not pack.speaks_of("supervisor.conditions"):
        return
    rule = pack.conditions("supervisor.conditions")
    for code in met:
        rule.item(code, field="conditions")
    missing = [code for code in rule.codes if code != "other" and code not in met]
    if missing:
        raise Refused("CONDITIONS_NOT_MET", citation=rule.source, field="conditions", missing=", ".join(missing))


def check_age(pack: Pack, calendar: Calendar, act_on: date | None, at: datetime) -> None:
    """The act is not older than the text lets a case reach back. Raises Refused BARRED."""
    if act_on is None or not pack.speaks_of("case.bars.age"):
        return
    limit = start(pack.clock("case.bars.age"), start_of(act_on), calendar)
    if limit.is_overdue(at):
        raise Refused("BARRED", citation=limit.citation, field="act_on", ground="over_age")


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


def check_objection_form(pack: Pack, *, in_writing: bool, reasons: str) -> None:
    """The objection has the form the text asks for. Raises Refused REQUIREMENT_NOT_MET."""
    if not pack.speaks_of("notice.objection.form"):
        return
    rule = pack.requirement("notice.objection.form")
    given = {"in_writing": in_writing, "reasons": bool(reasons.strip())}
    for need in rule.needs:
        if not given[need]:
            raise Refused("REQUIREMENT_NOT_MET", citation=rule.source, field=need, requirement=need)


def check_decision(pack: Pack, case: Case, organ: str, decision_type: str) -> None:
    """The right organ takes a decision the text knows, and nothing bars it.

    Raises Refused WRONG_DECIDER, NOT_IN_LAW or BARRED.
    """
    decider = pack.actor("decision.after_non_correction")
    if organ != decider.who:
        raise Refused("WRONG_DECIDER", citation=decider.source, field="organ", who=decider.words)
    pack.measures("decision.types").item(decision_type, field="decision_type")
    if pack.speaks_of("decision.bars"):
        bars = pack.grounds("decision.bars")
        for remedy in case.remedies:
            if remedy in bars.codes:
                raise Refused("BARRED", citation=bars.source, ground=remedy)


def check_deliberation(pack: Pack, deliberated_on: date | None, today: date) -> None:
    """A collective discussion came first, where the text asks for one. Raises Refused REQUIREMENT_NOT_MET."""
    if deliberated_on is not None and deliberated_on > today:
        raise Refused("INVALID_VALUE", field="deliberated_on")
    if deliberated_on is None and pack.speaks_of("decision.deliberation"):
        rule = pack.requirement("decision.deliberation")
        raise Refused(
            "REQUIREMENT_NOT_MET", citation=rule.source, field="deliberated_on", requirement=rule.needs[0]
        )


def check_performance_limit(pack: Pack, decision_type: str, days: int | None) -> None:
    """An order to perform sets its own limit, and no other decision has one.

    Raises Refused PARAMETER_REQUIRED, CONTRADICTION or INVALID_VALUE.
    """
    sets_limit = pack.measures("decision.types").item(decision_type).effect == _SETS_LIMIT
    rule = pack.clock("decision.performance")
    if sets_limit and days is None:
        raise Refused("PARAMETER_REQUIRED", citation=rule.source, field=rule.parameter, parameter=rule.parameter)
    if not sets_limit and days is not None:
        raise Refused("CONTRADICTION", field="performance_days")
    if days is not None:
        rule.with_length(days)


def check_served(received_at: datetime, issued_at: datetime | None, now: datetime) -> None:
    """A document is received after it was issued and not in the future. Raises Refused INVALID_VALUE."""
    if received_at > now or (issued_at is not None and received_at < issued_at):
        raise Refused("INVALID_VALUE", field="received_at")


def unfinished(case: Case) -> Clock | None:
    """A duty whose limit still runs and that closing the case would bury; the case's own limit is none."""
    for name, clock in sorted(case.clocks.items()):
        if name != CASE_LIMIT and not clock.right and clock.stopped_at is None:
            return clock
    return None
