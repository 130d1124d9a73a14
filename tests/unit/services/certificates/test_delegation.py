"""Delegations: made as the text wants, filed and made public in time (Weihai 10, Wulong 一(三))."""

from datetime import date
from typing import Any

import pytest

from services.certificates.domain import delegation
from services.certificates.domain.delegation import DELEGATION
from tests.unit.services.certificates.officer_play import (
    CHANGJI,
    HENAN,
    REGISTRAR,
    STRANGER,
    TONGZHOU,
    UNIT,
    WEIHAI,
    WULONG,
)
from tests.unit.services.play import Play, article, at, names

DAY = "2026-03-02"
SIGN, FILE, PUBLISH, END = (
    delegation.sign_delegation,
    delegation.file_delegation,
    delegation.publish_delegation,
    delegation.end_delegation,
)
FILING, PUBLICATION = "filing.delegation", "delegation.publication"
SIGNED: dict[str, Any] = {
    "delegation_id": "dlg1",
    "region": WEIHAI,
    "body_id": "b1",
    "delegate_id": "b2",
    "act_kinds": ("fine",),
    "valid_from": date(2026, 3, 2),
    "valid_to": date(2027, 3, 1),
    "signed_on": date(2026, 3, 2),
    "digest": "ab" * 32,
    "contents": ("legal_basis", "scope", "powers", "term", "liability"),
    "form": ("in_writing", "signed_with_delegate"),
}
AT_WULONG = {
    "region": WULONG,
    "contents": ("matters", "powers", "term", "rights_and_duties", "liability"),
    "basis": "expressly_delegable",
}


def signed(**changed: Any) -> Play:
    play = Play(DELEGATION)
    play.do(SIGN, DAY, by=UNIT, **{**SIGNED, **changed})
    return play


def unsigned(**changed: Any) -> tuple[str, str | None]:
    by = changed.pop("by", UNIT)
    refusal = Play(DELEGATION).refused(SIGN, DAY, by=by, **{**SIGNED, **changed})
    return refusal.code, refusal.field


def step(play: Play, handler: Any, day: str = DAY, **fields: Any) -> list[Any]:
    return play.do(handler, day, by=UNIT, delegation_id="dlg1", **fields)


def test_weihai_10_has_it_filed_and_made_public_within_twenty_days_of_its_signature():
    play = signed()
    assert {each.due_at for each in play.now.clocks.values()} == {at("2026-03-24", 0)}  # 22 March is a Sunday
    filed = step(play, FILE, "2026-03-23", documents=("delegation",))[0]
    assert (filed.late, filed.citation.article) == (False, "第十条第二款")
    assert step(play, PUBLISH, "2026-03-23")[0].late is False
    assert all(clock.stopped_at for clock in play.now.clocks.values())


def test_what_is_late_is_taken_and_said_to_be_late():
    play = signed()
    assert step(play, FILE, "2026-03-24", documents=("delegation",))[0].late is True
    assert step(play, PUBLISH, "2026-03-24")[0].late is True


def test_wulong_has_it_filed_without_a_limit_and_says_nothing_of_publication():
    play = signed(**AT_WULONG)
    assert play.now.clocks == {}
    refusal = play.refused(PUBLISH, DAY, by=UNIT, delegation_id="dlg1")
    assert refusal.code == "LAW_SILENT"


def test_wulong_delegates_only_what_the_law_lets_be_delegated():
    assert unsigned(**{**AT_WULONG, "basis": None}) == ("NOT_IN_LAW", "basis")
    assert unsigned(**{**AT_WULONG, "basis": "habit"}) == ("NOT_IN_LAW", "basis")


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"contents": ("legal_basis", "scope")}, ("REQUIREMENT_NOT_MET", "contents")),
        ({"contents": (*SIGNED["contents"], "weather")}, ("NOT_IN_LAW", "contents")),
        ({"form": ("in_writing",)}, ("REQUIREMENT_NOT_MET", "form")),
        ({"by": STRANGER}, ("CONTRADICTION", "body_id")),
        ({"delegate_id": "b1"}, ("CONTRADICTION", "delegate_id")),
        ({"signed_on": date(2026, 3, 3)}, ("INVALID_VALUE", "signed_on")),
        ({"valid_to": date(2026, 3, 1)}, ("INVALID_VALUE", "valid_to")),
    ],
)
def test_what_is_not_made_as_the_text_wants_it_is_refused(changed: dict[str, Any], refusal: tuple[str, str]):
    assert unsigned(**changed) == refusal


