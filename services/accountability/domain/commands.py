"""What can be asked of an accountability case."""

from dataclasses import dataclass
from datetime import datetime

from jiandu.domain import Command


@dataclass(frozen=True, kw_only=True)
class OpenCase(Command):
    """Open a case on one officer, as supervision recommended. `unit` is the officer's own body."""

    case_id: str
    region: str
    supervision_case_id: str
    officer_id: str
    unit: str
    ground: str


@dataclass(frozen=True, kw_only=True)
class ProposeSanction(Command):
    """The supervising organ recommends (建议) a measure to the officer's unit, on a ground of the pack."""

    case_id: str
    measure: str
    ground: str


@dataclass(frozen=True, kw_only=True)
class DecideSanction(Command):
    """The officer's unit decides (处理决定); it may choose another measure than the recommended one.

    `recorded_afterwards` says that the decision was in force before there was a case here; no other decision
    may take effect before its case.
    """

    case_id: str
    order_id: str
    unit: str
    measure: str
    effective_at: datetime
    recorded_afterwards: bool = False


@dataclass(frozen=True, kw_only=True)
class NoteSanctionExecuted(Command):
    """The decision has been carried out; for a certificate, everybody has acknowledged the registry's change."""

    case_id: str
    order_id: str


@dataclass(frozen=True, kw_only=True)
class ReportSanctionExecuted(Command):
    """The unit reports that it has carried out a measure without effect on certificates."""

    case_id: str


@dataclass(frozen=True, kw_only=True)
class RecordSuspicion(Command):
    """Something suspicious was found. `referral` names the duty in the pack (`commission`, `procuratorate`),
    `trigger` what is suspected, `area` the field of public interest where the duty is limited to some."""

    case_id: str
    referral: str
    trigger: str
    area: str | None = None


@dataclass(frozen=True, kw_only=True)
class DecideReferral(Command):
    """The head refers the matter."""

    case_id: str
    referral_id: str


@dataclass(frozen=True, kw_only=True)
class ProposeNotToRefer(Command):
    """The first of two persons gives the reason for not referring."""

    case_id: str
    referral_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class DecideNotToRefer(Command):
    """The second person signs for not referring, which ends the duty."""

    case_id: str
    referral_id: str


@dataclass(frozen=True, kw_only=True)
class NoteReferralReceipt(Command):
    """The authority's signed receipt is in; `package_digest` is the hash of what it received."""

    case_id: str
    referral_id: str
    receipt_id: str
    package_digest: str
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class NoteReferralOutcome(Command):
    """The authority has said what became of the matter."""

    case_id: str
    referral_id: str
    outcome: str


@dataclass(frozen=True, kw_only=True)
class CloseCase(Command):
    """The case is finished."""

    case_id: str
