"""A complaint can be taken back until it was answered; nobody has to say why, and no limit runs on."""

import pytest

from services.complaints.domain import (
    barring,
    dispute,
    notice,
    outcome,
    replying,
    screening,
    withdrawal,
)
from tests.unit.services.complaints.complaint_play import HEAD, JINGZHOU, PLATFORM, WEIHAI, ComplaintPlay
from tests.unit.services.play import at

CLOSED = (screening.accept, outcome.note_case_closed)


@pytest.mark.parametrize(
    "steps",
    [
        (),
        (barring.bar,),
        (screening.accept,),
        (screening.accept, outcome.note_case_opened),
        (screening.record_clue,),
        CLOSED,
        (*CLOSED, replying.reply, dispute.dispute_reply),
    ],
)
def test_it_can_be_taken_back_until_it_was_answered(steps):
    play = ComplaintPlay(WEIHAI).steps(*steps)
    play.step(withdrawal.withdraw, by=PLATFORM, day="2026-03-09")
    assert (play.now.state, play.now.outcome, play.now.ended_at) == ("withdrawn", "withdrawn", at("2026-03-09"))


def test_what_was_answered_or_taken_back_is_not_taken_back():
    assert (
        ComplaintPlay(WEIHAI).steps(*CLOSED, replying.reply).no(withdrawal.withdraw).code == "NOT_ALLOWED_IN_STATE"
    )
    assert ComplaintPlay(WEIHAI).steps(withdrawal.withdraw).no(withdrawal.withdraw).code == "NOT_ALLOWED_IN_STATE"


def test_with_it_every_limit_ends():
    play = ComplaintPlay(JINGZHOU).steps(screening.accept, notice.notify_respondent, withdrawal.withdraw)
    assert set(play.now.clocks) == {"complaint.transfer", "complaint.notice", "complaint.statement:body-1"}
    assert all(clock.stopped_at is not None for clock in play.now.clocks.values())


def test_a_bar_that_waits_for_the_head_needs_no_word_any_more():
    play = ComplaintPlay(WEIHAI).steps(barring.bar, withdrawal.withdraw)
    assert play.no(barring.approve_bar, by=HEAD).code == "NOT_ALLOWED_IN_STATE"
