"""Where messages wait that could not be applied, in the order in which they came.

A lane belongs to one queue and one aggregate of one source. While it holds an open entry, later messages for that
aggregate join it: a restoration can not overtake a parked revocation. Retries wait here too, so the order
survives them (docs/adr/0005-lanes.md). Entries are never deleted; the lane is the record of what happened.

`jiandu.store.mongo_lanes` keeps them in MongoDB, `jiandu.store.memory` in a dict; both pass tests/contract/store.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

OPEN = ("waiting", "retrying", "parked")


@dataclass(frozen=True)
class RawMessage:
    """A message as the broker delivered it to `queue`, before anybody tried to understand it."""

    queue: str
    body: bytes
    headers: dict[str, Any]
    properties: dict[str, Any]

    @property
    def key(self) -> str:
        """The same for every delivery of this very message, so that a redelivery is not kept twice.

        What its sender corrected and sent again under the same id is another message.
        """
        said = {name: value for name, value in self.headers.items() if name.startswith("ce-")}
        said.pop("ce-traceparent", None)  # every hop may rewrite it
        parts = [self.queue, self.properties.get("message_id"), said, hashlib.sha256(self.body).hexdigest()]
        return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:24]


class Lanes(Protocol):
    """The waiting messages of one service. Every method may raise one of `connection.UNAVAILABLE`."""

    def blocked(self, lane: str) -> bool:
        """True while something in the lane is not settled."""

    def join(self, lane: str, raw: RawMessage, sender: str | None) -> bool:
        """Add `raw` behind the others if the lane is blocked; False, and nothing done, if it is free."""

    def hold(
        self, lane: str, raw: RawMessage, sender: str | None, reason: str, detail: str, retry_at: datetime | None
    ) -> None:
        """Keep `raw` at the head of its lane: to be tried again at `retry_at`, or parked if that is None.

        The same message arriving again while it is kept changes nothing.
        """

    def due(self, now: datetime) -> list[str]:
        """Lanes whose head may be tried again."""

    def entries(self, lane: str) -> list[dict[str, Any]]:
        """All entries of the lane, settled ones included, oldest first; empty if there is no such lane."""

    def settle(self, lane: str, key: str, state: str) -> None:
        """Close the entry as `state` ("applied", "discarded"), once; the lane opens with its last one."""

    def postpone(self, lane: str, key: str, reason: str, detail: str, retry_at: datetime | None) -> None:
        """The entry failed once more: try it again at `retry_at`, or park it if that is None.

        Nothing happens to an entry that was settled meanwhile.
        """

    def amend(
        self, lane: str, key: str, values: dict[str, Any], expected: Mapping[str, Any] | None = None
    ) -> bool:
        """Write operators' decisions (a proposed repair, who approved it) into the entry.

        Nothing is written, and False returned, unless it still holds the `expected` values; None: has none.
        """

    def message(self, entry: dict[str, Any]) -> RawMessage:
        """The message an entry keeps, byte for byte."""

    def find(self, key: str) -> tuple[str, dict[str, Any]]:
        """The lane and entry of this key. Raises Refused NOT_FOUND."""

    def listed(self, *, settled: bool = False) -> Iterator[tuple[str, dict[str, Any]]]:
        """Every open entry with its lane; with `settled`, also those that were applied or discarded since."""


def new_entry(
    raw: RawMessage, sender: str | None, state: str, reason: str, detail: str | None, attempts: int
) -> dict[str, Any]:
    """A message as it enters a lane."""
    return {
        "key": raw.key,
        "queue": raw.queue,
        "headers": {name: value for name, value in raw.headers.items() if _keepable(name, value)},
        "properties": raw.properties,
        "sender": sender,  # proven by signature, or None
        "state": state,
        "reason": reason,
        "detail": detail,
        "attempts": attempts,
        "arrived_at": datetime.now(UTC),
    }


def _keepable(name: str, value: Any) -> bool:
    # what calls carry beside their content: a token is as good as its holder
    return isinstance(value, str) and not name.lower().startswith("nameko.")
