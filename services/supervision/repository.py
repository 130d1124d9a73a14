"""Where supervisors, cases and clues lie."""

from jiandu.domain import Actor
from jiandu.store.codec import from_plain
from jiandu.store.connection import Document
from jiandu.store.mongo import MongoAggregates, within
from services.supervision.domain.clue import Clue


class Supervisors(MongoAggregates):
    """One document a supervisor."""

    name = "supervisors"


class Cases(MongoAggregates):
    """One document a case, with all its notices, limits and decisions."""

    name = "cases"


class Clues(MongoAggregates):
    """One document a clue."""

    name = "clues"
    indexed = ("open",)

    def open_ones(self, after: str | None, limit: int, scope: Actor) -> list[Clue]:
        """Up to `limit` clues of which nothing was made yet, in the order of ids, those after `after`."""
        query: Document = {"open": True, "_id": {"$gt": after or "", "$lt": "\U0010ffff"}, **within(scope)}
        found = self.collection.find(query, {"state": 1}).sort("_id", 1).limit(limit)
        return [from_plain(each["state"], Clue) for each in found]


class LawEditions(MongoAggregates):
    """One document an edition of the law that was proposed."""

    name = "proposed_editions"
