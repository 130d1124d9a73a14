"""Article 9 of Jingzhou: the body is told within ten days, and answers in writing within fifteen."""

from datetime import date

import pytest

from services.complaints.domain import dispute, notice, outcome, replying, screening, withdrawal
from tests.unit.services.complaints.complaint_play import (
    ACCUSED,
    BODY,
    FULLER,
    HEAD,
    JINGZHOU,
    OTHER,
    PLACES,
    ComplaintPlay,
    silence_of,
)
from tests.unit.services.play import actor, article, at, names

tell, answer = notice.notify_respondent, notice.answer_notice
NOTICE, STATEMENT = "complaint.notice", "complaint.statement:body-1"
SECOND = actor("zhao", agency="body-2")


def accepted(day: str = "2026-03-02", **fields: object) -> ComplaintPlay:
    return ComplaintPlay(JINGZHOU, day=day, **fields).steps(screening.accept)


def told(day: str = "2026-03-02", **fields: object) -> ComplaintPlay:
    return accepted(day, **fields).steps(tell)


@pytest.mark.parametrize(
    ("accepted_on", "due_on"),
    [
        ("2026-03-02", date(2026, 3, 12)),
        ("2026-03-25", date(2026, 4, 7)),  # 4 April is a holiday that lasts to the 6th
        ("2026-04-24", date(2026, 5, 6)),  # 4 May lies within a holiday
    ],
)
def test_the_body_is_told_within_ten_days_of_acceptance(accepted_on: str, due_on: date):
    clock = accepted(accepted_on).clock(NOTICE)
    assert (clock.due_on, clock.article) == (due_on, "第九条第二款")


@pytest.mark.parametrize(
    ("told_on", "due_on"),
    [
        ("2026-03-02", date(2026, 3, 17)),
        ("2026-03-20", date(2026, 4, 7)),
        ("2026-02-09", date(2026, 2, 24)),
        ("2026-02-03", date(2026, 2, 24)),  # 18 February lies within the Spring Festival
    ],
)
def test_the_body_answers_within_fifteen_days_of_the_notice(told_on: str, due_on: date):
    clock = told(told_on).clock(STATEMENT)
    assert (clock.due_on, clock.article, clock.quote) == (
        due_on,
        "第九条第二款",
        "应当在接到通知之日起15日内作出书面说明",
    )


def test_on_paper_the_days_count_from_its_receipt():
    play = accepted()
    play.step(tell, day="2026-03-09", means="paper", received_at=at("2026-03-05"))
    assert play.clock(STATEMENT).due_on == date(2026, 3, 20)
    assert play.body().notified_at == at("2026-03-05")


@pytest.mark.parametrize("received_at", [at("2026-03-01"), at("2026-03-03")], ids=["before it came in", "to come"])
def test_paper_is_received_after_the_complaint_and_before_now(received_at):
    refusal = accepted().no(tell, means="paper", received_at=received_at)
    assert (refusal.code, refusal.field) == ("INVALID_VALUE", "received_at")


@pytest.mark.parametrize("fields", [{"means": "paper"}, {"means": "queue", "received_at": at("2026-03-02")}])
def test_of_paper_it_is_said_when_it_was_received_and_of_a_message_not(fields):
    assert accepted().no(tell, **fields).code == "CONTRADICTION"


def test_a_body_is_told_once_and_of_something_and_is_one_complained_of():
    assert told().no(tell).code == "ALREADY_EXISTS"
    assert accepted().no(tell, summary=" ").field == "summary"
    assert accepted().no(tell, body_id="body-7").code == "NOT_FOUND"


@pytest.mark.parametrize("region", [place for place in PLACES if place != JINGZHOU])
def test_where_the_text_does_not_have_it_told_a_body_is_not_told(region: str):
    assert ComplaintPlay(region, law=FULLER).steps(screening.accept).no(tell).code == silence_of(region)


def test_the_ten_days_end_once_every_body_has_been_told():
    play = told(respondents=(BODY, OTHER))
    assert play.clock(NOTICE).stopped_at is None
    play.step(tell, body_id="body-2", day="2026-03-03")
    assert play.clock(NOTICE).stopped_at == at("2026-03-03")


def test_the_ten_days_end_with_a_complaint_that_is_concluded_before():
    assert accepted().steps(outcome.note_case_closed).clock(NOTICE).stopped_at is not None


def test_a_statement_is_taken_as_the_body_makes_it_and_ends_its_limit():
    play = told()
    stated, _ = play.step(answer, by=ACCUSED, day="2026-03-17")
    assert (stated.statement, stated.legal_basis, stated.late) == ("已依法出示证件", "行政处罚法", False)
    assert (play.body().notice, play.body().answered_at) == ("answered", at("2026-03-17"))
    assert play.clock(STATEMENT).stopped_at == at("2026-03-17")
    assert play.no(answer, by=ACCUSED).code == "ALREADY_EXISTS"


