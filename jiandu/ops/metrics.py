"""What a process counts. Every name begins with `jiandu_`; labels are names and codes, never identifiers."""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

_FAST: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_SLOW: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800)


class Metrics:
    """The instruments of one process, in a registry of their own. Spans are in seconds."""

    def __init__(self, service: str) -> None:
        self.registry = CollectorRegistry()
        self._own: dict[str, Gauge] = {}
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self._gauge("service_info", "Which service this process is.", "service").labels(service).set(1)
        self._rpc()
        self._messages()
        self._outbox()
        self.clocks_rung = self._counter("clocks_rung", "Rungs of clocks claimed.", "rung")
        self.calendar_days_left = self._gauge(
            "calendar_days_left", "Days the calendar of working days still covers; dates beyond are provisional."
        )
        self.law_editions_left_out = self._gauge(
            "law_editions_left_out", "Published editions of the law that are not, or not wholly, in effect here."
        )
        self.workers_busy = self._gauge("workers_busy", "Workers handling a call or a message now.")
        self.workers_limit = self._gauge("workers_limit", "Workers there are.")

    def own(self, name: str, about: str) -> Gauge:
        """A gauge that only one service has; asked for again it is the same."""
        if name not in self._own:
            self._own[name] = self._gauge(name, about)
        return self._own[name]

    def _rpc(self) -> None:
        self.rpc_requests = self._counter("rpc_requests", "Calls answered: OK or an error code.", "method", "code")
        self.rpc_duration = self._histogram("rpc_duration_seconds", "Call received to answered.", _FAST, "method")
        self.calls_waiting = self._gauge("calls_waiting", "Calls in this process that wait for their turn.")
        self.turn_wait = self._histogram("turn_wait_seconds", "Time a call waited for its turn.", _FAST)

    def _messages(self) -> None:
        self.messages_processed = self._counter(
            "messages_processed", "Messages settled, by outcome.", "queue", "type", "outcome"
        )
        self.handler_duration = self._histogram(
            "handler_duration_seconds", "Time in the handler of a message.", _FAST, "queue", "type"
        )
        self.critical_time = self._histogram(
            "critical_time_seconds",
            "From a message's sending to its being applied.",
            _SLOW,
            "queue",
            "type",
        )
        self.parked_messages = self._gauge("parked_messages", "Messages waiting for a person.", "reason")
        self.retries = self._counter("retries", "Messages sent to a delay before another attempt.", "queue")
        self.inbox_duplicates = self._counter("inbox_duplicates", "Messages found applied already.", "queue")
        self.conflicts = self._counter("conflicts", "Writes repeated: the aggregate had moved on.", "aggregate")

    def _outbox(self) -> None:
        self.outbox_published = self._counter("outbox_published", "Messages the broker confirmed.", "type")
        self.outbox_pending = self._gauge("outbox_pending", "Messages committed and not yet confirmed.")
        self.outbox_oldest_age = self._gauge("outbox_oldest_age_seconds", "Age of the oldest pending message.")
        self.unroutable = self._counter("unroutable", "Messages no queue was bound for.", "type")

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(f"jiandu_{name}", about, labels, registry=self.registry)

    def _gauge(self, name: str, about: str, *labels: str) -> Gauge:
        return Gauge(f"jiandu_{name}", about, labels, registry=self.registry)

    def _histogram(self, name: str, about: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(f"jiandu_{name}", about, labels, buckets=buckets, registry=self.registry)
