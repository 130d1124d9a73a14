"""What happens on the bus, put into the metrics operations watch."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

from prometheus_client import Gauge

from jiandu.ops.metrics import Metrics


class Counts:
    """The bus's view of a process's metrics: one method for each thing that can happen."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def own(self, name: str, about: str) -> Gauge:
        """A gauge that only one service has."""
        return self._metrics.own(name, about)

    def rpc(self, method: str, code: str, seconds: float) -> None:
        """A call was answered with `code`."""
        self._metrics.rpc_requests.labels(method, code).inc()
        self._metrics.rpc_duration.labels(method).observe(seconds)

    def calls_waiting(self, count: int) -> None:
        """So many calls wait for their turn now."""
        self._metrics.calls_waiting.set(count)

    def turn_came(self, seconds: float) -> None:
        """A call waited so long for its turn."""
        self._metrics.turn_wait.observe(seconds)

    def delivered(self, queue: str, type_: str, outcome: str, sent: datetime | None, seconds: float) -> None:
        """A delivery reached an outcome; `sent` is when its source committed it."""
        self._metrics.messages_processed.labels(queue, type_, outcome).inc()
        self._metrics.handler_duration.labels(queue, type_).observe(seconds)
        if outcome == "retrying":
            self._metrics.retries.labels(queue).inc()
        if outcome == "applied" and sent is not None:
            age = (datetime.now(UTC) - sent).total_seconds()
            self._metrics.critical_time.labels(queue, type_).observe(max(age, 0.0))

    def waiting(self, reasons: Iterable[str]) -> None:
        """These are the reasons of all messages that wait for a person now."""
        self._metrics.parked_messages.clear()
        for reason, count in Counter(reasons).items():
            self._metrics.parked_messages.labels(reason).set(count)

    def duplicate(self) -> None:
        """Something arrived that had been applied already."""
        self._metrics.inbox_duplicates.labels("all").inc()

    def conflict(self) -> None:
        """A write was repeated because the aggregate had moved on."""
        self._metrics.conflicts.labels("all").inc()

    def published(self, type_: str, outcome: str) -> None:
        """The broker decided about a message of the outbox."""
        if outcome == "confirmed":
            self._metrics.outbox_published.labels(type_).inc()
        elif outcome == "unroutable":
            self._metrics.unroutable.labels(type_).inc()

    def outbox(self, pending: int, oldest_seconds: float) -> None:
        """What a sweep found waiting to be published."""
        self._metrics.outbox_pending.set(pending)
        self._metrics.outbox_oldest_age.set(oldest_seconds)

    def law(self, days_left: int, left_out: int) -> None:
        """So many days are still covered by a published calendar, and so many editions are not in effect."""
        self._metrics.calendar_days_left.set(days_left)
        self._metrics.law_editions_left_out.set(left_out)

    def rung(self, name: str) -> None:
        """A rung of a clock was claimed."""
        self._metrics.clocks_rung.labels(name).inc()
