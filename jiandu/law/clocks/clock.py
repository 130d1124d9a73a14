"""A running limit as plain data: when it is due, when it rings, and what stopped or extended it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from jiandu.domain import Citation, Refused
from jiandu.law.bodies import Modality
from jiandu.law.clocks.calendar import Calendar
from jiandu.law.clocks.counting import Answer, Leg, Question, count, start_of
from jiandu.law.limits import ClockRule, FirstDay, Roll, Unit

WARNING, OVERDUE, ESCALATION = "warning", "overdue", "escalation"


@dataclass(frozen=True)
class HousePolicy:
    """When the platform rings, which no text regulates: working days before and after the last day."""

    warning_working_days: int = 1
    escalation_working_days: int = 5


HOUSE = HousePolicy()


@dataclass(frozen=True)
class Rung:
    """An instant at which a clock rings; `rung_at` once it has."""

    name: str
    at: datetime
    rung_at: datetime | None = None


@dataclass(frozen=True)
class Extension:
    """A further length with the article that allows it."""

    article: str
    quote: str
    length: int
    unit: Unit


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A limit that runs. `due_on` is the last legal day, `due_at` the first instant after it (Asia/Shanghai).

    `article` and `quote` are those of the provision `name` in `pack`; `stated` names the conventions
    (`first_day`, `roll`) that the text itself sets, the others being the house's.
    """

    name: str
    pack: str
    title: str
    article: str
    quote: str
    length: int
    unit: Unit
    trigger: datetime
    counted_from: date
    due_on: date
    due_at: datetime
    calendar: str
    provisional: bool
    right: bool
    rungs: tuple[Rung, ...]
    extensions: tuple[Extension, ...] = ()
    stopped_at: datetime | None = None
    first_day: FirstDay = FirstDay.AFTER_TRIGGER
    roll: Roll = Roll.FORWARD
    month_day: tuple[int, int] | None = None
    stated: tuple[str, ...] = ()

    def is_overdue(self, now: datetime) -> bool:
        """True if the limit had passed by `now`, or by the instant it was stopped if that came first."""
        end = now if self.stopped_at is None else min(now, self.stopped_at)
        return end >= self.due_at

    def due_rungs(self, now: datetime) -> tuple[Rung, ...]:
        """The rungs that should have rung by `now` and have not; none once the clock is stopped."""
        if self.stopped_at is not None:
            return ()
        return tuple(rung for rung in self.rungs if rung.rung_at is None and rung.at <= now)

    @property
    def next_rung_at(self) -> datetime | None:
        """The next instant at which this clock rings, None if it never will again."""
        waiting = [rung.at for rung in self.rungs if rung.rung_at is None]
        return min(waiting) if waiting and self.stopped_at is None else None

    def ring(self, name: str, at: datetime) -> "Clock":
        """The clock with that rung rung, once: its first time is kept. Raises KeyError if unknown."""
        if name not in {rung.name for rung in self.rungs}:
            raise KeyError(name)
        rungs = tuple(
            replace(rung, rung_at=at) if rung.name == name and rung.rung_at is None else rung
            for rung in self.rungs
        )
        return replace(self, rungs=rungs)

    def stop(self, at: datetime) -> "Clock":
        """The clock stopped at `at`: what it was for has been done. A stopped clock keeps its first time."""
        return self if self.stopped_at is not None else replace(self, stopped_at=at)

    @property
    def citation(self) -> Citation:
        """Where the law sets this limit."""
        return Citation(self.pack, self.title, self.article, self.quote)


