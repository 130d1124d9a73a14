"""How much an officer has to learn in a year, and what is missing (Tongzhou 8, Wulong 一(二) and 二(一))."""

from datetime import date

import pytest

from services.certificates.domain import qualification
from services.certificates.domain.training_duty import shortfalls
from tests.unit.services.certificates.officer_play import (
    CHANGJI,
    HEILONGJIANG,
    TONGZHOU,
    WEIHAI,
    WULONG,
    OfficerPlay,
)
from tests.unit.services.play import LAW

TRAINING = qualification.record_training


def missing(play: OfficerPlay, year: int = 2026) -> dict[str, tuple[str, int, int]]:
    pack = LAW.governing(play.now.region, date(2026, 3, 2), matter="certificates")
    return {each.provision: (each.unit, each.wanted, each.had) for each in shortfalls(play.now, pack, year)}


def test_tongzhou_8_wants_seventy_two_hours_a_year():
    play = OfficerPlay(TONGZHOU)
    play.step(TRAINING, hours=71)
    assert missing(play) == {"training.annual": ("hours", 72, 71)}
    play.step(TRAINING, hours=1)
    assert missing(play) == {}


def test_what_qualifies_a_newcomer_is_not_the_yearly_rotation():
    play = OfficerPlay(TONGZHOU)
    play.step(TRAINING, hours=60, course="initial")
    play.step(TRAINING, hours=12)
    assert missing(play) == {"training.annual": ("hours", 72, 12)}


def test_hours_count_for_the_year_in_which_they_were_had():
    play = OfficerPlay(TONGZHOU)
    play.step(TRAINING, hours=72, on=date(2025, 12, 31))
    assert (missing(play), missing(play, 2025)) == ({"training.annual": ("hours", 72, 0)}, {})


def test_wulong_wants_forty_hours_and_at_least_one_session_of_general_law():
    play = OfficerPlay(WULONG)
    assert missing(play)["training.annual"] == ("hours", 40, 0)
    play.step(TRAINING, hours=40, topic="new_laws")
    assert missing(play)["training.general"] == ("sessions", 1, 0)
    play.step(TRAINING, hours=1, topic="general_law_knowledge")
    assert "training.general" not in missing(play)


def test_wulong_wants_the_power_list_taught_every_year():
    play = OfficerPlay(WULONG)
    assert missing(play)["training.power_list"] == ("sessions", 1, 0)
    play.step(TRAINING, topic="power_list")
    assert "training.power_list" not in missing(play)


@pytest.mark.parametrize("place", [CHANGJI, WEIHAI, HEILONGJIANG])
def test_where_the_text_sets_no_number_nothing_is_missing(place: str):
    assert missing(OfficerPlay(place)) == {}


def test_every_shortfall_names_its_article():
    pack = LAW.governing(TONGZHOU, date(2026, 3, 2), matter="certificates")
    assert [each.citation.article for each in shortfalls(OfficerPlay(TONGZHOU).now, pack, 2026)] == ["第八条"]
