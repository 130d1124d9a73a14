"""Auxiliary staff: engaged on stated terms, trained, assessed (Wulong 二(三), Heilongjiang 19)."""

from datetime import date
from typing import Any

import pytest

from services.certificates.domain import auxiliary
from services.certificates.domain.auxiliary import AUXILIARY
from tests.unit.services.certificates.officer_play import (
    CHANGJI,
    HEILONGJIANG,
    HENAN,
    STRANGER,
    TONGZHOU,
    UNIT,
    WULONG,
)
from tests.unit.services.play import Play, article, names

DAY = "2026-03-02"
ENGAGE, TRAIN, ASSESS, DISMISS = (
    auxiliary.engage_auxiliary,
    auxiliary.train_auxiliary,
    auxiliary.assess_auxiliary,
    auxiliary.dismiss_auxiliary,
)
ENGAGED: dict[str, Any] = {"auxiliary_id": "x1", "body_id": "b1", "name": "某丙", "post": "辅助"}
TERMS = ("status", "posts", "powers", "rights_and_duties")
ON = date(2026, 3, 2)


def engaged(region: str, **changed: Any) -> Play:
    play = Play(AUXILIARY)
    play.do(ENGAGE, DAY, by=UNIT, region=region, **{**ENGAGED, **changed})
    return play


def no(play: Play, handler: Any, **fields: Any) -> tuple[str, str | None]:
    by = fields.pop("by", UNIT)
    refusal = play.refused(handler, DAY, by=by, auxiliary_id="x1", **fields)
    return refusal.code, refusal.field


def test_heilongjiang_19_wants_every_term_settled():
    assert engaged(HEILONGJIANG, terms=TERMS).now.state == "engaged"
    refusal = Play(AUXILIARY).refused(ENGAGE, DAY, by=UNIT, region=HEILONGJIANG, **ENGAGED, terms=TERMS[:2])
    assert (refusal.code, refusal.detail["missing"]) == ("CONDITIONS_NOT_MET", "powers, rights_and_duties")
    assert article(refusal) == "第十九条第二款"


def test_a_term_the_text_does_not_know_is_refused():
    refusal = Play(AUXILIARY).refused(
        ENGAGE, DAY, by=UNIT, region=HEILONGJIANG, **ENGAGED, terms=(*TERMS, "songs")
    )
    assert (refusal.code, refusal.field) == ("NOT_IN_LAW", "terms")


def test_wulong_trains_on_its_topics_and_assesses():
    play = engaged(WULONG)
    (trained,) = play.do(TRAIN, DAY, by=UNIT, auxiliary_id="x1", on=ON, hours=8, topic="post_skills")
    assert trained.citation.article == "二(三)"
    assert no(play, TRAIN, on=ON, hours=8, topic="dancing") == ("NOT_IN_LAW", "topic")
    play.do(ASSESS, DAY, by=UNIT, auxiliary_id="x1", on=ON, passed=True)
    assert [each.passed for each in play.now.assessments] == [True]


def test_heilongjiang_says_nothing_of_training_or_assessing_them():
    play = engaged(HEILONGJIANG, terms=TERMS)
    assert no(play, TRAIN, on=ON, hours=8, topic="post_skills")[0] == "LAW_SILENT"
    assert no(play, ASSESS, on=ON, passed=True)[0] == "LAW_SILENT"


@pytest.mark.parametrize(
    ("region", "code"), [(CHANGJI, "LAW_SILENT"), (TONGZHOU, "LAW_SILENT"), (HENAN, "NO_PACK_IN_FORCE")]
)
def test_where_no_text_knows_auxiliary_staff_nobody_is_engaged(region: str, code: str):
    refusal = Play(AUXILIARY).refused(ENGAGE, DAY, by=UNIT, region=region, **ENGAGED)
    assert refusal.code == code


def test_somebody_is_engaged_once_by_his_own_body():
    play = engaged(WULONG)
    assert play.refused(ENGAGE, DAY, by=UNIT, region=WULONG, **ENGAGED).code == "ALREADY_EXISTS"
    refusal = Play(AUXILIARY).refused(ENGAGE, DAY, by=STRANGER, region=WULONG, **ENGAGED)
    assert (refusal.code, refusal.field) == ("CONTRADICTION", "body_id")


def test_nothing_is_recorded_of_somebody_dismissed():
    play = engaged(WULONG)
    assert names(play.do(DISMISS, DAY, by=UNIT, auxiliary_id="x1", on=ON)) == ["AuxiliaryDismissed"]
    assert no(play, ASSESS, on=ON, passed=True)[0] == "NOT_ALLOWED_IN_STATE"
    assert no(play, DISMISS, on=ON)[0] == "NOT_ALLOWED_IN_STATE"


FIELDS: dict[Any, dict[str, Any]] = {
    TRAIN: {"hours": 8, "topic": "post_skills"},
    ASSESS: {"passed": True},
    DISMISS: {},
}


@pytest.mark.parametrize("handler", FIELDS)
def test_nothing_is_of_a_day_to_come_or_done_by_another_body(handler: Any):
    play = engaged(WULONG)
    assert no(play, handler, on=date(2026, 3, 3), **FIELDS[handler]) == ("INVALID_VALUE", "on")
    assert no(play, handler, on=ON, by=STRANGER, **FIELDS[handler])[0] == "NOT_FOUND"
