"""Registering supervisors; opening, approving, refusing and extending a case."""

from jiandu.domain import Event, Refused
from jiandu.law import ClockExtended, ClockStarted, Pack, Rulebook, extend, in_time, legal_day, start
from services.supervision.domain import commands as asked
from services.supervision.domain import events as happened
from services.supervision.domain import rules
from services.supervision.domain.model import Case, Supervisor
from services.supervision.domain.rules import allowed


def register_supervisor(
    command: asked.RegisterSupervisor, supervisor: Supervisor | None, law: Rulebook
) -> list[Event]:
    """Register a supervisor who meets the conditions of the pack in force."""
    if supervisor is not None:
        raise Refused("ALREADY_EXISTS", id=supervisor.id)
    pack = law.governing(command.region, legal_day(command.at), matter="supervision")
    rules.check_conditions(pack, command.conditions)
    return [
        happened.SupervisorRegistered(
            supervisor_id=command.supervisor_id,
            region=command.region,
            pack=pack.ref,
            agency=command.agency,
            conditions=command.conditions,
            registered_at=command.at,
        )
    ]


def open_case(command: asked.OpenCase, case: Case | None, law: Rulebook) -> list[Event]:
    """Propose the case; where the pack knows no approval, it is open at once."""
    if case is not None:
        raise Refused("ALREADY_EXISTS", id=case.id)
    pack = law.governing(command.region, legal_day(command.at), matter="supervision")
    proposed = happened.CaseProposed(
        case_id=command.case_id,
        region=command.region,
        pack=pack.ref,
        respondent=command.respondent,
        facts=command.facts,
        complaint_id=command.complaint_id,
        officer_id=command.officer_id,
        act_on=command.act_on,
        proposed_by=command.by.subject,
        proposed_at=command.at,
    )
    if pack.speaks_of("case.approval"):
        return [proposed]
    return [proposed, *_opened(command, pack, law, complaint_id=command.complaint_id, approved_by=None)]


def approve_case(command: asked.ApproveCase, case: Case, law: Rulebook) -> list[Event]:
    """The head, who is not the one who asked for it, approves a case that no bar of age stands against."""
    pack = allowed(command, case, law)
    if command.by.subject == case.proposed_by:
        raise Refused("SAME_PERSON", citation=pack.cite("case.approval"))
    if not command.necessary:
        rules.check_age(pack, law.calendar, case.act_on, command.at)
    return _opened(command, pack, law, complaint_id=case.complaint_id, approved_by=command.by.subject)


def refuse_filing(command: asked.RefuseFiling, case: Case, law: Rulebook) -> list[Event]:
    """The head, who is not the one who asked for it, refuses on a bar of the pack."""
    pack = allowed(command, case, law)
    if command.by.subject == case.proposed_by:
        raise Refused("SAME_PERSON", citation=pack.cite("case.approval"))
    bars = pack.grounds("case.bars")
    bars.item(command.bar, field="bar")
    return [
        happened.CaseNotFiled(
            case_id=case.id,
            complaint_id=case.complaint_id,
            bar=command.bar,
            citation=bars.source,
            outcome="not_filed",
            refused_at=command.at,
        )
    ]


def extend_case(command: asked.ExtendCase, case: Case, law: Rulebook) -> list[Event]:
    """The head gives more time, once, before the limit has passed and within the pack's ceiling."""
    pack = allowed(command, case, law)
    rule = pack.clock("case.extension").with_length(command.extension)
    clock = case.clocks[rules.CASE_LIMIT]
    in_time(clock, command.at)
    if clock.extensions:
        raise Refused("BARRED", citation=rule.source, ground="extended_before")
    if command.by.subject in case.investigators:
        raise Refused("SAME_PERSON", citation=pack.cite("case.extension.approval"))
    return [
        happened.CaseExtended(
            case_id=case.id, approved_by=command.by.subject, citation=rule.source, extended_at=command.at
        ),
        ClockExtended(clock=extend(clock, rule, law.calendar)),
    ]


def _opened(
    command: asked.OpenCase | asked.ApproveCase,
    pack: Pack,
    law: Rulebook,
    *,
    complaint_id: str | None,
    approved_by: str | None,
) -> list[Event]:
    opened = happened.CaseOpened(
        case_id=command.case_id, complaint_id=complaint_id, approved_by=approved_by, opened_at=command.at
    )
    if not pack.speaks_of(rules.CASE_LIMIT):
        return [opened]
    return [opened, ClockStarted(clock=start(pack.clock(rules.CASE_LIMIT), command.at, law.calendar))]
