"""Publishing with many confirms outstanding: as fast as without confirms, as safe as waiting for each.

A pika connection runs in a thread of its own, so heartbeats go on while the relay reads the store.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import unquote, urlsplit

import pika
from pika.adapters.select_connection import SelectConnection
from pika.channel import Channel

from jiandu.bus.envelope import Wire
from jiandu.ops import logs

log = logs.get(__name__)


class Fate(StrEnum):
    """What the broker said about one message."""

    CONFIRMED = "confirmed"
    UNROUTABLE = "unroutable"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Outgoing:
    """One message and where it goes; `mandatory`: it has to reach at least one queue."""

    wire: Wire
    exchange: str
    routing_key: str
    mandatory: bool


class Unreachable(Exception):  # noqa: N818 - it describes the broker
    """No open channel to the broker at the moment."""


class ConfirmingPublisher:
    """A connection to the broker that is rebuilt by itself when it breaks."""

    def __init__(self, amqp_uri: str, *, heartbeat: int = 10, name: str = "relay") -> None:
        self._parameters = pika.URLParameters(amqp_uri)
        self._parameters.heartbeat = heartbeat
        self._parameters.client_properties = {"connection_name": name}
        self._parameters.blocked_connection_timeout = 60
        self._user = unquote(urlsplit(amqp_uri).username or "guest")
        self._connection: SelectConnection | None = None
        self._channel: Channel | None = None
        self._ready = threading.Event()
        self._stopping = threading.Event()
        self._window: _Window | None = None
        self._thread = threading.Thread(target=self._run, name="publisher", daemon=True)

    def start(self) -> None:
        """Begin connecting; returns at once."""
        self._thread.start()

    @property
    def connected(self) -> bool:
        return self._ready.is_set()

    def stop(self) -> None:
        """Close the connection and end the thread, within 5 s."""
        self._stopping.set()
        connection = self._connection
        if connection is not None:
            connection.ioloop.add_callback_threadsafe(self._close)
        self._thread.join(5)

    def publish(self, messages: Sequence[Outgoing], seconds: float = 20) -> list[Fate]:
        """The fate of each message, in order. They travel together and are confirmed together.

        UNKNOWN means the connection broke or `seconds` passed: the message may have arrived. Raises Unreachable
        if there is no connection to begin with. One caller at a time.
        """
        if not self._ready.is_set() or self._connection is None:
            raise Unreachable
        window = _Window(messages)
        self._connection.ioloop.add_callback_threadsafe(lambda: self._send(window))
        if not window.done.wait(seconds):
            self._connection.ioloop.add_callback_threadsafe(self._reset)
        return window.fates()

    # -- in the connection's thread ---------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._connection = SelectConnection(
                    self._parameters,
                    on_open_callback=self._opened,
                    on_open_error_callback=self._lost,
                    on_close_callback=self._lost,
                )
                self._connection.ioloop.start()
            except Exception as error:  # noqa: BLE001 - whatever pika raises, the next round is a new connection
                log.warning("publisher_failed", code=type(error).__name__)
            self._forget()
            self._stopping.wait(0.5)

    def _opened(self, connection: Any) -> None:
        connection.channel(on_open_callback=self._channel_opened)

    def _channel_opened(self, channel: Channel) -> None:
        channel.add_on_close_callback(self._channel_lost)
        channel.add_on_return_callback(self._returned)
        channel.confirm_delivery(self._confirmed, callback=lambda _: self._start_window(channel))

    def _start_window(self, channel: Channel) -> None:
        self._channel = channel
        self._next_tag = 1
        self._ready.set()

    def _send(self, window: "_Window") -> None:
        if self._channel is None or not self._channel.is_open:
            window.abandon()
            return
        self._window = window
        try:
            for place, message in enumerate(window.messages):
                window.expect(self._next_tag, place)
                self._next_tag += 1
                properties = pika.BasicProperties(
                    **message.wire.properties, headers=dict(message.wire.headers), user_id=self._user
                )
                self._channel.basic_publish(
                    message.exchange, message.routing_key, message.wire.body, properties, message.mandatory
                )
        except Exception as error:  # noqa: BLE001 - a broken channel; the fate of this window is unknown
            log.warning("publish_failed", code=type(error).__name__)
            self._reset()

    def _confirmed(self, frame: Any) -> None:
        if self._window is not None:
            positive = isinstance(frame.method, pika.spec.Basic.Ack)
            self._window.confirm(frame.method.delivery_tag, frame.method.multiple, positive)

    def _returned(self, channel: Any, method: Any, properties: Any, body: bytes) -> None:
        if self._window is not None:
            self._window.returned(properties.message_id)

    def _channel_lost(self, channel: Any, reason: Any) -> None:
        if not self._stopping.is_set():
            log.warning("publisher_channel_lost", code=type(reason).__name__)
        self._reset()

    def _lost(self, connection: Any, reason: Any) -> None:
        if not self._stopping.is_set():
            log.warning("publisher_disconnected", code=type(reason).__name__)
        connection.ioloop.stop()

    def _reset(self) -> None:
        self._forget()
        if self._connection is not None and self._connection.is_open:
            self._connection.close()

    def _close(self) -> None:
        if self._connection is not None and self._connection.is_open:
            self._connection.close()
        elif self._connection is not None:
            self._connection.ioloop.stop()

    def _forget(self) -> None:
        self._ready.clear()
        self._channel = None
        if self._window is not None:
            self._window.abandon()
            self._window = None


class _Window:
    """Messages under way together, and what has become of each."""

    def __init__(self, messages: Sequence[Outgoing]) -> None:
        self.messages = messages
        self.done = threading.Event()
        self._fates: dict[int, Fate] = {}
        self._places: dict[int, int] = {}
        self._returned: set[str] = set()
        if not messages:
            self.done.set()

    def expect(self, tag: int, place: int) -> None:
        self._places[tag] = place

    def returned(self, message_id: str) -> None:
        # the broker returns a message before it confirms it
        self._returned.add(message_id)

    def confirm(self, tag: int, multiple: bool, positive: bool) -> None:
        tags = [each for each in self._places if each <= tag] if multiple else [tag]
        for each in tags:
            place = self._places.pop(each, None)
            if place is not None:
                self._fates[place] = self._fate(place, positive)
        if len(self._fates) == len(self.messages):
            self.done.set()

    def _fate(self, place: int, positive: bool) -> Fate:
        if not positive:
            return Fate.REFUSED
        message_id = self.messages[place].wire.properties["message_id"]
        return Fate.UNROUTABLE if message_id in self._returned else Fate.CONFIRMED

    def abandon(self) -> None:
        self.done.set()

    def fates(self) -> list[Fate]:
        return [self._fates.get(place, Fate.UNKNOWN) for place in range(len(self.messages))]
