"""One thread that owns one connection to the broker and renews it when it is lost."""

import logging
import random
import threading
import time
from collections.abc import Callable
from typing import Final
from urllib.parse import parse_qs, urlsplit

import pika
from pika.adapters.blocking_connection import BlockingConnection
from pika.exceptions import AMQPError

_LOG: Final = logging.getLogger("jiandu.client")
_TICK_SECONDS: Final = 0.5
_FIRST_PAUSE_SECONDS: Final = 0.1
_LONGEST_PAUSE_SECONDS: Final = 5.0
_SETTLED_SECONDS: Final = 5.0
_HEARTBEAT_SECONDS: Final = 10

# pika logs some ten errors for every attempt at a broker that is away; here each is one line
if logging.getLogger("pika").level == logging.NOTSET:
    logging.getLogger("pika").setLevel(logging.CRITICAL)


class ConnectionThread:
    """Runs `opened(connection)` on every new connection, then its events, until it is lost or `stop` is called.

    All callbacks run in the thread, which alone touches the connection; others hand it work through `soon`.
    `lost()` follows every connection that was opened or failed to open; `closing(connection)` a wanted end only.
    """

    def __init__(
        self,
        amqp_uri: str,
        name: str,
        *,
        opened: Callable[[BlockingConnection], None],
        lost: Callable[[], None] = lambda: None,
        closing: Callable[[BlockingConnection], None] = lambda _: None,
    ) -> None:
        self._parameters = connection_parameters(amqp_uri, name)
        self._opened, self._lost, self._closing = opened, lost, closing
        self._stopping = threading.Event()
        self._connection: BlockingConnection | None = None
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self.last_error = ""

    @property
    def user(self) -> str | None:
        """The broker's name for whoever connects; None if a certificate says it."""
        return getattr(self._parameters.credentials, "username", None)

    @property
    def stopping(self) -> bool:
        return self._stopping.is_set()

    def start(self) -> None:
        self._thread.start()

    def soon(self, callback: Callable[[], None]) -> None:
        """Run `callback` in the thread if there is a connection; without one nothing happens."""
        connection = self._connection
        if connection is None:
            return
        try:
            connection.add_callback_threadsafe(callback)
        except AMQPError:
            return  # it has just been lost; `opened` of the next one finds the work

    def stop(self, timeout: float) -> None:
        """End, and wait for at most `timeout` seconds."""
        self._stopping.set()
        self.soon(lambda: None)
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(timeout)

    def _run(self) -> None:
        pause = _FIRST_PAUSE_SECONDS
        while not self.stopping:
            began = time.monotonic()
            self._serve_one_connection()
            if time.monotonic() - began > _SETTLED_SECONDS:
                pause = _FIRST_PAUSE_SECONDS
            self._stopping.wait(pause * random.uniform(0.5, 1))  # noqa: S311 - it spreads load and hides nothing
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    def _serve_one_connection(self) -> None:
        connection: BlockingConnection | None = None
        began = time.monotonic()
        try:
            connection = pika.BlockingConnection(self._parameters)
            self._connection = connection
            self._opened(connection)
            while not self.stopping:
                connection.process_data_events(time_limit=_TICK_SECONDS)
                if time.monotonic() - began > _SETTLED_SECONDS:
                    self.last_error = ""
            self._closing(connection)
        except Exception as error:  # noqa: BLE001 - a thread that ended here would leave every caller waiting
            self.last_error = f"{type(error).__name__} {error}".strip()[:200]
            _LOG.warning("connection to the broker lost: %s", type(error).__name__)
        finally:
            self._connection = None
            _close(connection)
            self._lost()


def connection_parameters(amqp_uri: str, name: str) -> pika.URLParameters:
    """Parameters that notice a dead peer within some 20 seconds, unless the URI says otherwise."""
    parameters = pika.URLParameters(amqp_uri)
    given = parse_qs(urlsplit(amqp_uri).query)
    for option, value in {
        "heartbeat": _HEARTBEAT_SECONDS,
        "blocked_connection_timeout": 30,
        "socket_timeout": 5,
        "stack_timeout": 10,
    }.items():
        if option not in given:
            setattr(parameters, option, value)
    parameters.client_properties = {"connection_name": name}
    return parameters


def _close(connection: BlockingConnection | None) -> None:
    try:
        if connection is not None and connection.is_open:
            connection.close()
    except Exception:  # noqa: BLE001 - it is being thrown away
        _LOG.debug("connection did not close cleanly", exc_info=True)
