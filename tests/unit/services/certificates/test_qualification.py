"""Training, examinations, faults on record, and the qualification (Tongzhou 5 to 9, Wulong 二(一), Changji 11)."""

from datetime import date
from typing import Any

import pytest

from services.certificates.domain import personnel, qualification
from tests.unit.services.certificates.officer_play import (
    CHANGJI,
    FULLER,
    HANGZHOU,
    HEILONGJIANG,
    HENAN,
    JINGZHOU,
    STRANGER,
    TONGZHOU,
    WULONG,
    OfficerPlay,
    examined,
    qualified,
)
from tests.unit.services.play import article, names

CONFIRMED = ("common_law", "professional_competence")
EXAM, REGISTER = qualification.record_exam, qualification.register_qualification
TRAINING = qualification.record_training


def test_whoever_meets_every_condition_is_qualified():
    play = examined(OfficerPlay(TONGZHOU))
    assert names(play.step(REGISTER, conditions=CONFIRMED)) == ["QualificationRegistered"]
    assert (play.now.state, play.now.pack) == ("qualified", "tongzhou-personnel-2008")


def test_tongzhou_5_names_every_condition_that_is_missing():
    refusal = OfficerPlay(TONGZHOU, on_staff=None).no(REGISTER)
    assert (refusal.code, article(refusal)) == ("CONDITIONS_NOT_MET", "第五条")
    assert refusal.detail["missing"] == "common_law, professional_competence, exam, on_staff"


def test_what_the_file_knows_is_not_taken_on_somebody_s_word():
    refusal = OfficerPlay(TONGZHOU).no(REGISTER, conditions=(*CONFIRMED, "exam"))
    assert refusal.detail["missing"] == "exam"


def test_tongzhou_5_asks_for_staff_on_the_establishment():
    play = examined(OfficerPlay(TONGZHOU, on_staff=False))
    assert play.no(REGISTER, conditions=CONFIRMED).detail["missing"] == "on_staff"


def test_a_condition_the_text_does_not_know_is_refused():
    refusal = OfficerPlay(TONGZHOU).steps(EXAM).no(REGISTER, conditions=("tall",))
    assert (refusal.code, refusal.field) == ("NOT_IN_LAW", "conditions")


def test_of_two_examinations_both_are_passed():
    play = OfficerPlay(TONGZHOU).steps(EXAM)
    play.step(EXAM, kind="professional_law", result="failed")
    assert play.no(REGISTER, conditions=CONFIRMED).detail["missing"] == "exam"
    play.step(EXAM, kind="professional_law", on=date(2026, 2, 1), resit=True)
    assert play.step(REGISTER, conditions=CONFIRMED)


@pytest.mark.parametrize("kind", qualification.EXAM_KINDS)
def test_tongzhou_9_knows_two_examinations_and_asks_for_both(kind: str):
    play = OfficerPlay(TONGZHOU)
    play.step(EXAM, kind=kind)
    assert play.no(REGISTER, conditions=CONFIRMED).detail["missing"] == "exam"


def test_where_the_text_does_not_tell_them_apart_either_examination_does():
    play = OfficerPlay(WULONG)
    play.step(EXAM, kind="common_law", result="failed")
    play.step(EXAM, kind="professional_law")
    assert play.step(REGISTER)


def test_who_passed_once_and_failed_since_has_not_passed():
    play = OfficerPlay(WULONG).steps(EXAM)
    play.step(EXAM, on=date(2026, 2, 1), result="failed")
    assert play.no(REGISTER).detail["missing"] == "exam"


def test_tongzhou_8_asks_sixty_hours_of_whoever_is_new():
    play = examined(OfficerPlay(TONGZHOU))
    new: dict[str, Any] = {"conditions": CONFIRMED, "new_recruit": True, "probation_over": True}
    play.step(TRAINING, hours=59, course="initial")
    refusal = play.no(REGISTER, **new)
    assert (refusal.detail["missing"], article(refusal)) == ("training.initial 59 < 60", "第八条")
    play.step(TRAINING, hours=40)  # another course
    assert play.no(REGISTER, **new).code == "CONDITIONS_NOT_MET"
    play.step(TRAINING, hours=1, course="initial")
    assert play.step(REGISTER, **new)


