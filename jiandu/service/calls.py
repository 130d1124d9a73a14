"""The life of a call: every message to `rpc-<service>` is answered, parked or given back; none is fatal.

caller -> understood -> authenticated -> not late -> schema -> permission -> one write -> reply -> ack.
The wire format is nameko's, so that a nameko ClusterRpcProxy is served too.
"""

import json
import time
import uuid
from collections.abc import Mapping
from typing import Any

import eventlet
from nameko.exceptions import ContainerBeingKilled
from nameko.rpc import RpcConsumer, get_rpc_exchange

from jiandu.bus.request import described, failure, replies_to
from jiandu.domain import Refused
from jiandu.ops import logs
from jiandu.service.queue_consumer import HardenedQueueConsumer
from jiandu.service.runtime import Runtime
from jiandu.store.connection import UNAVAILABLE

log = logs.get(__name__)


class Calls(RpcConsumer):  # type: ignore[misc]  # nameko has no types
    """Understands and answers what arrives on the service's RPC queue."""

    queue_consumer = HardenedQueueConsumer()

    def handle_message(self, message: Any) -> None:
        """Take one request to its end. Raises nothing that the sender could provoke."""
        started = time.monotonic()
        if replies_to(message) is None:
            self._park(message)
            return
        method = "unknown"
        try:
            entry = self._entry(message)
            method = entry.method_name
            body = _written({"result": entry.answer(message), "error": None})
            code = "OK"
        except ContainerBeingKilled:
            return  # not acknowledged: the broker takes it back when the channel closes
        except Refused as refusal:
            code, body = refusal.code, _written(failure(refusal))
        except UNAVAILABLE as error:
            log.warning("store_unavailable", method=method, code=type(error).__name__)
            code, body = "STORE_UNAVAILABLE", _written(failure(Refused("STORE_UNAVAILABLE")))
        except Exception:  # noqa: BLE001 - the caller gets an incident number, the log the rest
            code, body = "INTERNAL", _written(self._incident(method))
        self._reply(message, body)
        Runtime.of(self.container).counts.rpc(method, code, time.monotonic() - started)

    def reconnected(self) -> None:
        """Calls keep nothing from one channel to the next."""

    def _entry(self, message: Any) -> Any:
        name = str(message.delivery_info.get("routing_key", "")).partition(".")[2]
        for provider in self._providers:
            if provider.method_name == name:
                return provider
        raise Refused("UNKNOWN_METHOD", method=name[:100])

    def _incident(self, method: str) -> dict[str, Any]:
        incident = uuid.uuid4().hex[:12]
        log.exception("call_failed", method=method, incident=incident)
        return failure(Refused("INTERNAL"), incident)

    def _reply(self, message: Any, body: bytes) -> None:
        exchange = get_rpc_exchange(self.container.config).name
        reply_to = message.properties["reply_to"]
        self.queue_consumer.publish_on(message, body, exchange, reply_to, message.properties.get("correlation_id"))
        self.queue_consumer.ack_message(message)

    def _park(self, message: Any) -> None:
        """Keep that a request came which nobody can be answered for, and who sent it; of its content nothing."""
        runtime = Runtime.of(self.container)
        raw, detail = described(self.queue.name, message)
        while True:
            try:
                runtime.lanes.hold(f"{raw.queue}|{raw.key}", raw, None, "NO_REPLY_ADDRESS", detail, None)
                break
            except UNAVAILABLE:
                if self.queue_consumer.should_stop:
                    return
                eventlet.sleep(1)
        self.queue_consumer.ack_message(message)


def _written(answer: Mapping[str, Any]) -> bytes:
    # half a surrogate pair out of a parked message can not be written; it becomes a question mark
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
