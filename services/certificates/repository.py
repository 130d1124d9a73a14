"""Where bodies, officers with their certificates, and coverages lie."""

from jiandu.domain import Actor
from jiandu.store.mongo import MongoAggregates, within


class Bodies(MongoAggregates):
    """One document an enforcement body."""

    name = "bodies"
    indexed = ("subscribed",)

    def subscribers(self) -> list[str]:
        """The ids of all bodies that hear of changes of status, in every region."""
        return [found["_id"] for found in self.collection.find({"subscribed": True}, {"_id": 1})]


class Officers(MongoAggregates):
    """One document an officer, with every certificate of the person."""

    name = "officers"
    indexed = ("numbers", "orders")

    def announced(self, order_id: str) -> bool:
        """True once an order has changed somebody's status, and so before anybody can hear of it."""
        return self.collection.find_one({"orders": order_id}, {"_id": 1}) is not None

    def holder_of(self, number: str, scope: Actor) -> str | None:
        """The id of the officer who holds, or held, the certificate of this number."""
        found = self.collection.find_one({"numbers": number, **within(scope)}, {"_id": 1})
        return None if found is None else str(found["_id"])


class Coverages(MongoAggregates):
    """One document an order: who has to acknowledge it, and who has."""

    name = "coverages"
