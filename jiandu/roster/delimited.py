"""CSV: UTF-8 with and without a byte order mark, or GB18030; commas, semicolons or tabs.

Every line ends up in exactly one record: a quotation mark that is never closed costs its line, not the rest.
"""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from jiandu.roster.columns import field_of
from jiandu.roster.record import Record

LONGEST_LINE: Final = 1 << 20  # octets
MOST_LINES: Final = 100  # of one record
_MARK: Final = b"\xef\xbb\xbf"
_DELIMITERS: Final = (",", ";", "\t")
_LOOKED_AT: Final = 10


@dataclass(frozen=True)
class Delimited:
    """A CSV file whose encoding and delimiter are known."""

    path: Path
    encoding: str
    delimiter: str

    @property
    def format(self) -> str:
        """What the file is, for people."""
        return f"CSV, {self.encoding.upper()}, {self.delimiter!r}"

    def records(self, width: int | None = None) -> Iterator[Record]:
        """Every record from the first; what is wider than `width` is taken apart wrongly, or was written so."""
        with self.path.open("rb") as stream:
            lines, row = _Lines(stream), 0
            while (first := lines.take()) is not None:
                row += 1
                yield self._record(row, first.removeprefix(_MARK) if row == 1 else first, lines, width)

    def _record(self, row: int, first: bytes, lines: "_Lines", width: int | None) -> Record:
        if len(first) > LONGEST_LINE:
            return Record(row, (first[:1000].decode(self.encoding, "replace"),), "LINE_TOO_LONG")
        whole, further = first, list[bytes]()
        while whole.count(b'"') % 2:
            more = lines.take() if len(further) < MOST_LINES else None
            if more is None:
                lines.give_back(further)
                return Record(row, self._shown(first), "UNCLOSED_QUOTE")
            further.append(more)
            whole = b"\n".join((whole, more))
        cells, fault = self._split(whole)
        if fault is None and width is not None and any(cells[width:]):
            fault = "TOO_MANY_CELLS"
        if further and fault is not None:
            # the lines belong together by their quotation marks only, so each is a record of its own
            lines.give_back(further)
            return Record(row, self._shown(first), "UNCLOSED_QUOTE")
        return Record(row, cells, fault)

    def _split(self, line: bytes) -> tuple[tuple[str, ...], str | None]:
        try:
            rows = list(csv.reader([line.decode(self.encoding)], delimiter=self.delimiter, strict=True))
        except UnicodeDecodeError:
            return self._shown(line), "UNDECODABLE"
        except csv.Error:
            return self._shown(line), "NOT_CSV"
        return (tuple(rows[0]), None) if len(rows) == 1 else ((), None if not rows else "NOT_CSV")

    def _shown(self, line: bytes) -> tuple[str, ...]:
        return tuple(line.decode(self.encoding, "replace").split(self.delimiter))


def open_delimited(path: Path) -> Delimited:
    """The file with its encoding and delimiter found out, by reading it once. Raises OSError."""
    wrong = {"utf-8": 0, "gb18030": 0}
    head: list[bytes] = []
    with path.open("rb") as stream:
        lines = _Lines(stream)
        while (line := lines.take()) is not None:
            if len(head) < _LOOKED_AT:
                head.append(line.removeprefix(_MARK))
            for encoding in wrong if not line.isascii() else ():
                wrong[encoding] += not _decodes(line, encoding)
    encoding = min(wrong, key=lambda each: wrong[each])
    return Delimited(path, encoding, _delimiter(head, encoding))


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(head: list[bytes], encoding: str) -> str:
    """That which parts the first lines into most names of columns."""

    def known(delimiter: str) -> int:
        lines = (line.decode(encoding, "replace").split(delimiter) for line in head)
        return max((sum(field_of(name.strip('" ')) is not None for name in names) for names in lines), default=0)

    return max(_DELIMITERS, key=known)


class _Lines:
    """Lines without their ends, some of which may be given back."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._returned: deque[bytes] = deque()

    def take(self) -> bytes | None:
        """The next line, cut off after LONGEST_LINE; None at the end."""
        if self._returned:
            return self._returned.popleft()
        line = self._stream.readline(LONGEST_LINE + 2)
        rest = line
        while len(rest) > LONGEST_LINE and not rest.endswith(b"\n"):
            rest = self._stream.readline(LONGEST_LINE + 2)
        return line.removesuffix(b"\n").removesuffix(b"\r") if line else None

    def give_back(self, lines: list[bytes]) -> None:
        """Put lines back, to be taken again in their order."""
        self._returned.extendleft(reversed(lines))
