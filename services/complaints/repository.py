"""Where complaints lie, and, apart from them, who complained."""

from collections.abc import Mapping

from pymongo.database import Database

from jiandu.identity.vault import Vault
from jiandu.store.connection import Document
from jiandu.store.mongo import MongoAggregates


class Complaints(MongoAggregates):
    """One document a complaint. Nothing in it says who complained."""

    name = "complaints"


class Complainants:
    """Identities, sealed in a collection of their own under the complaint's id."""

    def __init__(self, database: Database[Document], vault: Vault) -> None:
        self._collection = database["complainants"]
        self._vault = vault

    def keep(self, complaint_id: str, identity: Mapping[str, str]) -> None:
        """Seal and keep the identity; keeping another under the same complaint changes nothing."""
        sealed = {"sealed": self._vault.seal(complaint_id, identity)}
        self._collection.update_one({"_id": complaint_id}, {"$setOnInsert": sealed}, upsert=True)
