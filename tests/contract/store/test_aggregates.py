"""What a store of aggregates promises, whichever it is."""

import threading
from datetime import UTC, datetime, timedelta

from jiandu.domain import Actor
from jiandu.store.aggregates import Change

EVERYWHERE = Actor(subject="s", agency="a", regions=("*",))
NOON = datetime(2026, 10, 8, 4, tzinfo=UTC)


def change(version, *, region="652301", cause=None, outbox=(), due_at=None, running=False, **state):
    entry = {
        "seq": version,
        "cause": cause or f"a/{version}",
        "hash": f"h{version}",
        "answer": {"version": version},
    }
    return Change(
        version=version,
        region=region,
        state={"state": "open", **state},
        head=entry["hash"],
        sequence=sum(1 for _ in outbox),
        entry=entry,
        outbox=tuple({"sequence": number, "id": f"x:{number}"} for number in outbox),
        due_at=due_at,
        running=running,
    )


def outbox_of(aggregates, name="x"):
    return [entry["sequence"] for key, outbox in aggregates.pending() if key == name for entry in outbox]


def test_what_was_written_is_loaded(aggregates):
    assert aggregates.write("x", 0, change(1, total=7, names=["张三"], nested={"on": "2026-10-08"}))
    stored = aggregates.load("x", EVERYWHERE)
    assert (stored.id, stored.version, stored.region, stored.head) == ("x", 1, "652301", "h1")
    assert stored.state == {"state": "open", "total": 7, "names": ["张三"], "nested": {"on": "2026-10-08"}}


def test_what_does_not_exist_is_not_loaded(aggregates):
    assert aggregates.load("x", EVERYWHERE) is None
    assert aggregates.history("x") == []
    assert aggregates.load("x", EVERYWHERE, "a/1") is None


def test_an_actor_sees_its_own_regions_and_those_below_them(aggregates):
    aggregates.write("x", 0, change(1, region="652301"))

    def sees(*regions):
        return aggregates.load("x", Actor(subject="s", agency="a", regions=regions)) is not None

    assert sees("652301")
    assert sees("652300")
    assert sees("650000")
    assert sees("371000", "652300")
    assert not sees("652302")
    assert not sees("371000")
    assert not sees()


def test_a_write_needs_the_version_it_was_made_for(aggregates):
    aggregates.write("x", 0, change(1))
    assert aggregates.write("x", 1, change(2, total=2))
    assert not aggregates.write("x", 1, change(2, total=3))
    assert not aggregates.write("x", 5, change(6))
    assert aggregates.load("x", EVERYWHERE).state["total"] == 2
    assert [entry["seq"] for entry in aggregates.history("x")] == [1, 2]


def test_a_change_of_what_does_not_exist_is_not_written(aggregates):
    assert not aggregates.write("x", 1, change(2))
    assert aggregates.load("x", EVERYWHERE) is None


def test_of_many_creators_one_wins(aggregates):
    won = []

    def create(number):
        if aggregates.write("x", 0, change(1, cause=f"a/{number}")):
            won.append(number)

    creators = [threading.Thread(target=create, args=(number,)) for number in range(8)]
    for each in creators:
        each.start()
    for each in creators:
        each.join()
    assert len(won) == 1
    assert [entry["cause"] for entry in aggregates.history("x")] == [f"a/{won[0]}"]


def test_what_a_cause_left_behind_is_found_by_its_name(aggregates):
    aggregates.write("x", 0, change(1, cause="province/one"))
    aggregates.write("x", 1, change(2, cause="province/two"))
    assert aggregates.load("x", EVERYWHERE, "province/one").processed["answer"] == {"version": 1}
    assert aggregates.load("x", EVERYWHERE, "province/two").processed["answer"] == {"version": 2}
    assert aggregates.load("x", EVERYWHERE, "province/three").processed is None
    assert aggregates.load("x", EVERYWHERE).processed is None


