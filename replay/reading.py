"""From the bytes of a file to records, whatever the bytes are: every line ends up in exactly one record.

CSV as in RFC 4180: UTF-8, with or without a byte order mark, lines ended by LF or CRLF, plain or gzip. A quoted
value may contain line breaks; a quotation mark that is never closed costs one line, not the rest of the file.
"""

import csv
import gzip
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

LONGEST_LINE: Final = 1 << 20  # octets
MOST_LINES: Final = 100
_GZIP: Final = b"\x1f\x8b"
_BROKEN: Final = (EOFError, zlib.error, gzip.BadGzipFile)


class Unreadable(Exception):  # noqa: N818 - it says what the file is
    """The file as a whole cannot be used; `code` is stable."""

    def __init__(self, code: str, told: str) -> None:
        super().__init__(told)
        self.code = code


@dataclass(frozen=True)
class Record:
    """One record: its number from 1 (the header is not counted), the line it begins on, and its values.

    `fault` is a code instead of values.
    """

    row: int
    line: int
    values: tuple[str, ...] = ()
    fault: str | None = None


def open_register(path: Path) -> "Register":
    """The file with its header read. Raises Unreadable, OSError."""
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
    stream = _open(path, packed)
    try:
        lines = _Lines(stream)
        return Register(_header(lines), lines, stream)
    except BaseException:
        stream.close()
        raise


def _header(lines: "_Lines") -> tuple[str, ...]:
    first = lines.take()
    if first is None and lines.broken:
        raise Unreadable("TRUNCATED", "the archive breaks off before the header")
    if first is None:
        raise Unreadable("EMPTY", "the file is empty")
    header, fault = _split(first.removeprefix(b"\xef\xbb\xbf"))
    if fault is not None:
        raise Unreadable("NO_HEADER", "the first line is no header of a CSV file in UTF-8")
    return tuple(name.strip() for name in header)


def _open(path: Path, packed: bool) -> IO[bytes]:
    if packed:
        return gzip.GzipFile(path, "rb")  # type: ignore[return-value]  # only read and closed
    return path.open("rb")


@dataclass
class Register:
    """An open file after its header; as a context manager it is closed at the end."""

    header: tuple[str, ...]
    _lines: "_Lines"
    _stream: IO[bytes]

    def records(self) -> Iterator[Record]:
        """Every record that follows, once."""
        row = 0
        while (first := self._lines.take()) is not None:
            row += 1
            line = self._lines.number
            yield self._record(row, line, first)
        if self._lines.broken:
            yield Record(row + 1, self._lines.number + 1, fault="TRUNCATED")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    def _record(self, row: int, line: int, first: bytes) -> Record:
        if len(first) > LONGEST_LINE:
            return Record(row, line, fault="LINE_TOO_LONG")
        if not first.strip():
            return Record(row, line, fault="EMPTY_ROW")
        whole, further = first, list[bytes]()
        while whole.count(b'"') % 2:
            more = self._lines.take() if len(further) < MOST_LINES else None
            if more is None:
                self._lines.give_back(further)
                return Record(row, line, fault="UNCLOSED_QUOTE")
            further.append(more)
            whole = b"\n".join((whole, more))
        values, fault = _split(whole)
        if further and (fault is not None or len(values) != len(self.header)):
            # the lines belong together by their quotation marks only, so each gets a row of its own
            self._lines.give_back(further)
            return Record(row, line, fault="UNCLOSED_QUOTE")
        if fault is None and len(values) != len(self.header):
            fault = "TOO_MANY_COLUMNS" if len(values) > len(self.header) else "TOO_FEW_COLUMNS"
        return Record(row, line, values if fault is None else (), fault)


class _Lines:
    """Lines without their ends, some of which may be given back."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._returned: deque[bytes] = deque()
        self.number = 0
        self.broken = False

    def take(self) -> bytes | None:
        """The next line; None at the end, or where an archive breaks off (then `broken`)."""
        line = self._returned.popleft() if self._returned else self._read()
        if line is not None:
            self.number += 1
        return line

    def give_back(self, lines: list[bytes]) -> None:
        self._returned.extendleft(reversed(lines))
        self.number -= len(lines)

    def _read(self) -> bytes | None:
        if self.broken:
            return None
        try:
            line = self._stream.readline(LONGEST_LINE + 2)
            rest = line
            while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
                rest = self._stream.readline(LONGEST_LINE + 2)
        except _BROKEN:
            self.broken = True
            return None
        return line.removesuffix(b"\n").removesuffix(b"\r") if line else None


def _split(line: bytes) -> tuple[tuple[str, ...], str | None]:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return (), "UNDECODABLE"
    try:
        rows = list(csv.reader([text], strict=True))
    except csv.Error:
        return (), "NOT_CSV"
    return (tuple(rows[0]), None) if len(rows) == 1 else ((), "NOT_CSV")
