"""One MongoDB client a process, set so that an acknowledged write is a durable one."""

from typing import Any

from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import ConnectionFailure, ExecutionTimeout, NetworkTimeout, WaitQueueTimeoutError

Document = dict[str, Any]

# What means "the store is not there", as against "the store refused this".
UNAVAILABLE = (ConnectionFailure, NetworkTimeout, ExecutionTimeout, WaitQueueTimeoutError)


def connect(mongo_uri: str, database: str) -> Database[Document]:
    """The named database; nothing is sent to the server yet.

    Writes wait for the journal. They are not retried by the driver: our own writes are filtered on a version
    and repeated by us, and the embedded store pays dearly for driver retries (docs/adr/0004-one-document.md).
    A server that cannot be reached raises one of `UNAVAILABLE` within 3 s.
    """
    client: MongoClient[Document] = MongoClient(
        mongo_uri,
        retryWrites=False,
        w="majority",
        journal=True,
        tz_aware=True,
        serverSelectionTimeoutMS=3_000,
        connectTimeoutMS=2_000,
        socketTimeoutMS=10_000,
        maxPoolSize=50,
        waitQueueTimeoutMS=5_000,
        appname="jiandu",
    )
    return client[database]
