"""Clocks and their explanations as callers read them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jiandu.law import Clock, Explanation
from jiandu.store.codec import to_plain


def clock_view(clock: Clock, now: datetime) -> dict[str, Any]:
    """A limit as of `now`; `overdue` is worked out here, it is stored nowhere."""
    return {
        "article": clock.article,
        "due_on": clock.due_on.isoformat(),
        "due_at": clock.due_at.isoformat(),
        "unit": clock.unit.value,
        "calendar": clock.calendar,
        "provisional": clock.provisional,
        "stopped_at": clock.stopped_at.isoformat() if clock.stopped_at else None,
        "overdue": clock.is_overdue(now),
        "rungs": {rung.name: rung.rung_at.isoformat() for rung in clock.rungs if rung.rung_at},
    }


def clocks_view(clocks: Mapping[str, Clock], now: datetime) -> dict[str, Any]:
    """Every limit of a matter as of `now`, by name."""
    return {name: clock_view(clock, now) for name, clock in clocks.items()}


def explanation_view(explanation: Explanation) -> dict[str, Any]:
    """The account of a due date as data, with the lines to show in both languages."""
    plain: dict[str, Any] = to_plain(explanation)
    return {**plain, "moved": explanation.moved}
