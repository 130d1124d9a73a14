"""What holds for every limit, whatever its length, unit and trigger."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jiandu.domain import Citation
from jiandu.law import (
    LEGAL_ZONE,
    Clock,
    ClockRule,
    FirstDay,
    Modality,
    Roll,
    Rulebook,
    Unit,
    explain,
    extend,
    start,
)
from tests.unit.law import invented

CALENDAR = Rulebook.load().calendar
SOURCE = Citation("p", "t", "第一条", "q")
DAY = timedelta(days=1)

# Hypothesis takes naive bounds and adds the zone itself.
FIRST, LAST = (datetime.fromisoformat(day) for day in ("2024-01-01", "2026-12-31"))
triggers = st.datetimes(FIRST, LAST, timezones=st.just(LEGAL_ZONE))
rules = st.builds(
    ClockRule,
    name=st.just("r"),
    source=st.just(SOURCE),
    modality=st.sampled_from([Modality.MUST, Modality.MAY]),
    unit=st.sampled_from([Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.MONTH, Unit.YEAR, Unit.HOUR]),
    length=st.integers(1, 60),
    starts=st.just("s"),
    roll=st.sampled_from(Roll),
    first_day=st.sampled_from(FirstDay),
)


@given(rules, triggers)
def test_the_last_day_is_a_workday_unless_the_rule_lets_it_stand(rule: ClockRule, trigger: datetime):
    clock = start(rule, trigger, CALENDAR)
    if rule.unit is Unit.WORKING_DAY or (rule.roll is Roll.FORWARD and rule.unit is not Unit.HOUR):
        assert CALENDAR.is_workday(clock.due_on)


@given(rules, triggers)
def test_the_explanation_reaches_the_very_date_the_clock_holds(rule: ClockRule, trigger: datetime):
    clock = start(rule, trigger, CALENDAR)
    told = explain(clock, CALENDAR)
    assert (told.due_on, told.due_at, told.provisional) == (clock.due_on, clock.due_at, clock.provisional)
    assert not told.moved


@given(rules, triggers, st.integers(0, 120))
def test_a_further_holiday_never_makes_a_limit_end_earlier(rule: ClockRule, trigger: datetime, later: int):
    holiday = trigger.date() + later * DAY
    longer = invented.day_off(CALENDAR, holiday)
    assert start(rule, trigger, longer).due_at >= start(rule, trigger, CALENDAR).due_at


@given(rules, triggers)
def test_a_limit_ends_after_it_begins_and_rings_in_order(rule: ClockRule, trigger: datetime):
    clock = start(rule, trigger, CALENDAR)
    assert clock.due_at > trigger
    instants = [rung.at for rung in clock.rungs]
    assert instants == sorted(instants)
    assert instants[0] > trigger


@given(triggers, st.integers(1, 60))
def test_working_days_agree_with_a_plain_count(trigger: datetime, length: int):
    rule = ClockRule(
        name="r",
        source=SOURCE,
        modality=Modality.MUST,
        unit=Unit.WORKING_DAY,
        length=length,
        starts="s",
        roll=Roll.NONE,
    )
    day, left = trigger.date(), length
    while left:
        day += DAY
        left -= CALENDAR.is_workday(day)
    assert start(rule, trigger, CALENDAR).due_on == day


@given(triggers, st.integers(1, 24))
def test_months_keep_the_number_of_the_day_or_end_the_month(trigger: datetime, months: int):
    rule = ClockRule(
        name="r", source=SOURCE, modality=Modality.MUST, unit=Unit.MONTH, length=months, starts="s", roll=Roll.NONE
    )
    due = start(rule, trigger, CALENDAR).due_on
    assert (due.year * 12 + due.month) - (trigger.year * 12 + trigger.month) == months
    assert due.day == trigger.day or (due + DAY).day == 1


@given(triggers, st.integers(1, 12), st.integers(1, 12))
def test_extending_by_months_equals_the_sum_of_both_lengths(trigger: datetime, first: int, second: int):
    def limit(length: int) -> ClockRule:
        return ClockRule(
            name="r", source=SOURCE, modality=Modality.MUST, unit=Unit.MONTH, length=length, starts="s"
        )

    extended = extend(start(limit(first), trigger, CALENDAR), limit(second), CALENDAR)
    assert extended.due_on == start(limit(first + second), trigger, CALENDAR).due_on
    assert explain(extended, CALENDAR).due_on == extended.due_on


@given(
    rules,
    triggers,
    st.lists(st.datetimes(FIRST, timezones=st.just(LEGAL_ZONE)), max_size=6),
)
def test_each_rung_rings_once_whatever_the_visits(rule: ClockRule, trigger: datetime, visits: list[datetime]):
    clock: Clock = start(rule, trigger, CALENDAR)
    rung: list[str] = []
    for visit in visits:
        for due in clock.due_rungs(visit):
            rung.append(due.name)
            clock = clock.ring(due.name, visit)
    assert len(rung) == len(set(rung))


@given(st.dates(date(2024, 1, 1), date(2026, 12, 31)))
def test_every_day_has_a_reason_in_both_languages(day: date):
    why = CALENDAR.why(day)
    assert why.zh
    assert why.en
