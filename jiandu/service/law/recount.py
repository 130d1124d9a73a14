"""Counting the running limits of one aggregate under the law in effect."""

from collections.abc import Iterator
from typing import Any

from jiandu.domain import Cause, Request
from jiandu.law.heard import ReprojectClocks, differs, reproject
from jiandu.service.runtime import Runtime
from jiandu.service.unit import Unit

PAGE = 200


def recount(runtime: Runtime, unit: Unit[Any, Any], found: str) -> None:
    """Count the limits of one aggregate anew, if the law in effect counts any of them otherwise."""
    in_effect = runtime.in_effect
    actor = runtime.actor
    stored = unit.store.load(found, actor)
    if stored is None or not any(
        differs(clock, in_effect.current) for clock in unit.get(found, actor).clocks.values()
    ):
        return
    cause = Cause(id=f"reproject:{in_effect.fingerprint}:{stored.version}")
    command = ReprojectClocks(
        command_id=cause.id, at=runtime.now(), by=actor, aggregate_id=found, reasons=in_effect.put.reasons
    )
    unit.change(found, Request(command, cause), reproject)


def running(unit: Unit[Any, Any]) -> Iterator[str]:
    """The ids of the aggregates in which a limit runs."""
    after = None
    while page := unit.store.running(after, PAGE):
        yield from page
        after = page[-1]
