"""From the application to the certificate (Tongzhou 7 and 11, Wulong 二(二), Changji 11, Heilongjiang 18)."""

from datetime import date
from typing import Any

import pytest

from services.certificates.domain import issuing, personnel, qualification
from tests.unit.services.certificates.officer_play import (
    CHANGJI,
    HEILONGJIANG,
    JINGZHOU,
    REGISTRAR,
    SECOND,
    STRANGER,
    TONGZHOU,
    WEIHAI,
    WULONG,
    OfficerPlay,
    qualified,
)
from tests.unit.services.play import article, names

APPLY, ISSUE, REFUSE = issuing.apply_for_certificate, issuing.issue_certificate, issuing.refuse_certificate


def test_who_is_qualified_gets_the_certificate_the_body_applied_for():
    play = qualified()
    play.step(APPLY)
    assert names(play.step(ISSUE, act_kinds=("fine",), range=TONGZHOU)) == ["CertificateIssued"]
    one = play.certificate("9")
    assert (play.status("9"), one.act_kinds, one.range, play.now.applications) == (
        "valid",
        ("fine",),
        TONGZHOU,
        (),
    )


def test_tongzhou_7_gives_certificates_to_the_qualified_only():
    refusal = OfficerPlay(TONGZHOU).no(APPLY)
    assert (refusal.code, article(refusal)) == ("CONDITIONS_NOT_MET", "第七条")


def test_who_is_no_longer_qualified_when_it_is_issued_gets_none():
    play = qualified()
    play.step(APPLY)
    play.sanction("qualification.cancel", "q1")
    refusal = play.no(ISSUE)
    assert (refusal.code, refusal.detail["state"]) == ("NOT_ALLOWED_IN_STATE", "disqualified")
    left = qualified()
    left.steps(APPLY, personnel.record_personnel_change)
    assert left.no(ISSUE).code == "NOT_ALLOWED_IN_STATE"


def test_wulong_asks_for_both_trainings_the_examination_and_the_qualification():
    play = OfficerPlay(WULONG)
    assert play.no(APPLY).detail["missing"] == (
        "qualification_training, special_law_training, exam_passed, qualification"
    )
    for course in ("qualification_training", "special_law_training"):
        play.step(qualification.record_training, course=course)
    play.steps(qualification.record_exam, qualification.register_qualification, APPLY)
    assert play.step(ISSUE)


@pytest.mark.parametrize("region", [CHANGJI, HEILONGJIANG])
def test_elsewhere_the_examination_and_what_follows_are_asked(region: str):
    play = OfficerPlay(region)
    assert play.no(APPLY).code == "CONDITIONS_NOT_MET"
    play.steps(qualification.record_training, qualification.record_exam, qualification.register_qualification)
    play.steps(APPLY, ISSUE)
    assert play.status("9") == "valid"


@pytest.mark.parametrize(("region", "more"), [(WEIHAI, {}), (JINGZHOU, {"sector": "government_services_data"})])
def test_a_text_that_speaks_of_no_conditions_is_silent(region: str, more: dict[str, Any]):
    assert OfficerPlay(region, **more).no(APPLY).code == "LAW_SILENT"


def test_who_applied_does_not_issue():
    play = qualified()
    play.step(APPLY, by=REGISTRAR)
    assert play.no(ISSUE).code == "SAME_PERSON"
    assert play.step(ISSUE, by=SECOND)


def test_a_number_is_held_or_applied_for_once():
    play = qualified()
    assert play.no(APPLY, number="1").code == "ALREADY_EXISTS"
    play.step(APPLY)
    assert play.no(APPLY, application_id="app2").code == "ALREADY_EXISTS"


def test_a_certificate_that_cannot_be_is_not_issued():
    play = qualified()
    play.step(APPLY)
    refusal = play.no(ISSUE, valid_to=date(2026, 3, 1))
    assert (refusal.code, refusal.field) == ("INVALID_VALUE", "valid_to")
    earlier = play.no(ISSUE, valid_from=date(2026, 3, 1))
    assert (earlier.code, earlier.field) == ("INVALID_VALUE", "valid_from")


def test_an_application_is_refused_on_a_condition_of_the_text():
    play = qualified()
    play.step(APPLY)
    assert play.no(REFUSE, condition="too_young").code == "NOT_IN_LAW"
    (refused,) = play.step(REFUSE)
    assert (refused.citation.article, play.now.applications) == ("第七条", ())
    assert play.no(ISSUE).code == "NOT_FOUND"


def test_a_legal_unit_applies_for_its_own_officers_only():
    assert qualified().no(APPLY, by=STRANGER).code == "NOT_FOUND"
