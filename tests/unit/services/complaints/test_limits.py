"""Which limits a complaint is under, from when, and what ends them."""

from datetime import date

import pytest

from services.complaints.domain import dispute, outcome, replying, screening
from tests.unit.services.complaints.complaint_play import (
    CHANGJI,
    FULLER,
    HANGZHOU,
    HEAD,
    HEILONGJIANG,
    JINGZHOU,
    TONGZHOU,
    WEIHAI,
    WULONG,
    ComplaintPlay,
)
from tests.unit.services.play import article, at

TRANSFER, LIMIT, CONCLUSION = "complaint.transfer", "complaint.limit", "complaint.conclusion"


@pytest.mark.parametrize("region", [CHANGJI, WEIHAI, HEILONGJIANG, HANGZHOU])
def test_where_the_text_sets_no_limit_none_runs(region: str):
    assert ComplaintPlay(region, law=FULLER).steps(screening.accept).now.clocks == {}


@pytest.mark.parametrize(
    ("received", "due_on"),
    [
        ("2026-03-02", date(2026, 4, 1)),
        ("2026-03-05", date(2026, 4, 7)),  # 4 April is a holiday that lasts to the 6th
        ("2026-01-20", date(2026, 2, 24)),  # 19 February lies within the Spring Festival
    ],
)
def test_in_tongzhou_all_is_done_and_told_within_thirty_days_of_receipt(received: str, due_on: date):
    clock = ComplaintPlay(TONGZHOU, day=received).clock(LIMIT)
    assert (clock.due_on, clock.article) == (due_on, "第二十五条")


def test_in_tongzhou_the_limit_runs_on_through_acceptance_and_finding_and_ends_with_the_reply():
    play = ComplaintPlay(TONGZHOU).steps(screening.accept, outcome.conclude)
    assert play.clock(LIMIT).stopped_at is None
    play.step(replying.reply, day="2026-03-20")
    assert play.clock(LIMIT).stopped_at == at("2026-03-20")


def test_a_reply_that_was_disputed_does_not_start_the_thirty_days_again():
    play = ComplaintPlay(TONGZHOU).steps(screening.accept, outcome.conclude, replying.reply, dispute.dispute_reply)
    play.step(dispute.reopen_complaint, by=HEAD)
    assert play.clock(LIMIT).stopped_at is not None


@pytest.mark.parametrize(
    ("received", "due_on"), [("2026-03-02", date(2026, 3, 12)), ("2026-02-06", date(2026, 2, 24))]
)
def test_jingzhou_transfers_within_ten_days_of_receipt(received: str, due_on: date):
    clock = ComplaintPlay(JINGZHOU, day=received).clock(TRANSFER)
    assert (clock.due_on, clock.article) == (due_on, "第九条第一款")


@pytest.mark.parametrize("screen", [screening.transfer, screening.accept])
def test_the_ten_days_to_transfer_end_with_screening(screen):
    assert ComplaintPlay(JINGZHOU).steps(screen).clock(TRANSFER).stopped_at is not None


def test_wulong_accepts_nothing_until_an_administrator_has_said_in_how_many_days_it_is_concluded():
    refusal = ComplaintPlay(WULONG).no(screening.accept)
    assert (refusal.code, article(refusal), refusal.detail["parameter"]) == (
        "PARAMETER_UNSET",
        "五(二)",
        "complaint_days",
    )


def test_the_number_that_was_set_counts_from_acceptance_to_the_last_case():
    play = ComplaintPlay(WULONG, law=FULLER)
    play.step(screening.accept, day="2026-03-04")
    clock = play.clock(CONCLUSION)
    assert (clock.due_on, clock.authority) == (date(2026, 3, 24), "s-1: 区司法局规定")
    play.step(outcome.note_case_closed, day="2026-03-20")
    assert play.clock(CONCLUSION).stopped_at == at("2026-03-20")


def test_a_complaint_accepted_again_is_concluded_within_days_of_its_own():
    play = ComplaintPlay(WULONG, law=FULLER).steps(
        screening.accept, outcome.note_case_closed, replying.reply, dispute.dispute_reply
    )
    play.step(dispute.reopen_complaint, by=HEAD)
    play.step(screening.accept, day="2026-03-10")
    clock = play.clock(CONCLUSION)
    assert (clock.due_on, clock.stopped_at) == (date(2026, 3, 30), None)


def test_every_limit_of_a_complaint_rings_under_the_article_that_sets_it():
    play = ComplaintPlay(TONGZHOU)
    (rang,) = play.ring(LIMIT, "overdue", at("2026-04-02", 0))
    assert (rang.article, rang.due_on, rang.right) == ("第二十五条", date(2026, 4, 1), False)
