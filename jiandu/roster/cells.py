"""One cell, as people write it, as a value of the registry."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final

from jiandu.roster.faults import Fault

Cell = str | int | float | bool | date | time | timedelta | None

LONGEST: Final = 200
_EXACT: Final = 10**15  # from here on a spreadsheet replaces digits by zeros
_IDENTIFIER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")
_UNSEEN: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u00ad\ufeff]")
_UNSTORABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_WIDE: Final = {
    wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_DOT: Final = re.compile(r"\s*[·•・‧∙⋅]\s*")  # between the parts of a name, as in 买买提·艾力
_BETWEEN_HAN: Final = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_ERRORS: Final = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})
_SEPARATORS: Final = re.compile(r"[、;；,，/\n]")
_DAY: Final = re.compile(
    r"(\d{4})\s*([-/.年])\s*(\d{1,2})\s*([-/.月])\s*(\d{1,2})\s*日?(?:[ T]0{1,2}:00(?::00(?:\.0+)?)?)?"
)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_PAIRS: Final = frozenset({("-", "-"), ("/", "/"), (".", "."), ("年", "月")})
_EPOCH: Final = date(1899, 12, 30)  # of serials from 1 March 1900 on
_SERIALS: Final = range(18264, 109575)  # 1950 to 2199: nothing a certificate says lies outside
_YES_NO: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("是", "在编", "有", "y", "yes", "true", "1", "√"), True),
    **dict.fromkeys(("否", "不在编", "非在编", "编外", "无", "n", "no", "false", "0", "×"), False),
}
# in our own quarantine file an apostrophe stands before what a spreadsheet would calculate
_GUARDED: Final = re.compile(r"'(?=[=+\-@\t\r])")


def as_text(cell: Cell) -> str:
    """The cell as text: full-width digits and letters made plain, spaces single, nothing unseen. Raises Fault."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, int | float):
        return _number(cell)
    if not isinstance(cell, str):
        return "" if cell is None else str(cell)
    text = _UNSEEN.sub("", _GUARDED.sub("", cell, count=1) if cell.startswith("'") else cell)
    text = " ".join(text.translate(_WIDE).split())
    if text in _ERRORS:
        raise Fault("CELL_ERROR")
    if _UNSTORABLE.search(text):
        raise Fault("BAD_VALUE")
    if len(text) > LONGEST:
        raise Fault("VALUE_TOO_LONG")
    return text


def as_name(cell: Cell) -> str:
    """A person's name: no spaces between Chinese characters, one kind of dot between the parts of a name."""
    return _DOT.sub("·", _BETWEEN_HAN.sub("", unicodedata.normalize("NFC", as_text(cell))))


def as_identifier(cell: Cell) -> str:
    """An id without any space; empty stays empty. Raises Fault."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", as_text(cell)))
    if text and not _IDENTIFIER.fullmatch(text):
        raise Fault("BAD_IDENTIFIER")
    return text


def as_day(cell: Cell) -> str:
    """A day in ISO 8601; empty stays empty. Raises Fault: what is not plainly a day is none."""
    if isinstance(cell, datetime):
        return _whole_day(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and not cell.is_integer():
        raise Fault("BAD_DATE")
    text = as_text(cell)
    try:
        return _day(text).isoformat() if text else ""
    except ValueError:
        raise Fault("BAD_DATE") from None


def as_flag(cell: Cell) -> bool | None:
    """Yes or no; None if nothing is said. Raises Fault."""
    text = as_text(cell).lower()
    if not text:
        return None
    if text not in _YES_NO:
        raise Fault("BAD_VALUE")
    return _YES_NO[text]


def as_several(cell: Cell) -> list[str]:
    """Several words, each once, in their order."""
    parts = _SEPARATORS.split(cell) if isinstance(cell, str) else [cell]
    return list(dict.fromkeys(text for part in parts if (text := as_text(part))))


def _number(cell: int | float) -> str:
    if not abs(cell) < _EXACT:
        raise Fault("DIGITS_LOST")
    return str(int(cell)) if cell == int(cell) else str(cell)


def _whole_day(moment: datetime) -> str:
    if moment.time() != time():
        raise Fault("BAD_DATE")
    return moment.date().isoformat()


def _day(text: str) -> date:
    if (said := _DAY.fullmatch(text)) and (said[2], said[4]) in _PAIRS:
        return date(int(said[1]), int(said[3]), int(said[5]))
    if said := _COMPACT.fullmatch(text):
        return date(int(said[1]), int(said[2]), int(said[3]))
    if text.isascii() and text.isdigit() and len(text) < 7 and int(text) in _SERIALS:
        return _EPOCH + timedelta(days=int(text))
    raise ValueError(text)
