"""Suspension by the body's own legal unit, and what is decided on it (Tongzhou 17 and 18)."""

from datetime import date
from typing import Any

import pytest

from services.certificates.domain import (
    correction,
    ending,
    personnel,
    qualification,
    renewing,
    suspension,
    writing_off,
)
from tests.unit.services.certificates.officer_play import (
    CHANGJI,
    FULLER,
    HANGZHOU,
    HEAD,
    HEILONGJIANG,
    HENAN,
    STRANGER,
    UNIT,
    WULONG,
    OfficerPlay,
    announced,
    certificate,
    qualified,
)
from tests.unit.services.play import article, at, names

SUSPEND, DECIDE = suspension.suspend_certificate, suspension.decide_suspension
LIMIT = "certificate.suspension.decision:1"


def suspended(times: int) -> OfficerPlay:
    """Suspended so often, and restored each time but the last."""
    play = qualified()
    for n in range(1, times):
        play.step(SUSPEND, order_id=f"s{n}")
        play.step(DECIDE, order_id=f"d{n}")
    play.step(SUSPEND, order_id=f"s{times}")
    return play


def test_what_is_suspended_is_decided_within_two_months():
    play = suspended(1)
    assert play.status() == "suspended"
    assert play.clock(LIMIT).due_at == at("2026-05-07", 0)  # 2 to 5 May 2026 are days off
    told = announced(play.on("2026-05-06").step(DECIDE))
    assert (told.status, told.numbers, play.status()) == ("valid", ("1",), "valid")
    assert play.clock(LIMIT).stopped_at is not None
    assert play.status(when=at("2026-04-01")) == "suspended"


def test_each_certificate_has_a_limit_of_its_own():
    play = qualified("110112", certificate("1"), certificate("2")).steps(SUSPEND)
    play.step(SUSPEND, number="2", order_id="s2")
    play.step(DECIDE)
    assert play.clock(LIMIT).stopped_at is not None
    assert play.clock("certificate.suspension.decision:2").stopped_at is None
    assert (play.status("1"), play.status("2")) == ("valid", "suspended")


def test_who_suspended_does_not_decide():
    refusal = suspended(1).no(DECIDE, by=UNIT)
    assert (refusal.code, article(refusal)) == ("SAME_PERSON", "第十八条")


def test_the_body_can_have_it_written_off():
    play = suspended(1)
    assert names(play.step(DECIDE, outcome="write_off")) == ["SuspensionDecided", "ClockStopped"]
    assert (play.status(), play.now.write_offs_proposed) == ("suspended", {"1": "head"})
    assert announced(play.step(writing_off.write_off_certificate)).status == "written_off"


def test_a_decision_is_one_of_two():
    refusal = suspended(1).no(DECIDE, outcome="forget")
    assert (refusal.code, refusal.field) == ("INVALID_VALUE", "outcome")


def test_the_third_suspension_makes_the_write_off_due_and_is_not_restored():
    assert suspended(2).now.write_offs_due == ()
    play = suspended(3)
    due = next(each for each in play.history if type(each).__name__ == "WriteOffDue")
    assert (due.suspensions, due.citation.article, play.now.write_offs_due) == (3, "第十七条", ("1",))
    refusal = play.no(DECIDE)
    assert (refusal.code, article(refusal)) == ("BARRED", "第十七条")
    play.step(DECIDE, outcome="write_off")
    play.step(writing_off.write_off_certificate)
    assert (play.status(), play.now.write_offs_due) == ("written_off", ())


def test_suspensions_ordered_by_accountability_count_too():
    play = suspended(2)
    play.step(DECIDE)
    events = play.sanction("certificate.suspend", "r1", until=at("2026-06-01"))
    assert events.status == "suspended"
    assert play.now.write_offs_due == ("1",)


def test_a_suspension_that_was_wrong_from_its_beginning_does_not_count():
    play = suspended(2)
    assert names(play.correct("s1"))[:2] == ["StatusCorrected", "StatusChanged"]
    play.step(DECIDE, order_id="d2")
    play.step(SUSPEND, order_id="s3")
    assert play.now.write_offs_due == ()


def test_the_write_off_is_no_longer_due_once_one_of_three_was_wrong():
    play = suspended(3)
    assert "WriteOffLapsed" in names(play.correct("s1"))
    assert play.now.write_offs_due == ()
    assert play.clock(LIMIT).stopped_at is None  # the third one still stands and is decided
    assert play.step(DECIDE)


def test_a_suspension_that_was_wrong_needs_no_decision():
    play = suspended(1)
    assert "SuspensionLapsed" in names(play.correct("s1"))
    assert (play.status(), play.now.suspended_by) == ("valid", {})
    assert play.clock(LIMIT).stopped_at is not None


def test_the_body_restores_its_own_suspension_and_not_that_of_accountability():
    play = suspended(1)
    play.sanction("certificate.suspend", "r1", until=at("2026-09-01", 0))
    assert announced(play.step(DECIDE)).status == "suspended"
    assert play.status(when=at("2026-08-31")) == "suspended"
    assert play.status(when=at("2026-09-01")) == "valid"


def test_an_order_of_accountability_without_an_end_stands_behind_the_body_s_own_suspension():
    play = suspended(1)
    play.sanction("certificate.suspend", "r1")
    assert announced(play.step(DECIDE)).status == "suspended"
    assert [each.statement for each in play.certificate().endings] == ["s1"]


