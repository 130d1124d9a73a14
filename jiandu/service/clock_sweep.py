"""The limits of a service's aggregates ring by themselves."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from nameko.extensions import DependencyProvider

from jiandu.domain import Cause, Refused, Request
from jiandu.law.clocks.ticking import RingClock, ring
from jiandu.ops import logs
from jiandu.service.aggregate import aggregates_of
from jiandu.service.repeating import repeat
from jiandu.service.runtime import Runtime
from jiandu.service.unit import Observer, Unit
from jiandu.store.connection import UNAVAILABLE

log = logs.get(__name__)


class ClockSweep(DependencyProvider):  # type: ignore[misc]  # nameko has no types
    """Rings the clocks that are due in all aggregates of the service.

    Each rung is a command of its own, named by aggregate, clock, rung and the rung's instant, and applied under
    the aggregate's version: however many replicas sweep, a rung rings once. A rung that an extension moved has
    another instant, so it rings again.
    """

    def start(self) -> None:
        repeat(self.container, self._sweep)

    def _sweep(self, runtime: Runtime) -> None:
        for aggregate in aggregates_of(self.container.service_cls):
            unit = aggregate.unit(runtime)
            now = runtime.now()
            for due in list(unit.store.due(now)):
                try:
                    self._ring(runtime, unit, due, now)
                except UNAVAILABLE:
                    raise
                except Exception:  # an aggregate that can not be read keeps no other clock from ringing
                    log.exception("ring_failed", aggregate=due)

    def _ring(self, runtime: Runtime, unit: Unit[Any, Any], due: str, now: datetime) -> None:
        actor = runtime.actor
        for clock in unit.get(due, actor).clocks.values():
            for rung in clock.due_rungs(now):
                started, reached = clock.trigger.isoformat(), rung.at.isoformat()
                command_id = f"ring:{clock.name}:{rung.name}:{started}:{reached}"
                command = RingClock(
                    command_id=command_id, at=now, by=actor, aggregate_id=due, clock=clock.name, rung=rung.name
                )
                seen = _Repeats(unit.observer)
                try:
                    answer = replace(unit, observer=seen).change(due, Request(command, Cause(id=command_id)), ring)
                except Refused as refusal:
                    log.warning("ring_refused", aggregate=due, code=refusal.code)
                else:
                    if answer["events"] and not seen.repeated:  # otherwise another replica rang and counted it
                        runtime.counts.rung(rung.name)


@dataclass
class _Repeats:
    """Passes on what is observed, and knows whether the command had been applied before."""

    observer: Observer
    repeated: bool = False

    def conflict(self) -> None:
        self.observer.conflict()

    def duplicate(self) -> None:
        self.repeated = True
        self.observer.duplicate()
