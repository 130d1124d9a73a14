"""A roster sent to the registry: several calls in flight, each sent again under its command id until answered."""

import hashlib
import json
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Protocol

from jiandu.client import CallFailed, GaveUp, answered
from jiandu.roster.acknowledged import Acknowledged, Settled
from jiandu.roster.columns import NUMBER
from jiandu.roster.spool import QUARANTINED, Entry, Spool

METHOD: Final = "certificates.import_roster"
MOST_ENTRIES: Final = 500
OUTCOMES: Final = ("created", "updated", "unchanged", QUARANTINED)
_MOST_OCTETS: Final = 512 * 1024  # of the entries of a call; the services take a mebibyte
_IN_FLIGHT: Final = 4
_PATIENCE_SECONDS: Final = 300.0
_ENTRY_AT_FAULT: Final = re.compile(r"rows\.(\d+)(?:\.(.+))?")
_CERTIFICATE_AT_FAULT: Final = re.compile(r"certificates\.(\d+)(?:\.(.+))?")


class Registry(Protocol):
    """The certificate registry, as jiandu.client.Client reaches it."""

    def call(self, method: str, *, command_id: str | None = None, **fields: Any) -> Any:
        """Have a command carried out. Raises CallFailed."""

    def ask(self, method: str, **fields: Any) -> Any:
        """The answer to a query. Raises CallFailed."""


class BadAnswer(Exception):  # noqa: N818 - it says what the answer is
    """The registry answered what does not fit the roster it was sent."""


@dataclass(frozen=True)
class Heading:
    """Whose roster it is, and the id under which it is applied once however often it is sent."""

    body_id: str
    region: str
    roster_id: str


def send(
    spool: Spool,
    heading: Heading,
    registry: Registry,
    acknowledged: Acknowledged,
    told: Callable[[int], object],
    resent: Callable[[], object],
) -> None:
    """Send every person who is not known as answered; `told` hears of the persons of each answer.

    Raises CallFailed, GaveUp and BadAnswer; what was answered until then is kept, so that a later run goes on.
    """
    waiting: deque[tuple[str, int, Future[list[Settled]]]] = deque()
    pool = ThreadPoolExecutor(_IN_FLIGHT)
    patience = _Patience(resent)

    def settle(chunk: str, persons: int, answer: Future[list[Settled]]) -> None:
        results = answer.result()
        spool.settle(results)
        acknowledged.add(chunk, results)
        told(persons)

    try:
        for entries in _chunks(spool):
            chunk = _chunk_id(heading, entries)
            if chunk in acknowledged.chunks:
                told(len(entries))
                continue
            waiting.append((chunk, len(entries), pool.submit(_sent, registry, heading, entries, patience)))
            if len(waiting) > _IN_FLIGHT:
                settle(*waiting.popleft())
        while waiting:
            settle(*waiting.popleft())
    except BaseException as failure:
        patience.ended = True
        # who interrupts does not want to wait for what is under way; else its answers are worth keeping
        pool.shutdown(wait=isinstance(failure, Exception), cancel_futures=True)
        for each in waiting:
            if each[2].done() and not each[2].cancelled() and each[2].exception() is None:
                settle(*each)
        raise
    pool.shutdown()


@dataclass
class _Patience:
    """Told of every call that is to be sent again; once `ended`, none is."""

    resent: Callable[[], object]
    ended: bool = False

    def __call__(self) -> None:
        if self.ended:
            raise GaveUp(f"{METHOD}: another call failed")
        self.resent()


def _chunks(spool: Spool) -> Iterator[list[Entry]]:
    for entries in spool.entries(MOST_ENTRIES):
        chunk: list[Entry] = []
        octets = 0
        for entry in entries:
            size = len(json.dumps(entry.told, ensure_ascii=False).encode())
            if chunk and octets + size > _MOST_OCTETS:
                yield chunk
                chunk, octets = [], 0
            chunk.append(entry)
            octets += size
        yield chunk


def _chunk_id(heading: Heading, entries: Sequence[Entry]) -> str:
    """The command id of a call: the same for the same content, so that it may be sent again at any time."""
    content = json.dumps([heading.body_id, heading.region, [each.told for each in entries]], ensure_ascii=False)
    return f"{heading.roster_id}:{entries[0].row}-{hashlib.sha256(content.encode()).hexdigest()[:12]}"


def _sent(registry: Registry, heading: Heading, entries: Sequence[Entry], patience: _Patience) -> list[Settled]:
    """What became of the rows of these persons.

    Where the call is refused because of one person, that one is put aside and the others are sent without.
    """
    results: list[Settled] = []
    left = list(entries)
    while left:
        try:
            answer = _answer(registry, heading, left, patience)
        except CallFailed as failure:
            place, field = _at_fault(failure, left)
            results += _spread(left.pop(place), QUARANTINED, failure.code, field)
            continue
        return results + _matched(answer, left)
    return results


def _answer(registry: Registry, heading: Heading, entries: Sequence[Entry], patience: _Patience) -> Any:
    call = partial(
        registry.call,
        METHOD,
        command_id=_chunk_id(heading, entries),
        body_id=heading.body_id,
        region=heading.region,
        roster_id=heading.roster_id,
        rows=[entry.told for entry in entries],
    )
    return answered(METHOD, call, seconds=_PATIENCE_SECONDS, resent=patience)


def _at_fault(failure: CallFailed, entries: Sequence[Entry]) -> tuple[int, str | None]:
    found = _ENTRY_AT_FAULT.fullmatch(failure.field or "")
    if found is None or int(found[1]) >= len(entries):
        raise failure
    return int(found[1]), found[2]


def _matched(answer: Any, entries: Sequence[Entry]) -> list[Settled]:
    results: list[Settled] = []
    try:
        said: Mapping[int, Any] = {row["row"]: row for row in answer["rows"]}
        for entry in entries:
            row = said[entry.row]
            if row["outcome"] not in OUTCOMES:
                raise BadAnswer(f"row {entry.row}: {row['outcome']!r}")
            results += _spread(entry, row["outcome"], row.get("code"), row.get("field"))
    except (KeyError, TypeError) as error:
        raise BadAnswer(f"rows {entries[0].row} to {entries[-1].row}: {error!r}") from error
    return results


def _spread(entry: Entry, outcome: str, code: str | None, field: str | None) -> list[Settled]:
    """The result of a person as that of each row; a refused certificate is the fault of its own rows."""
    found = _CERTIFICATE_AT_FAULT.fullmatch(field or "")
    if outcome != QUARANTINED or found is None:
        return [(row, outcome, code, field) for row, _ in entry.rows]
    column = NUMBER if found[2] in (None, "number") else found[2].partition(".")[0]
    return [
        (row, outcome, code, column) if place == int(found[1]) else (row, outcome, "WITH_ANOTHER_ROW", None)
        for row, place in entry.rows
    ]
