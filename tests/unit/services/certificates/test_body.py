"""Enforcement bodies: recognised, changed, confirmed, made public, filed (Changji 10, Weihai 9, Wulong 一(一))."""

from datetime import date
from typing import Any

import pytest

from services.certificates.domain import body, dissolution, recognition
from services.certificates.domain.body import BODY
from tests.unit.services.certificates.officer_play import (
    CHANGJI,
    FULLER,
    HANGZHOU,
    HENAN,
    REGISTRAR,
    STRANGER,
    TONGZHOU,
    UNIT,
    WEIHAI,
    WULONG,
)
from tests.unit.services.play import LAW, Play, article, at, names

DAY = "2026-03-02"
CHANGE: dict[str, Any] = {"ground": "reorganisation", "on": date(2026, 3, 2)}
CONFIRMATION, PUBLICATION = "body.change", "publication.body_change"
APPLY, CONFIRM, PUBLISH = recognition.apply_for_confirmation, recognition.confirm_body, recognition.publish_body


class BodyPlay(Play):
    """A body that is registered; its own legal unit does what is done, unless somebody else is named."""

    def __init__(self, region: str, law: Any = LAW, **fields: Any) -> None:
        super().__init__(BODY, law)
        told = {"body_id": "b1", "region": region, "name": "某局", **fields}
        self.do(body.register_body, DAY, by=REGISTRAR, **told)

    def step(self, handler: Any, day: str = DAY, **fields: Any) -> list[Any]:
        by = fields.pop("by", UNIT)
        return self.do(handler, day, by=by, body_id="b1", **fields)

    def no(self, handler: Any, day: str = DAY, **fields: Any) -> tuple[str, str | None]:
        refusal = self.refused(handler, day, by=fields.pop("by", UNIT), body_id="b1", **fields)
        return refusal.code, refusal.field or article(refusal)


def test_a_body_is_registered_once_under_the_text_in_force():
    play = BodyPlay(CHANGJI)
    assert (play.now.state, play.now.pack) == ("recognised", "changji-2021")
    again = play.refused(body.register_body, DAY, body_id="b1", region=CHANGJI, name="某局")
    assert again.code == "ALREADY_EXISTS"


def test_a_body_is_registered_where_no_text_on_bodies_is_in_force():
    assert BodyPlay(HENAN).now.pack == ""


def test_wulong_knows_what_the_power_of_a_body_rests_on():
    assert BodyPlay(WULONG, basis="authorisation").now.basis == "authorisation"
    refusal = Play(BODY).refused(body.register_body, DAY, body_id="b1", region=WULONG, name="某局", basis="custom")
    assert (refusal.code, refusal.field) == ("NOT_IN_LAW", "basis")


def test_a_body_subscribes_once_and_hears_of_changes_from_then_on():
    play = BodyPlay(CHANGJI)
    assert names(play.step(body.subscribe_body)) == ["BodySubscribed"]
    assert (play.now.subscribed_at, play.step(body.subscribe_body)) == (at(DAY), [])
    assert names(play.step(body.unsubscribe_body)) == ["BodyUnsubscribed"]
    assert (play.now.subscribed_at, play.step(body.unsubscribe_body)) == (None, [])


def test_weihai_9_gives_a_changed_body_twenty_days_to_apply_and_to_make_it_public():
    play = BodyPlay(WEIHAI)
    play.step(recognition.note_body_change, **CHANGE)
    for limit in (CONFIRMATION, PUBLICATION):
        assert play.now.clocks[limit].due_at == at("2026-03-24", 0)  # 22 March is a Sunday
    (applied, _) = play.step(APPLY, "2026-03-23")
    assert (applied.late, play.now.state) == (False, "under_review")
    assert play.now.clocks[PUBLICATION].stopped_at is None
    play.step(PUBLISH, "2026-03-23")
    assert play.now.clocks[PUBLICATION].stopped_at is not None


def test_a_late_application_is_taken_and_said_to_be_late():
    play = BodyPlay(WEIHAI)
    play.step(recognition.note_body_change, **CHANGE)
    assert play.step(APPLY, "2026-03-24")[0].late is True


