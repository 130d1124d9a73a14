"""How a body objects to a notice, and what the review of it finds."""

from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import Command, Event, Refused
from jiandu.law import Pack, Rulebook, in_time
from services.supervision.domain.case import CORRECTING, PROCEDURE, UNDER_REVIEW, WITHDRAWN, Case
from services.supervision.domain.impartiality import check_impartial
from services.supervision.domain.notice import check_answers

RESULTS = ("upheld", "withdrawn")


@dataclass(frozen=True, kw_only=True)
class ObjectToNotice(Command):
    """The body asks for a review; received now."""

    case_id: str
    in_writing: bool
    reasons: str = ""


@dataclass(frozen=True, kw_only=True)
class ObjectionRaised(Event):
    """The body asked for a review in time."""

    case_id: str
    in_writing: bool
    reasons: str
    raised_at: datetime

    def onto(self, case: Case) -> Case:
        return replace(case, state=UNDER_REVIEW)


def object_to_notice(command: ObjectToNotice, case: Case, law: Rulebook) -> list[Event]:
    """An objection in time, once, in the form of the pack; from now runs the time to review it."""
    check_answers(case, command.by)
    pack = PROCEDURE.allow(command, case, law)
    window = case.clocks.get("notice.objection")
    if window is None:
        raise Refused("LAW_SILENT", provision="notice.objection", pack=pack.id, title=pack.title)
    if window.stopped_at is not None:
        raise Refused("ALREADY_OBJECTED", citation=window.citation)
    in_time(window, command.at)
    check_objection_form(pack, in_writing=command.in_writing, reasons=command.reasons)
    return [
        ObjectionRaised(
            case_id=case.id, in_writing=command.in_writing, reasons=command.reasons, raised_at=command.at
        )
    ]


@dataclass(frozen=True, kw_only=True)
class AnswerObjection(Command):
    """The review is done: the notice is `upheld` or `withdrawn`."""

    case_id: str
    result: str


@dataclass(frozen=True, kw_only=True)
class ObjectionAnswered(Event):
    """The review is done; `result` is `upheld` or `withdrawn`."""

    case_id: str
    result: str
    answered_at: datetime

    def onto(self, case: Case) -> Case:
        return replace(case, state=WITHDRAWN if self.result == "withdrawn" else CORRECTING)


def answer_objection(command: AnswerObjection, case: Case, law: Rulebook) -> list[Event]:
    """Uphold or withdraw the notice. No text suspends the limit to correct meanwhile, so it has kept running."""
    check_impartial(case, command.by)
    PROCEDURE.allow(command, case, law)
    if command.result not in RESULTS:
        raise Refused("INVALID_VALUE", field="result")
    return [ObjectionAnswered(case_id=case.id, result=command.result, answered_at=command.at)]


def check_objection_form(pack: Pack, *, in_writing: bool, reasons: str) -> None:
    """The objection has the form the text asks for. Raises Refused REQUIREMENT_NOT_MET."""
    if not pack.speaks_of("notice.objection.form"):
        return
    rule = pack.requirement("notice.objection.form")
    given = {"in_writing": in_writing, "reasons": bool(reasons.strip())}
    for need in rule.needs:
        if not given.get(need):
            raise Refused("REQUIREMENT_NOT_MET", citation=rule.source, field=need, requirement=need)
