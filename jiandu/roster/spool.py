"""The rows of a roster laid out on disk while they are checked and sent: memory does not grow with them."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from jiandu.roster.cells import Cell
from jiandu.roster.rows import Row

MOST_CERTIFICATES: Final = 20  # of one person
READY, QUARANTINED = "ready", "quarantined"
"""The outcomes before anything is sent."""
_SCHEMA: Final = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE roster (
        row INTEGER PRIMARY KEY, officer_id TEXT, name TEXT, number TEXT, on_staff INTEGER, post TEXT,
        certificate TEXT, cells TEXT, entry INTEGER, outcome TEXT, code TEXT, field TEXT
    );
"""
_INDEXES: Final = """
    CREATE INDEX by_officer ON roster (officer_id);
    CREATE INDEX by_number ON roster (number);
"""
_BY_ENTRY: Final = "CREATE INDEX by_entry ON roster (entry)"
# (code, field, whose rows together, what they contradict each other in), in the order in which they are told
_CONTRADICTIONS: Final = (
    ("TWO_NAMES", "name", "officer_id", "COUNT(DISTINCT NULLIF(name, ''))"),
    ("TWO_HOLDERS", "certificate_number", "number", "COUNT(DISTINCT NULLIF(officer_id, ''))"),
    ("TWO_TERMS", "certificate_number", "number", "COUNT(DISTINCT certificate)"),
    ("PERSON_DIFFERS", "on_staff", "officer_id", "COUNT(DISTINCT on_staff)"),
    ("PERSON_DIFFERS", "post", "officer_id", "COUNT(DISTINCT post)"),
)


@dataclass(frozen=True)
class Entry:
    """One person of the roster with all certificates the file gives; `row` is the first of the person's rows.

    `rows` are the rows it is made of, each with the place of its certificate in the entry.
    """

    row: int
    rows: tuple[tuple[int, int | None], ...]
    told: Mapping[str, Any]


@dataclass(frozen=True)
class Result:
    """What became of a row."""

    row: int
    officer_id: str
    outcome: str
    code: str | None
    field: str | None
    cells: tuple[str, ...]


