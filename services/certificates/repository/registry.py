"""Bodies, delegations, officers, auxiliary staff, acts and coverages, and what is asked of all of them at once."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from pymongo import UpdateOne

from jiandu.domain import Actor
from jiandu.store.codec import from_plain
from jiandu.store.connection import Document
from jiandu.store.mongo import MongoAggregates, within
from services.certificates.domain.coverage import Coverage
from services.certificates.domain.delegation import Delegation
from services.certificates.domain.officer import Officer

_LAST = "\U0010ffff"
_EPOCH, _END = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


class Bodies(MongoAggregates):
    """One document an enforcement body."""

    name = "bodies"
    indexed = ("subscribed_at",)

    def subscribers(self, before: datetime) -> list[str]:
        """The ids of all bodies that hear of changes of status since `before` or earlier, in every region."""
        query: Document = {"subscribed_at": {"$gte": _EPOCH, "$lte": before}}
        return [found["_id"] for found in self.collection.find(query, {"_id": 1})]


class Delegations(MongoAggregates):
    """One document a delegation."""

    name = "delegations"
    indexed = ("body_id",)

    def of_body(self, body_id: str) -> list[Delegation]:
        """Every delegation that the body ever made."""
        found = self.collection.find({"body_id": body_id}, {"state": 1})
        return [from_plain(each["state"], Delegation) for each in found]


class Auxiliaries(MongoAggregates):
    """One document a person of the auxiliary staff."""

    name = "auxiliaries"
    indexed = ("body_id",)


class Officers(MongoAggregates):
    """One document an officer, with every certificate of the person.

    `unlisted` marks whom the status list has not caught up with, `boundary` when a status next changes by itself.
    """

    name = "officers"
    indexed = ("numbers", "reserved", "orders", "member", "former", "expires", "announced", "unlisted", "boundary")

    def announced(self, order_id: str) -> bool:
        """True once an order has changed somebody's status, and so before anybody can hear of it."""
        return self.collection.find_one({"orders": order_id}, {"_id": 1}) is not None

    def holding(self, number: str, scope: Actor) -> Officer | None:
        """The officer who holds, or held, the certificate of this number."""
        found = self.collection.find_one({"numbers": number, **within(scope)}, {"state": 1})
        return None if found is None else from_plain(found["state"], Officer)

    def holders(self, numbers: Sequence[str]) -> dict[str, str]:
        """In whose file each of these numbers is, held or applied for, in every region."""
        wanted = set(numbers)
        if not wanted:
            return {}
        found = self.collection.find({"reserved": {"$in": list(wanted)}}, {"reserved": 1})
        return {number: each["_id"] for each in found for number in wanted.intersection(each["reserved"])}

    def members(self, body_id: str, after: str | None, limit: int, scope: Actor) -> list[Officer]:
        """Up to `limit` officers who work, or worked, for the body, in the order of ids, those after `after`."""
        own: Document = {"member": {"$gt": f"{body_id}/{after or ''}", "$lt": f"{body_id}0"}, **within(scope)}
        present = self.collection.find(own, {"state": 1}).sort("member", 1).limit(limit)
        query: Document = {"former": body_id, "_id": {"$gt": after or "", "$lt": _LAST}, **within(scope)}
        found = {each["_id"]: each["state"] for each in present}
        past = self.collection.find(query, {"state": 1}).sort("_id", 1).limit(limit)
        found.update({each["_id"]: each["state"] for each in past})
        return [from_plain(found[each], Officer) for each in sorted(found)[:limit]]

    def expiring(self, since: date, until: date, after: str | None, limit: int, scope: Actor) -> list[Officer]:
        """Up to `limit` officers with a certificate whose last day lies between these, both included."""
        span = {"$elemMatch": {"$gte": since.isoformat(), "$lte": until.isoformat()}}
        query: Document = {"expires": span, "_id": {"$gt": after or "", "$lt": _LAST}, **within(scope)}
        return self._read(query, limit)

    def announced_after(self, after: str | None, limit: int, scope: Actor) -> list[Officer]:
        """Up to `limit` officers of whom a change of status was ever announced, in the order of ids."""
        query: Document = {"announced": True, "_id": {"$gt": after or "", "$lt": _LAST}, **within(scope)}
        return self._read(query, limit)

    def unlisted(self, limit: int) -> Iterator[tuple[int, Officer]]:
        """Up to `limit` officers whom the status list has not caught up with, with their versions."""
        for found in self.collection.find({"unlisted": True}, {"version": 1, "state": 1}).limit(limit):
            yield found["version"], from_plain(found["state"], Officer)

    def turning(self, now: datetime, limit: int) -> Iterator[tuple[int, Officer]]:
        """Up to `limit` officers one of whose certificates has changed by itself, by `now`."""
        query: Document = {"boundary": {"$gte": _EPOCH, "$lte": now}}
        for found in self.collection.find(query, {"version": 1, "state": 1}).limit(limit):
            yield found["version"], from_plain(found["state"], Officer)

    def listed(self, seen: Sequence[tuple[str, int, datetime | None]]) -> None:
        """These officers are in the list as of these versions, and turn next at these instants."""
        updates = []
        for officer_id, version, boundary in seen:
            # only if nothing was written in between: the filter and the update are one atomic step
            change: Document = {"$unset": {"unlisted": 1}}
            if boundary is None:
                change["$unset"]["boundary"] = 1
            else:
                change["$set"] = {"boundary": boundary}
            updates.append(UpdateOne({"_id": officer_id, "version": version}, change))
        if updates:
            self.collection.bulk_write(updates, ordered=False)

    def _read(self, query: Document, limit: int) -> list[Officer]:
        found = self.collection.find(query, {"state": 1}).sort("_id", 1).limit(limit)
        return [from_plain(each["state"], Officer) for each in found]


class Acts(MongoAggregates):
    """One document an act of enforcement."""

    name = "acts"
    indexed = ("officer_ids",)

    def by(self, officer_id: str) -> list[str]:
        """The ids of all acts of an officer, in every region."""
        return [found["_id"] for found in self.collection.find({"officer_ids": officer_id}, {"_id": 1})]


class Reviews(MongoAggregates):
    """One document an order: the acts that were held against it."""

    name = "reviews"


class Coverages(MongoAggregates):
    """One document an order: who has to acknowledge it, and who has."""

    name = "coverages"
    indexed = ("waiting_since",)

    def waiting(self, after: str | None, limit: int, scope: Actor) -> list[Coverage]:
        """Up to `limit` coverages that are not complete, in the order of ids, those after `after`."""
        place = {"$gt": after or "", "$lt": _LAST}
        query: Document = {"waiting_since": {"$gte": _EPOCH, "$lt": _END}, "_id": place, **within(scope)}
        found = self.collection.find(query, {"state": 1}).sort("_id", 1).limit(limit)
        return [from_plain(each["state"], Coverage) for each in found]

    def oldest(self) -> tuple[int, datetime | None]:
        """How many coverages are not complete, and since when the oldest of them waits."""
        query: Document = {"waiting_since": {"$gte": _EPOCH, "$lt": _END}}
        first = list(self.collection.find(query, {"waiting_since": 1}).sort("waiting_since", 1).limit(1))
        return self.collection.count_documents(query), first[0]["waiting_since"] if first else None
