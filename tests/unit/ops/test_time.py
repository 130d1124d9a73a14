import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest

from jiandu.ops.time import SystemTime, TimeFileError, TravellingTime, travel

REAL = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
CHINA = timezone(timedelta(hours=8))


class Wall:
    def __init__(self):
        self.shows = REAL

    def __call__(self):
        return self.shows


@pytest.fixture
def wall():
    return Wall()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "time.json"


def test_the_system_time_is_aware_and_in_utc():
    assert SystemTime().now().utcoffset() == timedelta(0)


def test_without_a_file_time_is_what_the_machine_shows(path, wall):
    assert TravellingTime(path, real_now=wall).now() == REAL


def test_after_a_journey_time_runs_on_at_its_usual_pace(path, wall):
    clock = TravellingTime(path, real_now=wall)
    target = datetime(2026, 12, 23, 9, 0, tzinfo=CHINA)
    assert travel(path, to=target, real_now=wall) == target
    assert clock.now() == target
    assert clock.now().utcoffset() == timedelta(0)
    wall.shows += timedelta(seconds=90)
    assert clock.now() == target + timedelta(seconds=90)


def test_journeys_add_up_and_every_reader_notices(path, wall):
    clocks = [TravellingTime(path, real_now=wall) for _ in range(3)]
    for _ in range(3):
        travel(path, by=timedelta(days=30), real_now=wall)
        wall.shows += timedelta(seconds=1)
    assert {clock.now() for clock in clocks} == {REAL + timedelta(days=90, seconds=3)}


@pytest.mark.parametrize("journey", [{"to": REAL - timedelta(seconds=1)}, {"by": timedelta(seconds=-1)}])
def test_time_does_not_travel_backwards(path, wall, journey):
    with pytest.raises(ValueError, match="backwards"):
        travel(path, real_now=wall, **journey)
    assert not path.exists()


def test_time_does_not_go_back_when_the_file_or_the_machine_does(path, wall):
    clock = TravellingTime(path, real_now=wall)
    travel(path, by=timedelta(days=30), real_now=wall)
    there = clock.now()
    wall.shows -= timedelta(hours=1)
    assert clock.now() == there
    path.unlink()
    assert clock.now() == there


@pytest.mark.parametrize("journey", [{}, {"to": REAL, "by": timedelta(1)}, {"to": datetime(2027, 1, 1)}])  # noqa: DTZ001 - the missing zone is the point
def test_a_journey_needs_one_destination_with_a_zone(path, wall, journey):
    with pytest.raises(ValueError, match=r"one of|zone"):
        travel(path, real_now=wall, **journey)


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", '{"real": "x", "legal": "y"}', '{"real": "2026-01-01", "legal": "2026-01-01"}']
)
def test_a_file_that_is_no_anchor_is_named(path, wall, text):
    path.write_text(text)
    with pytest.raises(TimeFileError, match=r"time\.json"):
        TravellingTime(path, real_now=wall).now()


def test_travellers_who_start_together_go_one_after_the_other(path, wall):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: travel(path, by=timedelta(days=1), real_now=wall), range(20)))
    assert TravellingTime(path, real_now=wall).now() == REAL + timedelta(days=20)


def test_the_file_holds_the_two_instants_and_leaves_no_draft(path, wall):
    travel(path, by=timedelta(days=1), real_now=wall)
    assert json.loads(path.read_text()) == {
        "real": REAL.isoformat(),
        "legal": (REAL + timedelta(days=1)).isoformat(),
    }
    assert sorted(os.listdir(path.parent)) == [".time.json.lock", "time.json"]
