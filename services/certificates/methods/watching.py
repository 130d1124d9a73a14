"""How many orders somebody still has to acknowledge, and for how long the oldest has been waiting, as metrics."""

from nameko.extensions import DependencyProvider

from jiandu.service.repeating import repeat
from jiandu.service.runtime import Runtime
from services.certificates.repository.registry import Coverages


class WatchesCoverage(DependencyProvider):  # type: ignore[misc]  # nameko has no types
    """Looks once a second; the age is in legal time, in which the limit of an acknowledgement runs."""

    def start(self) -> None:
        repeat(self.container, self._sweep)

    def _sweep(self, runtime: Runtime) -> None:
        waiting, since = Coverages(runtime.database).oldest()
        age = max((runtime.now() - since).total_seconds(), 0.0) if since is not None else 0.0
        own = runtime.counts.own
        own("revocation_coverages_waiting", "Orders that somebody still has to acknowledge.").set(waiting)
        own("revocation_oldest_waiting_seconds", "How long the oldest of them has been waiting, legal time.").set(
            age
        )
