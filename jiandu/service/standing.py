"""An officer's standing as the registry announced it: heard, kept and acknowledged alike by every other service.

The registry numbers the statuses of each officer, the highest number wins, and any order and any repetition of
deliveries ends in the same standing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jiandu.bus import fields
from jiandu.bus.contract import Consumed, Contracts, Published
from jiandu.domain import Command, Event, Request
from jiandu.service.aggregate import Aggregate
from jiandu.service.subscription import subscribe
from jiandu.store.mongo import MongoAggregates


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An officer's status as last announced; `state` is the status, `version` its number."""

    id: str
    region: str
    state: str
    version: int
    order_id: str
    effective_at: datetime


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

    def onto(self, standing: Standing | None) -> Standing:
        """The highest version stays."""
        if standing is not None and self.version <= standing.version:
            return standing
        kept = self.told("officer_id", "status", "current", "applied_at")
        return Standing(id=standing_of(self.officer_id), state=self.status, **kept)


def standing_of(officer_id: str) -> str:
    """The id of an officer's standing; nothing else of a service is called so, whatever an officer is called."""
    return f"std-{officer_id}"


def apply_standing(command: ApplyStanding, standing: Standing | None, _law: object) -> list[Event]:
    """Take note of an officer's status, whenever it arrives."""
    current = standing is None or command.version >= standing.version
    return [StandingApplied(**command.told(), current=current, applied_at=command.at)]


class Standings(MongoAggregates):
    """One document an officer whose status was ever announced."""

    name = "standings"


class StatusChangedReceived(fields.Received):
    officer_id = fields.Identifier(required=True)
    region = fields.Region(required=True)
    version = fields.Whole(required=True)
    status = fields.Identifier(required=True)
    order_id = fields.Identifier(required=True)
    effective_at = fields.Instant(required=True)


class StatusAppliedV1(fields.Outgoing):
    order_id = fields.Identifier()
    region = fields.Region()
    applied_at = fields.Instant()


STATUS_CHANGED = Consumed(
    "certificate.status_changed",
    ("certificates",),
    2,
    StatusChangedReceived,
    ApplyStanding,
    upcasts={1: dict},  # what version 2 adds is not asked for here
)
STATUS_APPLIED = Contracts(Published(StandingApplied, "certificate.status_applied", 1, StatusAppliedV1))


class HearsStanding:
    """Mixed into a service's class: it keeps each officer's standing and tells the registry that it does."""

    standings = Aggregate(Standing, Standings, key="officer_id", publishes=STATUS_APPLIED)

    @subscribe(STATUS_CHANGED, queue="standings")
    def on_status_changed(self, request: Request[ApplyStanding]) -> Any:
        """Take note of an officer's status, whenever it arrives."""
        return self.standings.create(request, apply_standing, standing_of(request.command.officer_id))