def test_a_further_change_puts_off_neither_limit():
    play = BodyPlay(WEIHAI)
    play.step(recognition.note_body_change, **CHANGE)
    play.step(recognition.note_body_change, "2026-03-20", ground="basis", on=date(2026, 3, 20))
    assert {each.due_at for each in play.now.clocks.values()} == {at("2026-03-24", 0)}


def test_a_change_after_everything_was_done_has_limits_of_its_own():
    play = BodyPlay(WEIHAI)
    play.step(recognition.note_body_change, **CHANGE)
    for handler, by in ((APPLY, UNIT), (PUBLISH, UNIT), (CONFIRM, REGISTRAR)):
        play.step(handler, "2026-03-03", by=by)
    play.step(recognition.note_body_change, "2026-03-20", ground="basis", on=date(2026, 3, 20))
    assert {each.due_at for each in play.now.clocks.values()} == {at("2026-04-10", 0)}


def test_a_change_made_public_before_the_next_leaves_the_application_where_it_was():
    play = BodyPlay(WEIHAI)
    play.step(recognition.note_body_change, **CHANGE)
    play.step(PUBLISH, "2026-03-10")
    play.step(recognition.note_body_change, "2026-03-20", ground="basis", on=date(2026, 3, 20))
    assert play.now.clocks[CONFIRMATION].due_at == at("2026-03-24", 0)
    assert play.now.clocks[PUBLICATION].due_at == at("2026-04-10", 0)


def test_changji_10_names_the_grounds_and_sets_no_limit():
    play = BodyPlay(CHANGJI)
    assert play.no(recognition.note_body_change, **{**CHANGE, "ground": "whim"}) == ("NOT_IN_LAW", "ground")
    (changed,) = play.step(recognition.note_body_change, name="新局", act_kinds=("fine",), **CHANGE)
    assert (changed.citation.article, play.now.clocks) == ("第十条第二款", {})
    assert play.now.state == "changed"


def changed() -> BodyPlay:
    """With a new name and a new kind of enforcement, for which it has applied."""
    play = BodyPlay(CHANGJI, act_kinds=("inspection",))
    play.step(recognition.note_body_change, name="新局", act_kinds=("fine",), **CHANGE)
    play.step(APPLY)
    return play


def test_a_new_name_and_new_kinds_of_enforcement_wait_until_they_are_confirmed():
    play = changed()
    assert (play.now.name, play.now.act_kinds) == ("某局", ("inspection",))
    assert (play.now.pending_name, play.now.pending_act_kinds) == ("新局", ("fine",))
    play.step(CONFIRM, by=REGISTRAR)
    assert (play.now.name, play.now.act_kinds) == ("新局", ("fine",))
    assert (play.now.pending_name, play.now.pending_act_kinds) == (None, ())


def test_what_is_not_confirmed_falls_away():
    play = changed()
    play.step(recognition.refuse_confirmation, by=REGISTRAR)
    play.step(APPLY)
    play.step(CONFIRM, by=REGISTRAR)
    assert (play.now.name, play.now.act_kinds, play.now.pending_name) == ("某局", ("inspection",), None)


@pytest.mark.parametrize("handler", [CONFIRM, recognition.refuse_confirmation])
def test_who_applied_neither_confirms_nor_refuses(handler: Any):
    play = BodyPlay(CHANGJI)
    play.step(recognition.note_body_change, **CHANGE)
    play.step(APPLY, by=REGISTRAR)
    assert play.no(handler, by=REGISTRAR)[0] == "SAME_PERSON"


@pytest.mark.parametrize("region", [WULONG, TONGZHOU])
def test_elsewhere_nothing_is_said_of_changes(region: str):
    assert BodyPlay(region).no(recognition.note_body_change, **CHANGE)[0] == "LAW_SILENT"


def test_a_change_is_not_of_a_day_to_come():
    told = {**CHANGE, "on": date(2026, 3, 3)}
    assert BodyPlay(CHANGJI).no(recognition.note_body_change, **told) == ("INVALID_VALUE", "on")


