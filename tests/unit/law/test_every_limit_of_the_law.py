"""Every limit of every pack: against a count on one's fingers, against its explanation, in any time zone."""

import os
import random
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import chinese_calendar
import pytest

from jiandu.law import LEGAL_ZONE, ClockRule, Rulebook, Unit, explain, extend, resume, start, suspend
from jiandu.law.duties import Appeal, Duty, Training

LAW = Rulebook.load()
DAY = timedelta(days=1)
FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)
ROOT = Path(__file__).parents[3]


def limits() -> dict[str, ClockRule]:
    found = {}
    for pack in LAW.packs.values():
        for name, provision in pack.provisions.items():
            limit = provision.limit if isinstance(provision, Duty | Training | Appeal) else provision
            if isinstance(limit, ClockRule):
                found[f"{pack.ref}:{name}"] = limit
    return found


LIMITS = limits()
NUMBERED = {name: rule for name, rule in LIMITS.items() if not rule.needs_a_number}


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), LEGAL_ZONE)


def fingers(day: date, working_days: int) -> date:
    """Counted with the other package, day by day; beyond what it knows only weekends are off."""
    while working_days:
        day += DAY
        if day > LAST:
            working_days -= day.weekday() < 5
        else:
            working_days -= chinese_calendar.is_workday(day)
    return day


@pytest.mark.parametrize("name", sorted(n for n, rule in NUMBERED.items() if rule.unit is Unit.WORKING_DAY))
def test_a_limit_in_working_days_is_counted_right_from_every_day_of_three_years(name: str):
    rule = NUMBERED[name]
    wrong = []
    day = FIRST
    while day <= LAST:
        if start(rule, noon(day), LAW.calendar).due_on != fingers(day, rule.length):
            wrong.append(day)
        day += DAY
    assert wrong == []


def random_clock(dice: random.Random):
    name = dice.choice(sorted(NUMBERED))
    rule = NUMBERED[name]
    trigger = noon(FIRST + dice.randrange((LAST - FIRST).days) * DAY)
    clock = start(rule, trigger, LAW.calendar)
    if rule.unit is not Unit.FIXED_DATE and dice.random() < 0.4:
        begin = trigger + DAY / 2
        if begin < clock.due_at:
            clock = resume(suspend(clock, rule.source, begin), LAW.calendar, begin + dice.randrange(40) * DAY)
    if rule.unit not in (Unit.FIXED_DATE, Unit.HOUR) and dice.random() < 0.4:
        clock = extend(clock, replace(rule, length=dice.randint(1, 30)), LAW.calendar)
    return clock


def test_a_thousand_random_limits_of_the_law_are_explained_as_they_were_counted():
    dice = random.Random(20261123)  # noqa: S311 - a fixed seed, no secret
    for _ in range(1000):
        clock = random_clock(dice)
        told = explain(clock, LAW.calendar)
        assert (told.due_on, told.due_at, told.provisional) == (clock.due_on, clock.due_at, clock.provisional)
        assert not told.moved
        assert len(told.zh) == len(told.en)
        assert clock.due_on.isoformat() in told.zh[-1] or clock.provisional


def test_no_limit_ends_before_it_begins_and_a_later_start_never_ends_earlier():
    for rule in NUMBERED.values():
        before = None
        for number in range(0, 400, 7):
            day = FIRST + number * DAY
            clock = start(rule, noon(day), LAW.calendar)
            assert clock.due_on >= day
            assert before is None or clock.due_on >= before
            before = clock.due_on


def test_the_machines_time_zone_changes_nothing():
    program = (
        "from tests.unit.law.test_every_limit_of_the_law import *\n"
        "dice = random.Random(7)\n"
        "print([random_clock(dice).due_at.isoformat() for _ in range(200)])"
    )
    told = {
        zone: subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "TZ": zone, "PYTHONPATH": str(ROOT)},
            check=True,
            capture_output=True,
            cwd=ROOT,
        ).stdout
        for zone in ("Pacific/Kiritimati", "America/Los_Angeles", "Asia/Shanghai")
    }
    assert len(set(told.values())) == 1


def test_every_duty_without_a_number_names_its_parameter():
    unset = {name: rule for name, rule in LIMITS.items() if rule.needs_a_number}
    assert unset
    assert not [name for name, rule in unset.items() if not rule.parameter]