def test_what_accountability_suspended_the_body_does_not_decide():
    play = qualified()
    play.sanction("certificate.suspend", "r1", until=at("2026-09-01", 0))
    refusal = play.no(DECIDE)
    assert (refusal.code, refusal.detail["who"]) == ("WRONG_DECIDER", "accountability")


def test_what_expired_while_suspended_is_still_decided():
    play = qualified("110112", certificate("1", last="2026-03-31")).steps(SUSPEND).on("2026-04-10")
    assert play.status() == "expired"
    play.step(DECIDE)
    assert play.clock(LIMIT).stopped_at is not None


@pytest.mark.parametrize(
    ("handler", "status"),
    [(ending.cancel_certificate, "cancelled"), (ending.report_loss, "suspended")],
)
def test_what_ends_in_another_way_is_not_to_be_decided_and_what_was_lost_is(handler: Any, status: str):
    play = suspended(3)
    play.step(handler)
    ended = status == "cancelled"
    assert play.status() == status
    assert (play.clock(LIMIT).stopped_at is not None) == ended
    assert (play.now.write_offs_due, play.now.suspended_by) == (((), {}) if ended else (("1",), {"1": "wang"}))


def test_a_sanction_that_ends_it_leaves_nothing_to_decide():
    play = suspended(1)
    play.sanction("certificate.revoke", "r1")
    assert (play.status(), play.now.suspended_by) == ("revoked", {})
    assert play.clock(LIMIT).stopped_at is not None


@pytest.mark.parametrize("handler", [SUSPEND, ending.report_loss])
def test_only_what_is_valid_is_suspended(handler: Any):
    play = qualified().steps(handler)
    refusal = play.no(SUSPEND, order_id="s2")
    assert (refusal.code, article(refusal)) == ("NOT_ALLOWED_IN_STATE", "第十七条")


def test_what_is_not_suspended_is_not_decided():
    assert qualified().no(DECIDE).code == "NOT_ALLOWED_IN_STATE"


def test_nothing_of_somebody_who_left_is_suspended():
    play = qualified().steps(personnel.record_personnel_change)
    assert play.no(SUSPEND).detail["state"] == "left"


@pytest.mark.parametrize("handler", [SUSPEND, DECIDE])
def test_a_legal_unit_acts_for_its_own_body_only(handler: Any):
    assert suspended(1).no(handler, by=STRANGER).code == "NOT_FOUND"


@pytest.mark.parametrize("region", [CHANGJI, WULONG, HEILONGJIANG])
@pytest.mark.parametrize("handler", [SUSPEND, DECIDE])
def test_elsewhere_the_text_is_silent(region: str, handler: Any):
    assert OfficerPlay(region, certificate("1")).no(handler, by=HEAD).code == "LAW_SILENT"


def test_where_articles_are_missing_the_text_may_speak_of_it_there():
    play = OfficerPlay(HANGZHOU, certificate("1"), law=FULLER)
    assert play.no(SUSPEND).code in ("LAW_SILENT", "LAW_NOT_AT_HAND")


def test_an_order_is_carried_out_where_no_text_counts_suspensions():
    play = OfficerPlay(HENAN, certificate("1"))
    for n in range(4):
        play.sanction("certificate.suspend", f"r{n}", until=at("2026-09-01"))
    assert (play.status(), play.now.write_offs_due) == ("suspended", ())


def test_a_lifted_suspension_was_one_all_the_same():
    play = suspended(2)
    play.on("2026-03-10").correct("s2", at("2026-03-09"))
    play.step(qualification.record_training, on=date(2026, 3, 9))
    play.step(SUSPEND, order_id="s3")
    assert play.now.write_offs_due == ("1",)


def test_what_was_lost_while_suspended_is_decided_before_another_takes_its_place():
    play = suspended(1)
    play.step(ending.report_loss, number="1", order_id="l1")
    play.on("2029-01-02")  # its term is over, and it is still lost
    reissue = {
        "valid_from": date(2029, 1, 2),
        "valid_to": date(2031, 1, 1),
        "replaces": "1",
        "ground": "loss",
        "number": "8",
    }
    assert play.no(renewing.reissue_certificate, **reissue).code == "BARRED"
    play.step(DECIDE, outcome="write_off")
    assert play.no(renewing.reissue_certificate, **reissue).code == "BARRED"
    play.step(writing_off.write_off_certificate)
    assert play.status() == "written_off"


def test_an_order_that_speaks_of_a_certificate_and_of_the_one_in_its_place_counts_once():
    play = qualified()
    play.step(renewing.reissue_certificate, replaces="1", ground="damage", number="8")
    for order_id, until in (("r1", "2026-03-10"), ("r2", "2026-03-20")):
        play.sanction("certificate.suspend", order_id, until=at(until, 0))
        play.on(until)
    assert suspension.suspensions(play.certificate("8"), play.now.certificates) == 2
    assert play.now.write_offs_due == ()


def test_who_is_disqualified_until_a_day_to_come_is_not_qualified_before_it():
    play = qualified()
    play.sanction("qualification.cancel", "r1")
    play.step(correction.propose_correction, proposal_id="p1", corrects="r1", effective_at=at("2027-01-01", 0))
    play.step(correction.approve_correction, proposal_id="p1", order_id="c1")
    conditions = ("common_law", "professional_competence")
    refusal = play.no(qualification.register_qualification, conditions=conditions)
    assert (refusal.code, refusal.detail["ground"]) == ("BARRED", "r1")
    assert play.on("2027-01-02").step(qualification.register_qualification, conditions=conditions)
