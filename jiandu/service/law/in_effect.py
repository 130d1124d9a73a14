"""The law one process works under: what was shipped, with what was published since."""

from typing import Any

from jiandu.law import Rulebook
from jiandu.law.heard import AppliedEdition, Put, put_together
from jiandu.record.chain import digest
from jiandu.store.codec import from_plain
from jiandu.store.mongo import MongoAggregates


class Editions(MongoAggregates):
    """One document an edition that was heard of; there are never many."""

    name = "law_editions"

    def ids(self) -> frozenset[str]:
        """The editions there are."""
        return frozenset(found["_id"] for found in self.collection.find({}, {"_id": 1}))

    def all(self) -> list[AppliedEdition]:
        """The editions themselves."""
        return [from_plain(found["state"], AppliedEdition) for found in self.collection.find({}, {"state": 1})]

    def recounted(self) -> str | None:
        """The fingerprint of the law under which all running limits were last counted."""
        found = self._marks.find_one({"_id": "recounted"}) or {}
        return found.get("fingerprint")

    def mark_recounted(self, fingerprint: str) -> None:
        """All running limits have been counted under this law."""
        self._marks.update_one({"_id": "recounted"}, {"$set": {"fingerprint": fingerprint}}, upsert=True)

    @property
    def _marks(self) -> Any:
        return self.collection.database["law_marks"]


class LawInEffect:
    """Holds the law in effect, with the ids of the editions in it.

    It is replaced whole, so a command sees one law from beginning to end.
    """

    def __init__(self, shipped: Rulebook) -> None:
        self.shipped = shipped
        self.known: frozenset[str] = frozenset()
        self.put = Put(shipped, {}, ())

    @property
    def current(self) -> Rulebook:
        """The law as of the last refresh."""
        return self.put.law

    @property
    def fingerprint(self) -> str:
        """What tells one law in effect from another: its calendar, its packs, and the editions heard of."""
        law = self.current
        return digest({"calendar": law.calendar.edition, "packs": sorted(law.packs), "known": sorted(self.known)})[
            :16
        ]

    def refresh(self, editions: Editions) -> bool:
        """Put the editions together if there are others than before; False if there are not."""
        found = editions.ids()
        if found == self.known:
            return False
        self.put = put_together(self.shipped, editions.all())
        self.known = found
        return True
