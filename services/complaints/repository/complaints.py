"""Where complaints lie, and what is asked of all of them at once. Nothing here says who complained."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from jiandu.domain import Actor
from jiandu.store.codec import from_plain
from jiandu.store.connection import Document
from jiandu.store.mongo import MongoAggregates, within
from services.complaints.domain.complaint import ENDED, Complaint
from services.complaints.repository.indexed import TO_DESTROY, fields_of

_PAGE = 500
# where a complaint of the version before had been passed on to supervision
_PASSED_ON = ("accepted", "in_supervision", "concluded")


class Complaints(MongoAggregates):
    """One document a complaint."""

    name = "complaints"
    indexed = ("external_ids", "acts", "words", "links", "submitted_on", "ended", "stands", "to_destroy")

    def ensure_indexes(self) -> None:
        super().ensure_indexes()
        for found in self.collection.find({"stands": {"$exists": False}}, {"state": 1, "history": 1}):
            self._bring_up(found)

    def _bring_up(self, found: Document) -> None:
        """Give a complaint that was stored before its fields were looked up what it is found by from now on."""
        state = _since_several_may_be_named(found["state"], found["history"][-1]["at"])
        fields = fields_of(from_plain(state, Complaint))
        query: Document = {"_id": found["_id"], "stands": {"$exists": False}}
        self.collection.update_one(query, {"$set": {"state": state, **fields}})

    def alike(self, field: str, value: str, limit: int) -> list[str]:
        """Up to `limit` complaints, in all regions, with this value in an indexed field."""
        return self.alike_any(field, [value], limit)

    def alike_any(self, field: str, values: Sequence[str], limit: int) -> list[str]:
        """Up to `limit` complaints, in all regions, with one of these values in an indexed field."""
        if not values:
            return []
        found = self.collection.find({field: {"$in": list(values)}}, {"_id": 1}).limit(limit)
        return [each["_id"] for each in found]

    def standing_in(self, state: str, after: str | None, limit: int, scope: Actor) -> list[tuple[str, str]]:
        """Up to `limit` complaints in a state, the oldest first, from the place `after` on: (place, id)."""
        place = {"$gt": after if after and after.startswith(f"{state}/") else f"{state}/", "$lt": f"{state}0"}
        found = self.collection.find({"stands": place, **within(scope)}, {"stands": 1})
        return [(each["stands"], each["_id"]) for each in found.sort("stands", 1).limit(limit)]

    def linked_to(self, complaint_id: str, limit: int) -> list[str]:
        """Later complaints that were found to belong to this one."""
        return self.alike("links", complaint_id, limit)

    def counted(self, since: date, until: date, scope: Actor) -> Iterator[dict[str, Any]]:
        """What is counted of each complaint submitted from `since` to `until`, both legal days included."""
        submitted = {"$gte": since.isoformat(), "$lte": until.isoformat()}
        query: Document = {"submitted_on": submitted, **within(scope)}
        for found in self.collection.find(query, {"counted": 1}).batch_size(_PAGE):
            yield found["counted"]

    def ended_in(self, state: str, before: datetime, limit: int) -> list[str]:
        """Up to `limit` complaints that ended in this state before the instant and whose complainant is known."""
        last = before.astimezone(UTC).isoformat()
        query: Document = {"ended": {"$gt": f"{state}/", "$lt": f"{state}/{last}"}}
        return [each["_id"] for each in self.collection.find(query, {"_id": 1}).limit(limit)]

    def being_erased(self, limit: int) -> list[str]:
        """Up to `limit` complaints of which it is decided that who complained is erased, and not yet done."""
        return self.alike("to_destroy", TO_DESTROY, limit)


class Reveals(MongoAggregates):
    """One document a request to see who complained; none is ever removed."""

    name = "reveals"
    indexed: Sequence[str] = ("complaint_id",)

    def of_complaint(self, complaint_id: str, scope: Actor) -> list[str]:
        """Every request about one complaint."""
        query: Document = {"complaint_id": complaint_id, **within(scope)}
        return [each["_id"] for each in self.collection.find(query, {"_id": 1})]


class Circulars(MongoAggregates):
    """One document a circular, drafted or published."""

    name = "circulars"


def _since_several_may_be_named(state: Document, last_at: str) -> Document:
    """A state written when a complaint named one body and at most one officer; others as they are."""
    if "respondents" in state:
        return state
    officers = [state["officer_id"]] if state.get("officer_id") else []
    case, outcome, accepted = state.get("case_id"), state.get("outcome"), state["state"] in _PASSED_ON
    return {
        **state,
        "respondents": [
            {"body_id": state["respondent"], "officer_ids": officers, "place": 0 if accepted else None}
        ],
        "passed_on": 1 if accepted else 0,
        "cases": [{"case_id": case, "outcome": outcome}] if case else [],
        "ended_at": last_at if state["state"] in ENDED else None,
    }
