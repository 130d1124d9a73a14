"""The registry's statuses as an agency keeps them: what each certificate is when, with nobody asked."""

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Protocol, Self

UNKNOWN: Final = "unknown"
_PAGE: Final = 200
_SCHEMA: Final = """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS officers (officer_id TEXT PRIMARY KEY, whole INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS holdings (
        number TEXT, officer_id TEXT, version INTEGER NOT NULL, periods TEXT NOT NULL,
        PRIMARY KEY (number, officer_id)
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS by_officer ON holdings (officer_id);
    CREATE TABLE IF NOT EXISTS orders (order_id TEXT PRIMARY KEY, applied_at TEXT NOT NULL) WITHOUT ROWID;
"""


class Asks(Protocol):
    """Who may ask the registry, such as a `Client` with a token."""

    def ask(self, method: str, **fields: Any) -> Any:
        """The answer of `<service>.<method>`."""
        ...


class Mirror:
    """What was announced, in the file `path`; any order and any repetition of announcements ends in the same.

    A change is kept with the order it came of in one step: after a crash both are there or neither. Any number of
    threads may use it.
    """

    def __init__(self, path: Path) -> None:
        path.touch(mode=0o600)
        self._using = threading.Lock()
        self._base = sqlite3.connect(path, check_same_thread=False)
        self._base.executescript(_SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Nothing is lost; the file may be opened again."""
        with self._using:
            self._base.close()

    def apply(self, changed: Mapping[str, Any], schema_version: int, applied_at: datetime) -> bool:
        """Keep what a `certificate.status_changed` says, and its order; False if the order was kept before.

        Version 2 says all of a person, and the highest number counts. Version 1 says only what an order made of
        some certificates, and from when: before that, they stay unknown.
        """
        holdings = changed["holdings"] if schema_version > 1 else _said_before(changed)
        with self._writing() as base:
            self._keep(base, changed["officer_id"], changed["version"], holdings, whole=schema_version > 1)
            order = (changed["order_id"], applied_at.isoformat())
            return base.execute("INSERT OR IGNORE INTO orders VALUES (?, ?)", order).rowcount == 1

    def catch_up(self, registry: Asks) -> set[str]:
        """Take over the current state of everybody who was ever announced; the ids of these persons.

        For who has just subscribed, or was away for longer than its queue is kept. What arrives meanwhile may be
        applied before or after. Raises what asking raises; what was taken over until then stays.
        """
        taken: set[str] = set()
        after = None
        while True:
            page = registry.ask("certificates.current", after=after, limit=_PAGE)
            with self._writing() as base:
                for row in page["rows"]:
                    self._keep(base, row["officer_id"], row["version"], row["holdings"], whole=True)
            taken.update(row["officer_id"] for row in page["rows"])
            after = page["next"]
            if after is None:
                return taken

    def note_order(self, order_id: str, applied_at: datetime) -> None:
        """An order is applied, because the state that was taken over is later than it."""
        with self._writing() as base:
            base.execute("INSERT OR IGNORE INTO orders VALUES (?, ?)", (order_id, applied_at.isoformat()))

    def has_applied(self, order_id: str) -> bool:
        """Whether an order is applied, and so may be acknowledged."""
        return bool(self._read("SELECT 1 FROM orders WHERE order_id = ?", order_id))

    def orders(self) -> dict[str, datetime]:
        """Every order that is applied, and since when."""
        found = self._read("SELECT order_id, applied_at FROM orders")
        return {order_id: datetime.fromisoformat(at) for order_id, at in found}

    def status(self, number: str, at: datetime) -> str:
        """What a certificate is at an instant, in the registry's words; `unknown` if it was never heard of.

        So it is for an instant before the first that is known, and where two persons hold one number otherwise.
        """
        found = self._read("SELECT periods FROM holdings WHERE number = ?", number)
        said = {_at(json.loads(periods), at) for (periods,) in found}
        return said.pop() if len(said) == 1 else UNKNOWN

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._using, self._base:
            self._base.execute("BEGIN IMMEDIATE")  # what is read first is still so when it is written
            yield self._base

    def _read(self, query: str, *values: str) -> list[Any]:
        with self._using:
            return self._base.execute(query, values).fetchall()

    @staticmethod
    def _keep(
        base: sqlite3.Connection,
        officer_id: str,
        version: int,
        holdings: Sequence[Mapping[str, Any]],
        *,
        whole: bool,
    ) -> None:
        known = base.execute("SELECT whole FROM officers WHERE officer_id = ?", (officer_id,)).fetchone()
        if known is not None and version <= known[0]:
            return
        if whole:
            base.execute("REPLACE INTO officers VALUES (?, ?)", (officer_id, version))
            base.execute("DELETE FROM holdings WHERE officer_id = ? AND version <= ?", (officer_id, version))
        base.executemany(
            "INSERT INTO holdings VALUES (?, ?, ?, ?) ON CONFLICT (number, officer_id) DO UPDATE"
            " SET version = excluded.version, periods = excluded.periods WHERE excluded.version > version",
            [(each["number"], officer_id, version, json.dumps(each["periods"])) for each in holdings],
        )


def _said_before(changed: Mapping[str, Any]) -> list[dict[str, Any]]:
    period = {"status": changed["status"], "since": changed["effective_at"], "until": None}
    return [{"number": number, "periods": [period]} for number in changed["numbers"]]


def _at(periods: Sequence[Mapping[str, Any]], at: datetime) -> str:
    for period in periods:
        until = period["until"]
        since = datetime.fromisoformat(period["since"])
        if since <= at and (until is None or at < datetime.fromisoformat(until)):
            return str(period["status"])
    return UNKNOWN
