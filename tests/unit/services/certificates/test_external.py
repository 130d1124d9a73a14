"""Certificates of higher issuers: recorded, and filed (Tongzhou 24, Changji 11, Hangzhou 12 and 23)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.certificates.domain import external, issuing, personnel
from tests.unit.services.certificates.officer_play import (
    CHANGJI,
    FULLER,
    HANGZHOU,
    HEILONGJIANG,
    REGISTRAR,
    STRANGER,
    TONGZHOU,
    UNIT,
    WULONG,
    OfficerPlay,
    qualified,
)
from tests.unit.services.play import article, at, names

RECORD, FILE = external.record_external_certificate, external.file_certificate
ACCEPT, REJECT = external.accept_external_certificate, external.reject_external_certificate
LIMIT = "filing.certificate:7"


def test_tongzhou_24_has_it_filed_within_thirty_days_of_its_receipt():
    play = OfficerPlay(TONGZHOU).steps(RECORD)
    assert play.clock(LIMIT).due_at == at("2026-04-02", 0)  # the last day is 1 April
    (event, _) = play.on("2026-04-01", 23).step(FILE)
    assert (event.late, event.citation.article, play.now.filed) == (False, "第二十四条", ("7",))
    assert play.clock(LIMIT).stopped_at is not None


def test_what_the_body_records_waits_until_a_registrar_accepts_it():
    play = OfficerPlay(TONGZHOU).steps(RECORD)
    assert (play.now.certificates, [each.number for each in play.now.externals]) == ((), ["7"])
    (event,) = play.on("2026-03-10").step(ACCEPT)
    assert (event.accepted_by, event.citation.article) == ("li", "第二十四条")
    assert (play.status("7"), play.now.externals) == ("valid", ())
    assert play.no(ACCEPT).code == "NOT_FOUND"


def test_who_recorded_it_does_not_accept_it():
    both = replace(UNIT, roles=frozenset({"registrar"}))
    assert OfficerPlay(TONGZHOU).steps(RECORD).no(ACCEPT, by=both).code == "SAME_PERSON"


def test_what_a_registrar_records_is_on_file_at_once():
    play = OfficerPlay(TONGZHOU)
    play.step(RECORD, by=REGISTRAR)
    assert (play.status("7"), play.now.externals) == ("valid", ())


def test_what_is_rejected_does_not_come_on_file_and_need_not_be_filed():
    play = OfficerPlay(TONGZHOU).steps(RECORD, REJECT)
    assert (play.now.certificates, play.now.externals) == ((), ())
    assert play.clock(LIMIT).stopped_at is not None
    assert play.no(FILE).code == "NOT_FOUND"


def test_what_waits_is_filed_in_time_and_once_more_if_it_was_rejected_and_comes_again():
    play = OfficerPlay(TONGZHOU).steps(RECORD, FILE, REJECT)
    assert play.now.filed == ()
    play.steps(RECORD, FILE, ACCEPT)
    assert (play.status("7"), play.now.filed) == ("valid", ("7",))


def test_what_waits_is_not_accepted_once_an_order_of_accountability_stands():
    play = OfficerPlay(TONGZHOU).steps(RECORD)
    play.sanction("certificate.revoke", "r1")
    assert play.no(ACCEPT).code == "BARRED"


def test_the_limit_runs_from_the_receipt_and_not_from_the_record():
    play = OfficerPlay(TONGZHOU, day="2026-03-20")
    play.step(RECORD, received_on=date(2026, 3, 2))
    assert play.clock(LIMIT).due_at == at("2026-04-02", 0)


def test_a_late_filing_is_taken_and_said_to_be_late():
    play = OfficerPlay(TONGZHOU).steps(RECORD).on("2026-04-02", 0)
    assert names(play.ring(LIMIT, "overdue", play.at)) == ["ClockRang"]
    assert play.step(FILE)[0].late is True


def test_it_is_filed_with_every_document_the_text_names():
    refusal = OfficerPlay(TONGZHOU).steps(RECORD).no(FILE, documents=("specimen", "holders"))
    assert (refusal.code, refusal.detail["requirement"]) == (
        "REQUIREMENT_NOT_MET",
        "legal_basis, numbers, range_of_use",
    )


@pytest.mark.parametrize(("region", "law"), [(CHANGJI, {}), (HANGZHOU, {"law": FULLER})])
def test_where_the_text_sets_no_limit_it_is_filed_whenever_it_is(region: str, law: dict[str, Any]):
    play = OfficerPlay(region, **law).steps(RECORD)
    assert play.now.clocks == {}
    filed = play.on("2027-03-02").step(FILE, documents=("higher_certificates",))
    assert filed[0].late is False


@pytest.mark.parametrize("region", [WULONG, HEILONGJIANG])
def test_elsewhere_the_text_is_silent(region: str):
    assert OfficerPlay(region).no(RECORD).code == "LAW_SILENT"
    assert OfficerPlay(region).no(FILE).code == "LAW_SILENT"


def test_it_is_filed_once():
    play = OfficerPlay(TONGZHOU).steps(RECORD, FILE)
    assert play.no(FILE).code == "ALREADY_EXISTS"
    assert play.no(FILE, number="6").code == "NOT_FOUND"


def test_a_number_is_held_or_applied_for_once():
    play = qualified().steps(issuing.apply_for_certificate)
    assert play.no(RECORD, number="9").code == "ALREADY_EXISTS"
    assert play.no(RECORD, number="1").code == "ALREADY_EXISTS"
    assert play.steps(RECORD).no(RECORD).code == "ALREADY_EXISTS"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"received_on": date(2026, 3, 3)}, "received_on"),
        ({"valid_to": date(2026, 1, 31)}, "certificates.0.valid_to"),
    ],
)
def test_what_cannot_be_is_not_recorded(fields: dict[str, Any], field: str):
    refusal = OfficerPlay(TONGZHOU).no(RECORD, **fields)
    assert (refusal.code, refusal.field) == ("INVALID_VALUE", field)


@pytest.mark.parametrize("handler", [RECORD, FILE])
def test_a_legal_unit_acts_for_its_own_body_only(handler: Any):
    refusal = OfficerPlay(WULONG).no(handler, by=STRANGER)
    assert (refusal.code, article(refusal)) == ("NOT_FOUND", None)


def test_somebody_disqualified_or_gone_receives_none():
    play = OfficerPlay(TONGZHOU)
    play.sanction("qualification.cancel", "q1")
    assert play.no(RECORD).code == "NOT_ALLOWED_IN_STATE"
    gone = OfficerPlay(TONGZHOU).steps(personnel.record_personnel_change)
    assert gone.no(RECORD).code == "NOT_ALLOWED_IN_STATE"
