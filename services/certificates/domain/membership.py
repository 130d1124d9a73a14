"""For which body somebody worked when, in both times: what was recorded is only added to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True)
class Membership:
    """From this legal day on the person works for this body (None: for none), as recorded then."""

    body_id: str | None
    since: date
    recorded_at: datetime


def body_at(memberships: Sequence[Membership], on: date, known_at: datetime | None = None) -> str | None:
    """The body on a legal day by what was recorded up to `known_at` (None: by all that is known)."""
    known = [
        each for each in memberships if each.since <= on and (known_at is None or each.recorded_at <= known_at)
    ]
    last = max(known, key=lambda each: (each.since, each.recorded_at), default=None)
    return None if last is None else last.body_id
