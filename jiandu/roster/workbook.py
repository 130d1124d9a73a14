"""XLSX, row by row, after a look at what it would unpack to: a small file may ask for all memory there is."""

import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import openpyxl

from jiandu.roster.cells import Cell
from jiandu.roster.columns import MOST
from jiandu.roster.faults import Unreadable
from jiandu.roster.record import Record

MOST_ROWS: Final = 1_048_576  # the format has no more
_MOST_PARTS: Final = 10_000
_LARGEST_SHEET: Final = 1 << 30  # octets; 100,000 rows are about 65 million
_LARGEST_STRINGS: Final = 96 << 20  # they are held in memory
_LARGEST_PART: Final = 4 << 20  # of those that are read as a whole
_TIGHTEST: Final = 250  # times smaller packed: sheets reach 10 to 30
_LONGEST_ROW: Final = 2 << 20  # octets between the beginnings of two rows
_CHUNK: Final = 1 << 18
_STRINGS: Final = "xl/sharedStrings.xml"
_ROW: Final = re.compile(rb"<(?:\w+:)?row[\s>/]")
_OVERLAP: Final = 64


@dataclass(frozen=True)
class Workbook:
    """An XLSX file found harmless; its first visible sheet is the roster."""

    path: Path
    sheet: str
    others: tuple[str, ...]

    @property
    def format(self) -> str:
        """What the file is, for people; also which sheets are not read."""
        aside = f", not read: {', '.join(self.others)}" if self.others else ""
        return f"XLSX, {self.sheet}{aside}"

    def records(self, _width: int | None = None) -> Iterator[Record]:
        """Every row from the first, also empty ones between others. Raises Unreadable."""
        try:
            yield from self._records()
        except Unreadable:
            raise
        except Exception as error:
            # openpyxl has no error of its own for what is damaged: it fails as it happens
            raise Unreadable("BROKEN_WORKBOOK", type(error).__name__) from error

    def _records(self) -> Iterator[Record]:
        with warnings.catch_warnings(), self.path.open("rb") as file:
            warnings.filterwarnings("ignore", module=r"openpyxl\.")
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            sheet = book[self.sheet]
            # what a sheet says of its size is often wrong, and would cut rows off
            sheet.reset_dimensions()
            for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MOST + 1), 1):
                if number > MOST_ROWS or (len(cells) > MOST and cells[MOST] is not None):
                    raise Unreadable("ABSURD_DIMENSIONS", f"{self.sheet} {number}")
                yield Record(number, _until_empty(cells))


def open_workbook(path: Path) -> Workbook:
    """The file, found harmless. Raises Unreadable, OSError."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check(archive)
        with warnings.catch_warnings(), path.open("rb") as file:
            warnings.filterwarnings("ignore", module=r"openpyxl\.")
            book = openpyxl.load_workbook(file, read_only=True)
            sheets = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable("BROKEN_WORKBOOK", type(error).__name__) from error
    if not sheets:
        raise Unreadable("NO_SHEET")
    return Workbook(path, sheets[0], tuple(sheets[1:]))


def _check(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > 2 * _LARGEST_SHEET:
        raise Unreadable("TOO_LARGE_UNPACKED")
    for part in parts:
        largest = _LARGEST_STRINGS if part.filename == _STRINGS else _LARGEST_SHEET
        tight = part.file_size > _LARGEST_PART and part.file_size > _TIGHTEST * part.compress_size
        if tight or part.file_size > largest:
            raise Unreadable("TOO_LARGE_UNPACKED", part.filename)
        is_sheet = part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml")
        if is_sheet or (part.file_size > _LARGEST_PART and part.filename != _STRINGS):
            # any other part of this size would be held as a whole, were it read
            _check_rows(archive, part)


def _check_rows(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A row is held in memory while it is read, so none may be longer than any roster's."""
    place = since = 0
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            window = tail + chunk
            begin = place - len(tail)
            for found in _ROW.finditer(window):
                if begin + found.start() - since > _LONGEST_ROW:
                    raise Unreadable("ABSURD_DIMENSIONS", part.filename)
                since = begin + found.start()
            place += len(chunk)
            if place - since > _LONGEST_ROW:
                raise Unreadable("ABSURD_DIMENSIONS", part.filename)
            tail = window[-_OVERLAP:]


def _until_empty(cells: tuple[object, ...]) -> tuple[Cell, ...]:
    end = len(cells)
    while end and cells[end - 1] is None:
        end -= 1
    return tuple(cell if isinstance(cell, Cell) else str(cell) for cell in cells[:end])
