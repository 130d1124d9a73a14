"""What an officer's file consists of, besides the certificates."""

from dataclasses import dataclass
from datetime import date, datetime

from services.certificates.domain.certificate import NewCertificate


@dataclass(frozen=True, kw_only=True)
class Training:
    """Training taken part in: on a legal day, so many hours, in a course of this kind."""

    on: date
    hours: int
    topic: str
    course: str | None = None


@dataclass(frozen=True, kw_only=True)
class Exam:
    """An examination: `kind` is common law (公共法律知识) or professional law (专业法律知识), of a year."""

    kind: str
    on: date
    result: str
    resit: bool = False


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A fault in enforcement on record (执法过错记录); `processed_on` once it was dealt with."""

    case_id: str
    on: date
    processed_on: date | None = None
    outcome: str | None = None


@dataclass(frozen=True, kw_only=True)
class InspectionMark:
    """What the annual inspection (年检) of a year came to for one certificate."""

    number: str
    year: int
    result: str


@dataclass(frozen=True, kw_only=True)
class PersonnelChange:
    """A change that the body has to report: what, since when, and when it was reported."""

    id: str
    kind: str
    on: date
    reported_at: datetime | None = None
    late: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Application:
    """An application for a certificate (申领) that waits for its issuer."""

    id: str
    number: str
    kind: str
    applied_by: str


@dataclass(frozen=True, kw_only=True)
class External:
    """A certificate of a higher issuer that the body recorded and a registrar has not accepted."""

    number: str
    certificate: NewCertificate
    recorded_by: str


@dataclass(frozen=True, kw_only=True)
class Sanction:
    """An order of accountability: from `since` until before `until` (None: for good) no certificate is valid.

    Corrected it is gone; lifted it ends then.
    """

    order_id: str
    status: str
    since: datetime
    until: datetime | None
    case_id: str
    ground: str


@dataclass(frozen=True, kw_only=True)
class Correction:
    """A correction that somebody proposed and another person has to approve."""

    id: str
    corrects: str
    ground: str
    effective_at: datetime | None
    proposed_by: str
