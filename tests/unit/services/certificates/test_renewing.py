"""A certificate goes on, or is replaced (Tongzhou 20 and 22, Wulong 二(二))."""

from datetime import date
from typing import Any

import pytest

from services.certificates.domain import ending, personnel, qualification, renewing, suspension
from tests.unit.services.certificates.officer_play import (
    CHANGJI,
    HEILONGJIANG,
    WULONG,
    OfficerPlay,
    announced,
    certificate,
    qualified,
)
from tests.unit.services.play import article, at, names

RENEW, REISSUE = renewing.renew_certificate, renewing.reissue_certificate


def test_a_renewed_certificate_has_a_further_term_and_everybody_hears_of_it():
    play = qualified()
    told = announced(play.step(RENEW))
    assert (told.status, told.numbers, told.version) == ("valid", ("1",), 1)
    (holding,) = told.holdings
    assert [(each.status, each.until) for each in holding.periods] == [
        ("valid", at("2032-01-01", 0)),
        ("expired", None),
    ]
    assert play.status(when=at("2031-12-31", 23)) == "valid"


def test_tongzhou_22_establishes_the_qualification_anew():
    refusal = OfficerPlay("110112", certificate("1")).no(RENEW)
    assert (refusal.code, article(refusal)) == ("CONDITIONS_NOT_MET", "第二十二条")


def test_tongzhou_22_wants_the_examination_of_this_year():
    play = qualified().on("2027-03-02")
    assert play.no(RENEW).detail["missing"] == "exam"
    play.step(qualification.record_exam, kind="professional_law", on=date(2027, 2, 1))
    assert play.no(RENEW).detail["missing"] == "exam"
    play.step(qualification.record_exam, on=date(2027, 2, 1))
    play.step(qualification.record_exam, kind="professional_law", on=date(2027, 2, 2), result="failed")
    assert play.step(RENEW)


def test_wulong_has_renewals_without_conditions():
    assert OfficerPlay(WULONG, certificate("1")).step(RENEW)


@pytest.mark.parametrize("handler", [RENEW, REISSUE])
@pytest.mark.parametrize("region", [CHANGJI, HEILONGJIANG])
def test_elsewhere_the_text_is_silent(region: str, handler: Any):
    assert OfficerPlay(region, certificate("1")).no(handler).code == "LAW_SILENT"


def test_a_renewal_makes_the_term_longer():
    refusal = qualified().no(RENEW, valid_to=date(2028, 12, 31))
    assert (refusal.code, refusal.field) == ("INVALID_VALUE", "valid_to")


@pytest.mark.parametrize("handler", [suspension.suspend_certificate, ending.report_loss])
def test_only_what_is_valid_is_renewed(handler: Any):
    play = qualified().steps(handler)
    assert play.no(RENEW).code == "NOT_ALLOWED_IN_STATE"


def test_nothing_of_somebody_who_left_is_renewed():
    play = OfficerPlay(WULONG, certificate("1")).steps(personnel.record_personnel_change)
    assert play.no(RENEW).detail["state"] == "left"


def test_what_was_lost_is_replaced_and_void():
    play = qualified().steps(ending.report_loss)
    told = announced(play.step(REISSUE))
    assert (told.status, told.numbers) == ("void", ("1",))
    assert (play.status("1"), play.status("8"), play.certificate("8").kind) == ("void", "valid", "行政执法证")


def test_what_was_declared_void_before_is_replaced_without_ending_twice():
    play = qualified().steps(ending.report_loss, ending.declare_void)
    assert names(play.step(REISSUE)) == ["CertificateReissued"]


def test_what_is_damaged_is_replaced():
    play = qualified("110112", certificate("1", act_kinds=("fine",), range="110112"))
    play.step(REISSUE, ground="damage")
    assert (play.status("1"), play.status("8")) == ("replaced", "valid")
    assert (play.certificate("8").act_kinds, play.certificate("8").range) == (("fine",), "110112")


def test_what_was_not_reported_lost_is_not_replaced_as_lost():
    refusal = qualified().no(REISSUE)
    assert (refusal.code, article(refusal)) == ("NOT_ALLOWED_IN_STATE", "第二十条")


def test_who_is_suspended_gets_no_other_certificate_by_losing_the_first():
    play = qualified().steps(suspension.suspend_certificate, ending.report_loss)
    assert play.no(REISSUE).detail["state"] == "suspended"
    play.step(suspension.decide_suspension)
    assert play.status() == "lost"
    assert play.step(REISSUE)


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"ground": "whim"}, "INVALID_VALUE", "ground"),
        ({"number": "1"}, "ALREADY_EXISTS", "number"),
        ({"replaces": "5"}, "NOT_FOUND", "number"),
    ],
)
def test_what_cannot_be_is_refused(fields: dict[str, Any], code: str, field: str):
    refusal = qualified().steps(ending.report_loss).no(REISSUE, **fields)
    assert (refusal.code, refusal.field) == (code, field)
