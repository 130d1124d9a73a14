"""What can be asked of a supervisor's registration and of a supervision case."""

from dataclasses import dataclass
from datetime import date, datetime

from jiandu.domain import Command


@dataclass(frozen=True, kw_only=True)
class RegisterSupervisor(Command):
    """Register a supervisor; `conditions` are the codes of the pack's conditions that were found to be met."""

    supervisor_id: str
    region: str
    agency: str
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OpenCase(Command):
    """Open an individual case (个案监督), or put it before the head where the pack asks for approval."""

    case_id: str
    region: str
    respondent: str
    facts: str
    complaint_id: str | None = None
    officer_id: str | None = None
    act_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ApproveCase(Command):
    """The head approves the filing. `necessary`: found necessary although the act is older than the limit."""

    case_id: str
    necessary: bool = False


@dataclass(frozen=True, kw_only=True)
class RefuseFiling(Command):
    """The head does not approve: `bar` is one of the pack's bars."""

    case_id: str
    bar: str


@dataclass(frozen=True, kw_only=True)
class ExtendCase(Command):
    """The head gives the case more time, in the unit of the pack's ceiling."""

    case_id: str
    extension: int


@dataclass(frozen=True, kw_only=True)
class AssignInvestigators(Command):
    """Who investigates. `registered` are those of them whom the register of supervisors knows."""

    case_id: str
    investigators: tuple[str, ...]
    registered: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class RecuseInvestigator(Command):
    """Somebody stands aside, on a ground of the pack."""

    case_id: str
    supervisor_id: str
    ground: str


@dataclass(frozen=True, kw_only=True)
class NoteRemedySought(Command):
    """The party has gone to reconsideration or to court: `remedy` is `reconsideration` or `litigation`."""

    case_id: str
    remedy: str


@dataclass(frozen=True, kw_only=True)
class IssueNotice(Command):
    """Issue the pack's first document, with its number and its grounds."""

    case_id: str
    number: str
    grounds: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ServeNotice(Command):
    """The body received the notice at `received_at`: from then on the limits run."""

    case_id: str
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class ObjectToNotice(Command):
    """The body asks for a review; received now."""

    case_id: str
    in_writing: bool
    reasons: str = ""


@dataclass(frozen=True, kw_only=True)
class AnswerObjection(Command):
    """The review is done: the notice is `upheld` or `withdrawn`."""

    case_id: str
    result: str


@dataclass(frozen=True, kw_only=True)
class ReportCorrection(Command):
    """The body reports that it has corrected the matter."""

    case_id: str
    summary: str


@dataclass(frozen=True, kw_only=True)
class RecordNonCorrection(Command):
    """The limit has passed without correction, or the body refuses."""

    case_id: str
    refused: bool = False


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
class ServeDecision(Command):
    """The body received the decision at `received_at`."""

    case_id: str
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class ReportExecution(Command):
    """The body reports that it has executed the decision."""

    case_id: str
    summary: str


@dataclass(frozen=True, kw_only=True)
class RecommendAccountability(Command):
    """Recommend that these officers be held to account, on a ground of the pack."""

    case_id: str
    officer_ids: tuple[str, ...]
    ground: str


@dataclass(frozen=True, kw_only=True)
class CloseCase(Command):
    """The case is finished (办结)."""

    case_id: str


@dataclass(frozen=True, kw_only=True)
class ArchiveCase(Command):
    """The file has gone to the archive."""

    case_id: str
