"""Which days are worked in mainland China: weekends, holidays and make-up workdays, by edition."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

from chinese_calendar import constants

from jiandu.domain import Refused
from jiandu.law.clocks.calendar_file import CalendarSchema
from jiandu.law.format.located import Located, parse
from jiandu.law.languages import Words

_DAY = timedelta(days=1)
_WEEKDAYS_ZH = "一二三四五六日"
_SATURDAY = 5
_CHINESE = {holiday.value: holiday.chinese for holiday in constants.Holiday}


@dataclass(frozen=True)
class Calendar:
    """One edition of the State Council's arrangement of days.

    `first` and `horizon` are the first and last day it speaks of; outside them only weekends are known, and
    whatever is computed there is provisional (see `knows`). `years` are those its own notices order.
    """

    edition: str
    first: date
    horizon: date
    off: Mapping[date, Words] = field(repr=False)
    worked: Mapping[date, Words] = field(repr=False)
    years: tuple[int, ...] = ()

    def is_workday(self, day: date) -> bool:
        """True if offices work on `day`."""
        if day in self.worked:
            return True
        return day.weekday() < _SATURDAY and day not in self.off

    def knows(self, day: date) -> bool:
        """True if a published notice covers `day`."""
        return self.first <= day <= self.horizon

    def days_left(self, today: date) -> int:
        """How many days the edition still covers, today excluded; negative once it has run out."""
        return (self.horizon - today).days

    def why(self, day: date) -> Words:
        """Why `day` is or is not worked, naming the notice where one decides it."""
        if day in self.worked:
            return self.worked[day]
        if day in self.off:
            return self.off[day]
        weekday = f"星期{_WEEKDAYS_ZH[day.weekday()]}"
        doubt = Words("", "") if self.knows(day) else Words("(放假安排尚未公布)", " (no notice covers it)")
        kind = Words("休息日", "rest day") if day.weekday() >= _SATURDAY else Words("工作日", "workday")
        return Words(f"{weekday},{kind.zh}{doubt.zh}", f"{day:%A}, {kind.en}{doubt.en}")

    def workday_from(self, day: date) -> date:
        """`day` itself if it is worked, else the next day that is."""
        while not self.is_workday(day):
            day += _DAY
        return day

    def workdays_after(self, day: date, count: int) -> date:
        """The `count`-th workday after `day` (which itself never counts); before it if `count` is negative."""
        step = _DAY if count > 0 else -_DAY
        for _ in range(abs(count)):
            day += step
            while not self.is_workday(day):
                day += step
        return day


def read_calendar(source: Located) -> Calendar:
    """The calendar a file describes. Raises MalformedFile where the file is not in the format."""
    data: dict[str, Any] = source.load(CalendarSchema())
    off: dict[date, Words] = {}
    worked: dict[date, Words] = {}
    for year in data["years"]:
        for span in year["spans"]:
            zh, en, notice = span["name"], span["english"], year["notice"]
            day: date = span["first"]
            while day <= span["last"]:
                off[day] = Words(f"{zh}放假({notice})", f"{en}, day off ({notice})")
                day += _DAY
            for day in span["working"]:
                worked[day] = Words(
                    f"星期{_WEEKDAYS_ZH[day.weekday()]},{zh}调休上班({notice})",
                    f"{day:%A}, worked in exchange for {en} ({notice})",
                )
    years = tuple(year["year"] for year in data["years"])
    first, horizon = date(years[0], 1, 1), date(years[-1], 12, 31)
    return Calendar(edition=data["edition"], first=first, horizon=horizon, off=off, worked=worked, years=years)


def load_calendar(edition: str | None = None) -> Calendar:
    """The calendar of `edition`, or the newest that is shipped. Raises KeyError for an unknown edition.

    Years before those of the edition's own notices are those of the chinesecalendar package.
    """
    folder = files("jiandu.law") / "calendars"
    found = {entry.name.removesuffix(".yaml"): entry for entry in folder.iterdir() if entry.name.endswith(".yaml")}
    chosen = edition or max(found)
    return with_history(read_calendar(parse(f"{chosen}.yaml", found[chosen].read_text(encoding="utf-8"))))


def with_history(calendar: Calendar) -> Calendar:
    """The calendar with the years before its first notice, from the chinesecalendar package."""
    off = {
        day: _known(name, "放假", "day off") for day, name in constants.holidays.items() if day < calendar.first
    }
    worked = {
        day: _known(name, "调休上班", "worked in exchange")
        for day, name in constants.workdays.items()
        if day < calendar.first
    }
    package = Calendar("chinesecalendar", min(constants.holidays), calendar.first - _DAY, off, worked)
    return _over(calendar, package)


def laid_over(new: Calendar, present: Calendar) -> Calendar:
    """The new edition where it speaks, and the present days for every year of which it says nothing.

    Raises Refused NOT_THE_NEXT_EDITION where it would end before the present one does, and where nothing would be
    known of the years between the two.
    """
    if new.horizon < present.horizon or min(new.years) > present.horizon.year + 1:
        raise Refused("NOT_THE_NEXT_EDITION", field="years", name=new.edition)
    return _over(new, present)


def _over(new: Calendar, old: Calendar) -> Calendar:
    spoken = {*new.off, *new.worked}  # a notice may order days of the December before its first year

    def kept(days: Mapping[date, Words]) -> dict[date, Words]:
        return {day: why for day, why in days.items() if day.year not in new.years and day not in spoken}

    return replace(
        new,
        first=min(new.first, old.first),
        horizon=max(new.horizon, old.horizon),
        off={**kept(old.off), **new.off},
        worked={**kept(old.worked), **new.worked},
        years=tuple(sorted({*new.years, *old.years})),
    )


def _known(name: str, zh: str, en: str) -> Words:
    chinese = _CHINESE.get(name, name)
    return Words(f"{chinese}{zh}(chinesecalendar)", f"{name}, {en} (chinesecalendar)")
