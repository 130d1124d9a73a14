"""The epochs of the status list, the index of every link, and whole lists kept now and then."""

from collections.abc import Mapping, Sequence
from typing import Any

from bson.binary import Binary
from pymongo import ReplaceOne
from pymongo.collection import Collection
from pymongo.database import Database

from jiandu.store.codec import from_plain
from jiandu.store.connection import Document
from jiandu.store.mongo import MongoAggregates
from services.certificates.domain.epoch import Epoch, epoch_id

_KEPT = 2


class Epochs(MongoAggregates):
    """One document an epoch; ids sort by number."""

    name = "epochs"

    def after(self, number: int, limit: int) -> list[Epoch]:
        """Up to `limit` epochs after this one, in their order."""
        place = {"$gt": epoch_id(number), "$lt": "epoch-:"}
        found = self.collection.find({"_id": place}, {"state": 1}).sort("_id", 1).limit(limit)
        return [from_plain(each["state"], Epoch) for each in found]


class Links:
    """The index in the list of each link of a certificate with a person, and whole lists as of some epochs.

    Both are made of the epochs and can be made again.
    """

    def __init__(self, database: Database[Document]) -> None:
        self._links: Collection[Document] = database["status_links"]
        self._lists: Collection[Document] = database["status_lists"]

    def indexes(self, keys: Sequence[str]) -> dict[str, int]:
        """The index of each of these links that has one."""
        found = self._links.find({"_id": {"$in": list(keys)}})
        return {each["_id"]: each["index"] for each in found}

    def count(self) -> int:
        """How many links have an index."""
        return self._links.estimated_document_count()

    def add(self, links: Mapping[str, int]) -> None:
        """Note the index of these links; noting it again changes nothing."""
        if links:
            written = [ReplaceOne({"_id": key}, {"index": index}, upsert=True) for key, index in links.items()]
            self._links.bulk_write(written, ordered=False)

    def keep(self, number: int, epoch: Mapping[str, Any], octets: bytes) -> None:
        """Keep the whole list as of an epoch, and forget all but the last of those kept before."""
        self._lists.replace_one(
            {"_id": epoch_id(number)},
            {"number": number, "epoch": dict(epoch), "octets": Binary(octets)},
            upsert=True,
        )
        kept = sorted(each["_id"] for each in self._lists.find({}, {"_id": 1}))
        for old in kept[:-_KEPT]:
            self._lists.delete_one({"_id": old})

    def newest(self) -> tuple[dict[str, Any], bytes] | None:
        """The last whole list that was kept, with its epoch."""
        kept = sorted(each["_id"] for each in self._lists.find({}, {"_id": 1}))
        if not kept:
            return None
        found = self._lists.find_one({"_id": kept[-1]})
        return None if found is None else (found["epoch"], bytes(found["octets"]))
