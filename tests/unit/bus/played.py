"""A queue of one service over the store in memory, and what its handler applied."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pymongo.errors import AutoReconnect

from jiandu.bus import fields
from jiandu.bus.contract import Consumed
from jiandu.bus.delivery import Deliveries, Route
from jiandu.bus.envelope import Envelope, to_message
from jiandu.domain import Command
from jiandu.store.lanes import RawMessage
from jiandu.store.memory import MemoryLanes

NOW = datetime(2026, 10, 8, 4, tzinfo=UTC)
LONG_AFTER = datetime.now(UTC) + timedelta(days=1)
TIERS = (1.0, 2.0)


@dataclass(frozen=True, kw_only=True)
class Note(Command):
    number: int


class NoteReceived(fields.Received):
    number = fields.Whole(required=True)


NOTED = Consumed(
    "thing.noted", ("things",), 2, NoteReceived, Note, upcasts={1: lambda data: {"number": data["n"]}}
)


class Counts:
    def __init__(self):
        self.outcomes = []

    def delivered(self, queue, type_, outcome, sent, seconds):
        self.outcomes.append((type_, outcome))


class Flaky(MemoryLanes):
    """A store that is down as often as it is told to be."""

    def __init__(self):
        super().__init__()
        self.down = 0
        self.error = AutoReconnect("gone")

    def join(self, *arguments):
        if self.down:
            self.down -= 1
            raise self.error
        return super().join(*arguments)


class World:
    """A queue of one service, what its handler applied, and how it fails."""

    def __init__(self, signer, keyring):
        self.signer = signer
        self.applied = []  # (aggregate, number) in the order in which they were applied
        self.seen = set()
        self.failures = {}  # (aggregate, number) -> exceptions still to be raised
        self.attempts = 0
        self.counts = Counts()
        self.lanes = Flaky()
        self.stopping = False
        self.pauses = []
        self.deliveries = Deliveries(
            "q",
            {"thing.noted": Route(NOTED, self.apply)},
            lanes=self.lanes,
            keyring=keyring,
            now=lambda: NOW,
            tiers=TIERS,
            counts=self.counts,
            stopping=lambda: self.stopping,
            pause=self.pauses.append,
        )

    def apply(self, request):
        self.attempts += 1
        aggregate = request.command.command_id.partition(":")[0]
        fact = (aggregate, request.command.number)
        if self.failures.get(fact):
            raise self.failures[fact].pop(0)
        if request.cause.id not in self.seen:  # the inbox of the aggregate
            self.seen.add(request.cause.id)
            self.applied.append(fact)

    def fail(self, number, *errors, aggregate="x"):
        self.failures[aggregate, number] = list(errors)

    def message(self, number, aggregate="x", **changes):
        described = {
            "id": f"{aggregate}:{number}",
            "source": "/services/things",
            "type": "thing.noted",
            "time": NOW,
            "subject": aggregate,
            "sequence": number,
            "schema_version": 2,
            "data": {"number": number},
            "correlation": aggregate,
            **changes,
        }
        wire = to_message(self.signer.sign(Envelope(**described)))
        return RawMessage("q", wire.body, wire.headers, wire.properties)

    def deliver(self, number, aggregate="x", **changes):
        return self.deliveries.deliver(self.message(number, aggregate, **changes))

    def drain(self, aggregate="x", now=LONG_AFTER, **options):
        return self.deliveries.drain(f"q|/services/things|{aggregate}", now=now, **options)

    def entries(self, aggregate="x"):
        return self.lanes.entries(f"q|/services/things|{aggregate}")

    def numbers(self, aggregate="x"):
        return [number for name, number in self.applied if name == aggregate]
