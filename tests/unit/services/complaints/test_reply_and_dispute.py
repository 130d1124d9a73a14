"""The complainant is told, under the article that obliges us to; he may disagree, once, and others look again."""

import pytest

from services.complaints.domain import barring, dispute, outcome, replying, routing, screening
from tests.unit.services.complaints.complaint_play import (
    CHANGJI,
    FULLER,
    HANGZHOU,
    HEAD,
    HEILONGJIANG,
    JINGZHOU,
    PLACES,
    PLATFORM,
    TONGZHOU,
    WEIHAI,
    WULONG,
    ComplaintPlay,
    silence_of,
)
from tests.unit.services.play import actor, at

REPLY_UNDER = {
    CHANGJI: None,
    WEIHAI: "第二十九条",
    JINGZHOU: None,
    TONGZHOU: "第二十五条",
    WULONG: "五(二)",
    HEILONGJIANG: "第二十三条",
    HANGZHOU: None,
}


def concluded(region: str = WEIHAI) -> ComplaintPlay:
    play = ComplaintPlay(region, law=FULLER).steps(screening.accept)
    return play.steps(outcome.note_case_closed if play.now.passed_on else outcome.conclude)


def replied(region: str = WEIHAI) -> ComplaintPlay:
    return concluded(region).steps(replying.reply)


def disputed(region: str = WEIHAI) -> ComplaintPlay:
    play = replied(region)
    play.step(dispute.dispute_reply, by=PLATFORM)
    return play


@pytest.mark.parametrize(("region", "cited"), REPLY_UNDER.items())
def test_the_reply_cites_the_article_that_obliges_us_to_it_where_there_is_one(region: str, cited: str | None):
    play = concluded(region)
    given, *_ = play.step(replying.reply)
    assert (given.citation.article if given.citation else None) == cited
    assert (play.now.state, play.now.reply, play.now.replied_by) == ("replied", "经查属实,已责令改正", "zhang")


def test_whoever_is_sent_elsewhere_is_told_under_the_article_on_that():
    weihai = ComplaintPlay(WEIHAI)
    weihai.step(screening.decline, reason="outside_scope", competent_body="法院")
    assert weihai.step(replying.reply)[0].citation.article == "第二十八条"
    jingzhou = ComplaintPlay(JINGZHOU).steps(screening.transfer)
    assert jingzhou.step(replying.reply)[0].citation.quote == "移送有管辖权的机关，并告知申诉、控告、检举主体"


def test_of_a_clue_and_a_bar_the_complainant_is_told_too():
    clue = ComplaintPlay(WEIHAI).steps(screening.record_clue, replying.reply)
    barred = ComplaintPlay(WEIHAI).steps(barring.bar)
    barred.step(barring.approve_bar, by=HEAD)
    barred.step(replying.reply)
    assert (clue.now.state, barred.now.state) == ("replied", "replied")


def test_nothing_is_replied_before_it_is_decided():
    play = ComplaintPlay(CHANGJI)
    assert play.no(replying.reply).code == "NOT_ALLOWED_IN_STATE"
    assert play.steps(screening.accept, outcome.note_case_opened).no(replying.reply).code == "NOT_ALLOWED_IN_STATE"


def test_a_reply_says_something():
    assert concluded().no(replying.reply, text=" ").field == "text"


def test_hangzhou_calls_back_and_asks():
    play = replied(HANGZHOU)
    (visited,) = play.step(replying.record_return_visit, satisfied=False, comment="不满意")
    assert (visited.citation.article, play.now.satisfied) == ("第二十二条第二款", False)
    play.step(replying.record_return_visit)  # not reached: what he said before stands
    assert play.now.satisfied is False


@pytest.mark.parametrize("region", [place for place in PLACES if place != HANGZHOU])
def test_where_the_text_knows_no_return_visits_none_is_recorded(region: str):
    assert replied(region).no(replying.record_return_visit).code == silence_of(region)


def test_of_what_the_complainant_says_of_the_handling_the_last_word_counts():
    play = replied()
    for word in (True, False):
        play.step(replying.rate_handling, by=PLATFORM, satisfied=word)
    assert play.now.satisfied is False
    assert concluded().no(replying.rate_handling).code == "NOT_ALLOWED_IN_STATE"


def test_a_reply_is_disputed_with_reasons_and_once():
    play = replied()
    assert play.no(dispute.dispute_reply, reasons=" ").field == "reasons"
    play.step(dispute.dispute_reply, by=PLATFORM)
    assert (play.now.state, play.now.disputed, play.now.ended_at) == ("disputed", True, None)
    play.step(dispute.uphold_reply, by=HEAD)
    assert play.no(dispute.dispute_reply).code == "ALREADY_OBJECTED"


@pytest.mark.parametrize("judge", [dispute.uphold_reply, dispute.reopen_complaint])
def test_nobody_judges_his_own_work(judge):
    play = disputed()
    play.step(routing.assign_handler, by=actor("zhang"), handler="li")
    for hand in ("zhang", "li"):
        assert play.no(judge, by=actor(hand)).code == "SAME_PERSON"


def test_fresh_eyes_uphold_the_reply_and_say_why():
    play = disputed()
    assert play.no(dispute.uphold_reply, by=HEAD, text="").field == "text"
    play.step(dispute.uphold_reply, by=HEAD, day="2026-03-09")
    assert (play.now.state, play.now.reply, play.now.ended_at) == (
        "replied",
        "经查属实,已责令改正\n原答复并无不当",
        at("2026-03-09"),
    )


def test_fresh_eyes_have_it_screened_anew_and_nothing_of_the_first_time_binds():
    play = disputed()
    play.step(dispute.reopen_complaint, by=HEAD)
    now = play.now
    assert (now.state, now.outcome, now.concluded_at, now.ground, now.ended_at) == (
        "submitted",
        None,
        None,
        None,
        None,
    )
    assert "head" in now.handled_by
    play.step(screening.record_clue)
    assert play.now.state == "clue"


def test_a_complaint_that_lacked_something_still_lacks_it_when_it_is_reopened():
    play = ComplaintPlay(WEIHAI, facts="").steps(screening.record_clue, replying.reply, dispute.dispute_reply)
    play.step(dispute.reopen_complaint, by=HEAD)
    assert (play.now.state, play.now.missing) == ("incomplete", ("facts_and_grounds",))
