"""Plays commands on one aggregate in memory: handler, facts, limits, and there and back to plain data."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from jiandu.domain import Actor, Event, Procedure, Refused
from jiandu.law import LEGAL_ZONE, NO_LIMITS, RingClock, Rulebook
from jiandu.service.handling import command_of, decide, follow
from jiandu.store.codec import from_plain, to_plain
from tests import deployed

LAW = Rulebook.load()
# of every kind of aggregate, as its service declares them
LIMITS = {each.kind: each.limits for service in deployed.CLASSES for each in deployed.aggregates_of(service)}


def at(day: str, hour: int = 10) -> datetime:
    """An instant on a legal day, e.g. at("2026-03-02")."""
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=LEGAL_ZONE)


def actor(subject: str = "zhang", agency: str = "justice-652300") -> Actor:
    """Somebody who may act everywhere."""
    return Actor(subject=subject, agency=agency, regions=("*",))


class Play:
    """One aggregate and all that has happened to it."""

    def __init__(
        self,
        procedure: Procedure | None = None,
        law: Rulebook = LAW,
    ) -> None:
        """With a procedure, steps are held against its table."""
        self.procedure = procedure
        self.law = law
        self.now: Any = None
        self.history: list[Event] = []
        self._commands = 0

    def do(
        self,
        handler: Callable[..., list[Event]],
        /,
        day: str | datetime,
        by: str | Actor = "zhang",
        **fields: Any,
    ) -> list[Event]:
        """Apply a command and return what happened."""
        self._commands += 1
        command = command_of(handler)
        when = day if isinstance(day, datetime) else at(day)
        asked = command(
            command_id=f"c{self._commands}", at=when, by=actor(by) if isinstance(by, str) else by, **fields
        )
        before = self.now.state if self.now else None
        said = decide(handler, asked, self.now, self.law)
        after, _ = follow(self.now, said, NO_LIMITS, self.law, when)
        self.now, events = follow(self.now, said, LIMITS.get(type(after), NO_LIMITS), self.law, when)
        self.history += events
        if self.procedure is not None and events and command is not RingClock:
            self._follows_the_table(before, command.__name__, events)
        assert from_plain(json.loads(json.dumps(to_plain(self.now))), type(self.now)) == self.now
        return events

    def _follows_the_table(self, before: str | None, command: str, events: list[Event]) -> None:
        (row,) = (step for step in self.procedure.steps if (step.state, step.command) == (before, command))
        assert self.now.state in (row.to, *row.or_to)
        assert {name for name in names(events) if not name.startswith("Clock")} <= set(row.events)

    def refused(self, *step: Any, **fields: Any) -> Refused:
        """Apply a command that must be refused, and return the refusal."""
        before = self.now
        with pytest.raises(Refused) as caught:
            self.do(*step, **fields)
        assert self.now == before
        return caught.value


def names(events: list[Event]) -> list[str]:
    """The types of what happened."""
    return [type(event).__name__ for event in events]


def article(refusal: Refused) -> str | None:
    """The article a refusal cites."""
    return refusal.citation.article if refusal.citation else None
