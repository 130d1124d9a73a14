"""What operators and auditors may ask of every service: its parked messages, and the ledger of what it applied."""

from typing import Any

from nameko.extensions import DependencyProvider

from jiandu.bus import fields
from jiandu.identity.permissions import Allow
from jiandu.service.aggregate import aggregate_called
from jiandu.service.desk import Desk
from jiandu.service.methods import Operation, Query, operation, query

OPERATORS = Allow("operator")


class _Parked(fields.Incoming):
    settled = fields.Flag(load_default=False)


class _Entry(fields.Incoming):
    entry = fields.Identifier(required=True)


class _Repair(_Entry):
    data = fields.AnyObject(required=True)
    reason = fields.Text(500, required=True)


class _Reason(_Entry):
    reason = fields.Text(500, required=True)


class _Decision(_Entry):
    proposal = fields.Identifier(required=True)


class _LedgerPage(fields.Incoming):
    aggregate = fields.Identifier(required=True)
    after = fields.Identifier(load_default=None)
    aggregate_id = fields.Identifier(load_default=None)


class OperatorsDesk(DependencyProvider):  # type: ignore[misc]  # nameko has no types
    """Gives the service's methods a `Desk`."""

    def get_dependency(self, worker_ctx: Any) -> Desk:
        return Desk(self.container)


class Operated:
    """Mixed into every service's class: what operators and auditors may ask of it."""

    desk: Any = OperatorsDesk()  # nameko puts a Desk in its place for every call

    @query(_Parked, allow=OPERATORS)
    def parked(self, asked: Query) -> Any:
        """Messages that could not be applied, and what waits behind them; on request also the settled ones."""
        return self.desk.parked(settled=asked.fields["settled"])

    @query(_Entry, allow=OPERATORS)
    def parked_message(self, asked: Query) -> Any:
        """One of them, with its body."""
        return self.desk.show(asked.fields["entry"])

    @operation(_Entry, allow=OPERATORS)
    def replay(self, asked: Operation) -> Any:
        """Try one again, now."""
        return self.desk.replay(asked)

    @operation(_Repair, allow=OPERATORS)
    def propose_repair(self, asked: Operation) -> Any:
        """Propose other data for a message whose sender is proven."""
        return self.desk.propose("repair", asked)

    @operation(_Reason, allow=OPERATORS)
    def propose_discard(self, asked: Operation) -> Any:
        """Propose to close a message without applying it."""
        return self.desk.propose("discard", asked)

    @operation(_Decision, allow=OPERATORS)
    def approve_proposal(self, asked: Operation) -> Any:
        """Agree to what another operator proposed; it takes effect at once."""
        return self.desk.approve(asked)

    @operation(_Decision, allow=OPERATORS)
    def reject_proposal(self, asked: Operation) -> Any:
        """Take a proposal off the table, so that another can be made."""
        return self.desk.reject(asked)

    @query(_LedgerPage, allow=Allow("auditor"))
    def ledger(self, asked: Query) -> Any:
        """What was applied to aggregates of one kind, page by page: causes, and ids of events published."""
        kind = aggregate_called(type(self), asked.fields["aggregate"])
        return self.desk.ledger(kind, asked.fields["after"], asked.fields["aggregate_id"], asked.by)
