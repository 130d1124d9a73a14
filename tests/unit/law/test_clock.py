"""Known dates, checked by hand, and what a running clock does."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from jiandu.domain import Citation, Refused
from jiandu.law import (
    ESCALATION,
    LEGAL_ZONE,
    OVERDUE,
    WARNING,
    ClockRule,
    FirstDay,
    Modality,
    Roll,
    Rulebook,
    Unit,
    explain,
    extend,
    in_time,
    rung_due,
    start,
)
from tests.unit.law import invented

LAW = Rulebook.load()
CHANGJI, WEIHAI = LAW.pack("changji-2021"), LAW.pack("weihai-2021")


def at(year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=LEGAL_ZONE)


def rule(length: int | None, unit: Unit, roll: Roll = Roll.FORWARD, **more: object) -> ClockRule:
    source = Citation("p", "t", "第一条", "q")
    return ClockRule(
        name="r", source=source, modality=Modality.MUST, unit=unit, length=length, starts="s", roll=roll, **more
    )


def test_weihai_objection_counts_a_make_up_sunday():
    # Thursday 17th; Friday 18th = 1, Saturday off, Sunday 20th worked = 2, Monday 3, Tuesday 4, Wednesday 23rd = 5
    clock = start(WEIHAI.clock("notice.objection"), at(2026, 9, 17), LAW.calendar)
    assert clock.due_on == date(2026, 9, 23)
    assert clock.due_at == at(2026, 9, 24, 0)


def test_weihai_review_skips_mid_autumn_and_the_national_day_week():
    # 23rd received; 24th = 1, 25-27 off, 28, 29, 30 = 4, 1-7 October off, 8, 9 = 6, Saturday 10th worked = 7,
    # Sunday off, 12, 13, 14 = 10
    clock = start(WEIHAI.clock("notice.review"), at(2026, 9, 23), LAW.calendar)
    assert clock.due_on == date(2026, 10, 14)


def test_changji_objection_counts_calendar_days_and_rolls_over_a_weekend():
    assert start(CHANGJI.clock("notice.objection"), at(2026, 3, 2), LAW.calendar).due_on == date(2026, 3, 9)
    assert start(CHANGJI.clock("notice.objection"), at(2026, 3, 7), LAW.calendar).due_on == date(2026, 3, 16)


def test_changji_correction_of_thirty_days_rolls_over_the_national_day_week():
    assert start(CHANGJI.clock("notice.correction"), at(2026, 9, 2), LAW.calendar).due_on == date(2026, 10, 8)


@pytest.mark.parametrize(
    ("trigger", "months", "due"),
    [
        (at(2026, 1, 31), 1, date(2026, 2, 28)),  # a Saturday, but worked for the Spring Festival
        (at(2024, 1, 31), 1, date(2024, 2, 29)),
        (at(2025, 12, 31), 2, date(2026, 2, 28)),
        (at(2026, 3, 31), 1, date(2026, 4, 30)),
        (at(2026, 3, 16), 2, date(2026, 5, 18)),  # 16 May is a Saturday
    ],
)
def test_months_end_on_the_same_number_or_the_last_day(trigger: datetime, months: int, due: date):
    assert start(rule(months, Unit.MONTH), trigger, LAW.calendar).due_on == due


@pytest.mark.parametrize(
    ("trigger", "months", "due"),
    [
        (at(2026, 3, 1), 1, date(2026, 3, 31)),
        (at(2026, 2, 1), 1, date(2026, 2, 28)),
        (at(2026, 1, 1), 12, date(2026, 12, 31)),
        (at(2026, 3, 2), 1, date(2026, 4, 1)),
        (at(2026, 3, 31), 1, date(2026, 4, 30)),
        (at(2026, 1, 30), 1, date(2026, 2, 28)),
        (at(2026, 1, 31), 1, date(2026, 2, 28)),
        (at(2024, 3, 1), 12, date(2025, 2, 28)),
    ],
)
def test_months_of_which_the_trigger_day_counts_end_on_the_day_before(trigger, months, due):
    counted = rule(months, Unit.MONTH, Roll.NONE, first_day=FirstDay.TRIGGER)
    clock = start(counted, trigger, LAW.calendar)
    assert (clock.counted_from, clock.due_on) == (trigger.date(), due)


def test_months_of_which_the_trigger_day_counts_are_extended_from_the_same_day():
    counted = rule(1, Unit.MONTH, Roll.NONE, first_day=FirstDay.TRIGGER)
    clock = start(counted, at(2026, 2, 1), LAW.calendar)
    assert extend(clock, counted, LAW.calendar).due_on == date(2026, 3, 31)


@pytest.mark.parametrize(
    ("first", "further"),
    [
        (rule(72, Unit.HOUR), rule(3, Unit.CALENDAR_DAY)),
        (rule(72, Unit.HOUR), rule(3, Unit.WORKING_DAY)),
        (rule(3, Unit.CALENDAR_DAY), rule(72, Unit.HOUR)),
        (rule(3, Unit.MONTH), rule(72, Unit.HOUR)),
        (rule(None, Unit.FIXED_DATE, month_day=(1, 31)), rule(3, Unit.CALENDAR_DAY)),
        (rule(3, Unit.CALENDAR_DAY), rule(None, Unit.FIXED_DATE, month_day=(1, 31))),
    ],
)
def test_a_limit_is_not_extended_by_what_cannot_be_added_to_it(first: ClockRule, further: ClockRule):
    clock = start(first, at(2026, 3, 2), LAW.calendar)
    with pytest.raises(Refused) as caught:
        extend(clock, further, LAW.calendar)
    assert (caught.value.code, caught.value.field) == ("INVALID_VALUE", "unit")


@pytest.mark.parametrize("unit", [unit for unit in Unit if unit is not Unit.FIXED_DATE])
def test_a_chosen_length_has_a_bound_in_every_unit(unit: Unit):
    unset = rule(None, unit, parameter="days")
    assert unset.with_length(10_000).length == 10_000
    with pytest.raises(Refused) as caught:
        unset.with_length(10_001)
    assert (caught.value.code, caught.value.field) == ("INVALID_VALUE", "days")


@pytest.mark.parametrize(
    ("limit", "year"),
    [
        (rule(1, Unit.WORKING_DAY), 9999),
        (rule(10_000, Unit.YEAR), 2026),
        (rule(7_973, Unit.YEAR), 2026),
        (rule(10_000, Unit.MONTH), 9990),
        (rule(10_000, Unit.WORKING_DAY), 9990),
        (rule(10_000, Unit.HOUR), 9998),
        (rule(None, Unit.FIXED_DATE, month_day=(1, 31)), 9998),
        (rule(1, Unit.CALENDAR_DAY, first_day=FirstDay.TRIGGER), 1),
    ],
)
def test_a_limit_beyond_the_calendar_of_the_world_is_refused(limit: ClockRule, year: int):
    with pytest.raises(Refused) as caught:
        start(limit, at(year, 12, 1), LAW.calendar)
    assert (caught.value.code, caught.value.field) == ("INVALID_VALUE", "starts_at")


def test_a_leap_day_plus_a_year_is_the_last_of_february():
    assert start(rule(1, Unit.YEAR, Roll.NONE), at(2024, 2, 29), LAW.calendar).due_on == date(2025, 2, 28)


def test_an_extension_by_a_month_counts_from_the_first_day_of_the_limit_not_from_its_short_end():
    clock = start(WEIHAI.clock("case.limit"), at(2025, 12, 31), LAW.calendar)
    longer = extend(clock, WEIHAI.clock("case.extension").with_length(1), LAW.calendar)
    assert (clock.due_on, longer.due_on) == (date(2026, 2, 28), date(2026, 3, 31))
    assert "延长期限不得超过1个月" in longer.extensions[0].quote


def test_an_extension_above_the_ceiling_is_refused_with_its_article():
    with pytest.raises(Refused) as caught:
        WEIHAI.clock("case.extension").with_length(2)
    assert (caught.value.code, caught.value.citation.article) == ("INVALID_VALUE", "第三十九条")


def test_a_number_the_text_fixes_cannot_be_chosen():
    with pytest.raises(Refused):
        CHANGJI.clock("notice.correction").with_length(31)


def test_hours_run_without_a_break():
    clock = start(rule(72, Unit.HOUR, Roll.NONE), at(2026, 9, 30, 17, 30), LAW.calendar)
    assert clock.due_at == at(2026, 10, 3, 17, 30)


def test_a_fixed_date_is_the_next_one_after_the_trigger():
    fixed = rule(None, Unit.FIXED_DATE, Roll.NONE, month_day=(1, 31))
    assert start(fixed, at(2026, 1, 30), LAW.calendar).due_on == date(2026, 1, 31)
    assert start(fixed, at(2026, 1, 31), LAW.calendar).due_on == date(2027, 1, 31)


def test_the_legal_day_is_that_of_shanghai_whatever_zone_the_instant_came_in():
    late_in_utc = datetime.fromisoformat("2026-09-16T17:00:00+00:00")  # 01:00 on the 17th in Shanghai
    assert start(WEIHAI.clock("notice.objection"), late_in_utc, LAW.calendar).due_on == date(2026, 9, 23)


def test_a_naive_instant_has_no_legal_day():
    with pytest.raises(ValueError, match="time zone"):
        start(WEIHAI.clock("notice.objection"), datetime(2026, 9, 17), LAW.calendar)  # noqa: DTZ001


def test_a_duty_without_a_number_asks_for_its_parameter():
    open_rule = CHANGJI.clock("decision.performance")
    with pytest.raises(Refused) as caught:
        start(open_rule, at(2026, 3, 2), LAW.calendar)
    assert (caught.value.code, caught.value.field) == ("PARAMETER_REQUIRED", "performance_days")
    assert start(open_rule.with_length(10), at(2026, 3, 2), LAW.calendar).due_on == date(2026, 3, 12)


def test_a_date_past_the_horizon_is_provisional_and_its_explanation_says_so():
    clock = start(CHANGJI.clock("notice.correction"), at(2026, 12, 10), LAW.calendar)
    assert clock.provisional
    assert any("暂定" in line for line in explain(clock, LAW.calendar).zh)


def test_rungs_ring_once_each_in_their_order():
    clock = start(CHANGJI.clock("notice.correction"), at(2026, 3, 2), LAW.calendar)
    # due Wednesday 1 April: warned on 31 March; five working days later, over Qingming 4-6 April, is 9 April
    assert {rung.name: rung.at for rung in clock.rungs} == {
        WARNING: at(2026, 3, 31, 0),
        OVERDUE: at(2026, 4, 2, 0),
        ESCALATION: at(2026, 4, 9, 0),
    }
    assert clock.next_rung_at == at(2026, 3, 31, 0)
    late = at(2026, 4, 2, 0)
    assert [rung.name for rung in clock.due_rungs(late)] == [WARNING, OVERDUE]
    rung = clock.ring(WARNING, late)
    assert [left.name for left in rung.due_rungs(late)] == [OVERDUE]
    assert rung.ring(WARNING, late + timedelta(days=1)) == rung
    assert rung_due({"x": rung}, "x", WARNING, late) is None
    assert rung_due({"x": rung}, "x", ESCALATION, late) is None
    assert rung_due({"x": rung}, "x", OVERDUE, late) == rung.ring(OVERDUE, late)


def test_overdue_begins_with_the_first_instant_after_the_last_day():
    clock = start(CHANGJI.clock("notice.correction"), at(2026, 3, 2), LAW.calendar)
    assert not clock.is_overdue(at(2026, 4, 1, 23, 59))
    assert clock.is_overdue(at(2026, 4, 2, 0))
    in_time(clock, at(2026, 4, 1, 23, 59))
    with pytest.raises(Refused) as caught:
        in_time(clock, at(2026, 4, 2, 0))
    assert caught.value.code == "LIMIT_EXPIRED"
    assert caught.value.citation.article == "第二十四条第一款"


def test_a_stopped_clock_never_rings_and_keeps_its_first_stop():
    clock = start(CHANGJI.clock("notice.correction"), at(2026, 3, 2), LAW.calendar).stop(at(2026, 3, 20))
    assert clock.next_rung_at is None
    assert clock.due_rungs(at(2027, 1, 1)) == ()
    assert not clock.is_overdue(at(2027, 1, 1))
    assert clock.stop(at(2026, 3, 25)).stopped_at == at(2026, 3, 20)


def test_a_right_lapses_and_never_escalates():
    clock = start(CHANGJI.clock("notice.objection"), at(2026, 3, 2), LAW.calendar)
    assert clock.right
    assert ESCALATION not in {rung.name for rung in clock.rungs}


def test_the_explanation_names_source_conventions_each_day_and_edition():
    told = explain(start(WEIHAI.clock("notice.objection"), at(2026, 9, 17), LAW.calendar), LAW.calendar)
    text = "\n".join(told.zh)
    for words in (
        "第三十二条",
        "5个工作日",
        "平台惯例",
        "- 2026-09-19",
        "+ 2026-09-20 第2个工作日",
        "cn-2026.1",
        "2026-09-23",
    ):
        assert words in text
    assert len(told.zh) == len(told.en)


def test_the_explanation_of_hours_ends_at_the_instant_and_knows_no_days():
    told = explain(start(rule(72, Unit.HOUR, Roll.NONE), at(2026, 9, 30, 17, 30), LAW.calendar), LAW.calendar)
    assert "Last day: 2026-10-03; overdue from 2026-10-03 17:30+08:00" in told.en
    assert "最后一日:2026-10-03,自2026-10-03 17:30+08:00起逾期" in told.zh
    assert not any("convention" in line or "this day" in line for line in told.en)


def test_the_explanation_of_a_right_in_hours_says_when_it_lapses():
    right = replace(rule(72, Unit.HOUR), modality=Modality.MAY)
    told = explain(start(right, at(2026, 9, 30, 17, 30), LAW.calendar), LAW.calendar)
    assert "It ends at 2026-10-03 17:30+08:00; the right lapses then" in told.en


def test_the_explanation_names_the_roll_only_where_it_can_matter():
    def conventions(*rules: ClockRule) -> str:
        clock = start(rules[0], at(2026, 3, 2), LAW.calendar)
        for further in rules[1:]:
            clock = extend(clock, further, LAW.calendar)
        return next(line for line in explain(clock, LAW.calendar).en if "convention" in line or "sets" in line)

    assert "day off" not in conventions(rule(5, Unit.WORKING_DAY))
    assert "day off" in conventions(rule(5, Unit.CALENDAR_DAY))
    assert "day off" in conventions(rule(5, Unit.WORKING_DAY), rule(1, Unit.MONTH))
    stated = rule(5, Unit.WORKING_DAY, stated=("first_day",))
    assert conventions(stated) == "The text itself sets where counting starts"


def test_an_explanation_under_another_edition_says_what_moves():
    clock = start(WEIHAI.clock("notice.objection"), at(2026, 9, 17), LAW.calendar)
    other = invented.day_off(LAW.calendar, date(2026, 9, 21))
    told = explain(clock, other)
    assert told.moved
    assert (told.due_on, told.recorded_due_on) == (date(2026, 9, 24), date(2026, 9, 23))
    assert "cn-2026.1" in told.zh[-1]
