"""What has happened to a supervisor's registration and to a supervision case."""

from dataclasses import dataclass
from datetime import date, datetime

from jiandu.domain import Citation, Event


@dataclass(frozen=True, kw_only=True)
class SupervisorRegistered(Event):
    """Somebody may supervise; `conditions` are those found to be met."""

    supervisor_id: str
    region: str
    pack: str
    agency: str
    conditions: tuple[str, ...]
    registered_at: datetime


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
    act_on: date | None
    proposed_by: str
    proposed_at: datetime


@dataclass(frozen=True, kw_only=True)
class CaseOpened(Event):
    """The case is filed (立案)."""

    case_id: str
    complaint_id: str | None
    approved_by: str | None
    opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class CaseNotFiled(Event):
    """The case was not approved, because of a bar of the pack."""

    case_id: str
    complaint_id: str | None
    bar: str
    citation: Citation
    outcome: str
    refused_at: datetime


@dataclass(frozen=True, kw_only=True)
class CaseExtended(Event):
    """The head gave the case more time."""

    case_id: str
    approved_by: str
    citation: Citation
    extended_at: datetime


@dataclass(frozen=True, kw_only=True)
class InvestigatorsAssigned(Event):
    """These persons investigate."""

    case_id: str
    investigators: tuple[str, ...]
    assigned_at: datetime


@dataclass(frozen=True, kw_only=True)
class InvestigatorRecused(Event):
    """Somebody stands aside and may not come back to the case."""

    case_id: str
    supervisor_id: str
    ground: str
    citation: Citation
    recused_at: datetime


@dataclass(frozen=True, kw_only=True)
class RemedySought(Event):
    """The party has gone to reconsideration or to court."""

    case_id: str
    remedy: str
    noted_at: datetime


@dataclass(frozen=True, kw_only=True)
class NoticeIssued(Event):
    """The first document went out; `title` is what this pack calls it."""

    case_id: str
    number: str
    title: str
    grounds: tuple[str, ...]
    citation: Citation
    issued_at: datetime


@dataclass(frozen=True, kw_only=True)
class NoticeServed(Event):
    """The body has the notice."""

    case_id: str
    number: str
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class ObjectionRaised(Event):
    """The body asked for a review in time."""

    case_id: str
    in_writing: bool
    reasons: str
    raised_at: datetime


@dataclass(frozen=True, kw_only=True)
class ObjectionAnswered(Event):
    """The review is done; `result` is `upheld` or `withdrawn`."""

    case_id: str
    result: str
    answered_at: datetime


@dataclass(frozen=True, kw_only=True)
class CorrectionReported(Event):
    """The body says that it has corrected the matter; `late` if after the limit."""

    case_id: str
    summary: str
    late: bool
    reported_at: datetime


@dataclass(frozen=True, kw_only=True)
class NonCorrectionRecorded(Event):
    """The body has not corrected the matter. `decider` is who decides now under the pack."""

    case_id: str
    refused: bool
    decider: str
    citation: Citation
    recorded_by: str
    recorded_at: datetime


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


@dataclass(frozen=True, kw_only=True)
class DecisionServed(Event):
    """The body has the decision."""

    case_id: str
    number: str
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class ExecutionReported(Event):
    """The body says that it has executed the decision; `late` if after a limit."""

    case_id: str
    summary: str
    late: bool
    reported_at: datetime


@dataclass(frozen=True, kw_only=True)
class AccountabilityRecommended(Event):
    """One officer should be held to account; `unit` is the officer's own body, which will decide."""

    case_id: str
    officer_id: str
    unit: str
    ground: str
    citation: Citation
    recommended_at: datetime


@dataclass(frozen=True, kw_only=True)
class CaseClosed(Event):
    """The case is finished; `outcome` is `terminated`, `withdrawn`, `corrected`, `decided` or `executed`."""

    case_id: str
    complaint_id: str | None
    outcome: str
    closed_at: datetime


@dataclass(frozen=True, kw_only=True)
class CaseArchived(Event):
    """The file is in the archive."""

    case_id: str
    archived_at: datetime
