"""Where accountability cases lie."""

from jiandu.store.mongo import MongoAggregates


class Cases(MongoAggregates):
    """One document a case, with its duties to refer."""

    name = "cases"
