"""Everything a system of services leaves outside its vault, as octets: stored, queued, said, logged, shown."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pika
from bson import CodecOptions, decode
from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient

from tests.realm import Program, Realm

Place = tuple[str, bytes]


def stored(realm: Realm) -> Iterator[Place]:
    """Every document of every database of the realm. What is sealed has to be as unreadable there as the rest."""
    raw: CodecOptions[Any] = CodecOptions(document_class=RawBSONDocument)
    with MongoClient[Any](realm.mongo_uri) as client:
        for database in client.list_database_names():
            if database.startswith(f"{realm.name}_"):
                for name in client[database].list_collection_names():
                    for document in client[database].get_collection(name, codec_options=raw).find():
                        # the document itself holds texts and octets; written out, its numbers can be read too
                        octets = bytes(document.raw)
                        yield f"{database}.{name}", octets + repr(decode(octets)).encode("utf-8", "replace")


def queued(realm: Realm, tap: str) -> Iterator[Place]:
    """Every message in every queue; it is left there. What came to `tap` are the events of all services."""
    with pika.BlockingConnection(pika.URLParameters(realm.amqp_uri)) as connection:
        for queue in sorted(each["name"] for each in realm.broker.admin.queues(realm.name)):
            channel = connection.channel()
            waiting = channel.queue_declare(queue, passive=True).method.message_count
            for _ in range(waiting):
                method, properties, body = next(channel.consume(queue, inactivity_timeout=20))
                assert method is not None, f"{queue} holds {waiting} messages and gives fewer"
                about = [method.routing_key, {name: str(value) for name, value in vars(properties).items()}]
                yield ("events" if queue == tap else "queues"), body + json.dumps(about).encode()
            channel.close()


def logged(realm: Realm) -> Iterator[Place]:
    """What every process has written."""
    for path in sorted(realm.folder.glob("*.log")):
        yield "logs", path.read_bytes()


def shown(programs: Iterable[Program]) -> Iterator[Place]:
    """Every page that a process shows to whoever watches it."""
    for program in programs:
        for page in ("/metrics", "/live", "/ready"):
            status, text = program.get(page)
            assert status, f"{program.name} shows no {page}"
            yield f"page {page}", text.encode()


def answered(answers: Iterable[Any]) -> Iterator[Place]:
    """What callers were answered."""
    for answer in answers:
        yield "answers", json.dumps(answer).encode()
