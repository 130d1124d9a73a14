"""Article 35 of Weihai: what is not dealt with, on whose word, and an act that lies too far back."""

from datetime import date

import pytest

from services.complaints.domain import barring, routing, screening
from tests.unit.services.complaints.complaint_play import (
    FULLER,
    HEAD,
    PLACES,
    WEIHAI,
    ComplaintPlay,
    silence_of,
)
from tests.unit.services.play import actor, article

LONG_AGO = date(2023, 3, 1)
BARS = ("outside_scope_or_power", "legal_remedy", "petition", "already_concluded", "over_age", "other")


@pytest.mark.parametrize("bar", BARS)
def test_each_of_weihais_bars_is_put_before_the_head_who_agrees(bar: str):
    play = ComplaintPlay(WEIHAI, act_on=LONG_AGO)
    (proposed,) = play.step(barring.bar, bar=bar)
    assert (play.now.state, proposed.citation.article) == ("bar_proposed", "第三十五条")
    (barred,) = play.step(barring.approve_bar, by=HEAD)
    assert (play.now.state, play.now.bar, play.now.outcome) == ("barred", bar, bar)
    assert (barred.citation.article, barred.barred_by) == ("第三十五条", "head")


def test_a_bar_the_text_does_not_list_bars_nothing():
    refusal = ComplaintPlay(WEIHAI).no(barring.bar, bar="boring")
    assert (refusal.code, refusal.field, article(refusal)) == ("NOT_IN_LAW", "bar", "第三十五条")


@pytest.mark.parametrize("region", [place for place in PLACES if place != WEIHAI])
def test_where_the_text_knows_no_bars_there_are_none(region: str):
    assert ComplaintPlay(region, law=FULLER).no(barring.bar).code == silence_of(region)


def test_a_bar_the_head_rejects_sends_the_complaint_back_to_screening():
    play = ComplaintPlay(WEIHAI).steps(barring.bar)
    play.step(barring.reject_bar, by=HEAD)
    assert (play.now.state, play.now.bar) == ("submitted", None)
    play.step(screening.accept)
    assert play.now.state == "accepted"


@pytest.mark.parametrize("decide", [barring.approve_bar, barring.reject_bar])
def test_whoever_had_the_complaint_in_hand_does_not_decide_on_the_bar(decide):
    play = ComplaintPlay(WEIHAI).steps(routing.assign_handler, barring.bar)
    for hand in ("zhang", "li"):  # who proposed it, who was given it
        refusal = play.no(decide, by=actor(hand))
        assert (refusal.code, article(refusal)) == ("SAME_PERSON", "第三十四条")


def test_while_the_head_decides_nothing_else_is_done():
    play = ComplaintPlay(WEIHAI).steps(barring.bar)
    for handler in (screening.accept, screening.record_clue, barring.bar):
        assert play.no(handler).code == "NOT_ALLOWED_IN_STATE"


def test_an_act_of_exactly_three_years_ago_is_still_in_time():
    refusal = ComplaintPlay(WEIHAI, act_on=date(2023, 3, 2)).no(barring.bar, bar="over_age")
    assert (refusal.code, refusal.detail["due_on"], article(refusal)) == (
        "NOT_OVERDUE",
        "2026-03-02",
        "第三十五条第（五）项",
    )


def test_three_years_end_on_a_day_off_too():
    play = ComplaintPlay(WEIHAI, day="2026-05-04", act_on=date(2023, 5, 3))
    play.step(barring.bar, bar="over_age")
    assert play.now.state == "bar_proposed"


def test_without_the_day_of_the_act_nobody_can_say_that_it_lies_too_far_back():
    refusal = ComplaintPlay(WEIHAI).no(barring.bar, bar="over_age")
    assert (refusal.code, refusal.field, article(refusal)) == ("MISSING_FIELD", "act_on", "第三十五条第（五）项")
