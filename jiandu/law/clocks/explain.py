"""A due date told in words, through the very computation that produced it."""

from dataclasses import dataclass
from datetime import date, datetime

from jiandu.law.clocks.calendar import Calendar
from jiandu.law.clocks.clock import Clock
from jiandu.law.clocks.counting import LEGAL_ZONE, Answer, Part, Step, count
from jiandu.law.clocks.running import question
from jiandu.law.languages import Words
from jiandu.law.limits import FirstDay, Roll, Unit

_UNITS = {
    Unit.WORKING_DAY: Words("个工作日", "working day(s)"),
    Unit.CALENDAR_DAY: Words("日", "calendar day(s)"),
    Unit.HOUR: Words("小时", "hour(s)"),
    Unit.MONTH: Words("个月", "month(s)"),
    Unit.YEAR: Words("年", "year(s)"),
    Unit.FIXED_DATE: Words("(固定日期)", "(fixed date)"),
}
_HOUSE = {
    ("first_day", FirstDay.AFTER_TRIGGER): Words("自次日起算", "counting starts the day after the trigger"),
    ("first_day", FirstDay.TRIGGER): Words("当日起算", "the trigger day counts"),
    ("roll", Roll.FORWARD): Words(
        "末日为休息日的顺延至下一工作日", "a limit ending on a day off moves to the next workday"
    ),
    ("roll", Roll.NONE): Words("末日不顺延", "the last day does not move"),
}


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Why a clock is due when it is. `zh` and `en` are the lines to show; the rest is the same as data.

    `due_on` is what `edition` gives; `recorded_due_on` what the clock holds. They differ only where the clock
    was counted under another edition, and then `moved` is true and the last line says so.
    """

    pack: str
    article: str
    quote: str
    edition: str
    due_on: date
    due_at: datetime
    recorded_due_on: date
    provisional: bool
    steps: tuple[Step, ...]
    zh: tuple[str, ...]
    en: tuple[str, ...]

    @property
    def moved(self) -> bool:
        """True if this edition moves the date the clock holds."""
        return self.due_on != self.recorded_due_on


def explain(clock: Clock, calendar: Calendar) -> Explanation:
    """The account of a clock's due date under `calendar`, in Chinese and in English."""
    answer = count(question(clock), calendar)
    lines = [*_sources(clock), *_starts(clock), *_conventions(clock), *(_line(step) for step in answer.steps)]
    lines.append(Words(f"日历版本:{calendar.edition}", f"Calendar edition: {calendar.edition}"))
    lines.append(_result(clock, answer))
    if answer.provisional:
        until = calendar.horizon.isoformat()
        lines.append(
            Words(
                f"暂定:放假安排只公布到{until},其后仅按周末推算",
                f"Provisional: days off are published up to {until}; beyond it only weekends are known",
            )
        )
    if clock.suspended_since is not None:
        since = clock.suspended_since.astimezone(LEGAL_ZONE).isoformat(timespec="minutes")
        lines.append(
            Words(
                f"期限自{since}起中止,恢复后末日相应后移",
                f"Suspended since {since}; the last day will move on when the limit runs again",
            )
        )
    if clock.stopped_at is not None:
        stopped = clock.stopped_at.astimezone(LEGAL_ZONE).isoformat(timespec="minutes")
        lines.append(Words(f"期限已于{stopped}停止", f"The clock was stopped at {stopped}"))
    if answer.due_on != clock.due_on:
        was = clock.due_on.isoformat()
        lines.append(
            Words(f"案卷记载为{was}(日历版本{clock.calendar})", f"On record: {was} (edition {clock.calendar})")
        )
    return Explanation(
        pack=clock.pack,
        article=clock.article,
        quote=clock.quote,
        edition=calendar.edition,
        due_on=answer.due_on,
        due_at=answer.due_at,
        recorded_due_on=clock.due_on,
        provisional=answer.provisional,
        steps=answer.steps,
        zh=tuple(line.zh for line in lines),
        en=tuple(line.en for line in lines),
    )


def _sources(clock: Clock) -> list[Words]:
    unit = _UNITS[clock.unit]
    lines = [
        Words(
            f"依据:《{clock.title}》{clock.article}“{clock.quote}”:{clock.length or ''}{unit.zh}",
            f"Source: 《{clock.title}》({clock.pack}) {clock.article} “{clock.quote}”: "
            f"{clock.length or ''} {unit.en}",
        )
    ]
    if clock.authority is not None:
        lines.append(
            Words(f"由管理员依职权确定:{clock.authority}", f"Decided by the administrator: {clock.authority}")
        )
    for extension in clock.extensions:
        more = _UNITS[extension.unit]
        lines.append(
            Words(
                f"延长依据:{extension.article}“{extension.quote}”:{extension.length}{more.zh}",
                f"Extended under {extension.article} “{extension.quote}”: {extension.length} {more.en}",
            )
        )
    for halt in clock.suspensions:
        lines.append(
            Words(f"中止依据:{halt.article}“{halt.quote}”", f"Suspended under {halt.article} “{halt.quote}”")
        )
    return lines


def _starts(clock: Clock) -> list[Words]:
    if not clock.starts:
        return []
    if clock.starts_stated:
        return [Words(f"起算点:{clock.starts}", f"It runs from: {clock.starts}")]
    return [
        Words(
            f"起算点:原文未写明,按平台解读:{clock.starts}",
            f"The text does not say from when; here it runs from: {clock.starts}",
        )
    ]


def _conventions(clock: Clock) -> list[Words]:
    units = {clock.unit, *(extension.unit for extension in clock.extensions)}
    if clock.unit is Unit.HOUR:  # hours run from instant to instant, whatever the days
        return []
    chosen: dict[str, tuple[str, FirstDay | Roll]] = {"first_day": ("first_day", clock.first_day)}
    if units != {Unit.WORKING_DAY}:  # a working day is never a day off
        chosen["roll"] = ("roll", clock.roll)
    ours = [_HOUSE[key] for name, key in chosen.items() if name not in clock.stated]
    if ours:
        zh, en = ";".join(word.zh for word in ours), "; ".join(word.en for word in ours)
        return [Words(f"原文未作规定,按平台惯例:{zh}", f"The text is silent; by convention of the house: {en}")]
    if "roll" in chosen:
        return [Words("起算与顺延均由原文规定", "The text itself sets where counting starts and how it ends")]
    return [Words("起算由原文规定", "The text itself sets where counting starts")]


def _line(step: Step) -> Words:
    days = step.first.isoformat()
    if step.last != step.first:
        days = f"{days}…{step.last.isoformat()}"
    if step.part is Part.COUNTED:
        days = f"+ {days}"
    elif step.part in (Part.SKIPPED, Part.PAUSED, Part.ROLL):
        days = f"- {days}"
    return Words(f"{days} {step.words.zh}", f"{days} {step.words.en}")


def _result(clock: Clock, answer: Answer) -> Words:
    day = answer.due_on.isoformat()
    if clock.unit is Unit.HOUR:
        end = answer.due_at.isoformat(sep=" ", timespec="minutes")
        if clock.right:
            return Words(f"届满时刻:{end},逾期权利消灭", f"It ends at {end}; the right lapses then")
        return Words(f"最后一日:{day},自{end}起逾期", f"Last day: {day}; overdue from {end}")
    if clock.right:
        return Words(f"最后一日:{day},逾期权利消灭", f"Last day: {day}; the right lapses after it")
    return Words(f"最后一日:{day},次日零时起逾期", f"Last day: {day}; overdue from the next day, 00:00")
