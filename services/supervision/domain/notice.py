"""The notice, the objection to it, and the correction."""

from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import Actor, Citation, Command, Event, Refused
from jiandu.law import Pack, Rulebook, in_time, is_overdue
from services.supervision.domain.case import (
    CORRECTED,
    CORRECTING,
    NOTICE_ISSUED,
    PROCEDURE,
    UNDER_REVIEW,
    WITHDRAWN,
    Case,
)
from services.supervision.domain.investigation import check_team

RESULTS = ("upheld", "withdrawn")


@dataclass(frozen=True, kw_only=True)
class IssueNotice(Command):
    """Issue the pack's first document, with its number and its grounds."""

    case_id: str
    number: str
    grounds: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class NoticeIssued(Event):
    """The first document went out; `title` is what this pack calls it."""

    case_id: str
    number: str
    title: str
    grounds: tuple[str, ...]
    citation: Citation
    issued_at: datetime

    def onto(self, case: Case) -> Case:
        return replace(case, state=NOTICE_ISSUED, notice_number=self.number, notice_issued_at=self.issued_at)


def issue_notice(command: IssueNotice, case: Case, law: Rulebook) -> list[Event]:
    """Issue the notice (or opinion) on grounds of the pack, by a team that is complete."""
    pack = PROCEDURE.allow(command, case, law)
    check_team(pack, case, case.investigators)
    grounds = pack.grounds("notice.grounds")
    if not command.grounds:
        raise Refused("MISSING_FIELD", citation=grounds.source, field="grounds")
    for ground in command.grounds:
        grounds.item(ground, field="grounds")
    return [
        NoticeIssued(
            case_id=case.id,
            number=command.number,
            title=pack.document("notice.document").title,
            grounds=command.grounds,
            citation=grounds.source,
            issued_at=command.at,
        )
    ]


@dataclass(frozen=True, kw_only=True)
class ServeNotice(Command):
    """The body received the notice at `received_at`: from then on the limits run."""

    case_id: str
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class NoticeServed(Event):
    """The body has the notice."""

    case_id: str
    number: str
    received_at: datetime

    def onto(self, case: Case) -> Case:
        return replace(case, state=CORRECTING)


def serve_notice(command: ServeNotice, case: Case, law: Rulebook) -> list[Event]:
    """From receipt run the limit to correct and the time to object."""
    PROCEDURE.allow(command, case, law)
    check_served(command.received_at, case.notice_issued_at, command.at)
    return [NoticeServed(case_id=case.id, number=case.notice_number or "", received_at=command.received_at)]


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
    PROCEDURE.allow(command, case, law)
    if command.result not in RESULTS:
        raise Refused("INVALID_VALUE", field="result")
    return [ObjectionAnswered(case_id=case.id, result=command.result, answered_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class ReportCorrection(Command):
    """The body reports that it has corrected the matter."""

    case_id: str
    summary: str


@dataclass(frozen=True, kw_only=True)
class CorrectionReported(Event):
    """The body says that it has corrected the matter; `late` if after the limit."""

    case_id: str
    summary: str
    late: bool
    reported_at: datetime

    def onto(self, case: Case) -> Case:
        return replace(case, state=CORRECTED)


def report_correction(command: ReportCorrection, case: Case, law: Rulebook) -> list[Event]:
    """The body has corrected the matter, in time or late."""
    check_answers(case, command.by)
    PROCEDURE.allow(command, case, law)
    late = is_overdue(case.clocks, command.at, "notice.correction")
    return [CorrectionReported(case_id=case.id, summary=command.summary, late=late, reported_at=command.at)]


def check_objection_form(pack: Pack, *, in_writing: bool, reasons: str) -> None:
    """The objection has the form the text asks for. Raises Refused REQUIREMENT_NOT_MET."""
    if not pack.speaks_of("notice.objection.form"):
        return
    rule = pack.requirement("notice.objection.form")
    given = {"in_writing": in_writing, "reasons": bool(reasons.strip())}
    for need in rule.needs:
        if not given.get(need):
            raise Refused("REQUIREMENT_NOT_MET", citation=rule.source, field=need, requirement=need)


def check_served(received_at: datetime, issued_at: datetime | None, now: datetime) -> None:
    """A document is received after it was issued and not in the future. Raises Refused INVALID_VALUE."""
    if received_at > now or (issued_at is not None and received_at < issued_at):
        raise Refused("INVALID_VALUE", field="received_at")


def check_answers(case: Case, by: Actor) -> None:
    """A body's legal unit knows the cases its body answers in, and no other. Raises Refused NOT_FOUND."""
    if "enforcement_legal_unit" in by.roles and case.respondent != by.agency:
        raise Refused("NOT_FOUND", id=case.id)
