"""Where messages wait that could not be applied, in the order in which they came.

A lane belongs to one queue and one aggregate of one source. While it holds an open entry, later messages for that
aggregate join it: a restoration can not overtake a parked revocation. Retries wait here too, so the order
survives them (docs/adr/0005-lanes.md). Entries are never deleted; the document is the record of what happened.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bson import Binary
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from jiandu.domain import Refused
from jiandu.store.connection import Document

OPEN = ("waiting", "retrying", "parked")
_CHUNK = 4 << 20  # a body may be larger than one document can hold
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class RawMessage:
    """A message as the broker delivered it to `queue`, before anybody tried to understand it."""

    queue: str
    body: bytes
    headers: dict[str, Any]
    properties: dict[str, Any]

    @property
    def key(self) -> str:
        """The same for every delivery of this very message, so that a redelivery is not kept twice."""
        parts = (self.queue, str(self.properties.get("message_id")), hashlib.sha256(self.body).hexdigest())
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]


class Lanes:
    """The waiting messages of one service. Every method may raise one of `connection.UNAVAILABLE`."""

    def __init__(self, database: Database[Document]) -> None:
        self._lanes: Collection[Document] = database["lanes"]
        self._bodies: Collection[Document] = database["lane_bodies"]

    def ensure_indexes(self) -> None:
        self._lanes.create_index("retry_at")
        self._lanes.create_index("open")

    def blocked(self, lane: str) -> bool:
        """True while something in the lane is not settled."""
        return self._lanes.find_one({"_id": lane, "open": 1}, {"_id": 1}) is not None

    def join(self, lane: str, raw: RawMessage, sender: str | None) -> bool:
        """Add `raw` behind the others if the lane is blocked; False, and nothing done, if it is free."""
        if not self.blocked(lane):
            return False
        self._keep_body(raw)
        push = {"$push": {"entries": _entry(raw, sender, "waiting", "BEHIND", None, 0)}}
        joined = self._lanes.update_one({"_id": lane, "open": 1, "entries.key": {"$ne": raw.key}}, push)
        return joined.matched_count == 1 or self.blocked(lane)

    def hold(
        self, lane: str, raw: RawMessage, sender: str | None, reason: str, detail: str, retry_at: datetime | None
    ) -> None:
        """Keep `raw` at the head of its lane: to be tried again at `retry_at`, or parked if that is None.

        The same message arriving again while it is kept changes nothing.
        """
        self._keep_body(raw)
        state = "parked" if retry_at is None else "retrying"
        entry = _entry(raw, sender, state, reason, detail, attempts=1)
        opened: Document = {"open": 1, "queue": raw.queue, "retry_at": retry_at}
        update = {"$set": opened, "$push": {"entries": entry}}
        try:
            self._lanes.update_one({"_id": lane, "entries.key": {"$ne": raw.key}}, update, upsert=True)
        except DuplicateKeyError:  # the filter missed because the message is in the lane already
            return

    def due(self, now: datetime) -> list[str]:
        """Lanes whose head may be tried again."""
        found = self._lanes.find({"retry_at": {"$gte": _EPOCH, "$lte": now}}, {"_id": 1})
        return [each["_id"] for each in found]

    def entries(self, lane: str) -> list[dict[str, Any]]:
        """All entries of the lane, settled ones included, oldest first; empty if there is no such lane."""
        return list((self._lanes.find_one({"_id": lane}) or {}).get("entries", ()))

    def settle(self, lane: str, key: str, state: str) -> None:
        """Close the entry as `state` ("applied", "duplicate", "discarded"); the lane opens with its last one."""
        now = datetime.now(UTC)
        # whoever waits behind is due at once, also if this process dies before it gets to them
        settled = {"entries.$.state": state, "entries.$.settled_at": now, "retry_at": now}
        self._lanes.update_one({"_id": lane, "entries.key": key}, {"$set": settled})
        everything_settled = {"entries": {"$not": {"$elemMatch": {"state": {"$in": list(OPEN)}}}}}
        opening: Document = {"$unset": {"retry_at": 1, "open": 1}}
        self._lanes.update_one({"_id": lane, **everything_settled}, opening)

    def postpone(self, lane: str, key: str, reason: str, detail: str, retry_at: datetime | None) -> None:
        """The entry failed once more: try it again at `retry_at`, or park it if that is None."""
        state = "parked" if retry_at is None else "retrying"
        changes = {
            "entries.$.state": state,
            "entries.$.reason": reason,
            "entries.$.detail": detail,
            "retry_at": retry_at,
        }
        update: Document = {"$set": changes, "$inc": {"entries.$.attempts": 1}}
        self._lanes.update_one({"_id": lane, "entries.key": key}, update)

    def amend(self, lane: str, key: str, values: dict[str, Any]) -> None:
        """Write operator's decisions (a proposed repair, who approved it) into the entry."""
        changes = {f"entries.$.{name}": value for name, value in values.items()}
        self._lanes.update_one({"_id": lane, "entries.key": key}, {"$set": changes})

    def message(self, entry: dict[str, Any]) -> RawMessage:
        """The message an entry keeps, byte for byte."""
        chunks = self._bodies.find({"_id": {"$gte": f"{entry['key']}:", "$lt": f"{entry['key']};"}})
        body = b"".join(each["bytes"] for each in sorted(chunks, key=lambda each: int(each["place"])))
        return RawMessage(entry["queue"], body, dict(entry["headers"]), dict(entry["properties"]))

    def find(self, key: str) -> tuple[str, dict[str, Any]]:
        """The lane and entry of this key. Raises Refused NOT_FOUND."""
        found = self._lanes.find_one({"entries.key": key})
        if found is None:
            raise Refused("NOT_FOUND", id=key)
        return found["_id"], next(each for each in found["entries"] if each["key"] == key)

    def listed(self, *, settled: bool = False) -> Iterator[tuple[str, dict[str, Any]]]:
        """Every open entry with its lane; with `settled`, also those that were applied or discarded since."""
        for lane in self._lanes.find({} if settled else {"open": 1}):
            for entry in lane["entries"]:
                if settled or entry["state"] in OPEN:
                    yield lane["_id"], entry

    def _keep_body(self, raw: RawMessage) -> None:
        for place, start in enumerate(range(0, max(len(raw.body), 1), _CHUNK)):
            values = {"place": place, "bytes": Binary(raw.body[start : start + _CHUNK])}
            self._bodies.update_one({"_id": f"{raw.key}:{place}"}, {"$set": values}, upsert=True)


def _entry(
    raw: RawMessage, sender: str | None, state: str, reason: str, detail: str | None, attempts: int
) -> dict[str, Any]:
    return {
        "key": raw.key,
        "queue": raw.queue,
        "headers": {name: value for name, value in raw.headers.items() if isinstance(value, str)},
        "properties": raw.properties,
        "sender": sender,  # proven by signature, or None
        "state": state,
        "reason": reason,
        "detail": detail,
        "attempts": attempts,
        "arrived_at": datetime.now(UTC),
    }
