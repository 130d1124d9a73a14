"""Plays commands on one aggregate in memory: handler, events, evolve; nothing else."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from jiandu.domain import Actor, Event, Refused
from jiandu.law import LEGAL_ZONE, Rulebook

LAW = Rulebook.load()


def at(day: str, hour: int = 10) -> datetime:
    """An instant on a legal day, e.g. at("2026-03-02")."""
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=LEGAL_ZONE)


def actor(subject: str = "zhang", agency: str = "justice-652300") -> Actor:
    """Somebody who may act everywhere."""
    return Actor(subject=subject, agency=agency, regions=("*",))


class Play:
    """One aggregate and all that has happened to it."""

    def __init__(self, evolve: Callable[[Any, Any], Any]) -> None:
        self.evolve = evolve
        self.now: Any = None
        self.history: list[Event] = []
        self._commands = 0

    def do(
        self,
        handler: Callable[..., list[Event]],
        command: type,
        day: str | datetime,
        by: str = "zhang",
        **fields: Any,
    ) -> list[Event]:
        """Apply a command and return what happened."""
        self._commands += 1
        when = day if isinstance(day, datetime) else at(day)
        asked = command(command_id=f"c{self._commands}", at=when, by=actor(by), **fields)
        events = handler(asked, self.now, LAW)
        for event in events:
            self.now = self.evolve(self.now, event)
        self.history += events
        return events

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
