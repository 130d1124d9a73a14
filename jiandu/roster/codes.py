"""The registry knows kinds, issuers and posts by codes; whoever imports says which code a word of the file has."""

import csv
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from jiandu.roster.cells import Cell, as_several, as_text
from jiandu.roster.columns import ACT_KINDS, ISSUER, KIND, POST, RANGE
from jiandu.roster.faults import Fault, Unreadable

HEADER: Final = ("field", "word", "code")
_FORMS: Final = {
    **dict.fromkeys((KIND, ISSUER, ACT_KINDS, POST), re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")),
    RANGE: re.compile(r"[1-9][0-9]{5}"),
}
_MOST_WORDS: Final = 1000


class Codes:
    """Codes by field and word. `unknown` counts the words that had none: what to write into the file of codes."""

    def __init__(self, known: Mapping[tuple[str, str], str]) -> None:
        self._known = known
        self.unknown: Counter[tuple[str, str]] = Counter()

    def one(self, field: str, cell: Cell) -> str:
        """The code of a cell; what is a code already stays, and empty stays empty. Raises Fault."""
        return self._code(field, as_text(cell))

    def several(self, field: str, cell: Cell) -> list[str]:
        """The code of each of several words. Raises Fault."""
        return list(dict.fromkeys(self._code(field, word) for word in as_several(cell)))

    def _code(self, field: str, word: str) -> str:
        code = self._known.get((field, word), word)
        if not code or _FORMS[field].fullmatch(code):
            return code
        if (field, word) in self.unknown or len(self.unknown) < _MOST_WORDS:
            self.unknown[field, word] += 1
        raise Fault("NO_CODE")


def read_codes(path: Path) -> Codes:
    """The codes of a CSV file with the columns field, word, code; a word without its code is left open.

    Raises Unreadable, OSError.
    """
    known: dict[tuple[str, str], str] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file, strict=True):
                field, word, code = (row.get(name) or "" for name in HEADER)
                if not word or field not in _FORMS or (code and not _FORMS[field].fullmatch(code)):
                    raise Unreadable("BAD_CODES", f"{field},{word},{code}")
                known |= {(field, as_text(word)): code} if code else {}
    except (UnicodeDecodeError, csv.Error, Fault) as error:
        raise Unreadable("BAD_CODES", str(error)) from error
    return Codes(known)
