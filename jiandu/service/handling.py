"""What a handler is, and what follows from what it says."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache
from inspect import signature
from typing import Any, TypeVar, cast

from jiandu.domain import Command, Event, NothingFollows
from jiandu.law import Limits
from jiandu.store.codec import from_plain

A = TypeVar("A")

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


def recalled(history: Iterable[Mapping[str, Any]], kind: type[A], known_at: datetime) -> A | None:
    """What the facts recorded up to `known_at` make of an aggregate of a kind; None if there are none."""
    kinds = _facts_near(kind.__module__.rpartition(".domain")[0])
    aggregate: Any = None
    for entry in history:
        if datetime.fromisoformat(entry["at"]) > known_at:
            continue  # the clock may have been set back since: what comes after may be known
        for fact in entry["events"]:
            aggregate = from_plain(fact["data"], kinds[fact["type"]]).onto(aggregate)
    return cast(A | None, aggregate)


@cache
def _facts_near(service: str) -> dict[str, type[Event]]:
    """The kinds of facts by name: those of a service, and those that every aggregate has."""
    pending, found = [Event], {}
    while pending:
        known = pending.pop()
        pending += known.__subclasses__()
        if known.__module__.startswith((f"{service}.", "jiandu.law.")):
            found[known.__name__] = known
    return found
