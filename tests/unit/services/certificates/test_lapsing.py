"""What a correction brings back is to be decided again; what was replaced or left is not forgotten."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.certificates.domain import ending, personnel, renewing, suspension, writing_off
from services.certificates.domain.certificate import until_of
from tests.unit.services.certificates.officer_play import UNIT, announced
from tests.unit.services.certificates.test_suspension import suspended
from tests.unit.services.play import at, names

SUSPEND, DECIDE = suspension.suspend_certificate, suspension.decide_suspension
PROPOSE, WRITE_OFF = writing_off.propose_write_off, writing_off.write_off_certificate
REISSUE = renewing.reissue_certificate
LIMIT = "certificate.suspension.decision:1"
REVOKE = "certificate.revoke"


@pytest.mark.parametrize("back", [None, at("2026-03-21", 0)])
def test_a_suspension_brought_back_is_decided_within_the_limit_from_its_original_day(back: Any):
    play = suspended(1)
    due_at = play.clock(LIMIT).due_at
    play.on("2026-03-20").sanction(REVOKE, "r1")
    events = play.on("2026-04-20").correct("r1", back)
    assert "SuspensionReopened" in names(events)
    assert (play.status(), play.now.suspended_by) == ("suspended", {"1": "wang"})
    assert (play.clock(LIMIT).due_at, play.clock(LIMIT).stopped_at) == (due_at, None)
    assert announced(play.step(DECIDE)).status == "valid"


def test_who_suspended_does_not_decide_what_was_brought_back():
    play = suspended(1)
    play.sanction(REVOKE, "r1")
    play.correct("r1")
    assert play.no(DECIDE, by=UNIT).code == "SAME_PERSON"


def test_what_was_due_to_be_written_off_is_due_again_once_it_is_back():
    play = suspended(3)
    play.sanction(REVOKE, "r1")
    assert play.now.write_offs_due == ()
    play.correct("r1")
    assert play.now.write_offs_due == ("1",)
    assert play.no(DECIDE).code == "BARRED"
    assert play.steps(PROPOSE).step(WRITE_OFF)


def test_a_writing_off_that_was_wrong_leaves_the_suspension_to_be_decided():
    play = suspended(1)
    play.step(DECIDE, outcome="write_off")
    play.step(WRITE_OFF)
    play.correct("w1")
    assert (play.status(), play.now.suspended_by, play.now.write_offs_proposed) == ("suspended", {"1": "wang"}, {})


def test_what_another_order_still_holds_is_reopened_only_once_that_is_lifted_too():
    play = suspended(1)
    play.sanction(REVOKE, "r1")
    play.sanction("certificate.surrender", "r2")
    play.correct("r1")
    assert play.now.suspended_by == {}
    play.correct("r2")
    assert play.now.suspended_by == {"1": "wang"}


@pytest.mark.parametrize("leaves", ["left", "disqualified"])
def test_what_is_open_is_decided_and_written_off_of_somebody_gone(leaves: str):
    play = suspended(1)
    if leaves == "left":
        play.step(personnel.record_personnel_change)
    else:
        play.now = replace(play.now, state="disqualified")
    assert play.now.state == leaves
    play.step(DECIDE, outcome="write_off")
    assert announced(play.step(WRITE_OFF)).status == "written_off"


@pytest.mark.parametrize("ground", ["loss", "damage"])
def test_how_often_it_was_suspended_goes_over_to_the_certificate_in_its_place(ground: str):
    play = suspended(2)
    play.step(DECIDE)
    if ground == "loss":
        play.step(ending.report_loss)
    play.step(REISSUE, ground=ground)
    assert (play.certificate("8").replaces, play.certificate("1").replaces) == ("1", None)
    assert "WriteOffDue" in names(play.step(SUSPEND, number="8", order_id="s3"))
    assert play.now.write_offs_due == ("8",)


def test_a_suspension_of_the_old_one_that_was_wrong_counts_no_longer_of_the_new_one():
    play = suspended(2)
    play.step(DECIDE)
    play.step(REISSUE, ground="damage")
    play.step(SUSPEND, number="8", order_id="s3")
    play.correct("s1")
    assert play.now.write_offs_due == ()


def test_an_ending_counts_also_if_the_clock_was_set_back():
    play = suspended(1)
    play.on("2026-03-20").sanction("certificate.suspend", "r1", until=at("2026-09-01", 0))
    play.on("2026-04-20").correct("r1", at("2026-04-19", 0))
    play.on("2026-04-10").correct("r1")
    first, second = (each for each in play.certificate().endings if each.statement == "r1")
    assert second.recorded_at == first.recorded_at + timedelta.resolution
    assert play.now.sanctions == ()
    (said,) = (each for each in play.certificate().history if each.id == "r1")
    assert until_of(said, play.certificate()) == said.since
