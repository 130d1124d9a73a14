"""What a service does by itself, once a second: ring its clocks, and try again what waits in its lanes."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import eventlet
import structlog
from nameko.extensions import DependencyProvider

from jiandu.bus.runtime import Runtime
from jiandu.bus.subscription import Inbox
from jiandu.domain import Refused
from jiandu.store.connection import UNAVAILABLE

log = structlog.get_logger(__name__)

SECONDS = 1.0


class Sweeps(DependencyProvider):  # type: ignore[misc]  # nameko has no types
    """Runs the sweeps of one service in a thread of their own; it also keeps an idle hub awake for signals."""

    def __init__(self, ring: Callable[[Runtime], int] = lambda _: 0) -> None:
        self._ring = ring
        self._stopped = False

    def start(self) -> None:
        self.container.spawn_managed_thread(self._run, identifier="sweeps")

    def stop(self) -> None:
        self._stopped = True

    def kill(self) -> None:
        self._stopped = True

    def _run(self) -> None:
        runtime = Runtime.of(self.container)
        while not self._stopped:
            for sweep in (self._drain_lanes, self._ring):
                try:
                    sweep(runtime)
                except UNAVAILABLE as error:
                    log.warning("store_unavailable", error=type(error).__name__)
                except Exception:  # noqa: BLE001 - one bad document must not stop all clocks
                    log.exception("sweep_failed")
            eventlet.sleep(SECONDS)

    def _drain_lanes(self, runtime: Runtime) -> int:
        now = datetime.now(UTC)
        settled = 0
        for lane in runtime.lanes.due(now):
            inbox = inbox_of(self.container, lane.partition("|")[0])
            if inbox is not None:
                settled += inbox.drain(lane, now=now)
        return settled


def inbox_of(container: Any, queue: str) -> Any:
    """The deliveries of one queue of this service, or None if it has no such queue."""
    for extension in container.shared_extensions.values():
        if isinstance(extension, Inbox) and extension.queue is not None and extension.queue.name == queue:
            return extension.deliveries
    raise Refused("NOT_FOUND", id=queue)
