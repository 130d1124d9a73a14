"""What a service needs of the broker, read off its class and off how nameko declares the queue of its calls."""

from collections.abc import Iterable
from typing import Any

from kombu import Connection, Exchange, Queue

from jiandu.bus.contract import Consumed
from jiandu.bus.topology import (
    DEAD_LETTERS,
    RPC_EXCHANGE,
    Binding,
    QueueSpec,
    Topology,
    declare_one,
    exchange_of,
)
from jiandu.service.declarations import entrypoints
from jiandu.service.subscription import Subscription


def topology_of(service_class: Any) -> Topology:
    """The exchanges and queues that a service's class implies by its subscriptions."""
    name = service_class.name
    subscriptions = [each for _, each in entrypoints(service_class, Subscription)]
    heard: dict[str, list[Consumed]] = {}
    for subscription in sorted(subscriptions, key=lambda each: (each.purpose, each.contract.name)):
        heard.setdefault(f"{name}.{subscription.purpose}", []).append(subscription.contract)
    sources = {source for contracts in heard.values() for contract in contracts for source in contract.sources}
    heard_on = (exchange_of(source) for source in sorted(sources - {name}))
    exchanges = (RPC_EXCHANGE, DEAD_LETTERS, exchange_of(name), *heard_on)
    queues = (QueueSpec(queue, _bindings(contracts)) for queue, contracts in sorted(heard.items()))
    return Topology(exchanges, (QueueSpec(DEAD_LETTERS, (Binding(DEAD_LETTERS, "#"),)), *queues))


def declare_rpc_queue(amqp_uri: str, service: str) -> None:
    """Make the broker have the queue of a service's calls, in the shape in which nameko declares it.

    nameko would take a queue of another shape for a broken connection, and try again for ever without a word.
    Raises Drift, or OSError if unreachable.
    """
    name = f"rpc-{service}"
    exchange = Exchange(RPC_EXCHANGE, type="topic", durable=True)
    with Connection(amqp_uri, connect_timeout=5) as connection:
        declare_one(connection, Queue(name, exchange, routing_key=f"{service}.*", durable=True), name)


def _bindings(contracts: Iterable[Consumed]) -> tuple[Binding, ...]:
    return tuple(
        # services: <type>.<audience>; agencies: <agency>.<type>, so that the broker can hold each to its name
        Binding(exchange_of(source), f"*.{contract.name}" if source == "agencies" else f"{contract.name}.#")
        for contract in contracts
        for source in contract.sources
    )
