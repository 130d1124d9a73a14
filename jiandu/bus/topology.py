"""Exchanges, queues and policies as data, declared at start and checked against what the broker has.

What a policy can set comes from policies (deploy/rabbitmq), because a policy can be changed later and a queue
argument cannot. Two things are arguments, because RabbitMQ 3.x takes them in no other way: the queue's type, and
that one consumer at a time is active. With two, the second of two messages about a matter could be applied first.
"""

from dataclasses import dataclass
from typing import Any

from amqp.exceptions import PreconditionFailed
from kombu import Connection, Exchange, Queue

QUORUM = {"x-queue-type": "quorum", "x-single-active-consumer": True}
RPC_EXCHANGE = "nameko-rpc"
AGENCIES_EXCHANGE = "agencies.events"
DEAD_LETTERS = "dead-letters"
# Where callers hear replies: a routing key on the exchange of calls, on which no service's requests can travel.
REPLY_KEYS = r"^([0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$"


class Drift(Exception):  # noqa: N818 - it describes the broker
    """The broker has an exchange or queue of the same name but of another shape; the message names it."""


@dataclass(frozen=True)
class Binding:
    """Messages of `exchange` whose routing key matches `key` go to the queue."""

    exchange: str
    key: str


@dataclass(frozen=True)
class QueueSpec:
    """A durable quorum queue, read by one consumer at a time, and what flows into it."""

    name: str
    bindings: tuple[Binding, ...] = ()


@dataclass(frozen=True)
class Topology:
    """What has to exist before a service may start."""

    exchanges: tuple[str, ...]
    queues: tuple[QueueSpec, ...]

    def __or__(self, other: "Topology") -> "Topology":
        merged = {queue.name: queue for queue in (*self.queues, *other.queues)}
        return Topology(tuple(dict.fromkeys((*self.exchanges, *other.exchanges))), tuple(merged.values()))


def exchange_of(source: str) -> str:
    """The topic exchange on which `source` (a service's name, or "agencies") publishes its events."""
    return f"{source}.events"


def declare(amqp_uri: str, topology: Topology) -> None:
    """Make the broker have this topology; harmless if it has it. Raises Drift, or OSError if unreachable."""
    with Connection(amqp_uri, connect_timeout=5) as connection:
        for name in topology.exchanges:
            declare_one(connection, Exchange(name, type="topic", durable=True), name)
        for spec in topology.queues:
            declare_one(connection, Queue(spec.name, durable=True, queue_arguments=QUORUM), spec.name)
            with connection.channel() as channel:
                for bound in spec.bindings:
                    channel.queue_bind(queue=spec.name, exchange=bound.exchange, routing_key=bound.key)


def declare_one(connection: Connection, entity: Exchange | Queue, name: str) -> None:
    """Make the broker have this exchange or queue. Raises Drift."""
    channel = connection.channel()
    try:
        entity.bind(channel).declare()
    except PreconditionFailed as error:
        raise Drift(f"{name}: {error.reply_text}") from None
    channel.close()


def policies() -> list[dict[str, Any]]:
    """The broker policies every installation needs, in the form of RabbitMQ definitions (without vhost).

    A message that kills its consumer ten times is dead-lettered, at least once, to a queue that operators watch.
    """
    surviving = {
        "delivery-limit": 10,
        "dead-letter-exchange": DEAD_LETTERS,
        "dead-letter-strategy": "at-least-once",
        "overflow": "reject-publish",
    }
    return [
        {
            "name": "events",
            "pattern": r"^(?!rpc\.)[a-z]+\..+",
            "apply-to": "queues",
            "priority": 1,
            "definition": surviving,
        },
    ]
