"""What follows when a matter is not corrected: the decision, its service and its execution."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from jiandu.domain import Citation, Command, Event, Refused
from jiandu.law import Pack, Rulebook, is_overdue, legal_day
from services.supervision.domain.case import DECIDED, DECISION_SERVED, EXECUTED, NOT_CORRECTED, PROCEDURE, Case
from services.supervision.domain.impartiality import check_impartial
from services.supervision.domain.notice import check_answers, check_served

_SETS_LIMIT = "sets_limit"


@dataclass(frozen=True, kw_only=True)
class RecordNonCorrection(Command):
    """The limit has passed without correction, or the body refuses."""

    case_id: str
    refused: bool = False


@dataclass(frozen=True, kw_only=True)
class NonCorrectionRecorded(Event):
    """The body has not corrected the matter. `decider` is who decides now under the pack."""

    case_id: str
    refused: bool
    decider: str
    citation: Citation
    recorded_by: str
    recorded_at: datetime

    def onto(self, case: Case) -> Case:
        return replace(case, state=NOT_CORRECTED, non_correction_by=self.recorded_by)


def record_non_correction(command: RecordNonCorrection, case: Case, law: Rulebook) -> list[Event]:
    """The body refuses, or its limit has passed: the matter goes to whoever the pack lets decide."""
    check_impartial(case, command.by)
    pack = PROCEDURE.allow(command, case, law)
    clock = case.clocks.get("notice.correction")
    if not command.refused and clock is not None and not clock.is_overdue(command.at):
        raise Refused("NOT_OVERDUE", citation=clock.citation, due_on=clock.due_on.isoformat())
    return [
        NonCorrectionRecorded(
            case_id=case.id,
            refused=command.refused,
            decider=pack.actor("decision.after_non_correction").who,
            citation=pack.cite_first("decision.report", "decision.after_non_correction"),
            recorded_by=command.by.subject,
            recorded_at=command.at,
        )
    ]


@dataclass(frozen=True, kw_only=True)
class Decide(Command):
    """Whoever the pack names decides after non-correction.

    `organ` is `supervising_organ` or `government`; `performance_days` the limit of an order to perform;
    `deliberated_on` the day of the collective discussion where the pack asks for one.
    """

    case_id: str
    number: str
    organ: str
    decision_type: str
    performance_days: int | None = None
    deliberated_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class DecisionMade(Event):
    """The supervising organ, or the government, has decided."""

    case_id: str
    number: str
    title: str
    organ: str
    decision_type: str
    performance_days: int | None
    deliberated_on: date | None
    citation: Citation
    decided_by: str
    decided_at: datetime

    def onto(self, case: Case) -> Case:
        return replace(
            case,
            state=DECIDED,
            decision_number=self.number,
            decision_type=self.decision_type,
            decided_at=self.decided_at,
            performance_days=self.performance_days,
        )


def decide(command: Decide, case: Case, law: Rulebook) -> list[Event]:
    """Whoever the pack names, and not the person who recorded the non-correction, decides."""
    check_impartial(case, command.by)
    pack = PROCEDURE.allow(command, case, law)
    check_decision(pack, case, command.organ, command.decision_type)
    check_deliberation(pack, command.deliberated_on, legal_day(command.at))
    check_performance_limit(pack, command.decision_type, command.performance_days)
    decider = pack.cite("decision.after_non_correction")
    if command.by.subject == case.non_correction_by:
        raise Refused("SAME_PERSON", citation=decider)
    return [
        DecisionMade(
            case_id=case.id,
            number=command.number,
            title=pack.document("decision.document").title,
            organ=command.organ,
            decision_type=command.decision_type,
            performance_days=command.performance_days,
            deliberated_on=command.deliberated_on,
            citation=decider,
            decided_by=command.by.subject,
            decided_at=command.at,
        )
    ]


@dataclass(frozen=True, kw_only=True)
class ServeDecision(Command):
    """The body received the decision at `received_at`."""

    case_id: str
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class DecisionServed(Event):
    """The body has the decision."""

    case_id: str
    number: str
    received_at: datetime

    def onto(self, case: Case) -> Case:
        return replace(case, state=DECISION_SERVED)


def serve_decision(command: ServeDecision, case: Case, law: Rulebook) -> list[Event]:
    """From receipt run the limit the decision sets, and the time to report where the pack has one."""
    check_impartial(case, command.by)
    PROCEDURE.allow(command, case, law)
    check_served(command.received_at, case.decided_at, command.at)
    return [DecisionServed(case_id=case.id, number=case.decision_number or "", received_at=command.received_at)]


@dataclass(frozen=True, kw_only=True)
class ReportExecution(Command):
    """The body reports that it has executed the decision."""

    case_id: str
    summary: str


@dataclass(frozen=True, kw_only=True)
class ExecutionReported(Event):
    """The body says that it has executed the decision; `late` if after a limit."""

    case_id: str
    summary: str
    late: bool
    reported_at: datetime

    def onto(self, case: Case) -> Case:
        return replace(case, state=EXECUTED)


def report_execution(command: ReportExecution, case: Case, law: Rulebook) -> list[Event]:
    """The body has executed the decision; late if any of its limits had passed."""
    check_answers(case, command.by)
    PROCEDURE.allow(command, case, law)
    late = is_overdue(case.clocks, command.at, "execution.report", "decision.performance")
    return [ExecutionReported(case_id=case.id, summary=command.summary, late=late, reported_at=command.at)]


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
