"""Entrypoints for events: `@subscribe(contract, queue="cases")` on a method of a service."""

from collections.abc import Callable
from typing import Any, TypeVar

import eventlet
from eventlet.event import Event as Signal
from kombu import Queue
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import Entrypoint, ProviderCollector, SharedExtension

from jiandu.bus.contract import Consumed
from jiandu.bus.delivery import Deliveries, Route
from jiandu.bus.patience import Stopping
from jiandu.bus.request import raw_message
from jiandu.bus.topology import QUORUM
from jiandu.domain import Refused, Request
from jiandu.service.queue_consumer import HardenedQueueConsumer, is_open
from jiandu.service.runtime import Runtime
from jiandu.service.worker import perform

F = TypeVar("F", bound=Callable[..., Any])


class Inbox(SharedExtension, ProviderCollector):  # type: ignore[misc]  # nameko has no types
    """The quorum queue `<service>.<purpose>` and the way of every message in it."""

    queue_consumer = HardenedQueueConsumer()

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose
        self.queue: Queue | None = None
        self.deliveries: Deliveries | None = None
        self._unregistered = Signal()

    @property
    def sharing_key(self) -> Any:
        return type(self), self.purpose

    def setup(self) -> None:
        runtime = Runtime.of(self.container)
        name = f"{self.container.service_name}.{self.purpose}"
        self.queue = Queue(name, durable=True, queue_arguments=QUORUM, no_declare=True)
        self.queue_consumer.register_provider(self)
        self.deliveries = Deliveries(
            name,
            {},
            lanes=runtime.lanes,
            keyring=runtime.keyring,
            now=runtime.now,
            tiers=runtime.settings.retry_tiers,
            counts=runtime.counts,
            stopping=lambda: bool(self._unregistered.ready() or self.queue_consumer.should_stop),
            pause=eventlet.sleep,
        )

    def start(self) -> None:
        assert self.deliveries is not None  # noqa: S101 - setup comes before start, nameko promises
        self.deliveries.routes = {
            provider.contract.name: Route(provider.contract, provider.apply) for provider in self._providers
        }

    def handle_message(self, message: Any) -> None:
        """Take one delivery to its end, then acknowledge it."""
        assert self.queue is not None  # noqa: S101 - nothing is consumed before setup
        assert self.deliveries is not None  # noqa: S101 - the same
        try:
            self.deliveries.deliver(raw_message(self.queue.name, message), lambda: is_open(message))
        except (Stopping, ContainerBeingKilled):
            return  # not acknowledged: the broker takes back all that is in hand when the channel closes, in order
        self.queue_consumer.ack_message(message)

    def reconnected(self) -> None:
        """A new channel is open; nothing came on it yet."""
        assert self.deliveries is not None  # noqa: S101 - nothing is consumed before setup
        self.deliveries.reconnected()

    def unregister_provider(self, provider: Any) -> None:
        """The last subscription to leave takes the queue with it."""
        if len(self._providers) == 1 and not self._unregistered.ready():
            self._unregistered.send()
            self.queue_consumer.unregister_provider(self)
        super().unregister_provider(provider)


class Subscription(Entrypoint):  # type: ignore[misc]  # nameko has no types
    """One event type heard on one queue of the service."""

    def __init__(self, contract: Consumed, *, queue: str, **options: Any) -> None:
        super().__init__(**options)
        self.contract = contract
        self.purpose = queue
        self.inbox = Inbox(queue)

    def setup(self) -> None:
        self.inbox.register_provider(self)

    def stop(self) -> None:
        self.inbox.unregister_provider(self)

    def apply(self, request: Request[Any]) -> None:
        """Run the service's method on the command made of the event; raises what it raises."""
        try:
            perform(self, request)
        except ContainerBeingKilled as error:
            raise Stopping from error


def subscribe(contract: Consumed, *, queue: str) -> Callable[[F], F]:
    """Have a method of a service hear `contract` on the service's queue for this purpose."""
    decorate: Callable[[F], F] = Subscription.decorator(contract, queue=queue)
    return decorate


def inbox_of(container: Any, queue: str) -> Deliveries:
    """The deliveries of one queue of this service. Raises Refused NOT_FOUND if it has no such queue."""
    for extension in container.shared_extensions.values():
        if isinstance(extension, Inbox) and extension.queue is not None and extension.queue.name == queue:
            assert extension.deliveries is not None  # noqa: S101 - made together with the queue
            return extension.deliveries
    raise Refused("NOT_FOUND", id=queue)
