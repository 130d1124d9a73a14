"""What a service knows of an officer's certificates from the registry alone.

The contract is shared, so its reading is too: the registry numbers the status of each officer, the highest
number wins, and any order and any repetition of deliveries ends in the same standing.
"""

from dataclasses import dataclass
from datetime import datetime

from jiandu.domain.message import Command, Event


@dataclass(frozen=True, kw_only=True)
class ApplyStanding(Command):
    """The registry announced status number `version` of an officer, by order `order_id`."""

    officer_id: str
    region: str
    version: int
    status: str
    order_id: str
    effective_at: datetime


@dataclass(frozen=True, kw_only=True)
class StandingApplied(Event):
    """The announcement was taken note of. `current` is false if a later status was known already.

    It is also what acknowledges the order, so it is said of a stale announcement and of a repeated one too.
    """

    officer_id: str
    region: str
    version: int
    status: str
    order_id: str
    effective_at: datetime
    current: bool
    applied_at: datetime


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An officer's status as last announced; `state` is the status, `version` its number."""

    id: str
    region: str
    state: str
    version: int
    order_id: str
    effective_at: datetime


def apply_standing(command: ApplyStanding, standing: Standing | None, _law: object) -> list[Event]:
    """Take note of an announcement, whenever it comes."""
    return [
        StandingApplied(
            officer_id=command.officer_id,
            region=command.region,
            version=command.version,
            status=command.status,
            order_id=command.order_id,
            effective_at=command.effective_at,
            current=standing is None or command.version >= standing.version,
            applied_at=command.at,
        )
    ]


def evolve(standing: Standing | None, event: StandingApplied) -> Standing:
    """The standing after the event: the highest version stays."""
    if standing is not None and event.version <= standing.version:
        return standing
    return Standing(
        id=event.officer_id,
        region=event.region,
        state=event.status,
        version=event.version,
        order_id=event.order_id,
        effective_at=event.effective_at,
    )
