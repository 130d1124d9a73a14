"""An order of accountability stands until it is lifted, also over what comes into the file after it."""

from datetime import date
from typing import Any

import pytest

from services.certificates.domain import correction, external, issuing, registration, renewing
from services.certificates.domain.status import FINAL
from tests.unit.services.certificates.officer_play import (
    CHANGJI,
    REGISTRAR,
    OfficerPlay,
    announced,
    certificate,
    qualified,
)
from tests.unit.services.play import at, names

UPDATE, RENEW = registration.update_officer, renewing.renew_certificate
REVOKE, SUSPEND = "certificate.revoke", "certificate.suspend"
NEW = {"certificates": (certificate("2"),)}


def barred(play: OfficerPlay, handler: Any, **fields: Any) -> bool:
    refusal = play.no(handler, **fields)
    return (refusal.code, refusal.detail["ground"]) == ("BARRED", "r1")


def ready() -> OfficerPlay:
    """Qualified, with a certificate and an application for another."""
    return qualified().steps(issuing.apply_for_certificate)


BRINGING: dict[Any, dict[str, Any]] = {
    UPDATE: {"certificates": (certificate("3"),)},
    RENEW: {},
    renewing.reissue_certificate: {"ground": "damage"},
    issuing.issue_certificate: {},
    external.record_external_certificate: {},
}


MADE_NOW = {issuing.issue_certificate, renewing.reissue_certificate}


@pytest.mark.parametrize("day", ["2026-03-05", "2026-08-01"])
@pytest.mark.parametrize("handler", BRINGING, ids=lambda each: each.__name__)
def test_nothing_new_comes_to_the_person_while_an_order_stands_or_is_to_take_effect(handler: Any, day: str):
    play = ready()
    play.sanction(REVOKE, "r1", effective_at=at(day, 0))
    assert barred(play, handler, **BRINGING[handler])


@pytest.mark.parametrize("handler", BRINGING, ids=lambda each: each.__name__)
def test_a_suspension_bars_until_its_end(handler: Any):
    play = ready()
    play.sanction(SUSPEND, "r1", until=at("2026-06-01", 0))
    play.on("2026-05-31", 23)
    assert barred(play, handler, **BRINGING[handler])
    later = {"valid_from": date(2026, 6, 1)} if handler in MADE_NOW else {}
    assert play.on("2026-06-01", 0).step(handler, **{**BRINGING[handler], **later})


def test_what_agrees_with_the_file_is_still_taken_from_a_roster():
    play = OfficerPlay(CHANGJI, certificate("1"))
    play.sanction(REVOKE, "r1")
    assert play.step(UPDATE, certificates=(certificate("1"),)) == []
    assert names(play.step(UPDATE, name="某乙")) == ["OfficerUpdated"]


def test_an_order_before_any_certificate_was_on_file_covers_what_comes_later():
    play = OfficerPlay(CHANGJI)
    play.sanction(REVOKE, "r1")
    assert barred(play, UPDATE, **NEW)


def test_a_certificate_that_comes_late_was_not_valid_in_the_time_of_a_suspension_that_is_over():
    play = OfficerPlay(CHANGJI)
    play.sanction(SUSPEND, "r1", until=at("2026-06-01", 0))
    play.on("2026-07-01").step(UPDATE, **NEW)
    assert [play.status("2", at(day)) for day in ("2026-02-01", "2026-04-01", "2026-06-01")] == [
        *("valid", "suspended", "valid")
    ]
    play.correct("r1")
    assert play.status("2", at("2026-04-01")) == "valid"


def test_a_certificate_that_comes_after_a_reinstatement_was_not_valid_before_it():
    play = OfficerPlay(CHANGJI)
    play.sanction(REVOKE, "r1")
    play.on("2026-04-01").correct("r1", at("2026-04-01", 0))
    play.step(UPDATE, **NEW)
    assert (play.status("2", at("2026-03-20")) in FINAL, play.status("2")) == (True, "valid")


def test_an_order_that_is_to_end_later_bars_until_then():
    play = OfficerPlay(CHANGJI)
    play.sanction(REVOKE, "r1")
    play.correct("r1", at("2026-05-01", 0))
    assert barred(play, UPDATE, **NEW)
    assert play.on("2026-05-01", 0).step(UPDATE, **NEW)


def test_an_order_that_takes_effect_later_reaches_what_is_live_now_and_would_be_renewed():
    play = OfficerPlay(CHANGJI, certificate("1", last="2026-06-30"))
    told = play.sanction(REVOKE, "r1", effective_at=at("2026-07-01", 0))
    assert (told.numbers, play.status(), play.status(when=at("2026-07-01"))) == (("1",), "valid", "revoked")
    assert play.certificate().history[-1].since == at("2026-07-01", 0)


def test_an_order_that_found_no_certificate_is_corrected_with_an_announcement_without_endings():
    play = OfficerPlay(CHANGJI)
    play.sanction(REVOKE, "r1")
    events = play.correct("r1")
    assert names(events) == ["StatusCorrected", "StatusChanged"]
    assert (announced(events).numbers, announced(events).endings, play.now.sanctions) == ((), {}, ())
    assert play.step(UPDATE, **NEW)
    assert play.no(correction.propose_correction).code == "NOT_FOUND"


def test_an_order_that_found_no_certificate_does_not_end_before_it_began():
    play = OfficerPlay(CHANGJI)
    play.sanction(REVOKE, "r1")
    refusal = play.no(correction.propose_correction, effective_at=at("2026-03-01"))
    assert (refusal.code, refusal.field) == ("CONTRADICTION", "effective_at")


def test_of_two_orders_the_one_that_stands_bars():
    play = OfficerPlay(CHANGJI)
    play.sanction(REVOKE, "r2")
    play.sanction(REVOKE, "r1")
    play.correct("r2")
    assert barred(play, UPDATE, **NEW)


def test_whoever_was_disqualified_gets_no_new_certificate_by_a_roster():
    play = OfficerPlay(CHANGJI, certificate("1"))
    play.sanction("qualification.cancel", "r1")
    refusal = play.no(UPDATE, by=REGISTRAR, certificates=(certificate("1"), certificate("2")))
    assert (refusal.code, refusal.field) == ("BARRED", "certificates.1")
    assert play.certificate().valid_from == date(2024, 1, 1)
