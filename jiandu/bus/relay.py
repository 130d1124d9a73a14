"""From the outbox to the broker: in order per aggregate, confirmed before it is forgotten.

One relay per service, in a process of its own: `python -m jiandu.bus.relay MODULE:CLASS`. Publishing never
happens inside a request, so a slow broker slows nobody who only wants to commit.
"""

import importlib
import os
import signal
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from jiandu.bus.aggregate import aggregates_of
from jiandu.bus.confirms import ConfirmingPublisher, Fate, Outgoing, Unreachable
from jiandu.bus.counts import Counts
from jiandu.bus.envelope import SHORT, Envelope, Malformed, to_message
from jiandu.bus.topology import exchange_of
from jiandu.identity.signing import Signer
from jiandu.ops import logs
from jiandu.ops.config import Settings
from jiandu.ops.health import Check, alive, serve_http
from jiandu.ops.metrics import Metrics
from jiandu.store.aggregates import Aggregates
from jiandu.store.connection import UNAVAILABLE, connect
from jiandu.store.wake import WakeListener

log = logs.get(__name__)

WINDOW = 256
SWEEP_SECONDS = 1.0
STALLED_SECONDS = 30.0


@dataclass
class Progress:
    """What readiness asks of the relay; monotonic seconds."""

    swept_at: float = 0.0
    published_at: float = 0.0
    pending: int = 0


class Relay:
    """Publishes what the collections of one service hold in their outboxes."""

    def __init__(
        self,
        service: str,
        collections: Mapping[str, Aggregates],
        publisher: ConfirmingPublisher,
        signer: Signer,
        counts: Counts,
    ) -> None:
        self._service = service
        self._collections = collections
        self._publisher = publisher
        self._signer = signer
        self._counts = counts
        self.progress = Progress()

    def run_once(self, listener: WakeListener) -> None:
        """Wait for a commit, at most until the next sweep, and publish. Never raises for broker or store."""
        woken = listener.wait(max(0.0, self.progress.swept_at + SWEEP_SECONDS - time.monotonic()))
        try:
            if time.monotonic() >= self.progress.swept_at + SWEEP_SECONDS:
                self.sweep()
            else:
                self.publish(woken)
        except Unreachable:
            time.sleep(0.2)
        except UNAVAILABLE as error:
            log.warning("store_unavailable", code=type(error).__name__)
            time.sleep(0.2)

    def sweep(self) -> None:
        """Publish whatever lies in any outbox: what a lost wake or a crash left behind."""
        pending = 0
        oldest = None
        for name, aggregates in self._collections.items():
            outboxes = aggregates.pending()
            pending += sum(len(outbox) for _, outbox in outboxes)
            times = [entry["time"] for _, outbox in outboxes for entry in outbox]
            oldest = min([*times, oldest or "9999"]) if times else oldest
            self._publish(name, outboxes)
        age = (datetime.now(UTC) - datetime.fromisoformat(oldest)).total_seconds() if oldest else 0.0
        self._counts.outbox(pending, max(age, 0.0))
        self.progress.pending = pending
        self.progress.swept_at = time.monotonic()

    def publish(self, woken: Mapping[str, list[str]]) -> None:
        """Publish the outboxes of the aggregates named."""
        for name, ids in woken.items():
            if name in self._collections:
                self._publish(name, self._collections[name].pending(ids))

    def _publish(self, name: str, outboxes: Iterable[tuple[str, list[dict[str, Any]]]]) -> None:
        waiting = {aggregate: sorted(outbox, key=lambda e: e["sequence"]) for aggregate, outbox in outboxes}
        while waiting:
            # one message per aggregate in a window: a refused one can not be overtaken by its successor
            window = self._window(waiting)
            fates = self._publisher.publish([outgoing for _, _, outgoing in window])
            sent: dict[str, list[int]] = {}
            for (aggregate, entry, _), fate in zip(window, fates, strict=True):
                self._counts.published(entry["type"], fate.value)
                if fate is Fate.CONFIRMED or (fate is Fate.UNROUTABLE and not entry["must_reach"]):
                    sent[aggregate] = [entry["sequence"]]
                    waiting[aggregate].pop(0)
                    if not waiting[aggregate]:
                        del waiting[aggregate]
                else:
                    log.warning("not_published", type=entry["type"], outcome=fate.value, message_id=entry["id"])
                    del waiting[aggregate]  # the sweep tries again
            self._collections[name].published(sent)
            if sent:
                self.progress.published_at = time.monotonic()

    def _window(self, waiting: dict[str, list[dict[str, Any]]]) -> list[tuple[str, dict[str, Any], Outgoing]]:
        """The next message of each aggregate; one that can not travel stops its own aggregate and no other."""
        window = []
        for aggregate, outbox in list(waiting.items())[:WINDOW]:
            try:
                window.append((aggregate, outbox[0], self._outgoing(outbox[0])))
            except Malformed as error:
                log.exception("can_not_travel", message_id=outbox[0]["id"], reason=error.reason)
                del waiting[aggregate]
        return window

    def _outgoing(self, entry: Mapping[str, Any]) -> Outgoing:
        envelope = Envelope(
            id=entry["id"],
            source=f"/services/{self._service}",
            type=entry["type"],
            time=datetime.fromisoformat(entry["time"]),
            subject=entry["subject"],
            sequence=entry["sequence"],
            schema_version=entry["schema_version"],
            data=entry["data"],
            correlation=entry["correlation"],
            causation=entry["causation"],
            traceparent=entry["traceparent"],
        )
        wire = to_message(self._signer.sign(envelope))
        key = f"{entry['type']}.{entry['audience']}"
        if len(key.encode()) > SHORT:
            raise Malformed("the routing key is too long")
        return Outgoing(wire, exchange_of(self._service), key, mandatory=True)


def readiness(relay: Relay, publisher: ConfirmingPublisher) -> list[Check]:
    """Whether committed events leave: the broker is there, and the last sweep is recent."""
    lag = time.monotonic() - relay.progress.swept_at
    return [
        Check(name="broker", ok=publisher.connected, detail="" if publisher.connected else "not connected"),
        Check(name="progress", ok=lag < STALLED_SECONDS, detail=f"{relay.progress.pending} pending"),
    ]


def main(path: str) -> int:
    """Relay until SIGTERM or SIGINT; the exit code."""
    settings = Settings.from_env(os.environ)
    module, _, name = path.partition(":")
    service_class = getattr(importlib.import_module(module), name)
    service = service_class.name
    logs.configure(f"{service}-relay", settings.log_level)
    metrics = Metrics(f"{service}-relay")
    database = connect(settings.mongo_uri, settings.database(service))
    collections = {each.repository.name: each.repository(database) for each in aggregates_of(service_class)}
    publisher = ConfirmingPublisher(settings.amqp_uri, heartbeat=settings.heartbeat, name=f"{service}-relay")
    relay = Relay(service, collections, publisher, Signer.load(settings.keys, service), Counts(metrics))
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    ready = partial(readiness, relay, publisher)
    serve_http(settings.metrics_port, metrics.registry, alive, ready, host=settings.metrics_host)
    listener = WakeListener(settings.wake)
    publisher.start()
    log.info("started", pid=os.getpid())
    while not stopping.is_set():
        relay.run_once(listener)
    publisher.stop()
    log.info("stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