def test_a_changed_body_is_confirmed_or_not_recognised_and_may_apply_again():
    play = BodyPlay(CHANGJI)
    assert play.no(APPLY)[0] == "NOT_ALLOWED_IN_STATE"
    play.step(recognition.note_body_change, **CHANGE)
    play.step(APPLY)
    (refused,) = play.step(recognition.refuse_confirmation, by=REGISTRAR)
    assert (refused.citation.article, play.now.state) == ("第十条第一款", "unrecognised")
    play.step(APPLY)
    (confirmed,) = play.step(CONFIRM, by=REGISTRAR)
    assert (confirmed.citation.article, play.now.state) == ("第十条第二款", "recognised")


@pytest.mark.parametrize(("region", "law"), [(CHANGJI, LAW), (WULONG, LAW), (HANGZHOU, FULLER), (WEIHAI, LAW)])
def test_a_body_is_made_public(region: str, law: Any):
    play = BodyPlay(region, law)
    assert names(play.step(PUBLISH)) == ["BodyPublished"]
    assert play.now.published_at == at(DAY)


def test_where_nobody_says_it_is_made_public_nothing_is_noted():
    assert BodyPlay(TONGZHOU).no(PUBLISH)[0] == "LAW_SILENT"


@pytest.mark.parametrize(("region", "law"), [(CHANGJI, LAW), (HANGZHOU, FULLER)])
def test_a_recognition_is_filed(region: str, law: Any):
    play = BodyPlay(region, law)
    assert names(play.step(recognition.file_body)) == ["BodyFiled"]


@pytest.mark.parametrize("region", [WULONG, WEIHAI, TONGZHOU])
def test_elsewhere_nothing_is_filed(region: str):
    assert BodyPlay(region).no(recognition.file_body)[0] == "LAW_SILENT"


@pytest.mark.parametrize("handler", [recognition.note_body_change, APPLY, PUBLISH, recognition.file_body])
def test_a_legal_unit_acts_for_its_own_body_only(handler: Any):
    told = CHANGE if handler is recognition.note_body_change else {}
    refusal = BodyPlay(TONGZHOU).refused(handler, DAY, by=STRANGER, body_id="b1", **told)
    assert (refusal.code, refusal.detail) == ("NOT_FOUND", {"id": "b1"})


@pytest.mark.parametrize("ground", ["body_merged", "body_dissolved"])
@pytest.mark.parametrize("region", [CHANGJI, HENAN])
def test_a_body_ends_under_whatever_text_and_all_its_limits_with_it(region: str, ground: str):
    play = BodyPlay(region)
    play.step(body.subscribe_body)
    play.step(dissolution.dissolve_body, by=REGISTRAR, ground=ground, on=date(2026, 3, 2))
    assert (play.now.state, play.now.subscribed_at) == ("dissolved", None)
    again = play.no(dissolution.dissolve_body, ground=ground, on=date(2026, 3, 2))
    assert again[0] == "NOT_ALLOWED_IN_STATE"
    assert play.no(body.subscribe_body)[0] == "NOT_ALLOWED_IN_STATE"


def test_the_limits_of_a_body_end_with_it():
    play = BodyPlay(WEIHAI)
    play.step(recognition.note_body_change, **CHANGE)
    play.step(dissolution.dissolve_body, ground="body_merged", on=date(2026, 3, 2))
    assert all(clock.stopped_at for clock in play.now.clocks.values())
    (done,) = play.step(dissolution.carry_out_dissolution, order_id="x:1", ground="body_merged", officers=3)
    assert (done.officers, play.now.dissolution_carried_out_at) == (3, at(DAY))


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"ground": "boredom", "on": date(2026, 3, 2)}, "ground"),
        ({"ground": "body_merged", "on": date(2026, 3, 3)}, "on"),
    ],
)
def test_an_end_that_cannot_be_is_refused(told: dict[str, Any], field: str):
    assert BodyPlay(CHANGJI).no(dissolution.dissolve_body, **told) == ("INVALID_VALUE", field)
