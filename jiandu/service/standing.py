"""Hearing of an officer's status and acknowledging it: what every service but the registry does alike."""

from typing import Any

from jiandu.bus import fields
from jiandu.bus.contract import Consumed, Contracts, Published
from jiandu.domain import standing
from jiandu.service.aggregate import Aggregate
from jiandu.service.subscription import subscribe
from jiandu.service.unit import Request
from jiandu.store.mongo import MongoAggregates


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
    "certificate.status_changed", ("certificates",), 1, StatusChangedReceived, standing.ApplyStanding
)
STATUS_APPLIED = Contracts(Published(standing.StandingApplied, "certificate.status_applied", 1, StatusAppliedV1))


class HearsStanding:
    """Mixed into a service's class: it keeps each officer's standing and tells the registry that it does."""

    standings: Any = Aggregate(standing.Standing, Standings, standing.evolve, STATUS_APPLIED)

    @subscribe(STATUS_CHANGED, queue="standings")
    def on_status_changed(self, request: Request[standing.ApplyStanding]) -> Any:
        """Take note of an officer's status, whenever it arrives."""
        return self.standings.create(request, standing.apply_standing, f"std-{request.command.officer_id}")
