"""The store as a dict, for unit tests and for trying a handler without a server. Loses everything at exit."""

import copy
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from jiandu.domain import Actor, Refused
from jiandu.store.aggregates import Change, Stored
from jiandu.store.lanes import OPEN, RawMessage, new_entry


class MemoryAggregates:
    """Keeps what `Aggregates` promises, in this process only."""

    def __init__(self) -> None:
        self._documents: dict[str, dict[str, Any]] = {}

    def load(self, aggregate_id: str, scope: Actor, cause: str | None = None) -> Stored | None:
        document = self._documents.get(aggregate_id)
        if document is None or not scope.covers(document["region"]):
            return None
        names = ("version", "region", "state", "head", "sequence")
        left = next((entry for entry in self.history(aggregate_id) if entry["cause"] == cause), None)
        head = copy.deepcopy({name: document[name] for name in names})
        return Stored(id=aggregate_id, **head, processed=left)

    def load_many(self, aggregate_ids: Sequence[str], scope: Actor, causes: Sequence[str]) -> dict[str, Stored]:
        loaded = {}
        for aggregate_id in aggregate_ids:
            left = [each["cause"] for each in self.history(aggregate_id) if each["cause"] in causes]
            found = self.load(aggregate_id, scope, left[0] if left else None)
            if found is not None:
                loaded[aggregate_id] = found
        return loaded

    def insert_many(self, changes: Sequence[tuple[str, Change]]) -> set[str]:
        return {aggregate_id for aggregate_id, change in changes if self.write(aggregate_id, 0, change)}

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
            "running": change.running,
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

    def running(self, after: str | None, limit: int) -> list[str]:
        found = sorted(each for each, document in self._documents.items() if document["running"])
        return [each for each in found if after is None or each > after][:limit]

    def pending(
        self, aggregate_ids: list[str] | None = None, *, skip: int = 0, limit: int = 0
    ) -> list[tuple[str, list[dict[str, Any]]]]:
        wanted = self._documents if aggregate_ids is None else aggregate_ids
        found = ((i, self._documents[i]["outbox"]) for i in wanted if i in self._documents)
        held = [(i, copy.deepcopy(outbox)) for i, outbox in found if outbox]
        return held[skip : skip + limit if limit else None]

    def published(self, sent: Mapping[str, list[int]]) -> None:
        for aggregate_id, sequences in sent.items():
            document = self._documents.get(aggregate_id, {"outbox": []})
            document["outbox"] = [entry for entry in document["outbox"] if entry["sequence"] not in sequences]


class MemoryLanes:
    """Keeps what `Lanes` promises, in this process only."""

    def __init__(self) -> None:
        self._lanes: dict[str, dict[str, Any]] = {}
        self._raw: dict[str, RawMessage] = {}

    def blocked(self, lane: str) -> bool:
        return bool(self._lanes.get(lane, {}).get("open"))

    def join(self, lane: str, raw: RawMessage, sender: str | None) -> bool:
        if not self.blocked(lane):
            return False
        self._add(lane, raw, new_entry(raw, sender, "waiting", "BEHIND", None, 0))
        return True

    def hold(
        self, lane: str, raw: RawMessage, sender: str | None, reason: str, detail: str, retry_at: datetime | None
    ) -> None:
        state = "parked" if retry_at is None else "retrying"
        if self._add(lane, raw, new_entry(raw, sender, state, reason, detail, attempts=1)):
            self._lanes[lane] |= {"open": True, "retry_at": retry_at}

    def due(self, now: datetime) -> list[str]:
        return [name for name, lane in self._lanes.items() if lane["retry_at"] and lane["retry_at"] <= now]

    def entries(self, lane: str) -> list[dict[str, Any]]:
        return copy.deepcopy(self._lanes.get(lane, {}).get("entries", []))

    def settle(self, lane: str, key: str, state: str) -> None:
        if self._entry(lane, key)["state"] not in OPEN:
            return
        now = datetime.now(UTC)
        self.amend(lane, key, {"state": state, "settled_at": now})
        waits = any(entry["state"] in OPEN for entry in self._lanes[lane]["entries"])
        self._lanes[lane] |= {"open": waits, "retry_at": now if waits else None}

    def postpone(self, lane: str, key: str, reason: str, detail: str, retry_at: datetime | None) -> None:
        entry = self._entry(lane, key)
        if entry["state"] not in OPEN:
            return
        state = "parked" if retry_at is None else "retrying"
        entry |= {"state": state, "reason": reason, "detail": detail, "attempts": entry["attempts"] + 1}
        self._lanes[lane]["retry_at"] = retry_at

    def amend(
        self, lane: str, key: str, values: dict[str, Any], expected: Mapping[str, Any] | None = None
    ) -> bool:
        entry = self._entry(lane, key)
        if any(entry.get(name) != value for name, value in (expected or {}).items()):
            return False
        entry.update(copy.deepcopy(values))
        return True

    def message(self, entry: dict[str, Any]) -> RawMessage:
        raw = self._raw[entry["key"]]
        return RawMessage(raw.queue, raw.body, dict(entry["headers"]), dict(entry["properties"]))

    def find(self, key: str) -> tuple[str, dict[str, Any]]:
        for name, lane in self._lanes.items():
            for entry in lane["entries"]:
                if entry["key"] == key:
                    return name, copy.deepcopy(entry)
        raise Refused("NOT_FOUND", id=key)

    def listed(self, *, settled: bool = False) -> Iterator[tuple[str, dict[str, Any]]]:
        for name, lane in self._lanes.items():
            for entry in lane["entries"]:
                if settled or entry["state"] in OPEN:
                    yield name, copy.deepcopy(entry)

    def _add(self, lane: str, raw: RawMessage, entry: dict[str, Any]) -> bool:
        known = self._lanes.setdefault(lane, {"open": False, "retry_at": None, "entries": []})
        if any(each["key"] == raw.key for each in known["entries"]):
            return False
        self._raw[raw.key] = raw
        known["entries"].append(copy.deepcopy(entry))
        return True

    def _entry(self, lane: str, key: str) -> dict[str, Any]:
        found: dict[str, Any] = next(each for each in self._lanes[lane]["entries"] if each["key"] == key)
        return found
