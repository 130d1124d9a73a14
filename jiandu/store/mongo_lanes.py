"""Lanes in MongoDB: one document a lane, the bodies beside it."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from bson import Binary
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from jiandu.domain import Refused
from jiandu.store.connection import Document
from jiandu.store.lanes import OPEN, RawMessage, new_entry

_CHUNK = 4 << 20  # a body may be larger than one document can hold
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class MongoLanes:
    """Keeps what `Lanes` promises, in two collections of the service's database."""

    def __init__(self, database: Database[Document]) -> None:
        self._lanes: Collection[Document] = database["lanes"]
        self._bodies: Collection[Document] = database["lane_bodies"]

    def ensure_indexes(self) -> None:
        self._lanes.create_index("retry_at")
        self._lanes.create_index("open")

    def blocked(self, lane: str) -> bool:
        return self._lanes.find_one({"_id": lane, "open": 1}, {"_id": 1}) is not None

    def join(self, lane: str, raw: RawMessage, sender: str | None) -> bool:
        if not self.blocked(lane):
            return False
        self._keep_body(raw)
        push = {"$push": {"entries": _folded(new_entry(raw, sender, "waiting", "BEHIND", None, 0))}}
        joined = self._lanes.update_one({"_id": lane, "open": 1, "entries.key": {"$ne": raw.key}}, push)
        return joined.matched_count == 1 or self.blocked(lane)

    def hold(
        self, lane: str, raw: RawMessage, sender: str | None, reason: str, detail: str, retry_at: datetime | None
    ) -> None:
        self._keep_body(raw)
        state = "parked" if retry_at is None else "retrying"
        entry = _folded(new_entry(raw, sender, state, reason, detail, attempts=1))
        opened: Document = {"open": 1, "queue": raw.queue, "retry_at": retry_at}
        update = {"$set": opened, "$push": {"entries": entry}}
        unknown = {"_id": lane, "entries.key": {"$ne": raw.key}}
        try:
            self._lanes.update_one(unknown, update, upsert=True)
        except DuplicateKeyError:
            # the lane was made a moment ago, by another process or by this very message
            self._lanes.update_one(unknown, update)

    def due(self, now: datetime) -> list[str]:
        found = self._lanes.find({"retry_at": {"$gte": _EPOCH, "$lte": now}}, {"_id": 1})
        return [each["_id"] for each in found]

    def entries(self, lane: str) -> list[dict[str, Any]]:
        return [_unfolded(each) for each in (self._lanes.find_one({"_id": lane}) or {}).get("entries", ())]

    def settle(self, lane: str, key: str, state: str) -> None:
        now = datetime.now(UTC)
        # whoever waits behind is due at once, also if this process dies before it gets to them
        settled = {"entries.$.state": state, "entries.$.settled_at": now, "retry_at": now}
        self._lanes.update_one(_still_open(lane, key), {"$set": settled})
        everything_settled = {"entries": {"$not": {"$elemMatch": {"state": {"$in": list(OPEN)}}}}}
        opening: Document = {"$unset": {"retry_at": 1, "open": 1}}
        self._lanes.update_one({"_id": lane, **everything_settled}, opening)

    def postpone(self, lane: str, key: str, reason: str, detail: str, retry_at: datetime | None) -> None:
        state = "parked" if retry_at is None else "retrying"
        changes = {
            "entries.$.state": state,
            "entries.$.reason": reason,
            "entries.$.detail": detail,
            "retry_at": retry_at,
        }
        update: Document = {"$set": changes, "$inc": {"entries.$.attempts": 1}}
        self._lanes.update_one(_still_open(lane, key), update)

    def amend(
        self, lane: str, key: str, values: dict[str, Any], expected: Mapping[str, Any] | None = None
    ) -> bool:
        changes = {f"entries.$.{name}": value for name, value in values.items()}
        entry = {"key": key, **(expected or {})}
        found = self._lanes.update_one({"_id": lane, "entries": {"$elemMatch": entry}}, {"$set": changes})
        return found.matched_count == 1

    def message(self, entry: dict[str, Any]) -> RawMessage:
        chunks = self._bodies.find({"_id": {"$gte": f"{entry['key']}:", "$lt": f"{entry['key']};"}})
        body = b"".join(each["bytes"] for each in sorted(chunks, key=lambda each: int(each["place"])))
        return RawMessage(entry["queue"], body, dict(entry["headers"]), dict(entry["properties"]))

    def find(self, key: str) -> tuple[str, dict[str, Any]]:
        found = self._lanes.find_one({"entries.key": key})
        if found is None:
            raise Refused("NOT_FOUND", id=key)
        return found["_id"], next(_unfolded(each) for each in found["entries"] if each["key"] == key)

    def listed(self, *, settled: bool = False) -> Iterator[tuple[str, dict[str, Any]]]:
        for lane in self._lanes.find({} if settled else {"open": 1}):
            for entry in lane["entries"]:
                if settled or entry["state"] in OPEN:
                    yield lane["_id"], _unfolded(entry)

    def _keep_body(self, raw: RawMessage) -> None:
        for place, start in enumerate(range(0, max(len(raw.body), 1), _CHUNK)):
            values = {"place": place, "bytes": Binary(raw.body[start : start + _CHUNK])}
            self._bodies.update_one({"_id": f"{raw.key}:{place}"}, {"$set": values}, upsert=True)


def _still_open(lane: str, key: str) -> Document:
    """The entry, unless another replica has settled it meanwhile: what is settled stays so."""
    return {"_id": lane, "entries": {"$elemMatch": {"key": key, "state": {"$in": list(OPEN)}}}}


def _folded(entry: Document) -> Document:
    """The entry as it is stored: foreign names and texts, which may be anything, as one ASCII text."""
    wire = json.dumps([entry["headers"], entry["properties"]], default=str)
    return {**entry, "headers": None, "properties": None, "wire": wire}


def _unfolded(stored: Document) -> Document:
    headers, properties = json.loads(stored["wire"])
    return {**stored, "headers": headers, "properties": properties}
