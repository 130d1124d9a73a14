"""Which facts begin and end which limits, as a table: the service runs the very table the documentation prints.

A handler says what has happened; the limits follow from it here, so none is forgotten.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from typing import Any, Protocol

from jiandu.domain import Event, Refused
from jiandu.law.clocks.clock import ESCALATION, OVERDUE, Clock
from jiandu.law.clocks.running import extend, in_time, start
from jiandu.law.clocks.ticking import ClockExtended, ClockRang, ClockStarted, stopped
from jiandu.law.limits import ClockRule
from jiandu.law.rulebook import Rulebook


class When:
    """Facts of a kind, or of those only the ones in which these fields have these values."""

    def __init__(self, kind: type[Event], **values: object) -> None:
        self.kind = kind
        self.values = values

    def matches(self, event: Event) -> bool:
        """True if the event is one of them."""
        return isinstance(event, self.kind) and all(getattr(event, k) == v for k, v in self.values.items())

    def __str__(self) -> str:
        told = ", ".join(f"{name}: {value}" for name, value in self.values.items())
        return f"{self.kind.__name__} ({told})" if told else self.kind.__name__


@dataclass(frozen=True)
class Limit:
    """One row: the limit of `provision` runs from the instant that `since` names in the fact `starts`.

    A pack that is silent about the provision starts nothing. `length` names the field of the aggregate that holds
    the number where each document sets its own; while it is None nothing starts. `ends` are the facts with which
    the limit has served its purpose. `per` names a field of both facts: each of its values has a limit of its own,
    called `provision:value`. `missed` says what has happened once the last day is over, and `neglected` what once
    the rung after it is reached, in the same write as the rung that says so. `house` is the rule of a limit that
    the house settles because no text could.
    """

    provision: str
    _: KW_ONLY
    starts: When
    since: str
    ends: tuple[When, ...] = ()
    length: str | None = None
    per: str | None = None
    missed: Callable[[Any, ClockRang], list[Event]] | None = None
    neglected: Callable[[Any, ClockRang], list[Event]] | None = None
    house: ClockRule | None = None

    def name(self, event: Event) -> str:
        """What the limit that this fact begins or ends is called in its aggregate."""
        return self.provision if self.per is None else f"{self.provision}:{getattr(event, self.per)}"


class HasLimits(Protocol):
    """An aggregate with limits, under the pack it was begun with."""

    @property
    def pack(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def clocks(self) -> Mapping[str, Clock]: ...


class Limits:
    """The table of one kind of aggregate. `all_end_with` are facts that end every limit there is."""

    def __init__(self, *rows: Limit, all_end_with: Iterable[When] = ()) -> None:
        self.rows = rows
        self.all_end_with = tuple(all_end_with)

    def moved_by(self, event: Event, matter: Any, law: Rulebook, at: datetime) -> list[Event]:
        """What one fact, recorded at `at`, does to the limits of `matter`, which is as it stands after it.

        Ends come before starts, each once. A limit that runs and begins anew is ended first, so that its end
        stands in the history; one that would begin anew from the same instant is left alone. Raises what `start`
        raises.
        """
        if isinstance(event, ClockRang):
            return self._missed(event, matter)
        started = [row for row in self.rows if row.starts.matches(event)]
        begun = [fact for row in started for fact in _started(row, matter, law, event)]
        if any(each.matches(event) for each in self.all_end_with):
            over = list(matter.clocks)
        else:
            over = [row.name(event) for row in self.rows if any(each.matches(event) for each in row.ends)]
            begun = [fact for fact in begun if fact.clock.name in over or not _runs(matter, fact.clock)]
            over += [fact.clock.name for fact in begun]
        ended = stopped(matter.clocks, at, *dict.fromkeys(over)) if over else []
        return [*ended, *begun]

    def _missed(self, rang: ClockRang, matter: Any) -> list[Event]:
        rule = matter.clocks[rang.clock].rule
        rows = [row for row in self.rows if row.provision == rule]
        told = {OVERDUE: [row.missed for row in rows], ESCALATION: [row.neglected for row in rows]}
        return [fact for says in told.get(rang.rung, []) if says for fact in says(matter, rang)]


def extended(
    limit: str, extension: str, matter: HasLimits, law: Rulebook, at: datetime, chosen: int | None = None
) -> ClockExtended:
    """The fact that the running limit called `limit` is extended, once, under the provision `extension`.

    `chosen` is the length where the text only sets a ceiling. Raises Refused LAW_SILENT, NOT_FOUND where the limit
    does not run, LIMIT_EXPIRED, BARRED for a second extension, or what `extend` raises.
    """
    rule = law.pack(matter.pack, matter.region).clock(extension)
    longer = rule if chosen is None else rule.with_length(chosen)
    clock = matter.clocks.get(limit)
    if clock is None or clock.stopped_at is not None:
        raise Refused("NOT_FOUND", citation=rule.source, field="clock", id=limit)
    in_time(clock, at)
    if clock.extensions:
        raise Refused("BARRED", citation=rule.source, ground="extended_before")
    return ClockExtended(clock=extend(clock, longer, law.calendar))


def _runs(matter: HasLimits, like: Clock) -> bool:
    clock = matter.clocks.get(like.name)
    return clock is not None and clock.stopped_at is None and clock.trigger == like.trigger


def _started(row: Limit, matter: Any, law: Rulebook, event: Event) -> Iterator[ClockStarted]:
    rule = row.house
    if rule is None:
        pack = law.pack(matter.pack, matter.region)
        if not pack.speaks_of(row.provision) or not pack.has_limit(row.provision):
            return
        rule = pack.clock(row.provision)
    if row.length is not None:
        length = getattr(matter, row.length)
        if length is None:
            return
        rule = rule.with_length(length)
    yield ClockStarted(clock=start(rule, getattr(event, row.since), law.calendar, name=row.name(event)))


NO_LIMITS = Limits()
