"""Where accountability cases lie."""

from jiandu.domain import Actor
from jiandu.store.mongo import MongoAggregates, within


class Cases(MongoAggregates):
    """One document a case, with its duties to refer."""

    name = "cases"
    indexed = ("supervision_case_id",)

    def of_supervision_case(self, supervision_case_id: str, scope: Actor) -> list[str]:
        """The ids of the accountability cases that one supervision case led to."""
        query = {"supervision_case_id": supervision_case_id, **within(scope)}
        return [found["_id"] for found in self.collection.find(query, {"_id": 1})]
