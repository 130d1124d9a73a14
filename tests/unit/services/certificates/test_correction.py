"""What was wrong is corrected, and what is over is lifted, by two persons and by adding only."""

from typing import Any

import pytest

from services.certificates.domain import correction, ending, personnel, sanction
from tests.unit.services.certificates.officer_play import (
    CHANGJI,
    REGISTRAR,
    OfficerPlay,
    announced,
    certificate,
    qualified,
)
from tests.unit.services.play import at, names

PROPOSE, APPROVE, REJECT = (
    correction.propose_correction,
    correction.approve_correction,
    correction.reject_correction,
)
EXECUTE = sanction.execute_sanction
REVOKE, DISQUALIFY = "certificate.revoke", "qualification.cancel"


def revoked() -> OfficerPlay:
    """Revoked from 5 March on, and it is the 20th."""
    return OfficerPlay(CHANGJI, certificate("1"), certificate("2")).steps(EXECUTE).on("2026-03-20")


def test_what_was_wrong_from_its_beginning_is_corrected_with_the_same_announcement():
    play = revoked().steps(PROPOSE)
    events = play.step(APPROVE)
    assert names(events) == ["StatusCorrected", "StatusChanged"]
    told = announced(events)
    assert (told.status, told.numbers, told.version) == ("valid", ("1", "2"), 2)
    assert play.status(when=at("2026-03-10")) == "valid"
    assert play.status(when=at("2026-03-10"), known_at=at("2026-03-19")) == "revoked"


def test_a_reinstatement_keeps_date_and_reason_of_the_revocation():
    play = revoked()
    play.step(PROPOSE, effective_at=at("2026-03-15", 0))
    assert names(play.step(APPROVE)) == ["OfficerReinstated", "StatusChanged"]
    assert [play.status(when=at(day)) for day in ("2026-03-04", "2026-03-10", "2026-03-15")] == [
        *("valid", "revoked", "valid")
    ]
    said = play.certificate().history[-1]
    assert (said.order_id, said.since, said.ground) == ("r1", at("2026-03-05", 0), "brutality")
    assert play.certificate().endings[0].ground == "wrong_person"


def test_a_reinstatement_can_still_be_found_to_have_been_a_correction():
    play = revoked()
    play.correct("r1", at("2026-03-15", 0))
    play.correct("r1")
    assert play.status(when=at("2026-03-10")) == "valid"
    assert len(play.certificate().endings) == 2


def test_who_proposed_neither_approves_nor_rejects():
    play = revoked().steps(PROPOSE)
    assert play.no(APPROVE, by=REGISTRAR).code == "SAME_PERSON"
    assert play.no(REJECT, by=REGISTRAR).code == "SAME_PERSON"


def test_what_another_rejects_changes_nothing():
    play = revoked().steps(PROPOSE)
    assert names(play.step(REJECT)) == ["CorrectionRejected"]
    assert (play.status(), play.now.corrections, play.now.version) == ("revoked", (), 1)
    assert play.no(APPROVE).code == "NOTHING_PROPOSED"


def test_only_what_was_ordered_is_corrected():
    play = revoked()
    assert play.no(PROPOSE, corrects="r9").code == "NOT_FOUND"


@pytest.mark.parametrize("moment", [at("2026-03-05", 0), at("2026-03-01")])
def test_what_an_order_said_does_not_end_before_it_began(moment: Any):
    refusal = revoked().no(PROPOSE, effective_at=moment)
    assert (refusal.code, refusal.field) == ("CONTRADICTION", "effective_at")


def test_what_was_taken_back_is_not_taken_back_again():
    play = revoked()
    play.correct("r1")
    play.step(PROPOSE)
    assert play.no(APPROVE).code == "CONTRADICTION"


def test_two_orders_overlapping_lifting_one_leaves_the_other():
    play = OfficerPlay(CHANGJI, certificate("1"))
    for order_id in ("r1", "r2"):
        play.sanction("certificate.suspend", order_id, until=at("2026-09-01", 0))
    assert announced(play.correct("r1")).status == "suspended"
    assert announced(play.correct("r2")).status == "valid"


@pytest.mark.parametrize("lifted", ["r1", "r2"])
@pytest.mark.parametrize("second", [REVOKE, DISQUALIFY])
def test_of_two_final_orders_the_one_not_lifted_stands(lifted: str, second: str):
    play = OfficerPlay(CHANGJI, certificate("1"))
    play.sanction(REVOKE, "r1")
    first = play.at
    play.on("2026-04-01").sanction(second, "r2")
    play.correct(lifted)
    expected = "disqualified" if (lifted, second) == ("r1", DISQUALIFY) else "revoked"
    assert play.status() == expected
    assert play.status(when=first) == ("valid" if lifted == "r1" else "revoked")
    play.correct("r1" if lifted == "r2" else "r2")
    assert play.status() == "valid"


def test_a_suspension_found_behind_a_revocation_stands_when_that_is_lifted():
    play = OfficerPlay(CHANGJI, certificate("1"))
    play.sanction(REVOKE, "r1")
    assert play.sanction("certificate.suspend", "r2", until=at("2026-09-01", 0)).numbers == ()
    assert announced(play.correct("r1")).status == "suspended"


def test_who_was_disqualified_wrongly_is_on_file_again_and_has_to_be_qualified_anew():
    play = qualified()
    play.sanction(DISQUALIFY, "q1")
    play.correct("q1")
    assert (play.now.state, play.status(), play.now.disqualified_by) == ("registered", "valid", ())


def test_who_was_disqualified_without_a_certificate_gets_the_same_correction():
    play = OfficerPlay(CHANGJI)
    play.sanction(DISQUALIFY, "q1")
    told = announced(play.correct("q1"))
    assert (told.numbers, told.version, play.now.state) == ((), 2, "registered")
    assert play.no(PROPOSE, corrects="q1").code == "NOT_FOUND"


def test_of_two_disqualifications_the_one_not_lifted_stands():
    play = OfficerPlay(CHANGJI, certificate("1"))
    play.sanction(DISQUALIFY, "q1")
    play.sanction(DISQUALIFY, "q2")
    play.correct("q1")
    assert (play.now.state, play.status()) == ("disqualified", "disqualified")
    play.correct("q2")
    assert (play.now.state, play.status()) == ("registered", "valid")


def test_who_left_meanwhile_is_not_back_by_a_correction():
    play = OfficerPlay(CHANGJI, certificate("1"))
    play.sanction(DISQUALIFY, "q1")
    play.step(personnel.record_personnel_change)
    assert play.now.state == "disqualified"
    play.correct("q1")
    assert play.now.state == "left"


def test_lifting_a_revocation_does_not_undo_a_disqualification():
    play = OfficerPlay(CHANGJI, certificate("1"))
    play.sanction(REVOKE, "r1")
    play.sanction(DISQUALIFY, "q1")
    play.correct("r1")
    assert (play.now.state, play.status()) == ("disqualified", "disqualified")


@pytest.mark.parametrize(
    ("handler", "order_id"), [(ending.report_loss, "loss"), (ending.cancel_certificate, "cancelled")]
)
def test_whatever_was_ordered_can_have_been_wrong(handler: Any, order_id: str):
    play = qualified().steps(handler)
    play.correct(order_id)
    assert play.status() == "valid"


def test_a_correction_does_not_bring_back_what_has_expired_meanwhile():
    play = OfficerPlay(CHANGJI, certificate("1", last="2026-06-30"))
    play.sanction(REVOKE, "r1")
    told = announced(play.on("2026-08-01").correct("r1"))
    assert (told.status, play.status()) == ("expired", "expired")
