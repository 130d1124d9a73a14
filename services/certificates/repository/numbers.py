"""Who holds which number: of two who want one at the same time, one gets it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from pymongo import UpdateOne
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import BulkWriteError

from jiandu.law import HOUSE
from jiandu.store.connection import Document

_DUPLICATE: Final = 11000


class Numbers:
    """One document a number of a certificate, claimed by an officer before the file says so."""

    def __init__(self, database: Database[Document]) -> None:
        self._collection: Collection[Document] = database["certificate_numbers"]

    def claim(self, wanted: Mapping[str, str]) -> dict[str, str]:
        """Claim each number for its officer; those that somebody else has claimed, with whom."""
        now = datetime.now(UTC)
        made = [{"_id": number, "officer_id": officer_id, "at": now} for number, officer_id in wanted.items()]
        if not made:
            return {}
        try:
            self._collection.insert_many(made, ordered=False)
        except BulkWriteError as error:
            if any(each["code"] != _DUPLICATE for each in error.details["writeErrors"]):
                raise
        # an old claim of one's own is new again, lest it be taken over while the file is written
        own = [UpdateOne({"_id": n, "officer_id": whose}, {"$set": {"at": now}}) for n, whose in wanted.items()]
        self._collection.bulk_write(own, ordered=False)
        found = self._collection.find({"_id": {"$in": list(wanted)}}, {"officer_id": 1})
        return {each["_id"]: each["officer_id"] for each in found if each["officer_id"] != wanted[each["_id"]]}

    def take_over(self, given_up: Mapping[str, tuple[str, str]]) -> dict[str, str]:
        """Claim numbers of officers in whose files they never came: (from whom, for whom) by number.

        Only claims so old that nobody can be writing them any more; those that still stand, with whose they are.
        """
        now = datetime.now(UTC)
        updates = [
            UpdateOne(
                {"_id": number, "officer_id": was, "at": {"$lt": now - HOUSE.number_kept_for}},
                {"$set": {"officer_id": new, "at": now}},
            )
            for number, (was, new) in given_up.items()
        ]
        if not updates:
            return {}
        self._collection.bulk_write(updates, ordered=False)
        found = self._collection.find({"_id": {"$in": list(given_up)}}, {"officer_id": 1})
        return {
            each["_id"]: each["officer_id"] for each in found if each["officer_id"] != given_up[each["_id"]][1]
        }
