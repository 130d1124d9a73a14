"""What a service does by itself, once a second: ring its clocks, and try again what waits in its lanes."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import eventlet
from nameko.extensions import DependencyProvider

from jiandu.bus.aggregate import Aggregate
from jiandu.bus.runtime import Runtime
from jiandu.bus.subscription import inbox_of
from jiandu.domain import Actor, Command, Refused
from jiandu.ops import logs
from jiandu.store.connection import UNAVAILABLE
from jiandu.store.unit import Cause, Request

log = logs.get(__name__)

SECONDS = 1.0


class LaneSweep(DependencyProvider):  # type: ignore[misc]  # nameko has no types
    """Tries again what is due in the lanes, and keeps the gauge of parked messages true.

    It also keeps an otherwise idle hub awake, so that a signal to stop is acted on at once.
    """

    def start(self) -> None:
        repeat(self.container, self._sweep)

    def _sweep(self, runtime: Runtime) -> None:
        now = datetime.now(UTC)
        for lane in runtime.lanes.due(now):
            inbox_of(self.container, lane.partition("|")[0]).drain(lane, now=now)
        runtime.counts.waiting(
            entry["reason"] for _, entry in runtime.lanes.listed() if entry["state"] == "parked"
        )


class ClockSweep(DependencyProvider):  # type: ignore[misc]  # nameko has no types
    """Rings the clocks that are due in the aggregates of one kind.

    Each ring is a command of its own with an id made of aggregate, version and service, applied under the
    aggregate's version: two replicas claim a rung once between them.
    """

    def __init__(
        self, aggregate: Aggregate, command: type[Command], handler: Callable[..., Any], field: str
    ) -> None:
        self._aggregate = aggregate
        self._command = command
        self._handler = handler
        self._field = field

    def start(self) -> None:
        repeat(self.container, self._sweep)

    def _sweep(self, runtime: Runtime) -> None:
        unit = self._aggregate.unit(runtime)
        actor = Actor(subject=f"/services/{runtime.service}", agency=runtime.service, regions=("*",))
        now = runtime.now()
        for due in unit.store.due(now):
            stored = unit.store.load(due, actor)
            if stored is None:
                continue
            command_id = f"ring:{due}:{stored.version}"
            command = self._command(command_id=command_id, at=now, by=actor, **{self._field: due})
            try:
                answer = unit.change(due, Request(command, Cause(id=command_id)), self._handler)
            except Refused as refusal:
                log.warning("ring_refused", aggregate=due, code=refusal.code)
                continue
            runtime.counts.rung(str(len(answer["events"])))


def repeat(container: Any, sweep: Callable[[Runtime], None]) -> None:
    """Run `sweep` once a second for as long as the container lives, whatever it raises."""

    def run() -> None:
        runtime = Runtime.of(container)
        while True:
            try:
                sweep(runtime)
            except UNAVAILABLE as error:
                log.warning("store_unavailable", code=type(error).__name__)
            except Exception:
                log.exception("sweep_failed")
            eventlet.sleep(SECONDS)

    container.spawn_managed_thread(run, identifier="sweep")