class Spool:
    """A file of its own, unfit for anything once closed, that nobody else reads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        self._base = sqlite3.connect(path)
        self._base.executescript(_SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._base.close()
        self._path.unlink(missing_ok=True)

    def lay_out(self, rows: Iterable[tuple[Row, Sequence[Cell]]]) -> None:
        """Take in every row with its cells, then put aside what contradicts itself and put persons together."""
        with self._base:
            self._base.executemany(
                "INSERT INTO roster VALUES (:row, :officer_id, :name, :number, :on_staff, :post, :certificate,"
                " :cells, NULL, NULL, :code, :field)",
                (_laid_out(row, cells) for row, cells in rows),
            )
            self._base.executescript(_INDEXES)
            for code, field, whose, differ in _CONTRADICTIONS:
                self._put_aside(code, field, whose, f"{differ} > 1")
            self._put_aside(
                "TOO_MANY_CERTIFICATES",
                "certificate_number",
                "officer_id",
                f"COUNT(DISTINCT NULLIF(number, '')) > {MOST_CERTIFICATES}",
            )
            self._base.execute(
                "UPDATE roster SET outcome = CASE WHEN code IS NULL THEN ? ELSE ? END", (READY, QUARANTINED)
            )
            self._base.execute(
                "UPDATE roster SET entry = (SELECT MIN(row) FROM roster AS first"
                " WHERE first.officer_id = roster.officer_id AND first.code IS NULL) WHERE code IS NULL"
            )
            self._base.execute(_BY_ENTRY)

    def _put_aside(self, code: str, field: str, whose: str, where: str) -> None:
        # every name in the statement is one of ours
        self._base.execute(
            f"UPDATE roster SET code = ?, field = ? WHERE code IS NULL AND {whose} IN"  # noqa: S608
            f" (SELECT {whose} FROM roster WHERE {whose} <> '' GROUP BY {whose} HAVING {where})",
            (code, field),
        )

    def entries(self, most: int) -> Iterator[list[Entry]]:
        """Every person to be sent, in order of their first rows, at most so many together."""
        after = 0
        while True:
            firsts = self._base.execute(
                "SELECT DISTINCT entry FROM roster WHERE entry > ? ORDER BY entry LIMIT ?", (after, most)
            ).fetchall()
            if not firsts:
                return
            found: dict[int, list[tuple[Any, ...]]] = {}
            rows = self._base.execute(
                "SELECT entry, row, officer_id, name, on_staff, post, certificate FROM roster"
                " WHERE entry > ? AND entry <= ? ORDER BY entry, row",
                (after, firsts[-1][0]),
            )
            for entry, *rest in rows:
                found.setdefault(entry, []).append(tuple(rest))
            yield [_entry(first, rest) for first, rest in found.items()]
            after = firsts[-1][0]

    def settle(self, results: Iterable[tuple[int, str, str | None, str | None]]) -> None:
        """Note what became of rows: (row, outcome, code, field)."""
        with self._base:
            self._base.executemany(
                "UPDATE roster SET outcome = ?, code = ?, field = ? WHERE row = ?",
                ((outcome, code, field, row) for row, outcome, code, field in results),
            )

    def results(self) -> Iterator[Result]:
        """What became of every row, in order."""
        told = self._base.execute("SELECT row, officer_id, outcome, code, field, cells FROM roster ORDER BY row")
        for row, officer_id, outcome, code, field, cells in told:
            yield Result(row, officer_id, outcome, code, field, tuple(json.loads(cells)))

    def counts(self) -> list[tuple[str, str | None, int]]:
        """How many rows there are of each outcome and code."""
        return self._base.execute(
            "SELECT outcome, code, COUNT(*) FROM roster GROUP BY outcome, code ORDER BY 3 DESC, code"
        ).fetchall()

    def to_send(self) -> tuple[int, int]:
        """How many persons, and how many rows of theirs, are there to be sent, answered by now or not."""
        persons, rows = self._base.execute("SELECT COUNT(DISTINCT entry), COUNT(entry) FROM roster").fetchone()
        return persons, rows

    def said_of(self, officer_id: str) -> tuple[set[str], dict[str, dict[str, Any]]]:
        """The names and certificates that readable rows give an officer; no name at all: not in the file."""
        rows = self._base.execute(
            "SELECT name, certificate FROM roster WHERE officer_id = ? AND officer_id <> ''", (officer_id,)
        ).fetchall()
        told = (json.loads(certificate) for _, certificate in rows if certificate)
        return {name for name, _ in rows}, {one["number"]: one for one in told}


def _laid_out(row: Row, cells: Sequence[Cell]) -> dict[str, Any]:
    certificate = None if row.certificate is None else json.dumps(row.certificate, ensure_ascii=False)
    shown = json.dumps([_shown(cell) for cell in cells])
    return {**vars(row), "certificate": certificate, "cells": shown}


def _shown(cell: Cell) -> str:
    if isinstance(cell, datetime) and cell == datetime.combine(cell, datetime.min.time()):
        return cell.date().isoformat()
    if isinstance(cell, date | datetime):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _entry(first: int, rows: Sequence[tuple[Any, ...]]) -> Entry:
    certificates: dict[str, dict[str, Any]] = {}
    made_of = []
    told: dict[str, Any] = {}
    for row, officer_id, name, on_staff, post, certificate in rows:
        one = json.loads(certificate) if certificate else None
        if one is not None:
            certificates.setdefault(one["number"], one)
        made_of.append((row, None if one is None else list(certificates).index(one["number"])))
        told |= {"row": first, "officer_id": officer_id, "name": name}
        told |= {} if on_staff is None else {"on_staff": bool(on_staff)}
        told |= {} if post is None else {"post": post}
    return Entry(first, tuple(made_of), {**told, "certificates": list(certificates.values())})
