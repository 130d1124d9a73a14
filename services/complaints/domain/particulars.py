"""What a complaint consists of: who is complained of, what it is called elsewhere, what belongs to it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One piece of evidence of a statement: what it is called, and the hash of it."""

    name: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class Respondent:
    """A body complained of (被投诉举报主体), with those of its officers who are meant.

    `unknown_officer` describes, masked, one whom nobody has named yet. `place` numbers the body among all that
    were passed on to supervision, which opens a case for each. `notice` is how far the body's answer has come:
    None before it was notified, then `notified`, `answered`, or `silent` once its time is over.
    """

    body_id: str
    officer_ids: tuple[str, ...] = ()
    unknown_officer: str | None = None
    place: int | None = None
    notice: str | None = None
    by_queue: bool = False
    summary: str | None = None
    notified_at: datetime | None = None
    statement: str | None = None
    legal_basis: str | None = None
    evidence: tuple[Evidence, ...] = ()
    answered_at: datetime | None = None
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class ExternalId:
    """What the complaint is called elsewhere: a 12345 work order, a provincial number."""

    source: str
    number: str


@dataclass(frozen=True, kw_only=True)
class Link:
    """Another complaint that belongs to this one, and the rule that says so."""

    complaint_id: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """What was handed in: its hash and form; the content lies sealed elsewhere. Nobody reads it in quarantine."""

    id: str
    name: str
    media_type: str
    size: int
    digest: str
    state: str = "declared"
    parts: int = 0


@dataclass(frozen=True, kw_only=True)
class CaseOf:
    """A supervision case that took the complaint up, and its word for how it ended."""

    case_id: str
    outcome: str | None = None


@dataclass(frozen=True, kw_only=True)
class Consequence:
    """What followed elsewhere: a sanction on an officer, a referral to an authority."""

    kind: str
    what: str
    officer_id: str | None
    noted_at: datetime
