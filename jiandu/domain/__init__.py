"""The few pure types that every service's domain is written in."""

from jiandu.domain.message import Actor, Command, Event
from jiandu.domain.procedure import NO_TEXT, NothingFollows, Procedure, Step
from jiandu.domain.refused import Citation, Refused
from jiandu.domain.request import Cause, Repaired, Request, derived_id

__all__ = [
    "NO_TEXT",
    "Actor",
    "Cause",
    "Citation",
    "Command",
    "Event",
    "NothingFollows",
    "Procedure",
    "Refused",
    "Repaired",
    "Request",
    "Step",
    "derived_id",
]