def test_what_is_read_can_be_changed_without_changing_what_is_stored(aggregates):
    aggregates.write("x", 0, change(1, names=["a"]))
    aggregates.load("x", EVERYWHERE).state["names"].append("b")
    aggregates.history("x")[0]["cause"] = "other"
    assert aggregates.load("x", EVERYWHERE).state["names"] == ["a"]
    assert aggregates.history("x")[0]["cause"] == "a/1"


def test_due_is_what_rings_at_or_before_now(aggregates):
    for name, due_at in (("past", -1), ("now", 0), ("future", 1)):
        aggregates.write(name, 0, change(1, due_at=NOON + timedelta(minutes=due_at)))
    aggregates.write("never", 0, change(1))
    assert set(aggregates.due(NOON)) == {"past", "now"}


def test_an_aggregate_whose_clocks_stopped_is_not_due_any_more(aggregates):
    aggregates.write("x", 0, change(1, due_at=NOON))
    aggregates.write("x", 1, change(2))
    assert list(aggregates.due(NOON)) == []


def test_pending_are_the_outboxes_that_hold_something(aggregates):
    aggregates.write("x", 0, change(1, outbox=[1, 2]))
    aggregates.write("y", 0, change(1))
    assert outbox_of(aggregates) == [1, 2]
    assert [name for name, _ in aggregates.pending()] == ["x"]
    assert [name for name, _ in aggregates.pending(["x", "y", "z"])] == ["x"]
    assert aggregates.pending(["y"]) == []
    assert aggregates.pending([]) == []


def test_pending_outboxes_can_be_read_piece_by_piece(aggregates):
    for number in range(7):
        aggregates.write(f"x{number}", 0, change(1, outbox=[1]))
        aggregates.write(f"y{number}", 0, change(1))
    pieces = [aggregates.pending(skip=skip, limit=3) for skip in (0, 3, 6, 9)]
    assert [len(piece) for piece in pieces] == [3, 3, 1, 0]
    assert sorted(name for piece in pieces for name, _ in piece) == [f"x{number}" for number in range(7)]


def test_published_entries_are_forgotten_and_no_others(aggregates):
    aggregates.write("x", 0, change(1, outbox=[1, 2]))
    aggregates.write("x", 1, change(2, outbox=[3]))
    aggregates.published({"x": [1, 3], "unknown": [1]})
    assert outbox_of(aggregates) == [2]
    aggregates.published({"x": [2]})
    aggregates.published({})
    assert outbox_of(aggregates) == []


def test_an_entry_added_while_another_is_forgotten_is_found_by_the_sweep(aggregates):
    aggregates.write("x", 0, change(1, outbox=[1]))
    taken = aggregates.pending()
    aggregates.write("x", 1, change(2, outbox=[2]))
    aggregates.published({name: [entry["sequence"] for entry in outbox] for name, outbox in taken})
    assert outbox_of(aggregates) == [2]


def test_a_writer_and_a_relay_at_the_same_time_lose_nothing(aggregates):
    aggregates.write("x", 0, change(1, outbox=[1]))
    seen = []
    done = threading.Event()

    def relay():
        while not done.is_set() or aggregates.pending():
            for name, outbox in aggregates.pending():
                seen.extend(entry["sequence"] for entry in outbox)
                aggregates.published({name: [entry["sequence"] for entry in outbox]})

    relaying = threading.Thread(target=relay)
    relaying.start()
    for version in range(1, 40):
        assert aggregates.write("x", version, change(version + 1, outbox=[version + 1]))
    done.set()
    relaying.join(30)
    assert seen == list(range(1, 41))


def test_aggregates_in_which_a_limit_runs_are_listed_page_by_page(aggregates):
    for name in ("d", "a", "c", "b"):
        aggregates.write(name, 0, change(1, running=name != "c"))
    assert aggregates.running(None, 2) == ["a", "b"]
    assert aggregates.running("b", 2) == ["d"]
    assert aggregates.running("d", 2) == []
    aggregates.write("a", 1, change(2))
    assert aggregates.running(None, 9) == ["b", "d"]
