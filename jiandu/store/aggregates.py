"""The port through which aggregates are stored: the document's shape, and what a store of them promises.

`jiandu.store.mongo` keeps them in MongoDB, `jiandu.store.memory` in a dict; both pass tests/contract/store.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from jiandu.domain import Actor


@dataclass(frozen=True)
class Stored:
    """One aggregate as it lies in the store, without its history: `state` is plain data.

    `processed` is the history entry of the cause that was asked for, if it was ever applied to the aggregate.
    """

    id: str
    version: int
    region: str
    state: dict[str, Any]
    head: str
    sequence: int
    processed: dict[str, Any] | None = None


@dataclass(frozen=True)
class Change:
    """What one command or event does to one document, written whole or not at all.

    `entry` is appended to the history; `outbox` holds what is to be published; `due_at` is the next instant at
    which a clock rings, or None; `running` says that a limit of it still runs; `fields` are plain values the
    repository wants indexed.
    """

    version: int
    region: str
    state: dict[str, Any]
    head: str
    sequence: int
    entry: dict[str, Any]
    outbox: tuple[dict[str, Any], ...] = ()
    due_at: datetime | None = None
    running: bool = False
    fields: Mapping[str, Any] = field(default_factory=dict)


class Aggregates(Protocol):
    """A collection of aggregate documents. Every method may raise one of `connection.UNAVAILABLE`."""

    def load(self, aggregate_id: str, scope: Actor, cause: str | None = None) -> Stored | None:
        """The aggregate with what `cause` left in it, in one reading, if it exists in a region `scope` covers."""

    def load_many(self, aggregate_ids: Sequence[str], scope: Actor, causes: Sequence[str]) -> dict[str, Stored]:
        """Those of the aggregates that exist where `scope` covers, each with what one of `causes` left in it."""

    def insert_many(self, changes: Sequence[tuple[str, Change]]) -> set[str]:
        """Make these aggregates, each whole or not at all; the ids of those that did not exist yet."""

    def write(self, aggregate_id: str, expected_version: int, change: Change) -> bool:
        """Apply `change` if the aggregate still has `expected_version` (0: does not exist yet); False if not."""

    def history(self, aggregate_id: str) -> list[dict[str, Any]]:
        """Every history entry, oldest first; empty if the aggregate does not exist."""

    def due(self, now: datetime) -> Iterator[str]:
        """Ids whose `due_at` lies at or before `now`, in no particular order."""

    def running(self, after: str | None, limit: int) -> list[str]:
        """Up to `limit` ids of aggregates in which a limit runs, in the order of ids, those after `after`."""

    def pending(
        self, aggregate_ids: list[str] | None = None, *, skip: int = 0, limit: int = 0
    ) -> list[tuple[str, list[dict[str, Any]]]]:
        """Outboxes that hold something: of these aggregates, or of all (the sweep after a crash).

        Of all, `limit` aggregates at most (0: as many as there are) after the first `skip`, in an order that
        stays while nothing is written.
        """

    def published(self, sent: Mapping[str, list[int]]) -> None:
        """Forget the outbox entries with these sequence numbers."""
