"""Deployed services on the real broker and store, spoken to as others do, under a legal clock that can be moved.

Legal time begins at BEGINS and runs on by itself.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import pika
import pytest

from jiandu.bus.envelope import Envelope, from_message
from jiandu.bus.topology import exchange_of
from jiandu.client import Client
from jiandu.law import LEGAL_ZONE
from jiandu.ops.time import TravellingTime, begin, travel
from services.deployables import SERVICES
from tests import say
from tests.realm import Program, Realm

BEGINS = datetime(2026, 3, 2, 10, tzinfo=LEGAL_ZONE)  # a Monday


class Deployed:
    """One service that runs, and its relay. Legal time is one for all services of the module."""

    def __init__(self, realm: Realm, programs: list[Program], open_until_the_end: ExitStack) -> None:
        self.realm = realm
        self.programs = programs
        self._clients: dict[tuple[Any, ...], Client] = {}
        self._open = open_until_the_end

    def wait_ready(self) -> "Deployed":
        for program in self.programs:
            self.realm.wait_ready(program)
        return self

    def client(self, *roles: str, region: str = "*", subject: str = "zhang", agency: str = "province") -> Client:
        """Somebody in these roles in a region; the same client whenever it is asked for."""
        who = (roles, region, subject, agency)
        if who not in self._clients:
            client = self.realm.client(*roles, regions=[region], subject=subject, agency=agency)
            self._clients[who] = self._open.enter_context(client)
        return self._clients[who]

    def is_told(self, source: str, type_: str, data: dict[str, Any], *, subject: str, **other: Any) -> Envelope:
        """Have another service say this event, signed with that service's key; `other` as in `say`."""
        return say.say(self.realm, source, type_, data, subject=subject, **other)

    @contextmanager
    def listening(self, source: str, type_: str) -> Iterator[Callable[[], Envelope]]:
        """Within the block, what `source` says of this type is heard: each call waits for the next of them."""
        with pika.BlockingConnection(pika.URLParameters(self.realm.amqp_uri)) as connection:
            channel = connection.channel()
            queue = channel.queue_declare("", exclusive=True).method.queue
            channel.queue_bind(queue, exchange_of(source), f"{type_}.#")

            def heard() -> Envelope:
                method, properties, body = next(channel.consume(queue, auto_ack=True, inactivity_timeout=20))
                assert method is not None, f"nobody said {type_} within 20 s"
                return from_message(body, properties.headers, vars(properties))

            yield heard

    @property
    def now(self) -> datetime:
        """What time it is for the law."""
        return TravellingTime(time_file(self.realm)).now()

    def travel(self, *, to: datetime | None = None, by: timedelta | None = None) -> datetime:
        """Let legal time pass; the instant that now holds."""
        return travel(time_file(self.realm), to=to, by=by)


def time_file(realm: Realm) -> Path:
    return realm.folder / "legal-time.json"


class Deploy(Protocol):
    def __call__(self, name: str, *, relay: bool = True, wait: bool = True) -> Deployed: ...


@pytest.fixture(scope="module")
def deploy(realm: Realm) -> Iterator[Deploy]:
    """`deploy("supervision")` starts that service and its relay; they end with the module."""
    begin(time_file(realm), BEGINS)
    realm.environment["JIANDU_DEMO_TIME"] = str(time_file(realm))
    paths = {path.split(".")[1]: path for path in SERVICES}
    with ExitStack() as open_until_the_end:

        def start(name: str, *, relay: bool = True, wait: bool = True) -> Deployed:
            deployed = Deployed(realm, realm.serve(paths[name], relay=relay, wait=False), open_until_the_end)
            return deployed.wait_ready() if wait else deployed

        yield start
