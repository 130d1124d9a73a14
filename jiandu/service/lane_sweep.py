"""What waits in a service's lanes is tried again when it is due."""

from datetime import UTC, datetime

from nameko.extensions import DependencyProvider

from jiandu.ops import logs
from jiandu.service.repeating import repeat
from jiandu.service.runtime import Runtime
from jiandu.service.subscription import inbox_of
from jiandu.store.connection import UNAVAILABLE

log = logs.get(__name__)


class LaneSweep(DependencyProvider):  # type: ignore[misc]  # nameko has no types
    """Tries again what is due in the lanes, and keeps the gauge of parked messages true.

    It also keeps an otherwise idle hub awake, so that a signal to stop is acted on at once.
    """

    def start(self) -> None:
        repeat(self.container, self._sweep)

    def _sweep(self, runtime: Runtime) -> None:
        now = datetime.now(UTC)
        for lane in runtime.lanes.due(now):
            try:
                inbox_of(self.container, lane.partition("|")[0]).drain(lane, now=now)
            except UNAVAILABLE:
                raise
            except Exception:  # a lane that can not be drained keeps none of the others waiting
                log.exception("lane_failed", lane=lane)
        runtime.counts.waiting(
            entry["reason"] for _, entry in runtime.lanes.listed() if entry["state"] == "parked"
        )
