"""A register taken in: rows are read in order, sent side by side, and reported in order."""

import json
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Final, TextIO

from jiandu.client import CallFailed
from replay.desk import Desk, Errand
from replay.entry import Adapter, Entry, Quarantined, row_digest
from replay.reading import Record, Register

ACCEPTED, QUARANTINED, LINKED = "accepted", "quarantined", "linked"
SIDE_BY_SIDE: Final = 12
_AHEAD: Final = 400


@dataclass
class Result:
    """What became of one row. `line` is the line of the file it begins on.

    `reason` and `column` say why it is quarantined, `rule` why it is linked and `linked_to` to which row. `ids`
    are of what there is in the services, `commands` how many commands the row stands on; `already_there`: all of
    them had been applied before this run.
    """

    row: int
    line: int
    outcome: str
    reason: str | None = None
    column: str | None = None
    linked_to: int | None = None
    rule: str | None = None
    ids: dict[str, str] = field(default_factory=dict)
    commands: int = 0
    already_there: bool = False


@dataclass
class Summary:
    """The whole run, counted."""

    register: str
    rows: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    already_there: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    commands: int = 0
    applied_now: int = 0
    faults: list[str] = field(default_factory=list)

    def count(self, result: Result) -> None:
        """Add one row."""
        self.rows += 1
        self.outcomes[result.outcome] += 1
        self.already_there[result.outcome] += result.already_there
        if result.reason:
            self.reasons[result.reason] += 1
        if result.rule:
            self.rules[result.rule] += 1


def replay(
    register: Register,
    adapter: Adapter,
    desk: Desk,
    today: date,
    out: TextIO,
    told: Callable[[Result], None] = lambda _result: None,
) -> Summary:
    """Take the register in; a line of JSON for each row goes to `out`. Raises GaveUp, OSError.

    The summary's `faults` are commands that the services' ledgers know otherwise than as applied once.
    """
    summary = Summary(adapter.name)
    desk.before = frozenset(desk.applied(adapter.region, adapter.ledgers))
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        try:
            for result in _results(register, adapter, desk, today, pool):
                out.write(json.dumps(asdict(result), ensure_ascii=False) + "\n")
                summary.count(result)
                told(result)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    _hold_against_ledgers(desk, adapter, summary)
    return summary


def _hold_against_ledgers(desk: Desk, adapter: Adapter, summary: Summary) -> None:
    after = desk.applied(adapter.region, adapter.ledgers)
    summary.commands = len(desk.acknowledged)
    summary.applied_now = len(after.keys() - desk.before)
    for cause in sorted(desk.acknowledged):
        if after[cause] != 1:
            summary.faults.append(f"{cause} was acknowledged and is applied {after[cause]} times")


def _results(
    register: Register, adapter: Adapter, desk: Desk, today: date, pool: ThreadPoolExecutor
) -> Iterator[Result]:
    planned = _Plan(register.header, adapter, desk, today, pool)
    waiting: deque[tuple[Result, Future[Result] | None]] = deque()
    for record in register.records():
        waiting.append(planned.take(record))
        while len(waiting) > _AHEAD or (waiting and _is_there(waiting[0])):
            yield planned.settle(*waiting.popleft())
    while waiting:
        yield planned.settle(*waiting.popleft())


def _is_there(planned: tuple[Result, Future[Result] | None]) -> bool:
    return planned[1] is None or planned[1].done()


class _Plan:
    """What is known of earlier rows, and what is done with the next."""

    def __init__(
        self, header: tuple[str, ...], adapter: Adapter, desk: Desk, today: date, pool: ThreadPoolExecutor
    ) -> None:
        self._header, self._adapter, self._desk, self._today, self._pool = header, adapter, desk, today, pool
        self._keys: dict[str, tuple[int, str]] = {}
        self._groups: dict[str, tuple[int, Future[Result]]] = {}
        self._refused: set[int] = set()
        self._there: set[int] = set()

    def take(self, record: Record) -> tuple[Result, Future[Result] | None]:
        """The row's result, or what it will be once the services have answered."""
        result = Result(record.row, record.line, ACCEPTED)
        if record.fault is not None:
            return _quarantined(result, record.fault), None
        values = dict(zip(self._header, record.values, strict=True))
        try:
            entry = self._adapter.read(values, self._today)
        except Quarantined as why:
            return _quarantined(result, why.code, why.column), None
        digest = row_digest(values)
        first, said = self._keys.setdefault(entry.key, (record.row, digest))
        if first != record.row:
            result.linked_to = first
            if said != digest:
                return _quarantined(result, "CONTRADICTS_EARLIER_ROW"), None
            result.outcome, result.rule = LINKED, "repeated_row"
            return result, None
        if entry.group is None:
            return result, self._pool.submit(self._send, entry, result, None)
        if entry.group in self._groups:
            result.outcome, result.rule = LINKED, entry.rule
            result.linked_to, before = self._groups[entry.group]
            return result, self._pool.submit(self._send, entry, result, before)
        sent = self._pool.submit(self._send, entry, result, None)
        self._groups[entry.group] = (record.row, sent)
        return result, sent

    def settle(self, result: Result, sent: "Future[Result] | None") -> Result:
        """The final result. Rows are settled in order, so the row a row is linked to has been."""
        if sent is not None:
            sent.result()
        first = result.linked_to
        if result.outcome == LINKED and first is not None:
            if first in self._refused:
                result = _quarantined(result, "FIRST_ROW_REFUSED")
            elif not result.commands:
                result.already_there = first in self._there
        if result.outcome == QUARANTINED:
            self._refused.add(result.row)
        if result.already_there:
            self._there.add(result.row)
        return result

    def _send(self, entry: Entry, result: Result, before: "Future[Result] | None") -> Result:
        # rows are begun in order, so the first of the group is under way or done, and waits for nobody
        first = before.result() if before is not None else None
        if first is not None and first.outcome == QUARANTINED:
            return result  # settled with its first row
        errand = Errand(self._desk, self._adapter.region)
        try:
            entry.send(errand, first.ids if first is not None else None)
        except CallFailed as refused:
            _quarantined(result, refused.code, refused.field)
        result.ids = errand.ids
        result.commands = len(errand.causes)
        result.already_there = errand.there_before and result.outcome != QUARANTINED
        return result


def _quarantined(result: Result, code: str, column: str | None = None) -> Result:
    result.outcome, result.reason, result.column, result.rule = QUARANTINED, code, column, None
    return result