def test_a_registrar_signs_for_every_body():
    assert names(Play(DELEGATION).do(SIGN, DAY, by=REGISTRAR, **SIGNED)) == [
        *("DelegationSigned", "ClockStarted", "ClockStarted")
    ]


@pytest.mark.parametrize(
    ("region", "code"), [(CHANGJI, "LAW_SILENT"), (TONGZHOU, "LAW_SILENT"), (HENAN, "NO_PACK_IN_FORCE")]
)
def test_where_no_text_speaks_of_delegations_none_is_recorded(region: str, code: str):
    assert unsigned(region=region)[0] == code


def test_it_is_signed_filed_and_made_public_once():
    play = signed()
    assert play.refused(SIGN, DAY, by=UNIT, **SIGNED).code == "ALREADY_EXISTS"
    step(play, FILE, documents=("delegation",))
    step(play, PUBLISH)
    for handler, more in ((FILE, {"documents": ("delegation",)}), (PUBLISH, {})):
        refusal = play.refused(handler, DAY, by=UNIT, delegation_id="dlg1", **more)
        assert (refusal.code, article(refusal)) == ("ALREADY_EXISTS", "第十条第二款")


def test_it_is_filed_complete():
    refusal = signed().refused(FILE, DAY, by=UNIT, delegation_id="dlg1")
    assert (refusal.code, refusal.detail["requirement"]) == ("REQUIREMENT_NOT_MET", "delegation")


def test_it_covers_its_kinds_in_its_division_on_the_days_of_its_term():
    made = signed().now
    assert made.covers("fine", "371002", date(2026, 3, 2))
    assert made.covers("fine", WEIHAI, date(2027, 3, 1))
    assert not made.covers("fine", WEIHAI, date(2027, 3, 2))
    assert not made.covers("fine", "370000", date(2026, 4, 1))
    assert not made.covers("licence", WEIHAI, date(2026, 4, 1))


def test_what_was_done_before_it_ended_stands():
    play = signed()
    step(play, END, "2026-04-02", on=date(2026, 4, 1))
    assert play.now.covers("fine", WEIHAI, date(2026, 3, 31))
    assert not play.now.covers("fine", WEIHAI, date(2026, 4, 1))


def test_one_that_ended_is_still_filed_and_needs_no_publication():
    play = signed()
    step(play, END, on=date(2026, 3, 2))
    assert play.now.clocks[PUBLICATION].stopped_at is not None
    assert play.now.clocks[FILING].stopped_at is None
    assert step(play, FILE, documents=("delegation",))
    assert play.refused(PUBLISH, DAY, by=UNIT, delegation_id="dlg1").code == "NOT_ALLOWED_IN_STATE"


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2027, 3, 2)])
def test_it_ends_within_its_term_only(day: date):
    refusal = signed().refused(END, DAY, by=UNIT, delegation_id="dlg1", on=day)
    assert (refusal.code, refusal.field) == ("INVALID_VALUE", "on")


@pytest.mark.parametrize("handler", [FILE, PUBLISH, END])
def test_a_legal_unit_acts_on_its_own_delegations_only(handler: Any):
    told = {"on": date(2026, 4, 1)} if handler is END else {}
    refusal = signed().refused(handler, DAY, by=STRANGER, delegation_id="dlg1", **told)
    assert refusal.code == "NOT_FOUND"
