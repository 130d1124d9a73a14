"""What a handler is, and what follows from what it says."""

from collections.abc import Callable
from datetime import datetime
from inspect import signature
from typing import Any

from jiandu.domain import Command, Event, NothingFollows
from jiandu.law import Limits

Handler = Callable[..., list[Event]]  # (command, aggregate or None, the law in effect) -> what has happened


def command_of(handler: Handler) -> type[Command]:
    """The kind of command a handler takes, as its first parameter says."""
    first = next(iter(signature(handler).parameters.values())).annotation
    if not (isinstance(first, type) and issubclass(first, Command)):
        raise TypeError(f"{handler.__module__}.{handler.__name__}: the first parameter has to be a command")
    return first


def decide(handler: Handler, command: Command, aggregate: Any, law: Any) -> list[Event]:
    """The facts a handler finds; none where the table lets the command pass without any."""
    try:
        return handler(command, aggregate, law)
    except NothingFollows:
        return []


def follow(aggregate: Any, events: list[Event], limits: Limits, law: Any, at: datetime) -> tuple[Any, list[Event]]:
    """The aggregate after these facts and what they do to its limits, and all of the facts."""
    for event in events:
        aggregate = event.onto(aggregate)
    moved: list[Event] = []
    for event in events:
        for fact in limits.moved_by(event, aggregate, law, at):
            aggregate = fact.onto(aggregate)
            moved.append(fact)
    return aggregate, [*events, *moved]


def next_ring(aggregate: Any) -> datetime | None:
    """When the earliest unrung rung of the aggregate's clocks is reached, if it has any."""
    clocks = getattr(aggregate, "clocks", {}).values()
    return min((clock.next_rung_at for clock in clocks if clock.next_rung_at), default=None)
