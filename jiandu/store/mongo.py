"""Aggregates in MongoDB, one document each (docs/adr/0004-one-document.md)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pymongo import UpdateOne
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import BulkWriteError, DuplicateKeyError

from jiandu.domain import Actor
from jiandu.domain.message import significant
from jiandu.store.aggregates import Change, Stored
from jiandu.store.connection import Document

_DUPLICATE = 11000  # what MongoDB calls a key that is there already
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HEAD = {"version": 1, "region": 1, "state": 1, "head": 1, "sequence": 1}


class MongoAggregates:
    """Keeps what `Aggregates` promises in the collection `name`.

    Range queries always name both ends: an open end makes the embedded store scan the whole collection.
    """

    name = "aggregates"
    indexed: Sequence[str] = ()

    def __init__(self, database: Database[Document]) -> None:
        self.collection: Collection[Document] = database[self.name]

    def ensure_indexes(self) -> None:
        """Create what the queries here need; harmless when it is there already."""
        for field in ("outbox_at", "due_at", "running", *self.indexed):
            self.collection.create_index(field)
        # written before it was kept: taken to run until the next write says otherwise
        self.collection.update_many({"running": {"$exists": False}}, {"$set": {"running": True}})

    def load(self, aggregate_id: str, scope: Actor, cause: str | None = None) -> Stored | None:
        wanted: Document = _HEAD if cause is None else {**_HEAD, "history": {"$elemMatch": {"cause": cause}}}
        found = self.collection.find_one({"_id": aggregate_id, **within(scope)}, wanted)
        if found is None:
            return None
        left = next(iter(found.get("history", ())), None)
        return Stored(id=aggregate_id, processed=left, **{name: found[name] for name in _HEAD})

    def load_many(self, aggregate_ids: Sequence[str], scope: Actor, causes: Sequence[str]) -> dict[str, Stored]:
        wanted: Document = {**_HEAD, "history": {"$elemMatch": {"cause": {"$in": list(causes)}}}}
        loaded = {}
        for found in self.collection.find({"_id": {"$in": list(aggregate_ids)}, **within(scope)}, wanted):
            left = next(iter(found.get("history", ())), None)
            loaded[found["_id"]] = Stored(id=found["_id"], processed=left, **{name: found[name] for name in _HEAD})
        return loaded

    def insert_many(self, changes: Sequence[tuple[str, Change]]) -> set[str]:
        made = [_made(aggregate_id, change) for aggregate_id, change in changes]
        if not made:
            return set()
        try:
            self.collection.insert_many(made, ordered=False)
        except BulkWriteError as error:
            faults = error.details["writeErrors"]
            if any(each["code"] != _DUPLICATE for each in faults):
                raise
            there = {changes[each["index"]][0] for each in faults}
            return {aggregate_id for aggregate_id, _ in changes} - there
        return {aggregate_id for aggregate_id, _ in changes}

    def write(self, aggregate_id: str, expected_version: int, change: Change) -> bool:
        if expected_version == 0:
            return self._insert(aggregate_id, change)
        values = _values(change)
        push: Document = {"history": change.entry}
        if change.outbox:
            push["outbox"] = {"$each": list(change.outbox)}
        update: Document = {"$set": values, "$push": push}
        if change.due_at is None:
            update["$unset"] = {"due_at": 1}
        result = self.collection.update_one({"_id": aggregate_id, "version": expected_version}, update)
        return result.matched_count == 1

    def _insert(self, aggregate_id: str, change: Change) -> bool:
        try:
            self.collection.insert_one(_made(aggregate_id, change))
        except DuplicateKeyError:
            return False
        return True

    def history(self, aggregate_id: str) -> list[dict[str, Any]]:
        found = self.collection.find_one({"_id": aggregate_id}, {"history": 1}) or {}
        return list(found.get("history", ()))

    def due(self, now: datetime) -> Iterator[str]:
        for found in self.collection.find({"due_at": {"$gte": _EPOCH, "$lte": now}}, {"_id": 1}):
            yield found["_id"]

    def running(self, after: str | None, limit: int) -> list[str]:
        query: Document = {"running": True, "_id": {"$gt": after or "", "$lt": "\U0010ffff"}}
        found = self.collection.find(query, {"_id": 1}).sort("_id", 1).limit(limit)
        return [each["_id"] for each in found]

    def pending(
        self, aggregate_ids: list[str] | None = None, *, skip: int = 0, limit: int = 0
    ) -> list[tuple[str, list[dict[str, Any]]]]:
        query: Document = {"outbox_at": {"$gte": _EPOCH, "$lte": datetime.max.replace(tzinfo=UTC)}}
        if aggregate_ids is not None:
            query = {"_id": {"$in": aggregate_ids}}
        found = self.collection.find(query, {"outbox": 1}).skip(skip).limit(limit)
        return [(each["_id"], each["outbox"]) for each in found if each["outbox"]]

    def published(self, sent: Mapping[str, list[int]]) -> None:
        updates: list[UpdateOne] = []
        for aggregate_id, sequences in sent.items():
            gone = {"$pull": {"outbox": {"sequence": {"$in": sequences}}}}
            updates.append(UpdateOne({"_id": aggregate_id}, gone))
            # only if nothing was added in between: the filter and the update are one atomic step
            updates.append(UpdateOne({"_id": aggregate_id, "outbox": []}, {"$unset": {"outbox_at": 1}}))
        if updates:
            self.collection.bulk_write(updates, ordered=True)

    def ledger(self, after: str | None, only: str | None, limit: int, scope: Actor) -> list[dict[str, Any]]:
        """History in brief of up to `limit` aggregates in `scope`, by id from `after` on; or of `only` one."""
        query: Document = {"_id": only or {"$gt": after or ""}, **within(scope)}
        told = ("seq", "cause", "command", "recorded_at", "published", "repaired_by", "repaired_digest")
        brief = {"version": 1, **{f"history.{name}": 1 for name in told}}
        rows = []
        for found in self.collection.find(query, brief).sort("_id", 1).limit(limit):
            rows.append({"id": found["_id"], "version": found["version"], "history": found["history"]})
        return rows


def _values(change: Change) -> Document:
    values = {
        **change.fields,
        "version": change.version,
        "region": change.region,
        "state": change.state,
        "head": change.head,
        "sequence": change.sequence,
        "running": change.running,
    }
    if change.outbox:
        values["outbox_at"] = datetime.now(UTC)
    if change.due_at is not None:
        values["due_at"] = change.due_at
    return values


def _made(aggregate_id: str, change: Change) -> Document:
    return {
        "_id": aggregate_id,
        **_values(change),
        "history": [change.entry],
        "outbox": list(change.outbox),
    }


def within(scope: Actor) -> Document:
    """The query that keeps a caller inside the regions it may see; for an actor without regions, nothing."""
    if "*" in scope.regions:
        return {}
    prefixes = "|".join(re.escape(significant(code)) for code in scope.regions)
    return {"region": {"$regex": f"^({prefixes})"}} if prefixes else {"region": {"$in": []}}
