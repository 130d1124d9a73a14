"""A file as a table: its header found, its rows one after another, whatever the format."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from jiandu.roster import delimited, workbook
from jiandu.roster.cells import Cell
from jiandu.roster.columns import Columns, find_columns, is_header
from jiandu.roster.faults import Unreadable
from jiandu.roster.record import Record

_TITLES: Final = 10  # rows above the header, such as the name of the roster
_XLSX: Final = b"PK\x03\x04"
_OTHER: Final = (b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b", b"{\\rtf", b"<!DO", b"<htm")
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


class _Table(Protocol):
    @property
    def format(self) -> str:
        """What the file is, for people."""

    def records(self, _width: int | None = None, /) -> Iterator[Record]:
        """Every row from the first, header and all; in a row wider than `_width` values may have moved."""


@dataclass(frozen=True)
class Sheet:
    """A file with its header found. `digest` is of its content; `format` tells people what it is."""

    format: str
    digest: str
    columns: Columns
    _table: _Table
    _header_row: int

    def records(self) -> Iterator[Record]:
        """Every row below the header that is not empty, once. Raises Unreadable."""
        for record in self._table.records(len(self.columns.header)):
            if record.row > self._header_row and (record.fault is not None or any(map(_said, record.cells))):
                yield record


def open_sheet(path: Path) -> Sheet:
    """The file with its header. Raises Unreadable before any row is read, and OSError."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        start = file.read(4)
    if not start:
        raise Unreadable("EMPTY_FILE")
    if start[:2] in _UTF16:
        raise Unreadable("UNKNOWN_ENCODING")
    if start.startswith(_OTHER):
        raise Unreadable("UNKNOWN_FORMAT")
    table: _Table = workbook.open_workbook(path) if start == _XLSX else delimited.open_delimited(path)
    row, columns = _header(table.records())
    return Sheet(table.format, digest, columns, table, row)


def _header(records: Iterable[Record]) -> tuple[int, Columns]:
    """The first row with every column needed; else the fullest of the first rows, to say what it lacks."""
    best: Record | None = None
    for seen, record in enumerate(records):
        if seen == _TITLES:
            break
        names = [_said(cell) for cell in record.cells]
        if is_header(names):
            return record.row, find_columns(names)
        if best is None or len(list(filter(None, names))) > len(list(filter(_said, best.cells))):
            best = record
    return 0, find_columns([] if best is None else [_said(cell) for cell in best.cells])


def _said(cell: Cell) -> str:
    return "" if cell is None else str(cell).strip()
