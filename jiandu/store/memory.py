"""The store as a dict, for unit tests and for trying a handler without a server. Loses everything at exit."""

import copy
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from jiandu.domain import Actor
from jiandu.store.aggregates import Change, Stored


class MemoryAggregates:
    """Keeps what `Aggregates` promises, in this process only."""

    def __init__(self) -> None:
        self._documents: dict[str, dict[str, Any]] = {}

    def load(self, aggregate_id: str, scope: Actor) -> Stored | None:
        document = self._documents.get(aggregate_id)
        if document is None or not scope.covers(document["region"]):
            return None
        names = ("version", "region", "state", "head", "sequence")
        return Stored(id=aggregate_id, **copy.deepcopy({name: document[name] for name in names}))

    def processed(self, aggregate_id: str, cause: str) -> dict[str, Any] | None:
        return next((entry for entry in self.history(aggregate_id) if entry["cause"] == cause), None)

    def write(self, aggregate_id: str, expected_version: int, change: Change) -> bool:
        document = self._documents.get(aggregate_id, {"version": 0, "history": [], "outbox": []})
        if document["version"] != expected_version:
            return False
        change = copy.deepcopy(change)
        self._documents[aggregate_id] = {
            **change.fields,
            "version": change.version,
            "region": change.region,
            "state": change.state,
            "head": change.head,
            "sequence": change.sequence,
            "due_at": change.due_at,
            "history": [*document["history"], change.entry],
            "outbox": [*document["outbox"], *change.outbox],
        }
        return True

    def history(self, aggregate_id: str) -> list[dict[str, Any]]:
        return copy.deepcopy(self._documents.get(aggregate_id, {}).get("history", []))

    def due(self, now: datetime) -> Iterator[str]:
        for aggregate_id, document in list(self._documents.items()):
            if document["due_at"] is not None and document["due_at"] <= now:
                yield aggregate_id

    def pending(self, aggregate_ids: list[str] | None = None) -> list[tuple[str, list[dict[str, Any]]]]:
        wanted = self._documents if aggregate_ids is None else aggregate_ids
        found = ((i, self._documents[i]["outbox"]) for i in wanted if i in self._documents)
        return [(i, copy.deepcopy(outbox)) for i, outbox in found if outbox]

    def published(self, sent: Mapping[str, list[int]]) -> None:
        for aggregate_id, sequences in sent.items():
            document = self._documents[aggregate_id]
            document["outbox"] = [entry for entry in document["outbox"] if entry["sequence"] not in sequences]
