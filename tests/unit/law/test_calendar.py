"""The shipped calendar against two independent packages, on every day all of them know."""

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from jiandu.law import MalformedFile, load_calendar
from jiandu.law.clocks.calendar import read_calendar
from jiandu.law.format.located import parse

CALENDAR = load_calendar()
DAYS = [CALENDAR.first + timedelta(days=n) for n in range((CALENDAR.horizon - CALENDAR.first).days + 1)]


def test_every_day_agrees_with_chinesecalendar():
    differing = [day for day in DAYS if CALENDAR.is_workday(day) != chinese_calendar.is_workday(day)]
    assert differing == []


# Days on which the two packages disagree. In 2019 the arrangement of May was amended in March, which holidays does
# not know; the Saturday of 2005 is a make-up day chinesecalendar does not know, before any text here governs.
DISPUTED = [date(2005, 12, 31), date(2019, 4, 28), date(2019, 5, 2), date(2019, 5, 3), date(2019, 5, 5)]


def test_every_day_agrees_with_holidays_but_for_five_of_past_years():
    china = holidays.country_holidays("CN", years=range(CALENDAR.first.year, CALENDAR.horizon.year + 1))
    differing = [day for day in DAYS if CALENDAR.is_workday(day) != china.is_working_day(day)]
    assert differing == DISPUTED


def test_the_horizon_is_the_last_day_a_notice_covers():
    assert (CALENDAR.first, CALENDAR.horizon) == (date(2004, 1, 1), date(2026, 12, 31))
    assert CALENDAR.knows(date(2026, 12, 31))
    assert not CALENDAR.knows(date(2027, 1, 1))


def test_the_days_left_are_counted_from_today_and_go_below_zero():
    assert CALENDAR.days_left(date(2026, 11, 23)) == 38
    assert CALENDAR.days_left(date(2026, 12, 31)) == 0
    assert CALENDAR.days_left(date(2027, 1, 2)) == -2


def test_years_before_the_first_notice_come_from_the_package_and_say_so():
    assert not CALENDAR.is_workday(date(2021, 10, 1))
    assert CALENDAR.is_workday(date(2021, 10, 9))  # a Saturday worked for the National Day
    assert CALENDAR.why(date(2021, 10, 9)).zh == "国庆节调休上班(chinesecalendar)"


def test_beyond_the_horizon_only_weekends_are_known_and_the_reason_says_so():
    assert CALENDAR.is_workday(date(2027, 1, 1))
    assert "尚未公布" in CALENDAR.why(date(2027, 1, 1)).zh
    assert not CALENDAR.is_workday(date(2027, 1, 2))


def test_a_make_up_sunday_names_the_notice_that_orders_it():
    assert CALENDAR.is_workday(date(2026, 9, 20))
    assert "国办发明电〔2025〕7号" in CALENDAR.why(date(2026, 9, 20)).zh


def test_workdays_are_counted_backwards_over_a_holiday():
    assert CALENDAR.workdays_after(date(2026, 10, 8), -1) == date(2026, 9, 30)


def test_a_calendar_file_with_a_mistake_names_the_line():
    text = "edition: x\nauthority: y\nyears:\n  - year: twenty\n    notice: n\n    issued: 2026-01-01\n"
    with pytest.raises(MalformedFile) as caught:
        read_calendar(parse("x.yaml", text))
    assert caught.value.problems[0].startswith("x.yaml:4: years.0.year:")
