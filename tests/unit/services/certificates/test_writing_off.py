"""Writing off: the body proposes, the legal affairs office carries it out (Tongzhou 17 and 19)."""

from typing import Any

import pytest

from services.certificates.domain import ending, suspension, writing_off
from tests.unit.services.certificates.officer_play import (
    CHANGJI,
    HEILONGJIANG,
    REGISTRAR,
    SECOND,
    STRANGER,
    WULONG,
    OfficerPlay,
    announced,
    certificate,
    qualified,
)
from tests.unit.services.play import article, names

PROPOSE, WRITE_OFF = writing_off.propose_write_off, writing_off.write_off_certificate


def test_tongzhou_19_writes_off_what_was_misused():
    play = qualified()
    (proposed,) = play.step(PROPOSE)
    assert proposed.citation.article == "第十九条"
    told = announced(play.step(WRITE_OFF))
    assert (told.status, told.numbers, play.now.write_offs_proposed) == ("written_off", ("1",), {})


def test_tongzhou_17_proposes_for_many_suspensions_only_what_was_suspended_so_often():
    play = qualified()
    refusal = play.no(PROPOSE, ground="suspended_repeatedly")
    assert (refusal.code, article(refusal)) == ("CONTRADICTION", "第十七条")
    for n in (1, 2, 3):
        play.step(suspension.suspend_certificate, order_id=f"s{n}")
        if n < 3:
            play.step(suspension.decide_suspension, order_id=f"d{n}")
    assert names(play.step(PROPOSE, ground="suspended_repeatedly")) == ["WriteOffProposed"]


def test_nothing_is_written_off_that_nobody_proposed():
    refusal = qualified().no(WRITE_OFF)
    assert (refusal.code, article(refusal)) == ("NOTHING_PROPOSED", "第十七条")


def test_who_proposed_does_not_write_off():
    play = qualified()
    play.step(PROPOSE, by=REGISTRAR)
    assert play.no(WRITE_OFF).code == "SAME_PERSON"
    assert play.step(WRITE_OFF, by=SECOND)


def test_a_ground_is_one_of_the_text():
    refusal = qualified().no(PROPOSE, ground="whim")
    assert (refusal.code, refusal.field) == ("INVALID_VALUE", "ground")


def test_what_has_ended_is_neither_proposed_nor_written_off():
    play = qualified().steps(PROPOSE, ending.cancel_certificate)
    assert play.now.write_offs_proposed == {}
    assert play.no(PROPOSE).code == "NOT_ALLOWED_IN_STATE"
    assert play.no(WRITE_OFF).code == "NOT_ALLOWED_IN_STATE"


def test_a_body_proposes_for_its_own_officers_only():
    assert qualified().no(PROPOSE, by=STRANGER).code == "NOT_FOUND"


@pytest.mark.parametrize("region", [CHANGJI, WULONG, HEILONGJIANG])
@pytest.mark.parametrize("handler", [PROPOSE, WRITE_OFF])
def test_elsewhere_the_text_is_silent(region: str, handler: Any):
    assert OfficerPlay(region, certificate("1")).no(handler).code == "LAW_SILENT"
