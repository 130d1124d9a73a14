"""The sweeps: what fails in one lane or aggregate keeps nobody else waiting."""

import warnings
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from pymongo.errors import AutoReconnect

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # nameko's libraries announce their own end at import
    from jiandu.bus import sweeps

LANES = ["broken|a", "q|b", "q|c"]


@pytest.fixture
def drained(monkeypatch):
    found = Found()

    def inbox_of(_, queue):
        if queue == "broken":
            raise found.error
        return SimpleNamespace(drain=lambda lane, now: found.append(lane))

    monkeypatch.setattr(sweeps, "inbox_of", inbox_of)
    return found


class Found(list):
    error: Exception = RuntimeError("unreadable")


def sweep():
    lanes = SimpleNamespace(due=lambda _: LANES, listed=lambda: [("q|b", {"state": "parked", "reason": "SCHEMA"})])
    counted = []
    counts = SimpleNamespace(waiting=lambda reasons: counted.extend(reasons))
    sweeps.LaneSweep()._sweep(SimpleNamespace(lanes=lanes, counts=counts))
    return counted


def test_a_lane_that_can_not_be_drained_keeps_no_other_waiting(drained):
    assert sweep() == ["SCHEMA"]
    assert drained == ["q|b", "q|c"]


def test_a_store_that_is_down_ends_the_sweep(drained):
    drained.error = AutoReconnect("gone")
    with pytest.raises(AutoReconnect):
        sweep()


def test_an_aggregate_that_can_not_be_read_keeps_no_other_clock_from_ringing(monkeypatch):
    rung = []

    def ring(self, runtime, unit, due, now, actor):
        if due == "unreadable":
            raise KeyError(due)
        rung.append(due)

    unit = SimpleNamespace(store=SimpleNamespace(due=lambda _: ["unreadable", "x"]))
    monkeypatch.setattr(sweeps, "aggregates_of", lambda _: [SimpleNamespace(unit=lambda _: unit)])
    monkeypatch.setattr(sweeps.ClockSweep, "_ring", ring)
    sweep = sweeps.ClockSweep()
    sweep.container = SimpleNamespace(service_cls=None)
    sweep._sweep(SimpleNamespace(service="s", now=lambda: datetime.now(UTC)))
    assert rung == ["x"]
