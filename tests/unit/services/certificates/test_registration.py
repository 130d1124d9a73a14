"""Officers come into the registry, and what a roster says anew is taken over."""

from datetime import date
from typing import Any

import pytest

from services.certificates.domain import registration
from services.certificates.domain.membership import Membership, body_at
from services.certificates.domain.officer import OFFICER
from tests.unit.services.certificates.officer_play import CHANGJI, HENAN, OfficerPlay, certificate
from tests.unit.services.play import Play, at, names

DAY = "2026-03-02"
TOLD: dict[str, Any] = {"officer_id": "o1", "region": CHANGJI, "body_id": "b1", "name": "某甲"}


def test_an_officer_is_registered_once():
    again = OfficerPlay(CHANGJI).refused(registration.register_officer, DAY, **TOLD)
    assert again.code == "ALREADY_EXISTS"


def test_an_officer_is_registered_with_every_certificate_valid_for_its_term():
    play = OfficerPlay(CHANGJI, certificate("1"), certificate("2", "2027-01-01"))
    assert (play.now.state, play.status("1"), play.status("2")) == ("registered", "valid", "not_yet_valid")
    assert play.now.version == 0


def test_certificates_that_cannot_be_are_refused():
    refusal = Play(OFFICER).refused(
        registration.register_officer, DAY, certificates=(certificate("1"), certificate("1")), **TOLD
    )
    assert (refusal.code, refusal.field) == ("INVALID_VALUE", "certificates.1.number")


def test_no_text_is_needed_to_be_on_file():
    assert OfficerPlay(HENAN).now.state == "registered"


def test_a_roster_adds_what_is_new_and_changes_nothing_that_agrees():
    play = OfficerPlay(CHANGJI, certificate("1"))
    assert play.step(registration.update_officer, certificates=(certificate("1"),)) == []
    events = play.step(
        registration.update_officer, name="某乙", post="检查", certificates=(certificate("1"), certificate("2"))
    )
    assert names(events) == ["OfficerUpdated"]
    assert (play.now.name, play.now.post, play.status("2")) == ("某乙", "检查", "valid")
    assert play.now.on_staff is True


def test_a_roster_without_a_post_leaves_the_post():
    play = OfficerPlay(CHANGJI, post="检查")
    assert play.step(registration.update_officer) == []
    assert play.now.post == "检查"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"body_id": "b2"}, "body_id"),
        ({"certificates": (certificate("1", last="2030-12-31"),)}, "certificates.0"),
        ({"certificates": (certificate("2"), certificate("1", last="2030-12-31"))}, "certificates.1"),
    ],
)
def test_a_roster_contradicts_neither_the_body_nor_a_certificate(changed: dict[str, Any], field: str):
    refusal = OfficerPlay(CHANGJI, certificate("1")).no(registration.update_officer, **changed)
    assert (refusal.code, refusal.field) == ("CONTRADICTION", field)


@pytest.mark.parametrize(
    "other",
    [{"first": "2024-01-02"}, {"act_kinds": ("inspection",)}, {"range": "652302"}],
)
def test_a_roster_that_says_something_else_of_a_certificate_is_contradicted(other: dict[str, Any]):
    held = certificate("1", act_kinds=("penalty", "inspection"), range="652301")
    play = OfficerPlay(CHANGJI, held)
    refusal = play.no(registration.update_officer, certificates=(certificate("1", **other),))
    assert (refusal.code, refusal.field) == ("CONTRADICTION", "certificates.0")
    for agrees in (held, certificate("1"), certificate("1", act_kinds=("inspection", "penalty"))):
        assert play.step(registration.update_officer, certificates=(agrees,)) == []


def test_whose_officer_somebody_was_is_known_in_both_times():
    known = (
        Membership(body_id="b1", since=date.min, recorded_at=at("2026-01-05")),
        Membership(body_id=None, since=date(2026, 2, 1), recorded_at=at("2026-03-02")),
        Membership(body_id="b2", since=date(2026, 2, 20), recorded_at=at("2026-03-03")),
    )
    assert [body_at(known, date(2026, month, 10)) for month in (1, 2, 3)] == ["b1", None, "b2"]
    assert body_at(known, date(2026, 3, 10), known_at=at("2026-03-01")) == "b1"
    assert body_at(known, date(2026, 3, 10), known_at=at("2026-01-01")) is None
    recorded_later = Membership(body_id="b3", since=date(2026, 2, 10), recorded_at=at("2026-04-01"))
    assert body_at((*known, recorded_later), date(2026, 3, 10)) == "b2"
    assert body_at((*known, recorded_later), date(2026, 2, 15)) == "b3"
