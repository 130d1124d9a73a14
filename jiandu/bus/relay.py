"""From the outbox to the broker: in order per aggregate, confirmed before it is forgotten.

One relay per service, in a process of its own: `python -m jiandu.bus.relay MODULE:CLASS`. Publishing never
happens inside a request, so a slow broker slows nobody who only wants to commit.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog

from jiandu.bus.confirms import ConfirmingPublisher, Fate, Outgoing, Unreachable
from jiandu.bus.envelope import Envelope, to_message
from jiandu.bus.topology import exchange_of
from jiandu.identity.signing import Signer
from jiandu.ops.metrics import Metrics
from jiandu.store.aggregates import Aggregates
from jiandu.store.connection import UNAVAILABLE
from jiandu.store.wake import WakeListener

log = structlog.get_logger(__name__)

WINDOW = 256
SWEEP_SECONDS = 1.0


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
        metrics: Metrics,
    ) -> None:
        self._service = service
        self._collections = collections
        self._publisher = publisher
        self._signer = signer
        self._metrics = metrics
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
            log.warning("store_unavailable", error=type(error).__name__)
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
        self._metrics.outbox(pending, max(age, 0.0))
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
            window = [(aggregate, outbox[0]) for aggregate, outbox in list(waiting.items())[:WINDOW]]
            fates = self._publisher.publish([self._outgoing(entry) for _, entry in window])
            sent: dict[str, list[int]] = {}
            for (aggregate, entry), fate in zip(window, fates, strict=True):
                self._metrics.published(entry["type"], fate.value)
                if fate is Fate.CONFIRMED or (fate is Fate.UNROUTABLE and not entry["must_reach"]):
                    sent[aggregate] = [entry["sequence"]]
                    waiting[aggregate].pop(0)
                    if not waiting[aggregate]:
                        del waiting[aggregate]
                else:
                    log.warning("not_published", type=entry["type"], fate=fate.value, event_id=entry["id"])
                    del waiting[aggregate]  # the sweep tries again
            self._collections[name].published(sent)
            if sent:
                self.progress.published_at = time.monotonic()

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
        return Outgoing(wire, exchange_of(self._service), key, mandatory=True)
