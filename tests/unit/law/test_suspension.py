"""What a suspension does to a limit: days given back, nothing else."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiandu.domain import Citation, Refused
from jiandu.law import (
    LEGAL_ZONE,
    ClockRule,
    FirstDay,
    Modality,
    Roll,
    Unit,
    explain,
    extend,
    follow,
    load_calendar,
    resume,
    start,
    suspend,
)

CALENDAR = load_calendar()
SOURCE = Citation("p", "t", "第一条", "q")
HALT = Citation("p", "t", "第九条", "中止")
DAY = timedelta(days=1)
FIRST, LAST = (datetime.fromisoformat(day) for day in ("2024-01-01", "2026-06-30"))
triggers = st.datetimes(FIRST, LAST, timezones=st.just(LEGAL_ZONE))


def rule(length: int, unit: Unit, roll: Roll = Roll.NONE) -> ClockRule:
    return ClockRule(
        name="r", source=SOURCE, modality=Modality.MUST, unit=unit, length=length, starts="s", roll=roll
    )


def at(year: int, month: int, day: int, hour: int = 10) -> datetime:
    return datetime(year, month, day, hour, tzinfo=LEGAL_ZONE)


@given(triggers, st.integers(5, 60), st.integers(0, 4), st.integers(0, 90))
def test_calendar_days_suspended_are_calendar_days_added(trigger, length, after, days):
    clock = start(rule(length, Unit.CALENDAR_DAY), trigger, CALENDAR)
    halted = suspend(clock, HALT, trigger + after * DAY)
    running = resume(halted, CALENDAR, trigger + (after + days) * DAY)
    # the trigger day itself never counts, so a suspension that begins on it gives back one day less
    assert (running.due_on - clock.due_on).days == days - (after == 0 and days > 0)


@given(triggers, st.integers(5, 60), st.integers(1, 4), st.integers(0, 40), st.integers(0, 40))
def test_suspensions_add_up_whether_taken_at_once_or_in_two(trigger, length, after, first, second):
    clock = start(rule(length, Unit.WORKING_DAY), trigger, CALENDAR)
    begin, middle = trigger + after * DAY, trigger + (after + first) * DAY
    end = middle + second * DAY
    once = resume(suspend(clock, HALT, begin), CALENDAR, end)
    twice = resume(suspend(clock, HALT, begin), CALENDAR, middle)
    twice = resume(suspend(twice, HALT, middle), CALENDAR, end)
    assert once.due_on == twice.due_on


@given(triggers, st.sampled_from([Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.MONTH]), st.integers(1, 12))
def test_a_suspension_of_nothing_changes_nothing(trigger, unit, length):
    clock = start(rule(length, unit), trigger, CALENDAR)
    same = resume(suspend(clock, HALT, trigger + DAY / 2), CALENDAR, trigger + DAY / 2)
    assert (same.due_on, same.due_at) == (clock.due_on, clock.due_at)


@given(
    triggers,
    st.sampled_from([Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.MONTH, Unit.HOUR]),
    st.integers(30, 60),
    st.integers(0, 20),
    st.integers(0, 60),
)
def test_the_explanation_of_a_suspended_limit_reaches_its_date(trigger, unit, length, after, days):
    clock = start(rule(length, unit), trigger, CALENDAR)
    begin = min(trigger + after * DAY, clock.due_at - timedelta(minutes=1))
    moved = resume(suspend(clock, HALT, begin), CALENDAR, begin + days * DAY)
    told = explain(moved, CALENDAR)
    assert (told.due_on, told.due_at) == (moved.due_on, moved.due_at)
    assert moved.due_at >= clock.due_at
    assert any("中止依据" in line for line in told.zh)


def test_working_days_inside_a_suspension_do_not_count_and_days_off_in_it_change_nothing():
    # Thursday 17 September; 18 = 1; suspended Saturday 19 to Tuesday 22 (20 is a worked Sunday, 21 a Monday)
    clock = start(rule(5, Unit.WORKING_DAY), at(2026, 9, 17), CALENDAR)
    assert clock.due_on == date(2026, 9, 23)
    moved = resume(suspend(clock, HALT, at(2026, 9, 19)), CALENDAR, at(2026, 9, 22))
    assert moved.due_on == date(2026, 9, 28)  # 22 = 2, 23 = 3, 24 = 4, Mid-Autumn 25-27 off, 28 = 5


def test_a_limit_in_months_ends_so_many_days_later_as_were_suspended():
    clock = start(rule(2, Unit.MONTH), at(2026, 1, 31), CALENDAR)
    assert clock.due_on == date(2026, 3, 31)
    moved = resume(suspend(clock, HALT, at(2026, 2, 10)), CALENDAR, at(2026, 2, 20))
    assert moved.due_on == date(2026, 4, 10)
    longer = extend(moved, rule(1, Unit.MONTH), CALENDAR)
    assert longer.due_on == date(2026, 5, 10)  # 30 April, the third month's end, and ten days


def test_hours_stop_and_go_on_to_the_minute():
    clock = start(rule(72, Unit.HOUR), at(2026, 9, 30), CALENDAR)
    moved = resume(suspend(clock, HALT, at(2026, 10, 1, 8)), CALENDAR, at(2026, 10, 1, 11))
    assert moved.due_at - clock.due_at == timedelta(hours=3)


def test_a_suspended_limit_neither_rings_nor_falls_due():
    clock = suspend(start(rule(10, Unit.CALENDAR_DAY), at(2026, 3, 2), CALENDAR), HALT, at(2026, 3, 5))
    assert clock.next_rung_at is None
    assert clock.due_rungs(at(2026, 12, 1)) == ()
    assert not clock.is_overdue(at(2026, 12, 1))
    assert any("中止" in line for line in explain(clock, CALENDAR).zh)


def test_what_can_not_be_suspended_is_refused():
    clock = start(rule(10, Unit.CALENDAR_DAY), at(2026, 3, 2), CALENDAR)
    halted = suspend(clock, HALT, at(2026, 3, 5))
    running = resume(halted, CALENDAR, at(2026, 3, 8))
    fixed = replace(rule(1, Unit.FIXED_DATE), length=None, month_day=(12, 31))
    for code, refused in (
        ("ALREADY_SUSPENDED", lambda: suspend(halted, HALT, at(2026, 3, 6))),
        ("NOT_SUSPENDED", lambda: resume(clock, CALENDAR, at(2026, 3, 6))),
        ("LIMIT_EXPIRED", lambda: suspend(clock, HALT, clock.due_at)),
        ("INVALID_VALUE", lambda: suspend(clock, HALT, at(2026, 3, 1))),
        ("INVALID_VALUE", lambda: suspend(running, HALT, at(2026, 3, 7))),
        ("INVALID_VALUE", lambda: resume(halted, CALENDAR, at(2026, 3, 4))),
        ("INVALID_VALUE", lambda: suspend(start(fixed, at(2026, 3, 2), CALENDAR), HALT, at(2026, 4, 1))),
    ):
        with pytest.raises(Refused) as caught:
            refused()
        assert caught.value.code == code


def test_a_limit_that_follows_another_counts_from_the_day_after_its_last():
    first = start(rule(15, Unit.CALENDAR_DAY, Roll.FORWARD), at(2026, 9, 16), CALENDAR)
    assert first.due_on == date(2026, 10, 8)  # 1 October would be the last day; the holiday moves it
    then = follow(rule(15, Unit.CALENDAR_DAY, Roll.FORWARD), first, CALENDAR)
    assert (then.counted_from, then.due_on) == (date(2026, 10, 9), date(2026, 10, 23))


def test_the_first_day_may_count_and_be_suspended():
    counted = replace(rule(3, Unit.CALENDAR_DAY), first_day=FirstDay.TRIGGER)
    clock = start(counted, at(2026, 3, 2), CALENDAR)
    assert clock.due_on == date(2026, 3, 4)
    moved = resume(suspend(clock, HALT, at(2026, 3, 2)), CALENDAR, at(2026, 3, 3))
    assert moved.due_on == date(2026, 3, 5)