def start(
    rule: ClockRule, trigger: datetime, calendar: Calendar, *, name: str | None = None, policy: HousePolicy = HOUSE
) -> Clock:
    """A clock running from `trigger`, an aware instant whose legal day is taken in Asia/Shanghai.

    `name` tells apart two clocks of the same rule in one matter. Raises Refused PARAMETER_REQUIRED, citing the
    text, for a duty without a number that was not given one.
    """
    if rule.length is None and rule.month_day is None:
        raise Refused("PARAMETER_REQUIRED", citation=rule.source, field=rule.parameter, parameter=rule.parameter)
    asked = Question(
        trigger=trigger,
        legs=(Leg(rule.length or 0, rule.unit),),
        first_day=rule.first_day,
        roll=rule.roll,
        month_day=rule.month_day,
    )
    answer = count(asked, calendar)
    right = rule.modality is Modality.MAY
    return Clock(
        name=name or rule.name,
        pack=rule.source.pack,
        title=rule.source.title,
        article=rule.source.article,
        quote=rule.source.quote,
        length=rule.length or 0,
        unit=rule.unit,
        trigger=trigger,
        counted_from=answer.counted_from,
        due_on=answer.due_on,
        due_at=answer.due_at,
        calendar=calendar.edition,
        provisional=answer.provisional,
        right=right,
        rungs=_rungs(answer, trigger, calendar, right=right, policy=policy),
        first_day=rule.first_day,
        roll=rule.roll,
        month_day=rule.month_day,
        stated=rule.stated,
    )


def question(clock: Clock) -> Question:
    """What a running clock asks of a calendar, its extensions included."""
    further = tuple(Leg(extension.length, extension.unit) for extension in clock.extensions)
    return Question(
        trigger=clock.trigger,
        legs=(Leg(clock.length, clock.unit), *further),
        first_day=clock.first_day,
        roll=clock.roll,
        month_day=clock.month_day,
    )


def extend(clock: Clock, rule: ClockRule, calendar: Calendar, *, policy: HousePolicy = HOUSE) -> Clock:
    """The clock with a second length under its own article, counted on from the first one's unrolled end.

    `rule` carries the length (see `ClockRule.with_length` where the text only sets a ceiling). Rungs move with
    the due date and ring again. Raises Refused PARAMETER_REQUIRED where no length was chosen.
    """
    if rule.length is None:
        raise Refused("PARAMETER_REQUIRED", citation=rule.source, field=rule.parameter, parameter=rule.parameter)
    added = Extension(rule.source.article, rule.source.quote, rule.length, rule.unit)
    longer = replace(clock, extensions=(*clock.extensions, added))
    answer = count(question(longer), calendar)
    rungs = _rungs(answer, clock.trigger, calendar, right=clock.right, policy=policy)
    return replace(
        longer,
        due_on=answer.due_on,
        due_at=answer.due_at,
        calendar=calendar.edition,
        provisional=answer.provisional,
        rungs=rungs,
    )


def rung_due(clocks: Mapping[str, Clock], name: str, rung: str, at: datetime) -> Clock | None:
    """The clock called `name` with `rung` rung, or None if it is unknown, stopped, not due yet, or has rung."""
    clock = clocks.get(name)
    if clock is None or rung not in {due.name for due in clock.due_rungs(at)}:
        return None
    return clock.ring(rung, at)


def in_time(clock: Clock, at: datetime) -> None:
    """Raises Refused LIMIT_EXPIRED, citing the limit's article, if `at` is after the clock's last day."""
    if at >= clock.due_at:
        raise Refused("LIMIT_EXPIRED", citation=clock.citation, due_on=clock.due_on.isoformat())


def _rungs(
    answer: Answer, trigger: datetime, calendar: Calendar, *, right: bool, policy: HousePolicy
) -> tuple[Rung, ...]:
    warned_on = calendar.workdays_after(answer.due_on, -policy.warning_working_days)
    escalated_on = calendar.workdays_after(answer.due_on, policy.escalation_working_days)
    rungs = [Rung(OVERDUE, answer.due_at)]
    if start_of(warned_on) > trigger:  # a very short limit gives no notice
        rungs.insert(0, Rung(WARNING, start_of(warned_on)))
    if not right:  # a right that is not used lapses; nobody is called to account for it
        rungs.append(Rung(ESCALATION, start_of(escalated_on)))
    return tuple(rungs)