def test_tongzhou_5_waits_for_the_end_of_the_probation():
    play = examined(OfficerPlay(TONGZHOU))
    play.step(TRAINING, hours=60, course="initial")
    refusal = play.no(REGISTER, conditions=CONFIRMED, new_recruit=True)
    assert (refusal.field, article(refusal)) == ("probation_over", "第五条")


@pytest.mark.parametrize("region", [CHANGJI, WULONG, HEILONGJIANG])
def test_elsewhere_an_examination_passed_is_what_is_asked(region: str):
    play = OfficerPlay(region)
    assert play.no(REGISTER).detail["missing"] == "exam"
    play.step(EXAM)
    assert play.step(REGISTER)


@pytest.mark.parametrize("on_staff", [False, None])
def test_wulong_lets_nobody_enforce_who_is_not_on_the_establishment(on_staff: bool | None):
    refusal = OfficerPlay(WULONG, on_staff=on_staff).steps(EXAM).no(REGISTER)
    assert (refusal.detail["missing"], article(refusal)) == ("on_staff", "二(一)")


def test_hangzhou_12_asks_for_nothing_but_the_certificate_itself():
    play = OfficerPlay(HANGZHOU, law=FULLER)
    assert play.step(REGISTER)


def test_a_text_that_knows_no_qualification_is_silent():
    refusal = OfficerPlay(JINGZHOU, sector="government_services_data").no(REGISTER)
    assert refusal.code == "LAW_SILENT"


def test_where_no_text_on_certificates_is_in_force_nobody_is_qualified():
    assert OfficerPlay(HENAN).no(REGISTER).code == "NO_PACK_IN_FORCE"
    assert OfficerPlay(HANGZHOU).no(REGISTER).code == "NO_PACK_IN_FORCE"


def test_nobody_is_qualified_twice_but_whoever_left_may_be_again():
    play = qualified()
    assert play.no(REGISTER, conditions=CONFIRMED).code == "NOT_ALLOWED_IN_STATE"
    play.step(personnel.record_personnel_change)
    assert play.step(REGISTER, conditions=CONFIRMED)


@pytest.mark.parametrize(
    ("handler", "fields", "field"),
    [
        (TRAINING, {"on": date(2026, 3, 3)}, "on"),
        (EXAM, {"on": date(2026, 3, 3)}, "on"),
        (EXAM, {"kind": "chess"}, "kind"),
        (EXAM, {"result": "brilliant"}, "result"),
        (qualification.record_fault, {"on": date(2026, 3, 3)}, "on"),
        (qualification.record_fault, {"processed_on": date(2026, 1, 4)}, "processed_on"),
    ],
)
def test_what_cannot_be_is_not_recorded(handler: Any, fields: dict[str, Any], field: str):
    refusal = OfficerPlay(TONGZHOU).no(handler, **fields)
    assert (refusal.code, refusal.field) == ("INVALID_VALUE", field)


def test_tongzhou_6_has_the_registration_filed():
    play = qualified()
    (filed,) = play.step(qualification.file_qualification)
    assert (filed.citation.article, play.now.qualification_filed_at) == ("第六条", filed.filed_at)
    silent = qualified(WULONG).no(qualification.file_qualification)
    assert silent.code == "LAW_SILENT"


def test_a_fault_that_was_dealt_with_stays_so():
    play = OfficerPlay(TONGZHOU).steps(qualification.record_fault)
    play.step(qualification.record_fault, processed_on=date(2026, 2, 1), outcome="warned")
    (fault,) = play.now.faults
    assert fault.outcome == "warned"
    assert play.no(qualification.record_fault).code == "CONTRADICTION"


@pytest.mark.parametrize("handler", [TRAINING, EXAM, REGISTER])
def test_a_legal_unit_acts_for_its_own_body_only(handler: Any):
    refusal = OfficerPlay(TONGZHOU).no(handler, by=STRANGER)
    assert (refusal.code, refusal.detail) == ("NOT_FOUND", {"id": "o1"})
