"""One command, one write: the life of a command over every store."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from jiandu.bus import fields
from jiandu.bus.contract import Contracts, Published
from jiandu.domain import Actor, Cause, NothingFollows, Refused, Repaired, Request
from jiandu.record.chain import verify
from jiandu.service.unit import Unit
from tests.sample import domain

NOW = datetime(2026, 10, 8, 4, tzinfo=UTC)
HERE = Actor(subject="zhang", agency="province", regions=("652300",))
WEIHAI = Actor(subject="wang", agency="weihai", regions=("371000",))


class AddedV1(fields.Outgoing):
    amount = fields.Whole()


@dataclass
class Seen:
    conflicts: int = 0
    duplicates: int = 0
    woken: list = field(default_factory=list)

    def conflict(self):
        self.conflicts += 1

    def duplicate(self):
        self.duplicates += 1


@pytest.fixture
def seen():
    return Seen()


@pytest.fixture
def unit(aggregates, seen):
    return Unit(
        kind=domain.Counter,
        store=aggregates,
        law=None,
        publishes=Contracts(Published(domain.Added, "counter.added", 1, AddedV1)),
        wake=seen.woken.append,
        observer=seen,
    )


def opening(cause="p/open", by=HERE, region="652301"):
    return Request(domain.Open(command_id="open", at=NOW, by=by, counter="x", region=region), Cause(cause))


def adding(amount, cause="p/add", by=HERE, **options):
    command = domain.Add(command_id="add", at=NOW, by=by, counter="x", amount=amount)
    return Request(command, Cause(cause, **options))


def make(unit, **options):
    request = opening(**options)
    return unit.create(request, domain.open_counter, "x")


def refusal(call, *arguments):
    with pytest.raises(Refused) as refused:
        call(*arguments)
    return refused.value


def test_a_command_is_applied_and_answered(unit):
    assert make(unit) == {"id": "x", "version": 1, "state": "open", "events": ["Opened"]}
    assert unit.change("x", adding(5), domain.add) == {
        "id": "x",
        "version": 2,
        "state": "open",
        "events": ["Added"],
    }
    assert unit.get("x", HERE).total == 5


def test_a_repetition_is_given_the_first_answer_and_changes_nothing(unit, seen):
    make(unit)
    first = unit.change("x", adding(5, "p/1", digest="d"), domain.add)
    unit.change("x", adding(1, "p/2"), domain.add)
    assert unit.change("x", adding(5, "p/1", digest="d"), domain.add) == first
    assert make(unit)["version"] == 1
    assert unit.get("x", HERE).total == 6
    assert seen.duplicates == 2


def test_a_repetition_is_answered_even_if_it_names_a_version_that_has_passed(unit):
    make(unit)
    first = unit.change("x", adding(5, expected_version=1), domain.add)
    assert unit.change("x", adding(5, expected_version=1), domain.add) == first


def test_a_repair_stands_in_the_history_and_nowhere_else(unit, aggregates):
    make(unit)
    unit.change("x", adding(5, "p/1", repaired=Repaired(("li", "wang"), "d" * 64)), domain.add)
    opened, added = aggregates.history("x")
    assert (added["repaired_by"], added["repaired_digest"]) == (["li", "wang"], "d" * 64)
    assert not {"repaired_by", "repaired_digest"} & set(opened)
    verify([opened, added])


def test_other_content_under_the_same_cause_is_refused(unit):
    make(unit)
    unit.change("x", adding(5, digest="five"), domain.add)
    assert refusal(unit.change, "x", adding(6, digest="six"), domain.add).code == "COMMAND_ID_REUSED"
    assert unit.get("x", HERE).total == 5


def test_a_stale_version_is_refused(unit):
    make(unit)
    unit.change("x", adding(5, "p/1"), domain.add)
    assert refusal(unit.change, "x", adding(6, "p/2", expected_version=1), domain.add).code == "STALE_VERSION"
    assert unit.get("x", HERE).total == 5


def test_a_refused_command_stores_nothing(unit, aggregates):
    make(unit)
    before = aggregates.history("x")

    def refuse(*_):
        raise Refused("BARRED")

    assert refusal(unit.change, "x", adding(5), refuse).code == "BARRED"
    assert aggregates.history("x") == before
    assert aggregates.load("x", HERE, "p/add").processed is None


def test_what_is_not_there_or_lies_elsewhere_is_not_found(unit):
    assert refusal(unit.change, "x", adding(5), domain.add).code == "NOT_FOUND"
    make(unit)
    assert refusal(unit.change, "x", adding(5, by=WEIHAI), domain.add).code == "NOT_FOUND"
    assert refusal(unit.get, "x", WEIHAI).code == "NOT_FOUND"


def test_nothing_is_created_outside_the_actors_regions(unit, aggregates):
    assert refusal(lambda: make(unit, by=WEIHAI)).code == "REGION_FORBIDDEN"
    assert aggregates.history("x") == []


def test_creating_what_exists_in_another_region_is_refused_for_good(unit, seen):
    make(unit)
    assert refusal(lambda: make(unit, cause="w/open", by=WEIHAI, region="371002")).code == "ALREADY_EXISTS"
    assert seen.conflicts == 0


def test_who_loses_the_race_decides_again_on_what_the_winner_left(unit, seen):
    make(unit)

    def overtaken(command, counter, law):
        if counter.total == 0:
            unit.change("x", adding(10, "p/other"), domain.add)
        return domain.add(command, counter, law)

    assert unit.change("x", adding(5, "p/mine"), overtaken)["version"] == 3
    assert unit.get("x", HERE).total == 15
    assert seen.conflicts == 1


def test_who_always_loses_gives_up_and_has_changed_nothing(unit, aggregates):
    make(unit)
    others = iter(range(1000))

    def always_overtaken(command, counter, law):
        unit.change("x", adding(1, f"p/other-{next(others)}"), domain.add)
        return domain.add(command, counter, law)

    assert refusal(unit.change, "x", adding(5, "p/mine"), always_overtaken).code == "CONFLICT"
    assert aggregates.load("x", HERE, "p/mine").processed is None


def test_two_creators_of_the_same_thing_get_the_same_answer(unit, aggregates):
    def overtaken(command, counter, law):
        if aggregates.history("x") == []:
            make(unit)
        return domain.open_counter(command, counter, law)

    assert unit.create(opening(), overtaken, "x")["version"] == 1
    assert len(aggregates.history("x")) == 1


def test_a_commit_wakes_the_relay_once_and_only_if_there_is_something_to_publish(unit, seen):
    make(unit)
    assert seen.woken == []
    unit.change("x", adding(5), domain.add)
    unit.change("x", adding(5), domain.add)
    assert seen.woken == ["x"]


def test_a_lost_wake_is_found_by_the_sweep(unit, aggregates):
    make(unit)
    unit.change("x", adding(5, "p/1"), domain.add)
    unit.change("x", adding(6, "p/2", correlation="matter", causation="p/2"), domain.add)
    ((name, outbox),) = aggregates.pending()
    assert name == "x"
    assert [(entry["id"], entry["sequence"], entry["data"]["amount"]) for entry in outbox] == [
        ("x:1", 1, 5),
        ("x:2", 2, 6),
    ]
    assert [(entry["correlation"], entry["causation"]) for entry in outbox] == [("x", None), ("matter", "p/2")]


def test_the_history_is_a_chain_that_anybody_can_verify(unit, aggregates):
    make(unit)
    for number in range(3):
        unit.change("x", adding(number, f"p/{number}"), domain.add)
    history = aggregates.history("x")
    assert [entry["seq"] for entry in history] == [1, 2, 3, 4]
    verify(history)


def test_a_command_from_which_nothing_follows_is_noted_and_answered_alike_ever_after(unit, aggregates):
    make(unit)

    def stays(*_):
        raise NothingFollows

    first = unit.change("x", adding(5), stays)
    assert (first["events"], first["version"]) == ([], 2)
    assert unit.change("x", adding(5), stays) == first
    assert unit.get("x", HERE).total == 0
    assert len(aggregates.history("x")) == 2
