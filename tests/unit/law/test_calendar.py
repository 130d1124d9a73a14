"""The shipped calendar against two independent packages, on every day all of them know."""

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from jiandu.domain import Refused
from jiandu.law import MalformedFile, load_calendar
from jiandu.law.clocks.calendar import Calendar, laid_over, read_calendar, with_history
from jiandu.law.format.located import parse

CALENDAR = load_calendar()
DAYS = [CALENDAR.first + timedelta(days=n) for n in range((CALENDAR.horizon - CALENDAR.first).days + 1)]


def file(*years: str, edition: str = "x") -> str:
    head = f"edition: {edition}\nauthority: y\nyears:"
    return "\n".join([head, *(f"  - {year}" for year in years)]) if years else f"{head} []"


def year(number: object, *spans: str, issued: str = "2026-01-01") -> str:
    return f"{{year: {number}, notice: n, issued: {issued}, spans: [{', '.join(spans)}]}}"


def span(first: str, last: str, *working: str) -> str:
    return f"{{name: 假, english: holiday, from: {first}, to: {last}, working: [{', '.join(working)}]}}"


def read(text: str) -> Calendar:
    return read_calendar(parse("x.yaml", text))


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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (file(), "x.yaml:3: years: Shorter than minimum length 1."),
        (file(year(99999)), "x.yaml:4: years.0.year: Must be greater than or equal to 2004 and less than"),
        (file(year(2003)), "x.yaml:4: years.0.year: Must be greater than or equal to 2004 and less than"),
        (file(year(2026, issued="soon")), "x.yaml:4: years.0.issued: not a date"),
        (file(year(2026, issued="2026-01-01T10:00:00")), "x.yaml:4: years.0.issued: not a date"),
        (file(year(2026, span("1", "2026-10-02"))), "x.yaml:4: years.0.spans.0.from: not a date"),
        (
            file(year(2026, span("2026-10-02", "2026-10-01"))),
            "x.yaml:4: years.0.spans.0.to: ends before it begins",
        ),
        (
            file(year(2026, span("2026-10-01", "2027-01-01"))),
            "x.yaml:4: years.0.spans.0.to: 2027-01-01 is no day of 2026",
        ),
        (
            file(year(2026), year(2027, span("2026-10-01", "2027-10-01"))),
            "x.yaml:5: years.1.spans.0.from: 2026-10-01 is no day of 2027",
        ),
        (
            file(year(2026, span("2026-10-01", "2026-10-01", "2027-10-09"))),
            "x.yaml:4: years.0.spans.0.working.0: 2027-10-09 is no day of 2026",
        ),
        (
            file(year(2026, span("2026-10-01", "2026-10-01", "2026-09-20", "2026-10-09"))),
            "x.yaml:4: years.0.spans.0.working.1: 2026-10-09 is no Saturday and no Sunday",
        ),
        (
            file(year(2026, span("2026-10-01", "2026-10-04", "2026-10-03"))),
            "x.yaml:4: years.0.spans.0.working: 2026-10-03 is a day off and worked",
        ),
        (file(year(2026), year(2028)), "x.yaml:5: years.1.year: 2027 comes here"),
        (file(year(2026), year(2026)), "x.yaml:5: years.1.year: 2027 comes here"),
        (file(year(2027), year(2026)), "x.yaml:5: years.1.year: 2028 comes here"),
        ("- x", "x.yaml:1: (file): expected a mapping"),
    ],
)
def test_every_mistake_of_a_calendar_file_is_shown_where_it_was_made(text: str, said: str):
    with pytest.raises(MalformedFile) as caught:
        read(text)
    (problem,) = caught.value.problems
    assert problem.startswith(said)


def test_a_quoted_date_is_a_date():
    assert date(2026, 10, 1) in read(file(year(2026, span('"2026-10-01"', "'2026-10-02'")))).off


def test_a_notice_may_order_days_of_the_december_before_its_year():
    # as that of 2019 did: Saturday 29 December 2018 was worked for Monday the 31st
    made = read(file(year(2028, span("2027-12-31", "2028-01-02", "2027-12-25"))))
    assert (made.first, made.years) == (date(2028, 1, 1), (2028,))
    over = laid_over(read(file(year(2027), year(2028, span("2027-12-31", "2028-01-02")))), CALENDAR)
    assert not over.is_workday(date(2027, 12, 31))


def test_a_calendar_of_the_new_year_alone_keeps_the_year_before():
    new = read(file(year(2027, span("2026-12-31", "2027-01-03")), edition="cn-2027.1"))
    over = laid_over(new, CALENDAR)
    assert (over.edition, over.first, over.horizon) == ("cn-2027.1", CALENDAR.first, date(2027, 12, 31))
    assert over.years == (2024, 2025, 2026, 2027)
    before = [day for day in DAYS if over.is_workday(day) != CALENDAR.is_workday(day)]
    assert before == [date(2026, 12, 31)]  # the one day of December that its notice orders
    assert not over.is_workday(date(2027, 1, 1))
    assert over.why(date(2026, 10, 1)) == CALENDAR.why(date(2026, 10, 1))


def test_a_calendar_of_a_year_that_is_known_replaces_that_year_alone():
    new = read(file(year(2026, span("2026-10-01", "2026-10-08"))))
    over = laid_over(new, CALENDAR)
    assert over.is_workday(date(2026, 10, 9))
    assert not over.is_workday(date(2026, 10, 8))
    assert over.is_workday(date(2026, 2, 16))  # the Spring Festival of 2026 is not in it
    assert not over.is_workday(date(2025, 1, 28))


@pytest.mark.parametrize("years", [(2028,), (2024, 2025)])
def test_a_calendar_that_leaves_a_gap_or_ends_earlier_is_refused(years: tuple[int, ...]):
    with pytest.raises(Refused) as caught:
        laid_over(read(file(*map(year, years))), CALENDAR)
    assert (caught.value.code, caught.value.field) == ("NOT_THE_NEXT_EDITION", "years")


def test_the_december_a_first_notice_orders_wins_over_the_package():
    made = with_history(read(file(year(2020, span("2019-12-30", "2020-01-01")))))
    assert not made.is_workday(date(2019, 12, 30))
    assert not made.is_workday(date(2019, 10, 1))
