"""Puts what a service heard of the law into effect, and counts its running limits anew."""

from typing import Any

from nameko.extensions import DependencyProvider

from jiandu.law import legal_day
from jiandu.ops import logs
from jiandu.service.aggregate import aggregates_of
from jiandu.service.law.in_effect import Editions, LawInEffect
from jiandu.service.law.recount import recount, running
from jiandu.service.repeating import repeat
from jiandu.service.runtime import Runtime
from jiandu.service.unit import Unit
from jiandu.store.connection import UNAVAILABLE

log = logs.get(__name__)


class LawSweep(DependencyProvider):  # type: ignore[misc]  # nameko has no types
    """Once a second: is the law in effect another than the limits were counted under? Then they are counted anew.

    Each aggregate is changed by a command of its own, named by the law in effect and the aggregate's version:
    however many replicas sweep, and however often one of them begins again, it is changed once, and what a replica
    did that was behind is set right. Under which law everything was counted last is remembered in the store, so
    that neither a start nor a release that ships other law passes a limit by.
    """

    def start(self) -> None:
        repeat(self.container, self._sweep)

    def _sweep(self, runtime: Runtime) -> None:
        in_effect, editions = runtime.in_effect, Editions(runtime.database)
        if in_effect.refresh(editions):
            tell_left_out(in_effect)
        days_left = in_effect.current.calendar.days_left(legal_day(runtime.now()))
        runtime.counts.law(days_left, len(in_effect.put.left_out))
        if editions.recounted() == in_effect.fingerprint:
            return
        failed = sum(
            self._recount(runtime, each.unit(runtime)) for each in aggregates_of(self.container.service_cls)
        )
        if not failed:
            editions.mark_recounted(in_effect.fingerprint)

    def _recount(self, runtime: Runtime, unit: Unit[Any, Any]) -> int:
        """Count the limits of one kind of aggregate; how many aggregates could not be."""
        failed = 0
        for found in running(unit):
            try:
                recount(runtime, unit, found)
            except UNAVAILABLE:
                raise
            except Exception:  # an aggregate that can not be read keeps no other from being counted
                log.exception("recount_failed", aggregate=found)
                failed += 1
        return failed


def tell_left_out(in_effect: LawInEffect) -> None:
    """Say in the log which editions are not in effect, and by which code."""
    for name, code in in_effect.put.left_out:
        log.warning("edition_left_out", reason=name, code=code)