@pytest.mark.parametrize(
    ("lacking", "need"),
    [({"in_writing": False}, "in_writing"), ({"evidence": ()}, "evidence"), ({"legal_basis": " "}, "legal_basis")],
)
def test_the_statement_is_in_writing_with_evidence_and_basis(lacking: dict[str, object], need: str):
    refusal = told().no(answer, by=ACCUSED, **lacking)
    assert (refusal.code, refusal.field, article(refusal)) == ("REQUIREMENT_NOT_MET", need, "第九条第二款")


def test_a_statement_says_something():
    assert told().no(answer, by=ACCUSED, statement="\n").field == "statement"


def test_to_a_body_that_was_not_told_there_is_no_complaint():
    assert accepted().no(answer, by=ACCUSED).code == "NOT_FOUND"
    assert told().no(answer).code == "NOT_FOUND"
    assert told(respondents=(BODY, OTHER)).no(answer, by=SECOND).code == "NOT_FOUND"


def test_a_body_that_says_nothing_in_its_time_is_silent_and_the_other_is_not():
    play = told(respondents=(BODY, OTHER))
    play.step(tell, body_id="body-2", day="2026-03-04")
    assert play.ring(STATEMENT, "overdue", at("2026-03-17", 23)) == []
    happened = play.ring(STATEMENT, "overdue", at("2026-03-18", 0))
    assert names(happened) == ["ClockRang", "RespondentFellSilent"]
    assert (happened[1].body_id, happened[1].place, happened[1].silent_since) == ("body-1", 0, at("2026-03-18", 0))
    assert [play.body(each).notice for each in ("body-1", "body-2")] == ["silent", "notified"]
    play.step(answer, by=SECOND, day="2026-03-18")
    assert (play.body("body-2").notice, play.body("body-2").late) == ("answered", False)


def test_a_warning_makes_nobody_silent():
    play = told()
    assert names(play.ring(STATEMENT, "warning", at("2026-03-16", 0))) == ["ClockRang"]
    assert play.body().notice == "notified"


def test_a_silent_body_may_still_answer_and_is_late():
    play = told()
    play.ring(STATEMENT, "overdue", at("2026-03-18", 0))
    (stated, _) = play.step(answer, by=ACCUSED, day="2026-03-20")
    assert stated.late
    assert (play.body().notice, play.body().late) == ("answered", True)


def test_a_body_may_answer_while_its_time_runs_whatever_became_of_the_complaint():
    play = told().steps(outcome.note_case_closed, replying.reply)
    assert play.clock(STATEMENT).stopped_at is None
    play.step(answer, by=ACCUSED)
    assert (play.now.state, play.body().notice) == ("replied", "answered")


def test_a_complaint_taken_back_is_nothing_to_answer():
    play = told().steps(withdrawal.withdraw)
    assert play.clock(STATEMENT).stopped_at is not None
    assert play.no(answer, by=ACCUSED).code == "NOT_ALLOWED_IN_STATE"


def test_a_complaint_accepted_again_is_told_to_those_who_do_not_know_of_it_yet():
    play = told().steps(outcome.note_case_closed, replying.reply, dispute.dispute_reply)
    play.step(dispute.reopen_complaint, by=HEAD)
    play.step(screening.accept, day="2026-03-09")
    assert play.clock(NOTICE).stopped_at == at("2026-03-02")
    assert play.no(tell).code == "ALREADY_EXISTS"


def test_what_a_notified_body_may_know_says_nothing_of_who_complained_or_how():
    for play in (told(anonymous=True), told(anonymous=False, joint=True, channel="web")):
        shown = notice.notice_of(play.now, play.body())
        assert shown == {
            "id": "k1",
            "region": JINGZHOU,
            "state": "notified",
            "summary": "检查时未出示执法证件",
            "officer_ids": ("o1",),
            "act_on": None,
            "notified_at": at("2026-03-02"),
            "statement_due_on": date(2026, 3, 17),
        }


@pytest.mark.parametrize("silent", [False, True])
def test_paper_takes_the_place_of_a_message_that_was_not_answered_and_its_time_begins_anew(silent: bool):
    play = told("2026-03-02")
    if silent:
        play.ring(STATEMENT, "overdue", at("2026-03-18", 0))
    assert play.no(notice.notify_respondent, means="queue").code == "ALREADY_EXISTS"
    day = "2026-04-07"
    play.step(notice.notify_respondent, day=day, means="paper", received_at=at(day))
    (respondent, *_) = play.now.respondents
    assert (respondent.notice, respondent.by_queue) == ("notified", False)
    assert play.now.clocks["complaint.statement:body-1"].due_on == date(2026, 4, 22)
    again = play.no(notice.notify_respondent, means="paper", received_at=at(day))
    assert again.code == "ALREADY_EXISTS"
