"""The sweep of the clocks: each rung rings once, and what fails in one aggregate keeps no other from ringing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from jiandu.bus.contract import Contracts
from jiandu.domain import Actor, Cause, Command, Event, Request
from jiandu.law import Clock, ClockExtended, ClockRang, ClockStarted, Rulebook, extend, start
from jiandu.service import clock_sweep
from jiandu.service.unit import Unit
from jiandu.store.memory import MemoryAggregates
from tests.unit.services.play import at


def test_an_aggregate_that_can_not_be_read_keeps_no_other_clock_from_ringing(monkeypatch):
    rung = []

    def ring(self, runtime, unit, due, now):
        if due == "unreadable":
            raise KeyError(due)
        rung.append(due)

    unit = SimpleNamespace(store=SimpleNamespace(due=lambda _: ["unreadable", "x"]))
    monkeypatch.setattr(clock_sweep, "aggregates_of", lambda _: [SimpleNamespace(unit=lambda _: unit)])
    monkeypatch.setattr(clock_sweep.ClockSweep, "_ring", ring)
    sweep = clock_sweep.ClockSweep()
    sweep.container = SimpleNamespace(service_cls=None)
    sweep._sweep(SimpleNamespace(now=lambda: datetime.now(UTC)))
    assert rung == ["x"]


LAW = Rulebook.load()
EVERYWHERE = Actor(subject="zhang", agency="justice", regions=("*",))


@dataclass(frozen=True)
class Matter:
    id: str
    region: str
    state: str
    clocks: Mapping[str, Clock]


class Opened(Event):
    def onto(self, matter):
        return Matter("m", "652300", "open", {})


class Matters:
    """One matter with one limit of thirty days, swept by as many replicas as are asked to."""

    def __init__(self):
        self.rung = []
        self.observer = SimpleNamespace(conflict=lambda: None, duplicate=lambda: None)
        self.unit = Unit(Matter, MemoryAggregates(), LAW, Contracts(), lambda _: None, self.observer)
        self._do(
            "start", lambda *_: [Opened(), ClockStarted(clock=start(self._rule(), at("2026-03-02"), LAW.calendar))]
        )

    def _rule(self):
        return LAW.pack("changji-2021").clock("notice.correction")

    def _do(self, name, handler):
        command = Command(command_id=name, at=at("2026-03-02"), by=EVERYWHERE)
        self.unit.create(Request(command, Cause(name)), handler, "m")

    @property
    def clock(self):
        (clock,) = self.unit.get("m", EVERYWHERE).clocks.values()
        return clock

    def extend(self):
        clock = self.clock
        self._do("extend", lambda *_: [ClockExtended(clock=extend(clock, self._rule(), LAW.calendar))])

    def sweep(self, now, unit=None):
        counts = SimpleNamespace(rung=self.rung.append)
        sweep = clock_sweep.ClockSweep()
        for due in list(self.unit.store.due(now)):
            sweep._ring(SimpleNamespace(counts=counts, actor=EVERYWHERE), unit or self.unit, due, now)

    def rang(self):
        told = [event for entry in self.unit.store.history("m") for event in entry["events"]]
        return [event["data"]["rung"] for event in told if event["type"] == ClockRang.__name__]


def test_an_extended_limit_warns_once_more_and_is_done():
    matters = Matters()
    warned = matters.clock.rungs[0].at
    matters.sweep(warned)
    matters.extend()
    again = matters.clock.rungs[0].at
    assert again > warned
    for seconds in (0, 1, 2):
        matters.sweep(again + timedelta(seconds=seconds))
    assert matters.rang() == matters.rung == ["warning", "warning"]
    assert list(matters.unit.store.due(again)) == []


def test_a_rung_that_another_replica_rang_in_between_is_counted_once():
    matters = Matters()
    now = matters.clock.rungs[0].at
    before = matters.unit.get("m", EVERYWHERE)
    late = SlowReader(**vars(matters.unit), before=before)
    matters.sweep(now)
    sweep = clock_sweep.ClockSweep()
    counts = SimpleNamespace(rung=matters.rung.append)
    sweep._ring(SimpleNamespace(counts=counts, actor=EVERYWHERE), late, "m", now)
    assert matters.rang() == matters.rung == ["warning"]


@dataclass(frozen=True)
class SlowReader(Unit):
    """A replica that read the matter before the other one wrote it."""

    before: Matter | None = None

    def get(self, wanted, actor):
        return self.before
