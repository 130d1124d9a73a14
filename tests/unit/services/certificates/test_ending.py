"""How certificates end: lost, void, collected, cancelled (Tongzhou 20 and 21, Wulong 二(二), Changji 11)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.certificates.domain import ending, personnel, suspension
from tests.unit.services.certificates.officer_play import (
    CHANGJI,
    HEILONGJIANG,
    HENAN,
    REGISTRAR,
    STRANGER,
    TONGZHOU,
    WEIHAI,
    WULONG,
    OfficerPlay,
    announced,
    certificate,
    qualified,
)
from tests.unit.services.play import LAW, article, at, names

LOSS, VOID = ending.report_loss, ending.declare_void
COLLECT, CANCEL, DISSOLVED = ending.collect_certificate, ending.cancel_certificate, ending.cancel_on_dissolution
TWO = (certificate("1"), certificate("2", "2027-01-01"))


def held(region: str = TONGZHOU, *certificates: Any) -> OfficerPlay:
    return OfficerPlay(region, *(certificates or (certificate("1"),)))


@pytest.mark.parametrize("region", [TONGZHOU, CHANGJI, WULONG, HENAN])
def test_a_loss_is_a_fact_under_whatever_text(region: str):
    play = held(region)
    told = announced(play.step(LOSS))
    assert (told.status, told.effective_at) == ("lost", at("2026-03-01", 0))
    assert (play.status(), play.status(when=at("2026-02-28", 23))) == ("lost", "valid")


def test_a_loss_is_not_of_a_day_to_come_nor_of_what_has_ended():
    play = held()
    assert play.no(LOSS, on=date(2026, 3, 3)).code == "INVALID_VALUE"
    play.step(CANCEL)
    assert play.no(LOSS).code == "NOT_ALLOWED_IN_STATE"


def test_a_body_reports_a_loss_of_the_last_thirty_days_and_a_registrar_of_any_day():
    long_ago = date(2026, 1, 30)
    refusal = held().no(LOSS, on=long_ago)
    assert (refusal.code, refusal.field) == ("INVALID_VALUE", "on")
    assert held().step(LOSS, on=date(2026, 1, 31))
    assert held().step(LOSS, by=REGISTRAR, on=long_ago)


def test_tongzhou_20_declares_void_what_was_reported_lost():
    play = held()
    refusal = play.no(VOID)
    assert (refusal.code, article(refusal)) == ("NOT_ALLOWED_IN_STATE", "第二十条")
    play.steps(LOSS, VOID)
    assert (play.status(), play.status(when=at("2026-03-01"))) == ("void", "lost")


@pytest.mark.parametrize("region", [CHANGJI, WULONG, HEILONGJIANG])
def test_elsewhere_nothing_is_said_of_declaring_it_void(region: str):
    assert held(region).steps(LOSS).no(VOID).code == "LAW_SILENT"


@pytest.mark.parametrize("ground", ["retired", "left", "not_qualified"])
def test_wulong_collects_on_its_grounds(ground: str):
    play = held(WULONG)
    told = announced(play.step(COLLECT, ground=ground, destroyed=True))
    assert (told.status, told.ground, play.status()) == ("collected", ground, "collected")


def test_wulong_collects_what_has_expired_as_that_and_as_nothing_else():
    play = held(WULONG, certificate("1", last="2026-02-28"))
    assert play.no(COLLECT, ground="retired").code == "CONTRADICTION"
    assert announced(play.step(COLLECT, ground="expired")).status == "collected"
    assert held(WULONG).no(COLLECT, ground="expired").code == "CONTRADICTION"


def test_a_ground_is_one_of_the_text():
    refusal = held(WULONG).no(COLLECT, ground="whim")
    assert (refusal.code, refusal.field) == ("NOT_IN_LAW", "ground")
    refusal = held(CHANGJI).no(CANCEL, ground="retired")  # Changji 11 knows transfers only
    assert (refusal.code, refusal.field) == ("NOT_IN_LAW", "ground")


@pytest.mark.parametrize("region", [TONGZHOU, CHANGJI, HEILONGJIANG])
def test_elsewhere_nothing_is_said_of_collecting(region: str):
    assert held(region).no(COLLECT).code == "LAW_SILENT"


@pytest.mark.parametrize(("region", "cited"), [(TONGZHOU, "第二十一条"), (CHANGJI, "第十一条第三款")])
def test_whoever_is_transferred_has_every_live_certificate_cancelled(region: str, cited: str):
    play = held(region, *TWO, certificate("3", last="2025-12-31"))
    play.step(personnel.record_personnel_change)
    events = play.step(CANCEL)
    assert announced(events).numbers == ("1", "2")
    assert (events[0].citation.article, play.status("2"), play.status("3")) == (cited, "cancelled", "expired")


@pytest.mark.parametrize("ground", ["body_merged", "body_dissolved", "transferred", "retired", "unable"])
def test_tongzhou_21_names_five_grounds(ground: str):
    assert announced(held().step(CANCEL, ground=ground)).ground == ground


def test_one_of_several_is_cancelled_though_it_is_not_valid_yet():
    play = held(TONGZHOU, *TWO)
    play.step(CANCEL, number="2")
    assert (play.status("1"), play.status("2", at("2027-02-01"))) == ("valid", "cancelled")


def test_what_is_over_is_not_cancelled_again():
    play = held().steps(CANCEL)
    assert play.no(CANCEL, order_id="again").code == "NOT_FOUND"
    assert play.no(CANCEL, order_id="again", number="1").code == "NOT_ALLOWED_IN_STATE"


@pytest.mark.parametrize("region", [WULONG, HEILONGJIANG, WEIHAI])
def test_elsewhere_nothing_is_said_of_cancelling(region: str):
    assert held(region).no(CANCEL).code == "LAW_SILENT"


def test_tongzhou_21_cancels_with_the_body():
    play = held(TONGZHOU, *TWO)
    told = announced(play.step(DISSOLVED))
    assert (told.status, told.numbers) == ("cancelled", ("1", "2"))
    assert play.step(DISSOLVED) == []
    assert play.step(DISSOLVED, order_id="another") == []


@pytest.mark.parametrize("region", [CHANGJI, WULONG, HENAN])
def test_elsewhere_the_end_of_the_body_ends_no_certificate(region: str):
    play = held(region)
    assert play.step(DISSOLVED) == []
    assert play.status() == "valid"


def test_a_suspended_certificate_that_is_cancelled_is_to_be_decided_no_more():
    play = qualified().steps(suspension.suspend_certificate)
    assert "SuspensionLapsed" in names(play.step(CANCEL))


@pytest.mark.parametrize("handler", [LOSS, VOID, COLLECT])
def test_a_legal_unit_acts_for_its_own_body_only(handler: Any):
    assert held(WULONG).no(handler, by=STRANGER).code == "NOT_FOUND"


@pytest.mark.parametrize("handler", [LOSS, VOID, COLLECT])
def test_a_number_nobody_holds_is_not_found(handler: Any):
    play = held(WULONG if handler is COLLECT else TONGZHOU)
    assert play.no(handler, number="5").detail == {"id": "5"}


def test_where_two_texts_have_equal_claim_nobody_s_certificates_end_with_the_body():
    rival = replace(LAW.packs["tongzhou-personnel-2008"], id="rival")
    play = held()
    play.law = replace(LAW, packs={**LAW.packs, "rival": rival})
    refusal = play.no(DISSOLVED)
    assert (refusal.code, play.status()) == ("AMBIGUOUS_LAW", "valid")
