"""A service of a few lines that speaks the reply format of nameko over pika, to test the client against."""

import json
import threading
import time
import uuid
from contextlib import contextmanager

import pika
import pytest
from pika.exceptions import AMQPError


@pytest.fixture(scope="module")
def vhost(broker):
    name = f"client-{uuid.uuid4().hex[:8]}"
    broker.admin.create_vhost(name)
    yield name
    broker.admin.delete_vhost(name)


@pytest.fixture(scope="module")
def uri(broker, vhost):
    return broker.uri(vhost)


class EchoService:
    """Answers calls to `<name>.<method>`; keeps what it received, in order."""

    def __init__(self, uri, name):
        self.uri, self.name = uri, name
        self.received = []
        self.headers = []
        self._stopping = threading.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(30)

    def stop(self):
        self._stopping.set()
        self._thread.join(20)

    def _run(self):
        while not self._stopping.is_set():
            try:
                self._consume()
            except (AMQPError, OSError):
                time.sleep(0.2)

    def _consume(self):
        with pika.BlockingConnection(pika.URLParameters(self.uri)) as connection:
            channel = connection.channel()
            channel.exchange_declare("nameko-rpc", exchange_type="topic", durable=True)
            channel.queue_declare(f"rpc-{self.name}", durable=True)
            channel.queue_bind(f"rpc-{self.name}", "nameko-rpc", f"{self.name}.*")
            channel.basic_consume(f"rpc-{self.name}", self._on_message)
            self._ready.set()
            while not self._stopping.is_set():
                connection.process_data_events(time_limit=0.1)

    def _on_message(self, channel, method, properties, body):
        kwargs = json.loads(body)["kwargs"]
        self.received.append(kwargs)
        self.headers.append(properties.headers)
        reply = getattr(self, method.routing_key.split(".")[1])(kwargs)
        if reply is not None:
            channel.basic_publish(
                "nameko-rpc",
                properties.reply_to,
                reply,
                pika.BasicProperties(correlation_id=properties.correlation_id, content_type="application/json"),
            )
        channel.basic_ack(method.delivery_tag)

    @staticmethod
    def echo(kwargs):
        return json.dumps({"result": kwargs, "error": None}).encode()

    @staticmethod
    def length(kwargs):
        return json.dumps({"result": len(kwargs["text"]), "error": None}).encode()

    @staticmethod
    def ignore(_):
        return None

    @staticmethod
    def babble(_):
        return b"\xff not json"

    @staticmethod
    def refuse(_):
        told = {
            "code": "NOT_ALLOWED_IN_STATE",
            "message": {"zh": "当前状态不允许", "en": "not allowed in this state"},
            "field": "state",
            "article": "第三十条",
            "incident": "i-1",
        }
        error = {"exc_type": told["code"], "exc_path": "", "exc_args": [told], "value": "NOT_ALLOWED_IN_STATE: x"}
        return json.dumps({"result": None, "error": error}).encode()

    @staticmethod
    def stock_error(_):
        error = {"exc_type": "MethodNotFound", "exc_path": "nameko.exceptions", "exc_args": ["x"], "value": "x"}
        return json.dumps({"result": None, "error": error}).encode()


@pytest.fixture
def echo(uri):
    service = EchoService(uri, f"echo{uuid.uuid4().hex[:6]}")
    yield service
    service.stop()


@pytest.fixture
def topology(uri):
    """Exchange agencies.events, a queue bound to it, and where the queue's dead letters go."""
    made = Topology(uri)
    yield made
    made.close()


class Topology:
    def __init__(self, uri):
        self.uri = uri
        self.queue = f"agency.{uuid.uuid4().hex[:8]}"
        self.parked = f"{self.queue}.parked"
        with self.channel() as channel:
            channel.exchange_declare("agencies.events", exchange_type="topic", durable=True)
            channel.queue_declare(self.parked, durable=True, arguments={"x-queue-type": "quorum"})
            channel.queue_declare(
                self.queue,
                durable=True,
                arguments={
                    "x-queue-type": "quorum",
                    "x-dead-letter-exchange": "",
                    "x-dead-letter-routing-key": self.parked,
                },
            )
            channel.queue_bind(self.queue, "agencies.events", "#.receipt")

    @contextmanager
    def channel(self):
        with pika.BlockingConnection(pika.URLParameters(self.uri)) as connection:
            yield connection.channel()

    def put(self, body, headers=None, **properties):
        with self.channel() as channel:
            channel.confirm_delivery()
            channel.basic_publish("", self.queue, body, pika.BasicProperties(headers=headers or {}, **properties))

    def waiting(self, queue):
        with self.channel() as channel:
            return channel.queue_declare(queue, passive=True).method.message_count

    def take(self, queue, seconds=10):
        """The next message of `queue`, or None if none came within `seconds`."""
        with self.channel() as channel:
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                method, properties, body = channel.basic_get(queue, auto_ack=True)
                if method is not None:
                    return properties, body
                time.sleep(0.05)
        return None

    def close(self):
        with self.channel() as channel:
            channel.queue_delete(self.queue)
            channel.queue_delete(self.parked)


def eventually(condition, seconds=20):
    """True as soon as `condition()` is; False if it did not become so."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return bool(condition())


@pytest.fixture(name="eventually")
def _eventually():
    return eventually
