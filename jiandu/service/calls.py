"""The life of a call: every message to `rpc-<service>` is answered, parked or given back; none is fatal.

caller -> authenticated -> not late -> within its quota -> in its turn -> understood -> permission -> one write
-> reply -> ack.
The wire format is nameko's, so that a nameko ClusterRpcProxy is served too.
"""

import json
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

import eventlet
from eventlet.event import Event as Signal
from nameko.exceptions import ContainerBeingKilled
from nameko.rpc import RpcConsumer, get_rpc_exchange

from jiandu.bus.request import check_deadline, check_size, described, failure, replies_to
from jiandu.domain import Actor, Refused
from jiandu.ops import logs
from jiandu.service.queue_consumer import HardenedQueueConsumer, is_open
from jiandu.service.runtime import Runtime
from jiandu.service.turns import NoRoom
from jiandu.store.connection import UNAVAILABLE

log = logs.get(__name__)

_ROOM_SECONDS: Final = 1.0  # how soon a caller may try again whose agency has too many calls waiting
_NOBODY: Final = ""  # no agency has this name; calls that name no place for the reply share its turns


class _LeftToTheBroker(Exception):  # noqa: N818 - it says what becomes of the call
    """This process is not to work on the call any more; not acknowledged, it comes again, here or elsewhere."""


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
            body = _written({"result": self._answer(entry, message), "error": None})
            code = "OK"
        except (ContainerBeingKilled, _LeftToTheBroker):
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

    @property
    def prefetch_count(self) -> int:
        """More than are worked on at once: only what was taken from the queue can be given its turn."""
        return int(Runtime.of(self.container).settings.call_prefetch)

    def reconnected(self) -> None:
        """Calls keep nothing from one channel to the next."""

    def unregister_provider(self, provider: Any) -> None:
        """What is being worked on is finished; what waits for its turn is left to the broker."""
        Runtime.of(self.container).turns.close()
        super().unregister_provider(provider)

    def _answer(self, entry: Any, message: Any) -> Any:
        runtime = Runtime.of(self.container)
        headers = message.headers or {}
        caller: Actor = runtime.tokens.verify(headers.get("nameko.token"), datetime.now(UTC))
        deadline = headers.get("nameko.deadline")
        check_deadline(deadline)
        runtime.quotas.spend(caller.agency)
        check_size(message)
        try:
            with self._turn(caller.agency, message):
                check_deadline(deadline)
                return entry.answer(caller, message)
        except NoRoom:
            raise runtime.quotas.refusal(caller.agency, _ROOM_SECONDS) from None

    @contextmanager
    def _turn(self, agency: str, message: Any) -> Iterator[None]:
        runtime, come, began = Runtime.of(self.container), Signal(), time.monotonic()
        turn = runtime.turns.ask(agency, come.send)
        runtime.counts.calls_waiting(runtime.turns.waiting)
        try:
            if not come.wait() or not is_open(message):
                raise _LeftToTheBroker
            runtime.counts.turn_came(time.monotonic() - began)
            yield
        finally:
            runtime.turns.end(turn)
            runtime.counts.calls_waiting(runtime.turns.waiting)

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
                with self._turn(_NOBODY, message):
                    runtime.lanes.hold(f"{raw.queue}|{raw.key}", raw, None, "NO_REPLY_ADDRESS", detail, None)
                break
            except _LeftToTheBroker:
                return
            except (NoRoom, *UNAVAILABLE):
                eventlet.sleep(1)
        self.queue_consumer.ack_message(message)


def _written(answer: Mapping[str, Any]) -> bytes:
    # half a surrogate pair out of a parked message can not be written; it becomes a question mark
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
