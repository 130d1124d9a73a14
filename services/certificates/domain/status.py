"""What a certificate can be: every status under a word of the law, none of which stands for another."""

from collections.abc import Iterable
from typing import Final

VALID, NOT_YET_VALID, EXPIRED, LOST, SUSPENDED = "valid", "not_yet_valid", "expired", "lost", "suspended"
REPLACED, VOID, CANCELLED, COLLECTED = "replaced", "void", "cancelled", "collected"
WRITTEN_OFF, SURRENDERED, DISQUALIFIED, REVOKED = "written_off", "surrendered", "disqualified", "revoked"

# of statements that hold at one instant the one that stands last here is what the certificate is
STATUSES: Final = (
    *(NOT_YET_VALID, EXPIRED, VALID, LOST, SUSPENDED),
    *(REPLACED, VOID, CANCELLED, COLLECTED, WRITTEN_OFF, SURRENDERED, DISQUALIFIED, REVOKED),
)
# these end a certificate; only a correction or a reinstatement brings it back
FINAL: Final = frozenset({REPLACED, VOID, CANCELLED, COLLECTED, WRITTEN_OFF, SURRENDERED, DISQUALIFIED, REVOKED})


def heaviest(statuses: Iterable[str]) -> str:
    """Of what is said at once what counts. ValueError if nothing is said."""
    return max(statuses, key=STATUSES.index)
