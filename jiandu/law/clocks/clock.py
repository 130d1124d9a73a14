"""A running limit as plain data: when it is due, when it rings, and what stopped or extended it."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from jiandu.domain import Citation
from jiandu.law.limits import FirstDay, Roll, Unit

WARNING, OVERDUE, ESCALATION = "warning", "overdue", "escalation"


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


@dataclass(frozen=True)
class Suspension:
    """A stretch in which the limit does not run, with the article that stops it; `until` None while it lasts."""

    pack: str
    article: str
    quote: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A limit that runs. `due_on` is the last legal day, `due_at` the first instant after it (Asia/Shanghai).

    `article` and `quote` are those of the provision `rule` in `pack`; `stated` names the conventions
    (`first_day`, `roll`) that the text itself sets, the others being the house's. While a suspension lasts the
    due date is the one before it; it moves when the limit runs again.
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
    starts: str = ""
    starts_stated: bool = True
    authority: str | None = None
    provision: str | None = None
    suspensions: tuple[Suspension, ...] = ()

    @property
    def rule(self) -> str:
        """The id of the provision that sets the limit."""
        return self.provision or self.name

    @property
    def suspended_since(self) -> datetime | None:
        """The instant since which the limit does not run, None if it runs."""
        lasting = [each.since for each in self.suspensions if each.until is None]
        return lasting[0] if lasting else None

    def is_overdue(self, now: datetime) -> bool:
        """True if the limit had passed by `now`, or by the instant that halted it if that was first."""
        halts = [halt for halt in (self.stopped_at, self.suspended_since) if halt is not None]
        return min([now, *halts]) >= self.due_at

    def due_rungs(self, now: datetime) -> tuple[Rung, ...]:
        """The rungs that should have rung by `now` and have not; none once it is stopped or while suspended."""
        if self.stopped_at is not None or self.suspended_since is not None:
            return ()
        return tuple(rung for rung in self.rungs if rung.rung_at is None and rung.at <= now)

    @property
    def next_rung_at(self) -> datetime | None:
        """The next instant at which this clock rings, None if it never will again."""
        waiting = [rung.at for rung in self.rungs if rung.rung_at is None]
        halted = self.stopped_at is not None or self.suspended_since is not None
        return None if halted or not waiting else min(waiting)

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
