"""Calls to services: one connection, many callers, an answer or a typed failure within the deadline."""

import json
import secrets
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Final, Self

from pika import BasicProperties
from pika.adapters.blocking_connection import BlockingChannel, BlockingConnection
from pika.exceptions import ChannelClosedByBroker

from jiandu.client.connection import ConnectionThread
from jiandu.client.errors import BadReply, CallFailed, TimedOut, TooLarge, UnknownService, Unreachable

EXCHANGE: Final = "nameko-rpc"
MAX_BODY: Final = 1024 * 1024  # octets
_NOT_FOUND: Final = 404
_SETTLING_SECONDS: Final = 5.0
_RETURNED_PAUSE_SECONDS: Final = 0.2


@dataclass(eq=False)
class _Pending:
    routing_key: str
    body: bytes
    headers: dict[str, str]
    command_id: str | None
    correlation_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    sent: bool = False
    done: threading.Event = field(default_factory=threading.Event)
    reply: bytes | None = None
    failure: CallFailed | None = None

    def answered(self, reply: bytes) -> None:
        self.reply = reply
        self.done.set()

    def failed(self, failure: CallFailed) -> None:
        self.failure = failure
        self.done.set()


class Client:
    """Calls services over one connection of its own; any number of threads may call at once.

    `token` is the caller's token or a function that returns a fresh one. `user_id` is the broker user named in
    every message, by default the one in `amqp_uri`. `timeout` is the deadline of calls that name none, in seconds.
    Connecting happens in the background: a broker that is away shows in the calls, not here.
    """

    def __init__(
        self,
        amqp_uri: str,
        token: str | Callable[[], str] | None = None,
        user_id: str | None = None,
        timeout: float = 10,
        *,
        max_body: int = MAX_BODY,
    ) -> None:
        self._token = token
        self._timeout = timeout
        self._max_body = max_body
        self._lock = threading.Lock()
        self._pending: dict[str, _Pending] = {}
        self._unsent: deque[_Pending] = deque()
        self._channel: BlockingChannel | None = None
        self._reply_to = ""
        self._was_lost = False
        self._settled_at = 0.0
        self._io = ConnectionThread(amqp_uri, "jiandu-client", opened=self._opened, lost=self._lost)
        self._user_id = user_id or self._io.user
        self._io.start()

    def call(
        self,
        method: str,
        *,
        deadline: float | None = None,
        command_id: str | None = None,
        expected_version: int | None = None,
        **fields: Any,
    ) -> Any:
        """Have `<service>.<method>` carry out a command; its result.

        `deadline` is in seconds from now. The command id, made up unless given, makes repeating safe: within the
        deadline the call is sent again by itself after a lost connection, and afterwards the caller may do so.
        Raises CallFailed, and as its kinds TimedOut, Unreachable, UnknownService and TooLarge.
        """
        fields["command_id"] = uuid.uuid4().hex if command_id is None else command_id
        if expected_version is not None:
            fields["expected_version"] = expected_version
        return self._perform(method, deadline, fields)

    def ask(self, method: str, *, deadline: float | None = None, **fields: Any) -> Any:
        """The result of a query, which changes nothing and so carries no command id. Raises as `call` does."""
        return self._perform(method, deadline, fields)

    def close(self) -> None:
        """Give the connection up; calls still waiting fail."""
        self._io.stop(timeout=5)
        with self._lock:
            waiting = list(self._pending.values())
        for pending in waiting:
            pending.failed(self._unanswered(pending))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _perform(self, method: str, deadline: float | None, fields: Mapping[str, Any]) -> Any:
        seconds = self._timeout if deadline is None else deadline
        pending = _Pending(
            routing_key=method,
            body=self._encode(fields),
            headers=self._headers(seconds),
            command_id=fields.get("command_id"),
        )
        if self._io.stopping:
            raise Unreachable(command_id=pending.command_id, detail="this client is closed")
        with self._lock:
            self._pending[pending.correlation_id] = pending
            self._unsent.append(pending)
        try:
            self._io.soon(self._send_unsent)
            if not pending.done.wait(seconds):
                raise self._unanswered(pending)
        finally:
            with self._lock:
                self._pending.pop(pending.correlation_id, None)
        if pending.failure is not None:
            raise pending.failure
        return _result(pending)

    def _encode(self, fields: Mapping[str, Any]) -> bytes:
        message = {"args": [], "kwargs": fields}
        body = json.dumps(message, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
        if len(body) > self._max_body:
            raise TooLarge(command_id=fields.get("command_id"), detail=f"{len(body)} of {self._max_body} octets")
        return body

    def _headers(self, seconds: float) -> dict[str, str]:
        headers = {
            "nameko.deadline": f"{time.time() + seconds:.3f}",
            "nameko.traceparent": f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01",
        }
        token = self._token() if callable(self._token) else self._token
        if token is not None:
            headers["nameko.token"] = token
        return headers

    def _unanswered(self, pending: _Pending) -> CallFailed:
        if pending.sent:
            return TimedOut(command_id=pending.command_id, detail=self._io.last_error)
        return Unreachable(command_id=pending.command_id, detail=self._io.last_error)

    def _opened(self, connection: BlockingConnection) -> None:
        channel = _channel_with_exchange(connection)
        # a new queue each time: the broker may still hold the old connection, and its exclusive queue with it
        self._reply_to = str(uuid.uuid4())
        queue = f"rpc.reply-client-{self._reply_to}"
        channel.queue_declare(queue, exclusive=True, auto_delete=True)
        channel.queue_bind(queue, EXCHANGE, self._reply_to)
        channel.basic_consume(queue, self._on_reply, auto_ack=True, exclusive=True)
        channel.add_on_return_callback(self._on_return)
        self._channel = channel
        self._settled_at = time.monotonic() + _SETTLING_SECONDS if self._was_lost else 0.0
        with self._lock:
            self._unsent = deque(p for p in self._pending.values() if not p.done.is_set())
        self._send_unsent()

    def _lost(self) -> None:
        self._channel = None
        self._was_lost = True

    def _send_unsent(self) -> None:
        channel = self._channel
        while channel is not None and self._unsent:
            pending = self._unsent.popleft()
            if pending.correlation_id not in self._pending:
                continue  # its caller has gone
            pending.sent = True
            channel.basic_publish(
                EXCHANGE,
                pending.routing_key,
                pending.body,
                BasicProperties(
                    content_type="application/json",
                    content_encoding="utf-8",
                    headers=pending.headers,
                    delivery_mode=2,
                    reply_to=self._reply_to,
                    correlation_id=pending.correlation_id,
                    user_id=self._user_id,
                ),
                mandatory=True,
            )

    def _on_reply(self, _: Any, __: Any, properties: BasicProperties, body: bytes) -> None:
        pending = self._pending.get(properties.correlation_id or "")
        if pending is not None:
            pending.answered(body)

    def _on_return(self, channel: BlockingChannel, method: Any, properties: BasicProperties, _: bytes) -> None:
        pending = self._pending.get(properties.correlation_id or "")
        if pending is None:
            return
        if time.monotonic() < self._settled_at:
            # a broker that has just come back may take calls before it knows its queues again
            self._unsent.append(pending)
            channel.connection.call_later(_RETURNED_PAUSE_SECONDS, self._send_unsent)
            return
        pending.failed(UnknownService(command_id=pending.command_id, detail=str(method.routing_key)))


def _channel_with_exchange(connection: BlockingConnection) -> BlockingChannel:
    """A channel on a broker that has the exchange; only where it is missing is the right to make it needed."""
    channel = connection.channel()
    try:
        channel.exchange_declare(EXCHANGE, passive=True)
    except ChannelClosedByBroker as error:
        if error.reply_code != _NOT_FOUND:
            raise
        channel = connection.channel()
        channel.exchange_declare(EXCHANGE, exchange_type="topic", durable=True)
    return channel


def _result(pending: _Pending) -> Any:
    try:
        reply = json.loads(pending.reply or b"")
        error = reply["error"]
        if error is None:
            return reply["result"]
        kind, arguments = str(error["exc_type"]), error.get("exc_args") or ()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadReply(command_id=pending.command_id) from None
    told = arguments[0] if isinstance(arguments, list) and arguments and isinstance(arguments[0], dict) else {}
    message = told.get("message")
    raise CallFailed(
        str(told.get("code", kind)),
        message if isinstance(message, dict) else {"en": str(error.get("value", "")), "zh": ""},
        field=told.get("field"),
        article=told.get("article"),
        incident=told.get("incident"),
        retry_after=seconds if isinstance(seconds := told.get("retry_after"), int | float) else None,
        command_id=pending.command_id,
    )
