"""Where supervisors and cases lie."""

from jiandu.store.mongo import MongoAggregates


class Supervisors(MongoAggregates):
    """One document a supervisor."""

    name = "supervisors"


class Cases(MongoAggregates):
    """One document a case, with all its notices, limits and decisions."""

    name = "cases"


class LawEditions(MongoAggregates):
    """One document an edition of the law that was proposed."""

    name = "proposed_editions"
