"""Who complained is looked at by who asked, for a while, and a custodian with no part in the matter lets him."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from jiandu.domain import Actor
from jiandu.law import HOUSE
from services.complaints.domain import reveal
from tests.unit.services.play import Play, actor, at

NOW, MINUTE = at("2026-03-02"), timedelta(minutes=1)
CUSTODIAN = replace(actor("qian"), roles=frozenset({"custodian"}))
grant, view = reveal.grant_reveal, reveal.view_identity
DECISIONS = [(grant, {"until": NOW + MINUTE}), (reveal.refuse_reveal, {"reason": "无必要"})]


def asked(**changed: Any) -> Play:
    play = Play(reveal.PROCEDURE)
    play.do(reveal.request_reveal, NOW, by="zhang", **question(**changed))
    return play


def question(**changed: Any) -> dict[str, Any]:
    told = {
        "reveal_id": "r1",
        "complaint_id": "k1",
        "parts": ("name", "phone"),
        "motive": "须向投诉人核实时间",
        "region": "371000",
        "pack": "weihai-2021",
        "hands": ("li",),
        "bodies": ("body-1",),
        "officers": ("o1",),
    }
    return {**told, **changed}


def granted() -> Play:
    play = asked()
    play.do(grant, NOW, by=CUSTODIAN, reveal_id="r1", until=NOW + HOUSE.longest_reveal)
    return play


@pytest.mark.parametrize(("field", "nothing"), [("motive", "  "), ("parts", ())])
def test_one_asks_with_a_motive_and_for_parts_named_one_by_one(field: str, nothing: object):
    refusal = Play(reveal.PROCEDURE).refused(reveal.request_reveal, NOW, **question(**{field: nothing}))
    assert (refusal.code, refusal.field) == ("MISSING_FIELD", field)


def test_one_asks_once_under_an_id():
    assert asked().refused(reveal.request_reveal, NOW, **question()).code == "ALREADY_EXISTS"


NOT_THE_CUSTODIAN: dict[str, tuple[Actor, str]] = {
    "who asked": (replace(CUSTODIAN, subject="zhang"), "SAME_PERSON"),
    "who had it in hand": (replace(CUSTODIAN, subject="li"), "CONFLICT_OF_INTEREST"),
    "who is of the body": (replace(CUSTODIAN, agency="body-1"), "NOT_FOUND"),
    "who is complained of": (replace(CUSTODIAN, subject="o1"), "NOT_FOUND"),
    "who is head as well": (
        replace(CUSTODIAN, roles=frozenset({"custodian", "supervision_head"})),
        "CONFLICT_OF_INTEREST",
    ),
    "who is no custodian": (actor("sun"), "CONFLICT_OF_INTEREST"),
}


@pytest.mark.parametrize("who", NOT_THE_CUSTODIAN)
@pytest.mark.parametrize(("decide", "fields"), DECISIONS)
def test_it_is_not_decided_by(who: str, decide, fields: dict[str, Any]):
    by, code = NOT_THE_CUSTODIAN[who]
    assert asked().refused(decide, NOW, by=by, reveal_id="r1", **fields).code == code


@pytest.mark.parametrize("until", [NOW, NOW - MINUTE, NOW + HOUSE.longest_reveal + MINUTE])
def test_it_is_granted_for_a_while_and_not_for_longer_than_the_house_allows(until):
    refusal = asked().refused(grant, NOW, by=CUSTODIAN, reveal_id="r1", until=until)
    assert (refusal.code, refusal.field) == ("INVALID_VALUE", "until")


def test_who_asked_looks_while_it_is_granted_and_every_look_is_kept():
    play = granted()
    looks = [NOW, NOW + HOUSE.longest_reveal - MINUTE]
    for look in looks:
        play.do(view, look, by="zhang", reveal_id="r1")
    assert play.now.viewed_at == tuple(looks)
    refusal = play.refused(view, NOW + HOUSE.longest_reveal, by="zhang", reveal_id="r1")
    assert (refusal.code, len(play.now.viewed_at)) == ("NOT_GRANTED", 2)


@pytest.mark.parametrize("who", ["li", "head", "qian"])
def test_to_everybody_else_there_is_nothing_to_look_at(who: str):
    assert granted().refused(view, NOW, by=who, reveal_id="r1").code == "NOT_FOUND"


def test_nobody_looks_before_it_is_granted_nor_after_it_was_refused():
    assert asked().refused(view, NOW, by="zhang", reveal_id="r1").code == "NOT_GRANTED"
    play = asked()
    play.do(reveal.refuse_reveal, NOW, by=CUSTODIAN, reveal_id="r1", reason="无必要")
    assert (play.now.state, play.now.decided_by) == ("refused", "qian")
    assert play.refused(view, NOW, by="zhang", reveal_id="r1").code == "NOT_GRANTED"


@pytest.mark.parametrize(("decide", "fields"), DECISIONS)
def test_it_is_decided_once(decide, fields: dict[str, Any]):
    assert granted().refused(decide, NOW, by=CUSTODIAN, reveal_id="r1", **fields).code == "NOT_ALLOWED_IN_STATE"
