"""How a clock lives inside an aggregate: the facts about it, and the command that rings it."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol

from jiandu.domain import Command, Event
from jiandu.law.clocks.clock import Clock
from jiandu.law.clocks.running import rung_due


@dataclass(frozen=True, kw_only=True)
class RingClock(Command):
    """Ring one rung of one clock of an aggregate; nothing happens if it is not due or has rung."""

    aggregate_id: str
    clock: str
    rung: str


class ClockFact(Event):
    """Whatever happened to a limit of an aggregate."""

    @abstractmethod
    def clocked(self, clocks: Mapping[str, Clock]) -> Mapping[str, Clock]:
        """The limits of the aggregate after this fact about one of them."""

    def onto(self, aggregate: Any, /) -> Any:
        """The aggregate with its limits as they are now; it keeps them by name in `clocks`."""
        return replace(aggregate, clocks=self.clocked(aggregate.clocks))


class ClockSet(ClockFact):
    """A fact that leaves the limit it carries in `clock`."""

    clock: Clock

    def clocked(self, clocks: Mapping[str, Clock]) -> Mapping[str, Clock]:
        return {**clocks, self.clock.name: self.clock}


@dataclass(frozen=True, kw_only=True)
class ClockStarted(ClockSet):
    """A limit began to run."""

    clock: Clock


@dataclass(frozen=True, kw_only=True)
class ClockExtended(ClockSet):
    """A limit got a further length; `clock` is the clock as it runs from now on."""

    clock: Clock


@dataclass(frozen=True, kw_only=True)
class ClockStopped(ClockFact):
    """What the limit was for has been done or has fallen away."""

    clock: str
    stopped_at: datetime

    def clocked(self, clocks: Mapping[str, Clock]) -> Mapping[str, Clock]:
        return {**clocks, self.clock: clocks[self.clock].stop(self.stopped_at)}


@dataclass(frozen=True, kw_only=True)
class ClockRang(ClockFact):
    """A rung of a limit was reached: `warning` before its last day, `overdue` after it, then `escalation`."""

    clock: str
    rung: str
    rung_at: datetime
    due_on: date
    article: str
    right: bool

    def clocked(self, clocks: Mapping[str, Clock]) -> Mapping[str, Clock]:
        return {**clocks, self.clock: clocks[self.clock].ring(self.rung, self.rung_at)}


@dataclass(frozen=True, kw_only=True)
class ClockSuspended(ClockSet):
    """A limit does not run for a while; `clock` says since when and under which article."""

    clock: Clock


@dataclass(frozen=True, kw_only=True)
class ClockResumed(ClockSet):
    """A suspended limit runs again, with its new last day."""

    clock: Clock


@dataclass(frozen=True, kw_only=True)
class ClockReprojected(ClockSet):
    """A newly published calendar or pack counts a running limit differently; `reason` says which and why."""

    clock: Clock
    was_due_on: date
    reason: str


class HasClocks(Protocol):
    """An aggregate with limits."""

    @property
    def clocks(self) -> Mapping[str, Clock]: ...


def ring(command: RingClock, aggregate: HasClocks, _law: object) -> list[Event]:
    """The handler of RingClock for every aggregate that has clocks; a rung rings once and only when due."""
    clock = rung_due(aggregate.clocks, command.clock, command.rung, command.at)
    if clock is None:
        return []
    return [
        ClockRang(
            clock=clock.name,
            rung=command.rung,
            rung_at=command.at,
            due_on=clock.due_on,
            article=clock.article,
            right=clock.right,
        )
    ]


def is_overdue(clocks: Mapping[str, Clock], at: datetime, *names: str) -> bool:
    """True if the last day of any of these limits has passed; one that does not run is not overdue."""
    return any(clocks[name].is_overdue(at) for name in names if name in clocks)


def stopped(clocks: Mapping[str, Clock], at: datetime, *names: str) -> list[Event]:
    """The facts that these clocks stop now; those unknown or stopped before are left alone."""
    running = [name for name in names if name in clocks and clocks[name].stopped_at is None]
    return [ClockStopped(clock=name, stopped_at=at) for name in running]
