"""What can be asked of a complaint. The complainant's identity never comes this far."""

from dataclasses import dataclass
from datetime import date

from jiandu.domain import Command


@dataclass(frozen=True, kw_only=True)
class SubmitComplaint(Command):
    """Take in a complaint or report against a body, or against one officer of it.

    `has_identity` says that an identity lies in the vault; `recorded_in_full` that staff wrote down a complaint
    made by word of mouth. `act_on` is the legal day of the act complained of, where known.
    """

    complaint_id: str
    region: str
    channel: str
    kind: str
    respondent: str
    facts: str
    officer_id: str | None = None
    act_on: date | None = None
    anonymous: bool = False
    has_identity: bool = False
    recorded_in_full: bool = False


@dataclass(frozen=True, kw_only=True)
class AcceptComplaint(Command):
    """After screening: the complaint is about a concrete act and goes the way of an individual case."""

    complaint_id: str


@dataclass(frozen=True, kw_only=True)
class DeclineComplaint(Command):
    """After screening: outside the scope of supervision. `competent_body` is who the complainant is sent to."""

    complaint_id: str
    reason: str
    competent_body: str


@dataclass(frozen=True, kw_only=True)
class RecordClue(Command):
    """After screening: not about a concrete act, but a clue (线索) for supervision to come."""

    complaint_id: str


@dataclass(frozen=True, kw_only=True)
class NoteCaseOpened(Command):
    """Supervision has opened a case on the complaint."""

    complaint_id: str
    case_id: str


@dataclass(frozen=True, kw_only=True)
class NoteCaseClosed(Command):
    """Supervision has finished with the complaint, or has declined to open a case on it."""

    complaint_id: str
    case_id: str
    outcome: str
