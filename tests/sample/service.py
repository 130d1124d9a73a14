"""The sample services, as `jiandu.service.serve` runs them."""

import time

import eventlet

from jiandu.bus import fields
from jiandu.bus.contract import Consumed, Contracts, Published
from jiandu.identity.permissions import Allow
from jiandu.service.aggregate import Aggregate
from jiandu.service.base import Service
from jiandu.service.methods import command, query
from jiandu.service.subscription import subscribe
from jiandu.store.mongo import MongoAggregates
from tests.sample import domain

ANYBODY = Allow("platform", "supervision_officer")


class Counters(MongoAggregates):
    name = "counters"


class OpenFields(fields.Incoming):
    region = fields.Region(required=True)
    note = fields.Text(100, load_default=None)
    confided = fields.Text(100, load_default=None)


class AddFields(fields.Incoming):
    counter = fields.Identifier(required=True)
    amount = fields.Whole(required=True)


class OneCounter(fields.Incoming):
    counter = fields.Identifier(required=True)
    wait = fields.Whole(load_default=0)


class AddedV1(fields.Outgoing):
    amount = fields.Whole()
    region = fields.Region()
    id = fields.Identifier()


class AddedReceived(fields.Received):
    counter = fields.Identifier(required=True, data_key="id")
    region = fields.Region(required=True)
    amount = fields.Whole(required=True)


ADDED = Consumed("counter.added", ("counting",), 1, AddedReceived, domain.Mirror)
CLAIMED = Consumed("counter.claimed", ("agencies",), 1, AddedReceived, domain.Mirror)


class Counting(Service):
    name = "counting"
    counters = Aggregate(
        domain.Counter,
        Counters,
        key="counter",
        publishes=Contracts(Published(domain.Added, "counter.added", 1, AddedV1)),
    )

    @command(OpenFields, domain.Open, allow=ANYBODY, derives=("counter", "ctr"), sealed=("confided",))
    def open(self, request):
        return self.counters.create(request, domain.open_counter, request.command.counter)

    add = counters.changes(domain.add, AddFields, allow=ANYBODY)

    @query(OneCounter, allow=ANYBODY)
    def total(self, asked):
        time.sleep(asked.fields["wait"])
        return {"total": self.counters.get(asked.fields["counter"], asked.by).total}

    @query(OneCounter, allow=ANYBODY)
    def busy(self, asked):
        """Holds the whole process for `wait` seconds, as a computation would."""
        end = time.monotonic() + asked.fields["wait"]
        while time.monotonic() < end:
            pass
        return {"total": self.counters.get(asked.fields["counter"], asked.by).total}

    @query(OneCounter, allow=ANYBODY)
    def large(self, asked):
        time.sleep(asked.fields["wait"])
        return "大" * 400_000

    @query(OneCounter, allow=ANYBODY)
    def unwritable(self, asked):
        return {"at": {1, 2}}

    @query(OneCounter, allow=ANYBODY)
    def timed_out(self, asked):
        with eventlet.Timeout(0.01):
            eventlet.sleep(1)

    @query(OneCounter, allow=ANYBODY)
    def broken(self, asked):
        raise RuntimeError("身份证 110101199001011234")


class Mirroring(Service):
    name = "mirroring"
    counters = Aggregate(domain.Counter, Counters, key="counter")

    @subscribe(ADDED, queue="counters")
    def on_added(self, request):
        if request.command.amount == 16:
            time.sleep(2)
        if request.command.amount == 17:
            raise eventlet.Timeout
        return self.counters.create(request, domain.mirror, request.command.counter)

    @subscribe(CLAIMED, queue="claims")
    def on_claimed(self, request):
        return self.counters.create(request, domain.mirror, f"claimed-{request.command.counter}")

    @query(OneCounter, allow=ANYBODY)
    def total(self, asked):
        return {"total": self.counters.get(asked.fields["counter"], asked.by).total}
