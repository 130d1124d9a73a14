"""A sanction of accountability is carried out on every live certificate of the person, once."""

from datetime import date
from typing import Any

import pytest

from services.certificates.domain import personnel, registration, sanction, suspension
from services.certificates.domain.sanction import EFFECTS
from services.certificates.domain.status import FINAL, SUSPENDED
from tests.unit.services.certificates.officer_play import (
    CHANGJI,
    HENAN,
    REGISTRAR,
    OfficerPlay,
    announced,
    certificate,
    qualified,
)
from tests.unit.services.play import at, names

EXECUTE = sanction.execute_sanction


def held(*certificates: Any, region: str = CHANGJI) -> OfficerPlay:
    return OfficerPlay(region, *(certificates or (certificate("1"),)))


def no(play: OfficerPlay, **fields: Any) -> tuple[str, str | None]:
    refusal = play.no(EXECUTE, **fields)
    return refusal.code, refusal.field


def test_an_order_reaches_every_live_certificate_of_the_person():
    play = held(
        certificate("1"), certificate("2"), certificate("old", last="2026-03-01"), certificate("3", "2027-01-01")
    )
    told = announced(play.step(EXECUTE))
    assert (told.numbers, told.status, told.version, told.case_id) == (("1", "2", "3"), "revoked", 1, "a1")
    assert [play.status(each, at("2027-02-01")) for each in ("1", "2", "old", "3")] == [
        *("revoked", "revoked", "expired", "revoked")
    ]
    assert play.status("1", at("2026-03-04", 23)) == "valid"


@pytest.mark.parametrize(("effect", "status"), EFFECTS.items())
def test_each_effect_has_its_own_word_under_whatever_text(effect: str, status: str):
    play = held(region=HENAN)
    told = play.sanction(effect, "r1")
    assert (told.status, play.status()) == (status, status)
    assert play.now.state == ("disqualified" if effect == "qualification.cancel" else "registered")
    assert status in FINAL or status == SUSPENDED


def test_no_two_effects_come_to_the_same():
    assert len(set(EFFECTS.values())) == len(EFFECTS)


def test_one_order_acts_once():
    play = held().steps(EXECUTE)
    assert play.step(EXECUTE) == []
    assert play.now.orders == ("r1",)


def test_an_order_that_finds_nothing_live_is_announced_all_the_same():
    play = held(certificate("1", last="2025-12-31"))
    told = announced(play.step(EXECUTE))
    assert (told.numbers, told.status, told.version) == ((), "revoked", 1)


def test_a_second_order_is_announced_and_changes_nothing_that_has_ended():
    play = held()
    play.sanction("certificate.revoke", "r1")
    told = play.sanction("certificate.surrender", "r2")
    assert (told.numbers, told.version, play.status()) == ((), 2, "revoked")


def test_an_order_dated_back_holds_from_its_day_and_was_not_known_before():
    play = held()
    before = play.at
    play.sanction("certificate.revoke", "r1", effective_at=at("2025-06-01", 0))
    assert play.status(when=at("2025-07-01")) == "revoked"
    assert play.status(when=at("2025-07-01"), known_at=before) == "valid"


def test_a_suspension_has_an_end_and_nothing_else_has():
    play = held()
    told = play.sanction("certificate.suspend", "r1", until=at("2026-06-01", 0))
    assert (told.until, play.status(when=at("2026-06-01", 0))) == (at("2026-06-01", 0), "valid")
    assert play.sanction("certificate.revoke", "r2", until=at("2026-06-01", 0)).until is None
    assert play.status(when=at("2026-07-01")) == "revoked"


def test_an_order_does_not_end_before_it_begins():
    assert no(held(), until=at("2026-03-05", 0)) == ("CONTRADICTION", "until")


def test_a_suspension_of_the_past_is_announced_as_what_is_now():
    told = held().sanction(
        "certificate.suspend", "r1", effective_at=at("2025-06-01", 0), until=at("2025-09-01", 0)
    )
    assert (told.status, told.numbers) == ("valid", ("1",))


def test_an_order_reaches_the_unit_s_own_officers_only():
    assert no(held(), unit="b2") == ("CONTRADICTION", "unit")


@pytest.mark.parametrize(("region", "reaches"), [("652300", True), ("650000", True), ("652301", False)])
def test_an_order_reaches_officers_within_the_region_of_its_case_only(region: str, reaches: bool):
    play = held()
    if reaches:
        assert play.step(EXECUTE, region=region)
    else:
        assert no(play, region=region) == ("CONTRADICTION", "region")
    assert no(held(), region="371000") == ("CONTRADICTION", "region")


def test_nobody_escapes_an_order_by_moving_to_another_body():
    play = held()
    play.step(personnel.record_personnel_change)
    play.step(personnel.record_personnel_change, by=REGISTRAR, change_id="chg2", kind="joined", body_id="b2")
    assert (play.now.body_id, announced(play.step(EXECUTE)).numbers) == ("b2", ("1",))


@pytest.mark.parametrize("state", ["registered", "qualified", "left", "disqualified"])
def test_an_order_is_carried_out_in_every_state_of_the_file(state: str):
    play = qualified() if state == "qualified" else OfficerPlay("110112", certificate("1"))
    if state == "left":
        play.step(personnel.record_personnel_change)
    if state == "disqualified":
        play.sanction("qualification.cancel", "q1")
    assert play.now.state == state
    assert "StatusChanged" in names(play.step(EXECUTE))


def test_disqualification_is_of_the_person_even_without_a_certificate():
    play = OfficerPlay(CHANGJI)
    assert play.sanction("qualification.cancel", "q1").numbers == ()
    assert (play.now.state, play.now.disqualified_by) == ("disqualified", ("q1",))


def test_an_order_leaves_its_case_and_ground_in_the_history():
    play = held().steps(EXECUTE)
    said = play.certificate().history[-1]
    assert (said.order_id, said.case_id, said.ground, said.since) == ("r1", "a1", "brutality", at("2026-03-05", 0))


def test_every_announcement_says_what_every_certificate_of_the_person_is():
    play = held(certificate("1"), certificate("2", last="2025-12-31"))
    play.step(registration.update_officer, certificates=(certificate("3"),))
    told = announced(play.step(EXECUTE))
    assert [each.number for each in told.holdings] == ["1", "2", "3"]


def test_an_order_on_a_suspended_certificate_outlasts_the_suspension():
    play = qualified().steps(suspension.suspend_certificate)
    play.step(EXECUTE, effective_at=at("2026-03-02", 0))
    assert play.status() == "revoked"
    assert play.no(suspension.decide_suspension).code == "NOT_ALLOWED_IN_STATE"
    assert play.certificate().valid_to == date(2028, 12, 31)
