"""From the outbox to the broker: in order per aggregate, confirmed before it is forgotten.

One relay per service, in a process of its own: `python -m jiandu.service.relay MODULE:CLASS`. Publishing never
happens inside a request, so a slow broker slows nobody who only wants to commit.
"""

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

from jiandu.bus.confirms import ConfirmingPublisher, Fate, Outgoing, Unreachable
from jiandu.bus.envelope import SHORT, Envelope, Malformed, to_message
from jiandu.bus.topology import exchange_of
from jiandu.identity.signing import Signer
from jiandu.ops import logs
from jiandu.ops.config import Settings
from jiandu.ops.health import Check, alive, serve_http
from jiandu.ops.metrics import Metrics
from jiandu.service.aggregate import aggregates_of
from jiandu.service.counts import Counts
from jiandu.service.declarations import class_at
from jiandu.store.aggregates import Aggregates
from jiandu.store.connection import UNAVAILABLE, connect
from jiandu.store.wake import WakeListener

log = logs.get(__name__)

WINDOW = 256
SWEEP_SECONDS = 1.0
SWEEP_AGGREGATES = 1000  # of one collection in one sweep; what is left over is for the next
STALLED_SECONDS = 30.0
OLD_SECONDS = 60.0


@dataclass
class Progress:
    """What readiness asks of the relay: when its last sweep began (monotonic seconds), and what sweeps found.

    `oldest` is when the oldest event still in an outbox was committed, None if there is none.
    """

    began_at: float = 0.0
    store: bool = False
    pending: int = 0
    oldest: datetime | None = None

    def age(self) -> float:
        """How long the oldest event has been waiting, in seconds."""
        return max((datetime.now(UTC) - self.oldest).total_seconds(), 0.0) if self.oldest else 0.0


@dataclass
class _Round:
    """How far the sweeps of one collection have come. What can not be published is passed over till the end."""

    left: int = 0
    oldest: str | None = None


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
        self._rounds = {name: _Round() for name in collections}

    def run_once(self, listener: WakeListener) -> None:
        """Wait for a commit, at most until the next sweep, and publish. Never raises for broker or store."""
        woken = listener.wait(max(0.0, self.progress.began_at + SWEEP_SECONDS - time.monotonic()))
        try:
            if time.monotonic() >= self.progress.began_at + SWEEP_SECONDS:
                self.sweep()
            self.publish(woken)
        except Unreachable:
            time.sleep(0.2)
        except UNAVAILABLE as error:
            self.progress.store = False
            log.warning("store_unavailable", code=type(error).__name__)
            time.sleep(0.2)

    def sweep(self) -> None:
        """Publish what lies in any outbox: what a lost wake or a crash left behind. Bounded; the next goes on."""
        self.progress.began_at = time.monotonic()
        self.progress.pending = 0
        try:
            for name in self._collections:
                self._sweep(name)
        finally:
            oldest = [each.oldest for each in self._rounds.values() if each.oldest]
            self.progress.oldest = datetime.fromisoformat(min(oldest)) if oldest else None
            self._counts.outbox(self.progress.pending, self.progress.age())

    def _sweep(self, name: str) -> None:
        this = self._rounds[name]
        if this.left == 0:
            this.oldest = None
        read = 0
        while read < SWEEP_AGGREGATES:
            limit = min(WINDOW, SWEEP_AGGREGATES - read)
            outboxes = self._collections[name].pending(skip=this.left, limit=limit)
            self.progress.store = True
            waiting = [entry["time"] for _, outbox in outboxes for entry in outbox]
            self.progress.pending += len(waiting)
            this.oldest = min([*waiting, this.oldest or "9999"]) if waiting else this.oldest
            this.left += self._publish(name, outboxes)
            read += len(outboxes)
            if len(outboxes) < limit:
                this.left = 0
                return

    def publish(self, woken: Mapping[str, list[str]]) -> None:
        """Publish the outboxes of the aggregates named."""
        for name, ids in woken.items():
            if name in self._collections:
                self._publish(name, self._collections[name].pending(ids))

    def _publish(self, name: str, outboxes: Iterable[tuple[str, list[dict[str, Any]]]]) -> int:
        """Publish what lies in these outboxes; how many of them are not empty after that."""
        left = 0
        waiting = {aggregate: sorted(outbox, key=lambda e: e["sequence"]) for aggregate, outbox in outboxes}
        while waiting:
            # one message per aggregate in a window: a refused one can not be overtaken by its successor
            stopped = len(waiting)
            window = self._window(waiting)
            left += stopped - len(waiting)
            fates = self._publisher.publish([outgoing for _, _, outgoing in window])
            sent: dict[str, list[int]] = {}
            for (aggregate, entry, _), fate in zip(window, fates, strict=True):
                self._counts.published(entry["type"], fate.value)
                if fate is Fate.CONFIRMED:
                    sent[aggregate] = [entry["sequence"]]
                    waiting[aggregate].pop(0)
                    if not waiting[aggregate]:
                        del waiting[aggregate]
                else:
                    log.warning("not_published", type=entry["type"], outcome=fate.value, message_id=entry["id"])
                    del waiting[aggregate]  # the sweep tries again
                    left += 1
            self._collections[name].published(sent)
        return left

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
        return Outgoing(wire, exchange_of(self._service), key, mandatory=entry["must_reach"])


def readiness(relay: Relay, publisher: ConfirmingPublisher) -> list[Check]:
    """Whether committed events leave: store and broker are there, sweeps go on, and nothing waits for long."""
    lag = time.monotonic() - relay.progress.began_at
    age = relay.progress.age()
    return [
        Check(name="store", ok=relay.progress.store, detail="" if relay.progress.store else "not read"),
        Check(name="broker", ok=publisher.connected, detail="" if publisher.connected else "not connected"),
        Check(name="progress", ok=lag < STALLED_SECONDS, detail=f"{relay.progress.pending} pending"),
        Check(name="outbox", ok=age < OLD_SECONDS, detail=f"the oldest has waited for {age:.0f} s"),
    ]


def main(path: str) -> int:
    """Relay until SIGTERM or SIGINT; the exit code."""
    settings = Settings.from_env(os.environ)
    service_class = class_at(path)
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
