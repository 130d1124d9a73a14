"""nameko's queue consumer, made to survive: raw messages, drained stops, dropped sockets, no fatal message.

nameko 2.14.1 decodes before anybody may look, acknowledges what it cannot decode, closes the connection under
work in flight when it stops, waits for ever for a broker that is gone, and lets one failing thread take the whole
service down. Each override below closes one of these; tests/integration/bus proves it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import eventlet
from amqp.exceptions import AMQPError
from eventlet.semaphore import Semaphore
from kombu import Connection, Consumer, Queue
from kombu.exceptions import KombuError
from nameko.messaging import QueueConsumer

from jiandu.ops import logs

log = logs.get(__name__)

NETWORK = (OSError, AMQPError, KombuError)
_CLOSE_SECONDS = 3
_LOOK_UP_SECONDS = 0.25


class HardenedQueueConsumer(QueueConsumer):  # type: ignore[misc]  # nameko has no types
    """One connection for all that a service consumes.

    Providers get `handle_message(message)` with the message as it came, in a thread of their own, and settle it
    with `ack_message`. What they leave unsettled goes back to the broker when the channel closes, all at once and
    in order; giving back a single message would let those behind it overtake.
    """

    def __init__(self) -> None:
        super().__init__()
        self._in_flight = 0
        self._writing = Semaphore()
        self._delivery_failed = False
        self.connected = False

    @property
    def settings(self) -> Any:
        return self.container.config["runtime"].settings

    @property
    def prefetch_count(self) -> int:
        return int(self.settings.prefetch)

    def get_consumers(self, _consumer_cls: Any, channel: Any) -> Any:
        self._consumers = {}
        for provider in self._providers:
            provider.reconnected()
            receive = partial(self._received, provider)
            consumer = ReadyConsumer(
                channel,
                queues=[provider.queue],
                on_message=receive,
                on_decode_error=lambda message, _, receive=receive: receive(message),
            )
            consumer.in_hand = getattr(provider, "prefetch_count", self.prefetch_count)
            self._consumers[provider] = consumer
        return self._consumers.values()

    def _received(self, provider: Any, message: Any) -> None:
        if self.should_stop or self._pending_remove_providers:
            return  # leaving: it stays with the broker
        self._in_flight += 1
        self.container.spawn_managed_thread(partial(self._live, provider, message), identifier="delivery")

    def _live(self, provider: Any, message: Any) -> None:
        try:
            provider.handle_message(message)
        except BaseException as error:
            log.exception("delivery_failed", queue=provider.queue.name)
            # on a channel that is gone it is the broker's again already
            self._delivery_failed = self._delivery_failed or is_open(message)
            if not isinstance(error, Exception):
                raise
        finally:
            self._in_flight -= 1

    def ack_message(self, message: Any) -> None:
        """Acknowledge, unless the connection is gone: then the broker delivers again and the inbox tells."""
        try:
            with self._writing:
                if is_open(message):
                    message.ack()
        except NETWORK as error:
            log.warning("settling_failed", code=type(error).__name__)

    def publish_on(self, message: Any, body: bytes, exchange: str, routing_key: str, correlation_id: Any) -> None:
        """Publish on the channel that brought `message`: what is written before its ack arrives before its ack.

        If the connection breaks the ack is lost as well, and the broker delivers the message again.
        """
        with self._writing:
            channel = message.channel
            reply = channel.prepare_message(
                body,
                content_type="application/json",
                content_encoding="utf-8",
                properties={"correlation_id": correlation_id, "delivery_mode": 1},
            )
            channel.basic_publish(reply, exchange=exchange, routing_key=routing_key)

    def consume(self, limit: Any = None, timeout: Any = None, safety_interval: float = 1, **kwargs: Any) -> Any:
        """kombu's loop, looking up often enough for heartbeats of one second and for a prompt stop."""
        return super().consume(limit=limit, timeout=timeout, safety_interval=_LOOK_UP_SECONDS, **kwargs)

    # -- connection -------------------------------------------------------------------------------------------

    @contextmanager
    def establish_connection(self) -> Iterator[Connection]:
        connection = self.connection.clone()
        try:
            connection.ensure_connection(
                self.on_connection_error,
                self.connect_max_retries,
                interval_start=0.2,
                interval_step=0.3,
                interval_max=2,
            )
            yield connection
        except BaseException:
            # a close handshake over a half-open connection would wait for ever
            connection.collect()
            raise
        finally:
            self.connected = False
        with eventlet.Timeout(_CLOSE_SECONDS, TimeoutError("close took too long")):
            try:
                connection.release()
            except NETWORK:
                connection.collect()

    def on_connection_error(self, exc: Exception, interval: float) -> None:
        log.warning("broker_unreachable", code=type(exc).__name__, delay_seconds=interval)

    def on_consume_ready(self, connection: Any, channel: Any, consumers: Any, **kwargs: Any) -> None:
        self.connected = True
        super().on_consume_ready(connection, channel, consumers, **kwargs)

    # -- stopping ---------------------------------------------------------------------------------------------

    def on_iteration(self) -> None:
        """End the loop when it is asked for and nothing is in flight any more.

        Consumers are not cancelled one by one: RabbitMQ would let a stand-by have what is new before it gets back
        what is in hand here.
        """
        if self._delivery_failed:
            self._delivery_failed = False
            raise ConnectionResetError("a delivery failed: the broker is to deliver again all that is in hand")
        leaving = self._pending_remove_providers and self._providers <= self._pending_remove_providers.keys()
        if leaving and not self._in_flight:
            self.should_stop = True
            for removed in self._pending_remove_providers.values():
                removed.send()
            self._pending_remove_providers.clear()

    @contextmanager
    def extra_context(self, connection: Any, channel: Any) -> Iterator[None]:
        """Close the channel before kombu cancels its consumers: what is in hand goes back at once, in order."""
        yield
        with eventlet.Timeout(_CLOSE_SECONDS, TimeoutError("close took too long")), self._writing:
            channel.close()

    def unregister_provider(self, provider: Any) -> None:
        timeout = eventlet.Timeout(self.settings.drain_seconds, _StopTimedOut("no broker to say goodbye to"))
        try:
            super().unregister_provider(provider)
        except _StopTimedOut:
            log.warning("stop_without_broker", queue=provider.queue.name)
            self._abandon(provider)
        finally:
            timeout.cancel()

    def stop(self) -> None:
        timeout = eventlet.Timeout(self.settings.drain_seconds, _StopTimedOut("work in flight took too long"))
        try:
            super().stop()
        except _StopTimedOut:
            log.warning("stop_with_work_in_flight", pending=self._in_flight)
            self._end_loop()
        except eventlet.greenlet.GreenletExit:  # `_abandon` ended the loop; waiting for it tells how
            pass
        finally:
            timeout.cancel()

    def _abandon(self, provider: Any) -> None:
        self._pending_remove_providers.pop(provider, None)
        self._providers.discard(provider)
        self._end_loop()
        if not self._providers and not self._last_provider_unregistered.ready():
            self._last_provider_unregistered.send()

    def _end_loop(self) -> None:
        self.should_stop = True
        if self._gt is not None and not self._gt.dead:
            self._gt.kill()


class ReadyConsumer(Consumer):  # type: ignore[misc]  # kombu has no types
    """A consumer that is there before it is asked for.

    A quorum queue may deliver before it has confirmed the consumer. amqp, which registers it only then, would give
    these first messages back one by one, and those behind them would overtake: 3, 1, 2.
    """

    in_hand = 1  # how many messages the broker may hand over before the first is settled

    def consume(self, no_ack: bool | None = None) -> None:
        # the broker applies it to consumers that begin afterwards, whoever of those on the channel said it
        self.qos(prefetch_count=self.in_hand)
        super().consume(no_ack)

    def _add_tag(self, queue: Queue, consumer_tag: str | None = None) -> str:
        tag: str = super()._add_tag(queue, consumer_tag)
        self.channel.callbacks[tag] = self._receive_callback
        return tag


class _StopTimedOut(Exception):  # noqa: N818 - given to eventlet.Timeout, which would raise a BaseException
    pass


def is_open(message: Any) -> bool:
    """True while the channel that brought the message is there, so that the message is ours to settle."""
    return bool(message.channel is not None and message.channel.connection)
