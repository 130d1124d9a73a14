"""One command delivered twice at the same moment: whichever comes second is answered like the first."""

from datetime import UTC, datetime

import pytest

from jiandu.bus.contract import Contracts
from jiandu.domain import Actor, Cause, Refused, Request
from jiandu.service.unit import Unit
from jiandu.store.memory import MemoryAggregates
from tests.sample import domain

ZHANG = Actor(subject="zhang", agency="province", roles=frozenset({"platform"}), regions=("*",))


class Nobody:
    def conflict(self):
        pass

    def duplicate(self):
        pass


class Crossroads(MemoryAggregates):
    """Lets something happen after one of its readings, once."""

    def __init__(self):
        super().__init__()
        self.after = {}

    def load(self, aggregate_id, scope, cause=None):
        found = super().load(aggregate_id, scope, cause)
        self.after.pop("load", lambda: None)()
        return found


@pytest.fixture
def store():
    return Crossroads()


@pytest.fixture
def unit(store):
    return Unit(domain.Counter, store, None, Contracts(), lambda woken: None, Nobody())


def request(command_id, command, **fields):
    by = {"command_id": command_id, "at": datetime(2026, 11, 2, tzinfo=UTC), "by": ZHANG}
    return Request(command(**by, **fields), Cause(id=f"province/{command_id}", digest="same"))


def opened(unit):
    def open_once(command, counter, law):
        if counter is not None:
            raise Refused("ALREADY_EXISTS", id=counter.id)
        return [domain.Opened(counter_id="ctr-1", region=command.region)]

    return unit.create(request("open-1", domain.Open, counter="ctr-1", region="652301"), open_once, "ctr-1")


def closed(unit):
    """A change that is refused the second time, as most steps of a procedure are."""

    def add_once(command, counter, law):
        if counter.total:
            raise Refused("NOT_ALLOWED_IN_STATE", command="Add", state="added", allowed="-")
        return [domain.Added(amount=command.amount)]

    return unit.change("ctr-1", request("add-1", domain.Add, counter="ctr-1", amount=5), add_once)


def test_a_creation_that_its_twin_overtakes_gets_the_twins_answer(unit, store):
    answers = []
    store.after["load"] = lambda: answers.append(opened(unit))
    assert opened(unit) == answers[0]
    assert len(store.history("ctr-1")) == 1


def test_a_change_that_its_twin_overtakes_gets_the_twins_answer(unit, store):
    opened(unit)
    answers = []
    store.after["load"] = lambda: answers.append(closed(unit))
    assert closed(unit) == answers[0]
    assert len(store.history("ctr-1")) == 2


def test_a_change_of_nothing_is_still_not_found(unit):
    with pytest.raises(Refused) as refused:
        closed(unit)
    assert refused.value.code == "NOT_FOUND"
