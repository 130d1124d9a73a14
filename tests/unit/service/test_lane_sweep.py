"""The sweep of the lanes: what fails in one keeps no other waiting."""

from types import SimpleNamespace

import pytest
from pymongo.errors import AutoReconnect

from jiandu.service import lane_sweep

LANES = ["broken|a", "q|b", "q|c"]


@pytest.fixture
def drained(monkeypatch):
    found = Found()

    def inbox_of(_, queue):
        if queue == "broken":
            raise found.error
        return SimpleNamespace(drain=lambda lane, now: found.append(lane))

    monkeypatch.setattr(lane_sweep, "inbox_of", inbox_of)
    return found


class Found(list):
    error: Exception = RuntimeError("unreadable")


def sweep():
    lanes = SimpleNamespace(due=lambda _: LANES, listed=lambda: [("q|b", {"state": "parked", "reason": "SCHEMA"})])
    counted = []
    counts = SimpleNamespace(waiting=lambda reasons: counted.extend(reasons))
    lane_sweep.LaneSweep()._sweep(SimpleNamespace(lanes=lanes, counts=counts))
    return counted


def test_a_lane_that_can_not_be_drained_keeps_no_other_waiting(drained):
    assert sweep() == ["SCHEMA"]
    assert drained == ["q|b", "q|c"]


def test_a_store_that_is_down_ends_the_sweep(drained):
    drained.error = AutoReconnect("gone")
    with pytest.raises(AutoReconnect):
        sweep()
