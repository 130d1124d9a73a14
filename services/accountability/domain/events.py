"""What has happened to an accountability case."""

from dataclasses import dataclass
from datetime import datetime

from jiandu.domain import Citation, Event


@dataclass(frozen=True, kw_only=True)
class AccountabilityOpened(Event):
    """There is a case on one officer."""

    case_id: str
    region: str
    pack: str
    supervision_case_id: str
    officer_id: str
    unit: str
    ground: str
    opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class SanctionRecommended(Event):
    """The supervising organ recommended (建议) a measure to the officer's unit; nothing is decided by it."""

    case_id: str
    officer_id: str
    unit: str
    measure: str
    ground: str
    citation: Citation
    recommended_by: str
    recommended_at: datetime


@dataclass(frozen=True, kw_only=True)
class SanctionDecided(Event):
    """The officer's unit decided (处理决定). `effect` is what the registry must do, e.g. `certificate.revoke`."""

    case_id: str
    order_id: str
    officer_id: str
    unit: str
    measure: str
    ground: str
    effect: str | None
    citation: Citation
    effective_at: datetime
    recorded_afterwards: bool
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True, kw_only=True)
class SanctionExecuted(Event):
    """The decision has been carried out everywhere."""

    case_id: str
    order_id: str
    executed_at: datetime


@dataclass(frozen=True, kw_only=True)
class SuspicionRecorded(Event):
    """Something suspicious was found."""

    case_id: str
    referral: str
    trigger: str
    area: str | None
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class DutyToReferArose(Event):
    """From the instant of the suspicion the matter must be referred to `authority`."""

    case_id: str
    referral_id: str
    referral: str
    authority: str
    trigger: str
    citation: Citation
    arose_at: datetime


@dataclass(frozen=True, kw_only=True)
class ReferralDecided(Event):
    """The head refers the matter; the package of this hash leaves."""

    case_id: str
    referral_id: str
    region: str
    authority: str
    trigger: str
    officer_id: str
    unit: str
    citation: Citation
    decided_by: str
    decided_at: datetime
    package_digest: str


@dataclass(frozen=True, kw_only=True)
class NonReferralProposed(Event):
    """The first of two persons gave a reason for not referring; the duty still stands."""

    case_id: str
    referral_id: str
    reason: str
    proposed_by: str
    proposed_at: datetime


@dataclass(frozen=True, kw_only=True)
class NonReferralDecided(Event):
    """Two persons have signed for not referring; the duty has ended."""

    case_id: str
    referral_id: str
    reason: str
    proposed_by: str
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True, kw_only=True)
class ReferralReceived(Event):
    """The authority has the matter and signed for it."""

    case_id: str
    referral_id: str
    receipt_id: str
    received_at: datetime
    noted_at: datetime


@dataclass(frozen=True, kw_only=True)
class ReferralConcluded(Event):
    """The authority said what became of the matter; the duty has been met."""

    case_id: str
    referral_id: str
    outcome: str
    concluded_at: datetime


@dataclass(frozen=True, kw_only=True)
class AccountabilityClosed(Event):
    """The case is finished; `outcome` is `sanctioned` or `not_sanctioned`."""

    case_id: str
    supervision_case_id: str
    outcome: str
    closed_at: datetime
