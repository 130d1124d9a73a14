"""How a body is told what to correct, and says that it has."""

from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import Actor, Citation, Command, Event, Refused
from jiandu.law import Rulebook, is_overdue
from services.supervision.domain.case import CORRECTED, CORRECTING, NOTICE_ISSUED, PROCEDURE, Case
from services.supervision.domain.impartiality import check_impartial
from services.supervision.domain.investigation import check_team


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
    check_impartial(case, command.by)
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
    check_impartial(case, command.by)
    PROCEDURE.allow(command, case, law)
    check_served(command.received_at, case.notice_issued_at, command.at)
    return [NoticeServed(case_id=case.id, number=case.notice_number or "", received_at=command.received_at)]


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


def check_served(received_at: datetime, issued_at: datetime | None, now: datetime) -> None:
    """A document is received after it was issued and not in the future. Raises Refused INVALID_VALUE."""
    if received_at > now or (issued_at is not None and received_at < issued_at):
        raise Refused("INVALID_VALUE", field="received_at")


def check_answers(case: Case, by: Actor) -> None:
    """A body knows the cases it answers in once it has the notice, and no other. Raises Refused NOT_FOUND."""
    if case.respondent != by.agency or not case.is_served:
        raise Refused("NOT_FOUND", id=case.id)
