"""Messages to an agency: proven, handled one after the other, acknowledged when handled."""

import logging
import queue as queues
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

from pika import BasicProperties
from pika.adapters.blocking_connection import BlockingChannel, BlockingConnection
from pika.exceptions import AMQPError

from jiandu.bus.envelope import Envelope, Malformed
from jiandu.client.connection import ConnectionThread
from jiandu.identity.keyring import Keyring
from jiandu.identity.signing import Unverified, receive

_LOG: Final = logging.getLogger("jiandu.client")
_PAUSES_SECONDS: Final = (0.5, 2.0, 8.0, 30.0)
_REMEMBERED: Final = 10_000


@dataclass(frozen=True)
class Rejected:
    """A message that was not handled, as it came, and why: malformed, a word of Unverified, or handler_failed."""

    reason: str
    body: bytes
    headers: Mapping[str, Any]
    properties: Mapping[str, Any]


@dataclass(frozen=True)
class _Delivery:
    channel: BlockingChannel
    tag: int
    redelivered: bool
    body: bytes
    properties: BasicProperties


class Subscription:
    """Hands the messages of one queue to `handler`, one at a time and in their order.

    A message is acknowledged only after the handler returned; after a crash or a lost connection it comes again,
    so handlers must bear repetition (source and id name a message for ever). What is malformed, unproven, or
    fails in the handler `1 + len(pauses)` times (`pauses` in seconds) goes to `on_reject` and then to the queue's
    dead-letter exchange, which the queue must have. If `on_reject` raises, the message stays in the queue.
    """

    def __init__(
        self,
        amqp_uri: str,
        queue: str,
        keyring: Keyring,
        handler: Callable[[Envelope], None],
        *,
        on_reject: Callable[[Rejected], None] | None = None,
        prefetch: int = 10,
        pauses: tuple[float, ...] = _PAUSES_SECONDS,
    ) -> None:
        self.queue = queue
        self._keyring, self._handler, self._on_reject = keyring, handler, on_reject
        self._prefetch, self._pauses = prefetch, pauses
        self._deliveries: queues.Queue[_Delivery | None] = queues.Queue()
        self._handled: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._stopping = threading.Event()
        self._ready = threading.Event()
        self._channel: BlockingChannel | None = None
        self._io = ConnectionThread(
            amqp_uri, f"jiandu-subscription-{queue}", opened=self._opened, lost=self._lost, closing=self._drained
        )
        self._worker = threading.Thread(target=self._work, name=f"jiandu-handler-{queue}", daemon=True)

    def start(self) -> Self:
        """Begin to consume, in the background."""
        self._worker.start()
        self._io.start()
        return self

    def wait_ready(self, timeout: float) -> bool:
        """True as soon as the queue is being consumed; False if that took longer than `timeout` seconds."""
        return self._ready.wait(timeout)

    @property
    def last_error(self) -> str:
        """Why the connection was last lost or refused, for the operator."""
        return self._io.last_error

    def stop(self, timeout: float = 15) -> None:
        """Let the handler finish what it has, acknowledge that, leave the rest in the queue, and disconnect."""
        self._stopping.set()
        self._deliveries.put(None)
        if self._worker.is_alive() and self._worker is not threading.current_thread():
            self._worker.join(timeout)
        self._io.stop(timeout)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    # in the thread of the connection

    def _opened(self, connection: BlockingConnection) -> None:
        channel = connection.channel()
        channel.basic_qos(prefetch_count=self._prefetch)
        self._channel = channel
        channel.basic_consume(self.queue, self._on_message)
        self._ready.set()

    def _lost(self) -> None:
        self._channel = None
        self._ready.clear()

    def _drained(self, connection: BlockingConnection) -> None:
        connection.process_data_events(time_limit=0)  # sends the acknowledgements handed over last

    def _on_message(self, channel: BlockingChannel, method: Any, properties: BasicProperties, body: bytes) -> None:
        self._deliveries.put(_Delivery(channel, method.delivery_tag, method.redelivered, body, properties))

    def _settle(self, delivery: _Delivery, settle: Callable[[BlockingChannel], None]) -> None:
        def now() -> None:
            try:
                # a delivery of a connection that was lost belongs to the broker again
                if delivery.channel is self._channel:
                    settle(delivery.channel)
            except AMQPError:
                _LOG.debug("the channel went before the acknowledgement", exc_info=True)

        self._io.soon(now)

    # in the thread of the handler

    def _work(self) -> None:
        while (delivery := self._deliveries.get()) is not None and not self._stopping.is_set():
            if delivery.channel is self._channel:
                self._process(delivery)

    def _process(self, delivery: _Delivery) -> None:
        headers = delivery.properties.headers or {}
        try:
            envelope = receive(delivery.body, headers, _properties(delivery.properties), self._keyring)
        except Malformed:
            self._reject(delivery, "malformed")
            return
        except Unverified as error:
            self._reject(delivery, error.reason)
            return
        name = (envelope.source, envelope.id)
        if (delivery.redelivered and name in self._handled) or self._handle(envelope):
            self._remember(name)
            self._settle(delivery, lambda channel: channel.basic_ack(delivery.tag))
        elif not self._stopping.is_set():
            self._reject(delivery, "handler_failed")

    def _handle(self, envelope: Envelope) -> bool:
        for pause in (*self._pauses, None):
            try:
                self._handler(envelope)
            except Exception as error:  # noqa: BLE001 - the handler is somebody else's
                _LOG.warning("handler failed on message %s: %s", envelope.id, type(error).__name__)
                if pause is None or self._stopping.wait(pause):
                    return False
            else:
                return True
        return False

    def _reject(self, delivery: _Delivery, reason: str) -> None:
        _LOG.warning("message on queue %s rejected: %s", self.queue, reason)
        rejected = Rejected(
            reason, delivery.body, delivery.properties.headers or {}, _properties(delivery.properties)
        )
        try:
            if self._on_reject is not None:
                self._on_reject(rejected)
        except Exception:  # noqa: BLE001 - it is somebody else's
            _LOG.exception("on_reject failed, the message stays on queue %s", self.queue)
            self._stopping.wait(1)
            self._settle(delivery, lambda channel: channel.basic_nack(delivery.tag, requeue=True))
            return
        self._settle(delivery, lambda channel: channel.basic_reject(delivery.tag, requeue=False))

    def _remember(self, name: tuple[str, str]) -> None:
        self._handled[name] = None
        if len(self._handled) > _REMEMBERED:
            self._handled.popitem(last=False)


def _properties(properties: BasicProperties) -> dict[str, Any]:
    names = ("content_type", "content_encoding", "message_id", "correlation_id", "user_id")
    return {name: value for name in names if (value := getattr(properties, name)) is not None}
