"""An agency's own messages: signed, routed, and confirmed by the broker before `send` returns."""

import threading
import uuid
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final, Self

from pika import BasicProperties
from pika.adapters.blocking_connection import BlockingChannel, BlockingConnection
from pika.exceptions import NackError, UnroutableError

from jiandu.bus.envelope import Envelope, to_message
from jiandu.client.connection import ConnectionThread
from jiandu.client.errors import CallFailed, TimedOut, Unreachable, Unroutable
from jiandu.identity.signing import Signer

EXCHANGE: Final = "agencies.events"
_REFUSED_PAUSE_SECONDS: Final = 0.2


@dataclass(eq=False)
class _Letter:
    envelope: Envelope
    started: bool = False
    given_up: bool = False
    done: threading.Event = field(default_factory=threading.Event)
    failure: CallFailed | None = None

    def settled(self, failure: CallFailed | None = None) -> None:
        self.failure = failure
        self.done.set()


class Sender:
    """Sends the messages of `agency`, in the order of the calls, over one connection of its own.

    Any number of threads may send. After a lost connection what was not confirmed is sent again by itself, so
    that a receiver may get a message twice, with the same id, and never not at all.
    """

    def __init__(self, amqp_uri: str, agency: str, signer: Signer, user_id: str | None = None) -> None:
        self.agency = agency
        self._signer = signer
        self._lock = threading.Lock()
        self._letters: deque[_Letter] = deque()
        self._channel: BlockingChannel | None = None
        self._io = ConnectionThread(amqp_uri, f"jiandu-sender-{agency}", opened=self._opened, lost=self._lost)
        self._user_id = user_id or self._io.user
        self._io.start()

    def send(
        self,
        type_: str,
        *,
        subject: str,
        data: Mapping[str, Any],
        correlation: str,
        causation: str | None = None,
        sequence: int = 1,
        schema_version: int = 1,
        id_: str | None = None,
        time: datetime | None = None,
        timeout: float = 10,
    ) -> Envelope:
        """Sign a message about `subject` and send it; what was sent, once the broker has it safe.

        `time` is aware and by default now. Without an `id_` one is made up; with the same one, receivers apply
        the message once. `timeout` is in seconds. Raises what `post` raises, and Malformed.
        """
        envelope = Envelope(
            id=id_ or f"{subject}:{uuid.uuid4().hex}",
            source=f"/agencies/{self.agency}",
            type=type_,
            time=time or datetime.now(UTC),
            subject=subject,
            sequence=sequence,
            schema_version=schema_version,
            data=data,
            correlation=correlation,
            causation=causation,
        )
        return self.post(self._signer.sign(envelope), timeout=timeout)

    def post(self, envelope: Envelope, *, timeout: float = 10) -> Envelope:
        """Send a signed envelope as it is.

        Raises Unroutable if no queue is bound for it, Unreachable if it was not sent, TimedOut if it was sent and
        not confirmed: then it may have arrived, and posting the same envelope again is safe.
        """
        letter = _Letter(envelope)
        if self._io.stopping:
            raise Unreachable(detail="this sender is closed")
        with self._lock:
            self._letters.append(letter)
        self._io.soon(self._send_letters)
        if not letter.done.wait(timeout):
            letter.given_up = True
            kind = TimedOut if letter.started else Unreachable
            raise kind(detail=self._io.last_error)
        if letter.failure is not None:
            raise letter.failure
        return envelope

    def close(self) -> None:
        """Give the connection up; messages not yet confirmed fail."""
        self._io.stop(timeout=5)
        while self._letters:
            letter = self._letters.popleft()
            letter.settled(TimedOut() if letter.started else Unreachable(detail="this sender is closed"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _opened(self, connection: BlockingConnection) -> None:
        channel = connection.channel()
        channel.confirm_delivery()
        self._channel = channel
        self._send_letters()

    def _lost(self) -> None:
        self._channel = None

    def _send_letters(self) -> None:
        while self._channel is not None and self._letters:
            letter = self._letters[0]
            if not letter.given_up and not self._send(self._channel, letter):
                return
            self._letters.popleft()

    def _send(self, channel: BlockingChannel, letter: _Letter) -> bool:
        """Settle the letter, or return False if the broker would rather have it a little later."""
        wire = to_message(letter.envelope)
        letter.started = True
        try:
            channel.basic_publish(
                EXCHANGE,
                f"{self.agency}.{letter.envelope.type}",
                wire.body,
                BasicProperties(headers=wire.headers, user_id=self._user_id, **wire.properties),
                mandatory=True,
            )
        except UnroutableError:
            letter.settled(Unroutable(detail=letter.envelope.type))
        except NackError:
            # a queue is full or without its leader for the moment; the order is kept by not sending others first
            channel.connection.call_later(_REFUSED_PAUSE_SECONDS, self._send_letters)
            return False
        else:
            letter.settled()
        return True
