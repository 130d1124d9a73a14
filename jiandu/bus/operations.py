"""What operators and auditors may ask of every service: its parked messages, and the ledger of what it applied."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from nameko.extensions import DependencyProvider

from jiandu.bus import fields
from jiandu.bus.aggregate import Aggregate, aggregates_of
from jiandu.bus.rpc import Query, query
from jiandu.bus.runtime import Runtime
from jiandu.bus.subscription import inbox_of
from jiandu.bus.sweeps import ClockSweep, LaneSweep
from jiandu.domain import Actor, Refused
from jiandu.identity.permissions import Allow

OPERATORS = Allow("operator")
LEDGER_PAGE = 2000


class _Parked(fields.Incoming):
    settled = fields.Flag(load_default=False)


class _Entry(fields.Incoming):
    entry = fields.Identifier(required=True)


class _Repair(_Entry):
    data = fields.AnyObject(required=True)
    reason = fields.Text(500, required=True)


class _Reason(_Entry):
    reason = fields.Text(500, required=True)


class _LedgerPage(fields.Incoming):
    aggregate = fields.Identifier(required=True)
    after = fields.Identifier(load_default=None)
    aggregate_id = fields.Identifier(load_default=None)


class Desk:
    """The operators' hands on one service's lanes. Two persons answer for changing or discarding a message."""

    def __init__(self, container: Any) -> None:
        self._container = container
        self._runtime = Runtime.of(container)
        self._lanes = self._runtime.lanes

    def parked(self, *, settled: bool) -> list[dict[str, Any]]:
        """Every message that could not be applied at once, without its body."""
        return [_summary(lane, entry) for lane, entry in self._lanes.listed(settled=settled)]

    def show(self, key: str) -> dict[str, Any]:
        """One message with headers and data as far as they can be shown as text."""
        lane, entry = self._lanes.find(key)
        raw = self._lanes.message(entry)
        text = raw.body[:10_000].decode("utf-8", "replace")
        return {**_summary(lane, entry), "headers": entry["headers"], "body": text, "size": len(raw.body)}

    def replay(self, key: str) -> dict[str, Any]:
        """Try the message again now, and what waits behind it after that; only this queue sees it."""
        lane, entry = self._lanes.find(key)
        if entry["state"] not in ("parked", "retrying"):
            raise Refused("NOT_PARKED", state=entry["state"])
        settled = inbox_of(self._container, entry["queue"]).drain(lane, now=datetime.now(UTC), forced=key)
        _, after = self._lanes.find(key)
        return {**_summary(lane, after), "settled": settled}

    def propose(self, key: str, kind: str, by: str, reason: str, data: Mapping[str, Any] | None) -> dict[str, Any]:
        """Put a repair or a discarding before a second person."""
        lane, entry = self._lanes.find(key)
        if entry["state"] != "parked":
            raise Refused("NOT_PARKED", state=entry["state"])
        if kind == "repair" and entry["sender"] is None:
            # data under an unproven name would be ours, not the sender's
            raise Refused("SENDER_NOT_PROVEN")
        proposal = {
            "kind": kind,
            "state": "proposed",
            "data": data,
            "proposed_by": by,
            "proposed_at": datetime.now(UTC),
            "reason": reason,
        }
        self._lanes.amend(lane, key, {"repair": proposal})
        return {**_summary(lane, entry), "proposal": kind}

    def approve(self, key: str, by: str) -> dict[str, Any]:
        """The second person agrees: the repaired data is applied, or the message is discarded."""
        lane, entry = self._lanes.find(key)
        proposal = entry.get("repair")
        if not proposal or proposal["state"] != "proposed":
            raise Refused("NOTHING_PROPOSED")
        if proposal["proposed_by"] == by:
            raise Refused("SAME_PERSON")
        approved = {**proposal, "state": "approved", "approved_by": by, "approved_at": datetime.now(UTC)}
        self._lanes.amend(lane, key, {"repair": approved})
        if proposal["kind"] == "discard":
            self._lanes.settle(lane, key, "discarded")
            return {**_summary(lane, entry), "state": "discarded", "settled": 1}
        return self.replay(key)

    def ledger(self, kind: Aggregate, after: str | None, only: str | None, by: Actor) -> dict[str, Any]:
        """A page of the history of all aggregates of a kind, or of one, that lie in the auditor's regions."""
        rows = kind.repository(self._runtime.database).ledger(after, only, LEDGER_PAGE, by)
        return {"rows": rows, "next": rows[-1]["id"] if len(rows) == LEDGER_PAGE else None}


class OperatorsDesk(DependencyProvider):  # type: ignore[misc]  # nameko has no types
    """Gives the service's methods a `Desk`."""

    def get_dependency(self, worker_ctx: Any) -> Desk:
        return Desk(self.container)


class OperatedService:
    """The base of every service: what operations can ask of all of them."""

    desk: Any = OperatorsDesk()  # nameko puts a Desk in its place for every call
    lane_sweep = LaneSweep()
    clock_sweep = ClockSweep()

    @query(_Parked, allow=OPERATORS)
    def parked(self, asked: Query) -> Any:
        """Messages that could not be applied, and what waits behind them; on request also the settled ones."""
        return self.desk.parked(settled=asked.fields["settled"])

    @query(_Entry, allow=OPERATORS)
    def parked_message(self, asked: Query) -> Any:
        """One of them, with its body."""
        return self.desk.show(asked.fields["entry"])

    @query(_Entry, allow=OPERATORS)
    def replay(self, asked: Query) -> Any:
        """Try one again, now."""
        return self.desk.replay(asked.fields["entry"])

    @query(_Repair, allow=OPERATORS)
    def propose_repair(self, asked: Query) -> Any:
        """Propose other data for a message whose sender is proven."""
        given = asked.fields
        return self.desk.propose(given["entry"], "repair", asked.by.subject, given["reason"], given["data"])

    @query(_Reason, allow=OPERATORS)
    def propose_discard(self, asked: Query) -> Any:
        """Propose to close a message without applying it."""
        given = asked.fields
        return self.desk.propose(given["entry"], "discard", asked.by.subject, given["reason"], None)

    @query(_Entry, allow=OPERATORS)
    def approve_proposal(self, asked: Query) -> Any:
        """Agree to what another operator proposed; it takes effect at once."""
        return self.desk.approve(asked.fields["entry"], asked.by.subject)

    @query(_LedgerPage, allow=Allow("auditor"))
    def ledger(self, asked: Query) -> Any:
        """What was applied to aggregates of one kind, page by page: causes, and ids of events published."""
        ledgers = {each.repository.name: each for each in aggregates_of(type(self))}
        name = asked.fields["aggregate"]
        if name not in ledgers:
            raise Refused("NOT_FOUND", id=name, field="aggregate")
        return self.desk.ledger(ledgers[name], asked.fields["after"], asked.fields["aggregate_id"], asked.by)


def _summary(lane: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    proposal = entry.get("repair") or {}
    return {
        "entry": entry["key"],
        "lane": lane,
        "queue": entry["queue"],
        "state": entry["state"],
        "reason": entry["reason"],
        "detail": entry["detail"],
        "attempts": entry["attempts"],
        "sender": entry["sender"],
        "message_id": entry["properties"].get("message_id"),
        "arrived_at": entry["arrived_at"].isoformat(),
        "proposal": proposal.get("kind"),
    }
