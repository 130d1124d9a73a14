"""What a call cannot be faster than here: a bare pika echo with a durable request, and a bare journaled insert.

python -m tests.bench.floor AMQP_URI QUEUE      answers on QUEUE until it is ended
"""

import sys
import time
import uuid
from typing import Any

import pika
from pymongo import MongoClient


def echo(amqp_uri: str, queue: str) -> None:
    """Answer every request with its own body."""
    connection = pika.BlockingConnection(pika.URLParameters(amqp_uri))
    channel = connection.channel()
    channel.queue_declare(queue, durable=True)
    channel.basic_qos(prefetch_count=10)

    def answer(channel: Any, method: Any, properties: Any, body: bytes) -> None:
        replied = pika.BasicProperties(correlation_id=properties.correlation_id)
        channel.basic_publish("", properties.reply_to, body, replied)
        channel.basic_ack(method.delivery_tag)

    channel.basic_consume(queue, answer)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    channel.start_consuming()


class Floor:
    """One caller of the echo, and one connection to the store."""

    def __init__(self, amqp_uri: str, queue: str, mongo_uri: str) -> None:
        self._connection = pika.BlockingConnection(pika.URLParameters(amqp_uri))
        self._channel = self._connection.channel()
        self._queue = queue
        self._replies = self._channel.queue_declare("", exclusive=True).method.queue
        self._collection = MongoClient[dict[str, Any]](mongo_uri)["bench_floor"]["documents"]

    def once(self, body: bytes) -> float:
        """Seconds for one durable request and its reply, and one journaled insert of the same size."""
        begun = time.perf_counter()
        wanted = uuid.uuid4().hex
        described = pika.BasicProperties(delivery_mode=2, reply_to=self._replies, correlation_id=wanted)
        self._channel.basic_publish("", self._queue, body, described)
        for _, properties, _ in self._channel.consume(self._replies, auto_ack=True):
            if properties.correlation_id == wanted:
                break
        self._collection.insert_one({"_id": wanted, "body": body})
        return time.perf_counter() - begun

    def close(self) -> None:
        self._connection.close()


if __name__ == "__main__":
    echo(*sys.argv[1:])
