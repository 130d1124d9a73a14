"""The numbers of a provision against those of its own quotation: a slip of the pen is found without the text."""

import re
from collections.abc import Iterator
from datetime import date

from jiandu.law.bodies import Provision, Quorum
from jiandu.law.duties import Appeal, Duty, Training
from jiandu.law.limits import ClockRule, Unit
from jiandu.law.pack import Pack

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_NUMERAL = r"(\d+|[零〇一二两三四五六七八九十百]+)"
_UNITS = {
    Unit.WORKING_DAY: r"个?工作日",
    Unit.CALENDAR_DAY: r"(?:日|天)",
    Unit.MONTH: r"个?月",
    Unit.YEAR: r"年",
    Unit.HOUR: r"个?小时",
}


def contradictions(pack: Pack) -> Iterator[tuple[str | None, str]]:
    """Every number its own quotation contradicts, with its provision; and a first day its words contradict."""
    for name, provision in pack.provisions.items():
        for said, printed in _pairs(provision):
            if printed and said not in printed:
                yield name, f"says {said}, and its quotation {', '.join(map(str, printed))}"
    words = re.search(r"(\d{4})年(\d{1,2})月(\d{1,2})日", pack.in_force_words or "")
    if words and pack.in_force_from not in (None, date(*map(int, words.groups()))):
        yield None, f"from {pack.in_force_from}, and its words say {words.group()}"


def value_of(numeral: str) -> int:
    """The number that digits or Chinese numerals below one thousand stand for."""
    if numeral.isdecimal():
        return int(numeral)
    total, digit = 0, 0
    for character in numeral:
        if character in _DIGITS:
            digit = _DIGITS[character]
        else:
            total, digit = total + (digit or 1) * {"十": 10, "百": 100}[character], 0
    return total + digit


def _pairs(provision: Provision) -> Iterator[tuple[object, list[object]]]:
    quote = provision.source.quote
    limit = provision.limit if isinstance(provision, Duty | Training | Appeal) else provision
    if isinstance(limit, ClockRule):
        if limit.month_day is not None:
            dates = re.findall(rf"{_NUMERAL}月{_NUMERAL}日", quote)
            yield limit.month_day, [(value_of(month), value_of(day)) for month, day in dates]
        elif limit.length is not None:
            yield limit.length, _numbers(quote, _UNITS[limit.unit])
    if isinstance(provision, Quorum):
        yield provision.minimum, _numbers(quote, r"(?:人|名)")
    if isinstance(provision, Training) and provision.hours is not None:
        yield provision.hours, _numbers(quote, r"(?:学时|课时|小时)")


def _numbers(quote: str, unit: str) -> list[object]:
    return [value_of(found) for found in re.findall(_NUMERAL + unit, quote)]
