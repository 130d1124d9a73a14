"""The one computation of a due date: it yields the date and the account of how it was reached, together."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum

from jiandu.domain import Refused
from jiandu.law.clocks.calendar import Calendar
from jiandu.law.clocks.months import months_on, next_fixed_date
from jiandu.law.languages import Words
from jiandu.law.limits import FirstDay, Roll, Unit

# Mainland China has kept UTC+8 without summer time since 1991, so no time zone database is needed.
LEGAL_ZONE = timezone(timedelta(hours=8), "Asia/Shanghai")
_DAY = timedelta(days=1)
_LAST_YEAR = 9998  # one year of room for what is reckoned from a due date
_MONTHS = {Unit.MONTH: 1, Unit.YEAR: 12}
_PAUSED = Words("中止期间不计", "not counted: the limit was suspended")


class Part(StrEnum):
    """What a step of the account is about."""

    TRIGGER = "trigger"
    COUNTED = "counted"
    SKIPPED = "skipped"
    SPAN = "span"
    PAUSED = "paused"
    ROLL = "roll"


@dataclass(frozen=True)
class Leg:
    """One length of a limit; an extension is a further leg."""

    length: int
    unit: Unit


@dataclass(frozen=True)
class Pause:
    """A stretch in which a limit did not run: the legal day of `since` does not count, that of `until` does."""

    since: datetime
    until: datetime

    def covers(self, day: date) -> bool:
        """True if the legal day does not count."""
        return legal_day(self.since) <= day < legal_day(self.until)


@dataclass(frozen=True, kw_only=True)
class Question:
    """Everything a due date depends on besides the calendar."""

    trigger: datetime
    legs: tuple[Leg, ...]
    first_day: FirstDay
    roll: Roll
    month_day: tuple[int, int] | None = None
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True)
class Step:
    """A stretch of days, both ends included, and what became of it."""

    part: Part
    first: date
    last: date
    words: Words


@dataclass(frozen=True)
class Answer:
    """The due date with its account. `nominal` is the last day before any roll; `provisional` says that a day
    no published notice covers was decisive."""

    counted_from: date
    nominal: date
    due_on: date
    due_at: datetime
    provisional: bool
    steps: tuple[Step, ...]


def legal_day(instant: datetime) -> date:
    """The legal day (Asia/Shanghai) of an aware instant. Raises ValueError for a naive one."""
    if instant.tzinfo is None:
        raise ValueError("a legal instant carries its time zone")
    return instant.astimezone(LEGAL_ZONE).date()


def start_of(day: date) -> datetime:
    """The first instant of a legal day, Asia/Shanghai."""
    return datetime.combine(day, time(), LEGAL_ZONE)


def count(question: Question, calendar: Calendar) -> Answer:
    """Answer the question under a calendar.

    Months and years end on the day of the trigger's number, or on the month's last day where there is none;
    successive months are counted from the same day, so 31 December + 2 months + 1 month is 31 March. Where the
    trigger day counts they end on the day before, so 1 March + 1 month is 31 March.

    Raises Refused INVALID_VALUE: field `unit` for hours together with days, or a fixed date with any length;
    field `starts_at` where no calendar reaches.
    """
    units = {leg.unit for leg in question.legs}
    if len(question.legs) > 1 and (question.month_day is not None or len({u is Unit.HOUR for u in units}) > 1):
        raise Refused("INVALID_VALUE", field="unit")
    if not 1 < question.trigger.year <= _LAST_YEAR:
        raise Refused("INVALID_VALUE", field="starts_at")
    trigger = legal_day(question.trigger)
    try:
        answer = _count(question, trigger, calendar)
    except (OverflowError, ValueError) as beyond:  # what date and timedelta say of the year 10000
        raise Refused("INVALID_VALUE", field="starts_at") from beyond
    if answer.due_on.year > _LAST_YEAR:
        raise Refused("INVALID_VALUE", field="starts_at")
    return answer


def _count(question: Question, trigger: date, calendar: Calendar) -> Answer:
    base = trigger if question.first_day is FirstDay.AFTER_TRIGGER else trigger - _DAY
    steps = [Step(Part.TRIGGER, trigger, trigger, _trigger_words(question))]
    if question.month_day is not None:
        nominal = next_fixed_date(trigger, question.month_day)
        steps.append(Step(Part.SPAN, nominal, nominal, Words("规定的日期", "the date the text names")))
    elif question.legs[0].unit is Unit.HOUR:
        return _hours(question, base, steps)
    else:
        nominal = _advance(question, base, calendar, steps)
    due_on = nominal if question.roll is Roll.NONE else calendar.workday_from(nominal)
    steps += _rolled(nominal, due_on, calendar)
    return Answer(
        counted_from=base + _DAY,
        nominal=nominal,
        due_on=due_on,
        due_at=start_of(due_on + _DAY),
        provisional=_provisional(question, base, nominal, due_on, calendar),
        steps=tuple(steps),
    )


def _provisional(question: Question, base: date, nominal: date, due_on: date, calendar: Calendar) -> bool:
    if any(leg.unit is Unit.WORKING_DAY for leg in question.legs):
        first = base + _DAY
    elif question.roll is Roll.FORWARD:
        first = nominal
    else:
        return False
    return not (calendar.knows(first) and calendar.knows(due_on))


def _trigger_words(question: Question) -> Words:
    if question.legs[0].unit is Unit.HOUR:
        return Words("起算事由发生,按小时连续计算", "the trigger; hours run from the instant itself")
    if question.first_day is FirstDay.TRIGGER:
        return Words("起算事由发生,当日计入", "the trigger; this day counts")
    return Words("起算事由发生,当日不计入", "the trigger; this day does not count")


def _advance(question: Question, base: date, calendar: Calendar, steps: list[Step]) -> date:
    anchor, months, held, end = base, 0, 0, base
    number = 0
    for leg in question.legs:
        before = end
        if leg.unit is Unit.WORKING_DAY:
            end, number = _walk(before, leg.length, number, question.pauses, calendar, steps)
            anchor, months, held = end, 0, 0
            continue
        if leg.unit in _MONTHS:
            months += leg.length * _MONTHS[leg.unit]
            nominal = months_on(anchor, months, question.first_day) + held * _DAY
        else:
            anchor, months, held = before, 0, 0
            nominal = before + leg.length * _DAY
        end = _stretched(before, nominal, question.pauses)
        held += (end - nominal).days
        if leg.unit not in _MONTHS:
            anchor, held = end, 0
        steps.append(Step(Part.SPAN, before + _DAY, end, _span_words(leg)))
        steps += _paused(before, end, question.pauses)
    return end


def _walk(
    before: date, length: int, number: int, pauses: tuple[Pause, ...], calendar: Calendar, steps: list[Step]
) -> tuple[date, int]:
    day, goal = before, number + length
    while number < goal:
        day += _DAY
        why = calendar.why(day)
        if any(pause.covers(day) for pause in pauses):
            steps.append(Step(Part.PAUSED, day, day, _PAUSED))
        elif calendar.is_workday(day):
            number += 1
            words = Words(f"第{number}个工作日({why.zh})", f"working day {number} ({why.en})")
            steps.append(Step(Part.COUNTED, day, day, words))
        else:
            steps.append(Step(Part.SKIPPED, day, day, Words(f"不计({why.zh})", f"not counted ({why.en})")))
    return day, number


def _stretched(before: date, nominal: date, pauses: tuple[Pause, ...]) -> date:
    """The end of a span that has as many days that count as the one from `before` to `nominal`."""
    if not pauses:
        return nominal
    days, end = (nominal - before).days, before
    while days > 0:
        end += _DAY
        days -= not any(pause.covers(end) for pause in pauses)
    return end


def _paused(before: date, end: date, pauses: tuple[Pause, ...]) -> list[Step]:
    steps = []
    for pause in pauses:
        first = max(legal_day(pause.since), before + _DAY)
        last = min(legal_day(pause.until) - _DAY, end)
        if first <= last:
            steps.append(Step(Part.PAUSED, first, last, _PAUSED))
    return steps


def _span_words(leg: Leg) -> Words:
    match leg.unit:
        case Unit.MONTH:
            return Words(f"{leg.length}个月", f"{leg.length} month(s)")
        case Unit.YEAR:
            return Words(f"{leg.length}年", f"{leg.length} year(s)")
        case _:
            return Words(f"{leg.length}日,休息日也计入", f"{leg.length} calendar day(s), days off included")


def _rolled(nominal: date, due_on: date, calendar: Calendar) -> list[Step]:
    steps = []
    day = nominal
    while day < due_on:
        why = calendar.why(day)
        words = Words(f"末日遇{why.zh},顺延", f"the limit would end on a day off ({why.en}); it moves on")
        steps.append(Step(Part.ROLL, day, day, words))
        day += _DAY
    return steps


def _hours(question: Question, base: date, steps: list[Step]) -> Answer:
    total = sum(leg.length for leg in question.legs if leg.unit is Unit.HOUR)
    due_at = (question.trigger + timedelta(hours=total)).astimezone(LEGAL_ZONE)
    for pause in sorted(question.pauses, key=lambda each: each.since):
        if pause.since < due_at:
            due_at += pause.until - max(pause.since, question.trigger)
            steps.append(Step(Part.PAUSED, legal_day(pause.since), legal_day(pause.until), _PAUSED))
    words = Words(f"{total}小时,连续计算", f"{total} hours without a break")
    steps.append(Step(Part.SPAN, legal_day(question.trigger), due_at.date(), words))
    return Answer(base, due_at.date(), due_at.date(), due_at, False, tuple(steps))
