"""Running limits are counted anew under the law in effect, once, however many replicas do it in any order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import SimpleNamespace

import pytest

from jiandu.bus.contract import Contracts
from jiandu.domain import Actor, Cause, Command, Event, Request
from jiandu.law import LEGAL_ZONE, Clock, ClockStarted, start
from jiandu.law.editions import Kind, read_edition, with_edition
from jiandu.service.law.recount import recount
from jiandu.service.unit import Unit
from jiandu.store.memory import MemoryAggregates
from tests.unit.law import invented

DAYS = """
- id: notice.correction
  article: 第二条
  quote: 内
  modality: must
  body: {type: clock, length: %d, unit: calendar_day, starts: 收到}
"""
NOON = datetime(2026, 3, 2, 12, tzinfo=LEGAL_ZONE)
ANYBODY = Actor(subject="s", agency="a", regions=("*",))


@dataclass(frozen=True)
class Matter:
    id: str
    region: str
    state: str
    clocks: Mapping[str, Clock] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Open(Command):
    clock: Clock


class Opened(Event):
    def onto(self, matter: None) -> Matter:
        return Matter("m", "110000", "open")


@pytest.fixture
def store():
    return MemoryAggregates()


@pytest.fixture
def laws():
    """The law as shipped, and corrected twice."""
    law = invented.law(invented.pack(DAYS % 10))
    found = [law]
    for version in (2, 3):
        text = invented.text(DAYS % (10 * version), version=version, corrects=version - 1)
        law = with_edition(law, read_edition(Kind.PACK, text))
        found.append(law)
    return found


def replica(store, law, fingerprint):
    """A process that works under a law; the unit and the runtime as the sweep sees them."""
    unit = Unit(
        kind=Matter,
        store=store,
        law=law,
        publishes=Contracts(),
        wake=lambda _: None,
        observer=SimpleNamespace(conflict=lambda: None, duplicate=lambda: None),
    )
    in_effect = SimpleNamespace(current=law, fingerprint=fingerprint, put=SimpleNamespace(reasons={}))
    return SimpleNamespace(actor=ANYBODY, in_effect=in_effect, now=lambda: NOON), unit


def opened(store, law):
    clock = start(law.pack("city-2020").clock("notice.correction"), NOON, law.calendar)
    request = Request(Open(command_id="c", at=NOON, by=ANYBODY, clock=clock), Cause(id="c"))
    replica(store, law, "-")[1].create(
        request, lambda command, *_: [Opened(), ClockStarted(clock=command.clock)], "m"
    )


def due_on(store):
    return date.fromisoformat(store.load("m", ANYBODY).state["clocks"]["notice.correction"]["due_on"])


def test_a_replica_that_was_behind_is_set_right_when_it_hears(store, laws):
    shipped, second, third = laws
    opened(store, shipped)
    recount(*replica(store, third, "third"), "m")
    assert due_on(store) == date(2026, 4, 1)
    recount(*replica(store, second, "second"), "m")  # behind: it has not heard of the third version
    recount(*replica(store, third, "third"), "m")
    assert due_on(store) == date(2026, 4, 1)


def test_counting_again_under_the_same_law_changes_nothing(store, laws):
    opened(store, laws[0])
    for _ in range(3):
        recount(*replica(store, laws[2], "third"), "m")
    assert store.load("m", ANYBODY).version == 2


def test_what_is_gone_meanwhile_is_no_failure(store, laws):
    recount(*replica(store, laws[2], "third"), "nobody")
