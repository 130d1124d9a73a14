"""Whatever is done to an officer's file, and in whatever order it is heard of, what was said stays true."""

import random
from collections import Counter
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiandu.errors import CODES
from jiandu.service.standing import STATUS_CHANGED, Standing, apply_standing
from services.certificates.domain import correction, sanction, suspension
from services.certificates.domain.announcing import StatusChanged
from services.certificates.domain.certificate import Certificate, periods, status_at
from services.certificates.domain.officer import Officer
from services.certificates.schemas.told import OFFICER_PUBLISHED
from tests.unit.services.certificates.any_life import FIELDS, Life
from tests.unit.services.certificates.officer_play import SERVICE
from tests.unit.services.certificates.test_contracts import envelope
from tests.unit.services.certificates.what_holds import check_periods, check_what_ended_stays_readable, instants
from tests.unit.services.play import Play, at

LED_BY = st.binary(min_size=60, max_size=300)
SEEDS = range(120)


def dice_of(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - the same every time


@cache
def life_of(seed: int) -> Life:
    """The same life every time."""
    return Life(dice_of(seed).randbytes(400 + seed))


def shuffled(one: Certificate, dice: random.Random) -> Certificate:
    history, endings = list(one.history), list(one.endings)
    dice.shuffle(history)
    dice.shuffle(endings)
    return replace(one, history=tuple(history), endings=tuple(endings))


def check_everything(life: Life) -> None:
    dice = dice_of(len(life.play.history))
    for one in life.now.certificates:
        check_periods(one)
        check_what_ended_stays_readable(one)
        check_any_order(one, shuffled(one, dice))
    check_that_the_past_stays(life)


def check_that_the_past_stays(life: Life) -> None:
    """What was known once is answered for ever as it was answered then."""
    numbers = range(len(life.now.certificates))
    moments = {position: instants(life.now.certificates[position]) for position in numbers}
    for known_at, then in life.snapshots:
        for position, was in enumerate(then.certificates):
            one = life.now.certificates[position]
            for moment in moments[position]:
                assert status_at(one, moment, known_at) == status_at(was, moment), (was.number, moment, known_at)


def check_any_order(one: Certificate, other: Certificate) -> None:
    """A certificate is what was said of it, in whatever order that is put together."""
    known = sorted({each.recorded_at for each in (*one.history, *one.endings)})
    assert periods(one) == periods(other)
    for moment in instants(one):
        for known_at in (None, *known):
            assert status_at(one, moment, known_at) == status_at(other, moment, known_at)


@settings(max_examples=150, deadline=None)
@given(LED_BY)
def test_any_sequence_of_acts_keeps_both_times(led_by: bytes):
    check_everything(Life(led_by))


@pytest.mark.parametrize("part", range(4))
def test_the_same_lives_keep_both_times_every_time(part: int):
    for seed in SEEDS[part::4]:
        check_everything(life_of(seed))


def test_these_lives_do_everything_that_can_be_done():
    done: Counter[Any] = Counter(handler for seed in SEEDS for handler in life_of(seed).accepted)
    assert {each.__name__ for each in FIELDS if not done[each]} == set()
    assert {code for seed in SEEDS for code in life_of(seed).refusals} <= set(CODES)
    assert done[sanction.execute_sanction] > 100
    assert done[correction.approve_correction] > 20
    assert done[suspension.decide_suspension] > 10


def test_these_lives_see_every_effect_and_every_status_announced():
    said = {each.status for seed in SEEDS for each in life_of(seed).announcements}
    assert said >= {
        *("valid", "suspended", "revoked", "surrendered", "written_off", "cancelled", "disqualified"),
        *("lost", "void", "collected", "replaced", "expired"),
    }


# -- whoever only hears of it -------------------------------------------------------------------------------------


def said_to_everybody(officer: Officer, event: StatusChanged) -> dict[str, Any]:
    published = OFFICER_PUBLISHED(event, officer)
    assert published is not None
    return published.data


def standing_after(deliveries: list[dict[str, Any]]) -> Standing:
    play = Play()
    for data in deliveries:
        heard = STATUS_CHANGED.read(envelope(data))
        play.do(apply_standing, at("2026-03-02"), by=SERVICE, **heard)
    found: Standing = play.now
    return found


def holdings_after(deliveries: list[dict[str, Any]]) -> dict[str, Any]:
    """What an agency keeps that lets the highest number win."""
    kept: dict[str, Any] = {"version": 0}
    for data in deliveries:
        kept = data if data["version"] > kept["version"] else kept
    return kept


@pytest.mark.parametrize("seed", range(0, 40, 2))
def test_in_any_order_with_repetitions_every_mirror_ends_as_the_registry_is(seed: int):
    life, dice = life_of(seed), dice_of(seed)
    announced = life.announcements
    if not announced:
        return
    straight = [said_to_everybody(life.now, event) for event in announced]
    mixed = [*straight, *dice.choices(straight, k=len(straight))]
    dice.shuffle(mixed)
    mirror = standing_after(mixed)
    assert mirror == standing_after(straight)
    last = announced[-1]
    assert (mirror.version, mirror.state, mirror.order_id) == (life.now.version, last.status, life.now.orders[-1])
    assert holdings_after(mixed) == straight[-1]


@pytest.mark.parametrize("seed", range(10))
def test_what_the_last_announcement_says_is_what_the_registry_says(seed: int):
    life = life_of(seed)
    for (_, then), event in (
        (snapshot, event)
        for snapshot in life.snapshots
        for event in life.announcements
        if event.version == snapshot[1].version
    ):
        told = {each.number: each.periods for each in event.holdings}
        kept = {one.number: periods(one) for one in then.certificates}
        assert told.items() <= kept.items()
