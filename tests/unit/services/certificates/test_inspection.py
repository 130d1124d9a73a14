"""The annual inspection (Tongzhou 13: passed, refused, or by how the fault was dealt with; Hangzhou 12)."""

from datetime import date
from typing import Any

import pytest

from services.certificates.domain import inspection, personnel, qualification
from tests.unit.services.certificates.officer_play import (
    CHANGJI,
    FULLER,
    HANGZHOU,
    HEILONGJIANG,
    TONGZHOU,
    WULONG,
    OfficerPlay,
    certificate,
)
from tests.unit.services.play import article

INSPECT, EXAM, FAULT = inspection.inspect_certificate, qualification.record_exam, qualification.record_fault


def held(region: str = TONGZHOU, **more: Any) -> OfficerPlay:
    return OfficerPlay(region, certificate("1"), **more)


def test_no_fault_and_the_examination_passed_is_passed():
    play = held().steps(EXAM)
    (event,) = play.step(INSPECT)
    assert (event.result, event.basis, event.citation.article) == ("passed", "no_fault_and_passed", "第十三条")


def test_a_resit_that_is_passed_is_as_good():
    play = held()
    play.step(EXAM, result="failed")
    play.step(EXAM, on=date(2026, 2, 9), resit=True)
    assert play.step(INSPECT)[0].result == "passed"


@pytest.mark.parametrize("exam", [{"result": "absent"}, {"result": "failed", "resit": True}])
@pytest.mark.parametrize("faults", [0, 1])
def test_who_stays_away_or_fails_twice_is_refused_whatever_else(exam: dict[str, Any], faults: int):
    play = held()
    play.step(EXAM, **exam)
    for _ in range(faults):
        play.step(FAULT, processed_on=date(2026, 2, 1))
    # nothing is left to the inspector
    assert play.no(INSPECT, passes=True).code == "CONTRADICTION"
    (event,) = play.step(INSPECT)
    assert (event.result, event.basis) == ("refused", "absent_or_failed")


def test_the_examination_in_professional_law_does_not_pass_the_inspection():
    play = held()
    play.step(EXAM, kind="professional_law")
    assert play.no(INSPECT).detail["missing"] == "training_exam"
    play.step(EXAM, result="failed", resit=True)
    assert play.step(INSPECT)[0].result == "refused"


@pytest.mark.parametrize("exam", [{"result": "absent"}, {"result": "failed", "resit": True}])
def test_the_examination_in_professional_law_does_not_refuse_the_inspection(exam: dict[str, Any]):
    play = held().steps(EXAM)
    play.step(EXAM, kind="professional_law", **exam)
    assert play.step(INSPECT)[0].result == "passed"


def test_a_fault_that_was_not_dealt_with_is_refused():
    play = held().steps(EXAM, FAULT)
    assert play.step(INSPECT)[0].basis == "fault_not_dealt_with"


@pytest.mark.parametrize(("passes", "result"), [(True, "passed"), (False, "refused")])
def test_a_fault_that_was_dealt_with_leaves_it_to_the_inspector(passes: bool, result: str):
    play = held().steps(EXAM)
    play.step(FAULT, processed_on=date(2026, 2, 1))
    refusal = play.no(INSPECT)
    assert (refusal.code, refusal.field, article(refusal)) == ("MISSING_FIELD", "passes", "第十三条")
    (event,) = play.step(INSPECT, passes=passes)
    assert (event.result, event.basis) == (result, "discretion")


@pytest.mark.parametrize("exam", [None, {"result": "failed"}, {"result": "excused"}])
def test_without_a_result_nothing_can_be_said_yet(exam: dict[str, Any] | None):
    play = held()
    if exam is not None:
        play.step(EXAM, **exam)
    refusal = play.no(INSPECT, passes=True)
    assert (refusal.code, refusal.detail["missing"]) == ("CONDITIONS_NOT_MET", "training_exam")


def test_what_counts_is_of_the_year_that_is_inspected():
    play = held().steps(EXAM)
    play.step(FAULT, on=date(2025, 6, 1))
    assert play.step(INSPECT, year=2025)[0].basis == "fault_not_dealt_with"
    assert play.step(INSPECT)[0].result == "passed"


def test_what_was_refused_is_inspected_again_and_what_was_passed_is_not():
    play = held().steps(EXAM, FAULT, INSPECT)
    play.step(FAULT, processed_on=date(2026, 2, 1))
    play.step(INSPECT, passes=True)
    (mark,) = play.now.inspections
    assert (mark.number, mark.year, mark.result) == ("1", 2026, "passed")
    assert play.no(INSPECT, passes=True).code == "ALREADY_EXISTS"


@pytest.mark.parametrize("year", [2023, 2027])
def test_only_years_of_the_certificate_that_have_begun_are_inspected(year: int):
    refusal = held().steps(EXAM).no(INSPECT, year=year)
    assert (refusal.code, refusal.field) == ("INVALID_VALUE", "year")


def test_each_certificate_is_inspected_for_itself():
    play = OfficerPlay(TONGZHOU, certificate("1"), certificate("2")).steps(EXAM)
    play.step(INSPECT)
    assert play.step(INSPECT, number="2")
    assert play.no(INSPECT, number="3").code == "NOT_FOUND"


def test_nothing_of_somebody_who_left_is_inspected():
    play = held().steps(EXAM, personnel.record_personnel_change)
    assert play.no(INSPECT).code == "NOT_ALLOWED_IN_STATE"


def test_hangzhou_12_leaves_every_result_to_whoever_checks():
    play = held(HANGZHOU, law=FULLER)
    assert play.no(INSPECT).code == "MISSING_FIELD"
    assert play.step(INSPECT, passes=False)[0].result == "refused"


@pytest.mark.parametrize("region", [CHANGJI, WULONG, HEILONGJIANG])
def test_elsewhere_the_text_is_silent(region: str):
    assert held(region).no(INSPECT, passes=True).code == "LAW_SILENT"
