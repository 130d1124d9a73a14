"""What a register's adapter makes of a row, and the codes with which a row is put aside."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

from replay.desk import Errand

REASONS: Final[Mapping[str, str]] = {
    "TRUNCATED": "the file breaks off or is damaged here, what follows is lost",
    "UNDECODABLE": "the row is not UTF-8",
    "NOT_CSV": "quotation marks or line breaks stand where CSV has none",
    "UNCLOSED_QUOTE": "a quotation mark is never closed, or closed too late",
    "LINE_TOO_LONG": "the line is longer than any row can be",
    "EMPTY_ROW": "the line is empty",
    "TOO_FEW_COLUMNS": "fewer values than the header has names",
    "TOO_MANY_COLUMNS": "more values than the header has names",
    "MISSING_KEY": "the number that tells whom or what the row is about is missing",
    "BAD_KEY": "that number is not one",
    "UNPARSABLE_DATE": "a date cannot be read, and none is guessed",
    "FUTURE_DATE": "a date has not come yet",
    "MISSING_DATE": "the date from which the revocation has effect is missing",
    "DATES_DISAGREE": "the date as typed and the date as parsed upstream are different days",
    "UNMATCHED_AGENCY": "the agency is missing, or not one of the register of agencies",
    "REVOCATION_DATE_LOST": "reinstated, and the date of the revocation was deleted upstream; none is made up",
    "APPEAL_PENDING": "the revocation is under appeal",
    "UNKNOWN_STATUS": "the status is a word nobody has explained",
    "CONTRADICTS_EARLIER_ROW": "an earlier row with the same key says something else",
    "FIRST_ROW_REFUSED": "the row it belongs to was refused by a service",
}
"""Codes of rows put aside before anything is sent. Any other is a service's answer, as in jiandu.errors."""


class Quarantined(Exception):  # noqa: N818 - it says what becomes of the row
    """The row is put aside; `column` is where the fault lies."""

    def __init__(self, code: str, column: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.column = column


@dataclass(frozen=True)
class Entry:
    """A row that can be taken in.

    Rows with the same `key` are one: a repetition, if they say the same. Rows with the same `group` belong to the
    first of them, by `rule`. `send` does what the row asks for and returns the ids of what there is then; for a
    further row of a group it is given those of the first, which was taken in before.
    """

    key: str
    send: Callable[[Errand, Mapping[str, str] | None], dict[str, str]]
    group: str | None = None
    rule: str | None = None


class Adapter(Protocol):
    """How one register is read. A file without one of its columns is not this register."""

    @property
    def name(self) -> str:
        """What the register is called here."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns needed."""

    @property
    def region(self) -> str:
        """The division of ours whose staff takes it in."""

    @property
    def ledgers(self) -> tuple[str, ...]:
        """Where what was taken in can be read again, as in Desk.applied."""

    def read(self, values: Mapping[str, str], today: date) -> Entry:
        """The row as an entry. Raises Quarantined."""


def short(*parts: str) -> str:
    """An id for keys that shall not be repeated: the same for the same parts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]


def required(values: Mapping[str, str], column: str) -> str:
    """The value of a key column. Raises Quarantined MISSING_KEY."""
    value = values[column].strip()
    if not value:
        raise Quarantined("MISSING_KEY", column)
    return value


def row_digest(values: Mapping[str, Any]) -> str:
    """What the row says, to tell a repetition from a contradiction."""
    return short(*(f"{name}={str(value).strip()}" for name, value in sorted(values.items())))
