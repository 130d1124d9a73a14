"""How a service leaves its queues: what it has in hand goes back to the broker, and nothing is taken any more."""

from types import SimpleNamespace

import pytest
from kombu import Queue

from jiandu.service.queue_consumer import HardenedQueueConsumer


class Gone:
    """A message whose channel is gone."""

    channel = None


class InHand:
    """A message on a channel that is open."""

    channel = SimpleNamespace(connection=object())


class Provider:
    def __init__(self, error=None):
        self.error, self.handled = error, []
        self.queue = SimpleNamespace(name="q")

    def handle_message(self, message):
        self.handled.append(message)
        if self.error:
            raise self.error


@pytest.fixture
def consumer():
    made = HardenedQueueConsumer()
    made.container = SimpleNamespace(spawn_managed_thread=lambda run, identifier: run())
    return made


def leave(consumer, *providers):
    """All providers ask to leave, as they do when the service stops."""
    consumer._providers = set(providers)
    told = []
    for each in providers:
        consumer._pending_remove_providers[each] = SimpleNamespace(send=lambda each=each: told.append(each))
    consumer.on_iteration()
    return told


def test_who_leaves_is_told_when_nothing_is_in_flight_any_more(consumer):
    provider = Provider()
    consumer._in_flight = 1
    assert leave(consumer, provider) == []
    consumer._in_flight = 0
    assert leave(consumer, provider) == [provider]
    assert consumer.should_stop


def test_nothing_is_taken_once_leaving_has_begun_nor_after_the_last_look(consumer):
    """kombu looks for messages once more after the loop was told to end."""
    provider = Provider()
    leave(consumer, provider)
    consumer._received(provider, InHand())
    assert provider.handled == []


def test_one_provider_that_asks_to_leave_before_the_others_ends_nothing(consumer):
    consumer._providers = {"another", "and another"}
    consumer._pending_remove_providers["another"] = SimpleNamespace(send=lambda: pytest.fail("told too early"))
    consumer.on_iteration()
    assert not consumer.should_stop


@pytest.mark.parametrize("error", [RuntimeError("ours"), KeyboardInterrupt()])
def test_after_a_delivery_that_failed_the_connection_is_made_anew(consumer, error):
    try:
        consumer._received(Provider(error), InHand())
    except KeyboardInterrupt:
        assert isinstance(error, KeyboardInterrupt)
    with pytest.raises(ConnectionResetError):
        consumer.on_iteration()
    consumer.on_iteration()  # once


def test_what_fails_on_a_channel_that_is_gone_leaves_the_new_connection_alone(consumer):
    consumer._received(Provider(OSError("gone")), Gone())
    consumer.on_iteration()
    assert not consumer.should_stop


class Eager:
    """A channel whose broker delivers before it confirms the consumer, as a quorum queue may."""

    def __init__(self):
        self.callbacks = {}
        self.rejected = []
        self.taken = []

    def basic_qos(self, _size, count, _all):
        self.prefetch = count

    def prepare_queue_arguments(self, arguments, **_):
        return arguments

    def basic_consume(self, consumer_tag, callback, **_):
        for number in (1, 2):
            self.deliver(consumer_tag, number)
        self.callbacks[consumer_tag] = callback
        self.taken.append(self.prefetch)
        self.deliver(consumer_tag, 3)

    def deliver(self, tag, number):
        """As amqp does it."""
        known = self.callbacks.get(tag)
        if known is None:
            self.rejected.append(number)
        else:
            known(SimpleNamespace(number=number, accept=None))


def attached(consumer, *providers):
    """The providers' consumers on an eager channel, begun."""
    channel = Eager()
    for provider in providers:
        provider.queue = Queue("q", no_declare=True)
        provider.reconnected = lambda: None
    consumer._providers = providers
    consumer.container.config = {"runtime": SimpleNamespace(settings=SimpleNamespace(prefetch=10))}
    for made in consumer.get_consumers(None, channel):
        made.consume()
    return channel


def test_what_is_delivered_before_the_consumer_is_confirmed_is_taken_and_in_order(consumer):
    provider = Provider()
    channel = attached(consumer, provider)
    assert [message.number for message in provider.handled] == [1, 2, 3]
    assert channel.rejected == []


def test_each_queue_has_as_many_messages_in_hand_as_its_provider_says(consumer):
    calls = Provider()
    calls.prefetch_count = 200
    assert attached(consumer, Provider(), calls, Provider()).taken == [10, 200, 10]
