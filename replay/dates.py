"""Days as people typed them. A day that cannot be read is not guessed."""

import re
from datetime import date, timedelta
from typing import Final

EARLIEST: Final = date(1950, 1, 1)
"""Nothing in a register of serving officers is older."""
_SPREADSHEET_DAY_0: Final = date(1899, 12, 30)
_SERIAL: Final = re.compile(r"\d{4,6}")
_MONTH_FIRST: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_YEAR_FIRST: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


class BadDay(Exception):  # noqa: N818 - it says what the day is
    """`code`: UNPARSABLE_DATE, or FUTURE_DATE."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def day(typed: str, today: date) -> date | None:
    """The day that was typed, None if nothing was; not after `today`. Raises BadDay.

    Read are 2021-01-04, 1/4/2021 (month first) and 44200, the number a spreadsheet has for that day.
    """
    text = typed.strip()
    if not text:
        return None
    try:
        found = _read(text)
    except (ValueError, OverflowError):
        found = None
    if found is None or found < EARLIEST:
        raise BadDay("UNPARSABLE_DATE")
    if found > today:
        raise BadDay("FUTURE_DATE")
    return found


def _read(text: str) -> date | None:
    if not text.isascii():
        return None
    if _SERIAL.fullmatch(text):
        return _SPREADSHEET_DAY_0 + timedelta(days=int(text))
    if match := _MONTH_FIRST.fullmatch(text):
        month, number, year = map(int, match.groups())
        return date(year, month, number)
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, number = map(int, match.groups())
        return date(year, month, number)
    return None
