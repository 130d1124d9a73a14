"""That a change of somebody's status was held against every act of the person: written once for each order."""

from dataclasses import dataclass
from datetime import datetime

from jiandu.domain import Command, Event, Procedure, Refused, Step

DONE = "done"

REVIEW = Procedure("review", (Step(None, "RecordReview", DONE, ("ReviewRecorded",)),))


@dataclass(frozen=True, kw_only=True)
class Review:
    """The acts of an officer that were looked at again because of an order, and those found invalid since."""

    id: str
    region: str
    state: str
    order_id: str
    officer_id: str
    act_ids: tuple[str, ...]
    invalid: tuple[str, ...]
    reviewed_at: datetime


@dataclass(frozen=True, kw_only=True)
class RecordReview(Command):
    """The acts of the officer have been looked at, as the order makes necessary."""

    review_id: str
    region: str
    order_id: str
    officer_id: str
    act_ids: tuple[str, ...] = ()
    invalid: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReviewRecorded(Event):
    """The acts of the officer were looked at, even if there were none."""

    review_id: str
    region: str
    order_id: str
    officer_id: str
    act_ids: tuple[str, ...]
    invalid: tuple[str, ...]
    reviewed_at: datetime

    def onto(self, _: None) -> Review:
        """The review for ever."""
        return Review(id=self.review_id, state=DONE, **self.told("review_id"))


def record_review(command: RecordReview, review: Review | None, _law: object) -> list[Event]:
    """Record what was looked at; once for each order."""
    if review is not None:
        raise Refused("ALREADY_EXISTS", id=review.id)
    return [ReviewRecorded(**command.told(), reviewed_at=command.at)]
