"""Screening: accepted, declined, transferred, kept as a clue, each where and as the text has it."""

import pytest

from services.complaints.domain import dispute, outcome, replying, screening
from tests.unit.services.complaints.complaint_play import (
    BODY,
    CHANGJI,
    FULLER,
    HANGZHOU,
    HEAD,
    HEILONGJIANG,
    JINGZHOU,
    OTHER,
    PLACES,
    TONGZHOU,
    WEIHAI,
    WULONG,
    ComplaintPlay,
    silence_of,
)
from tests.unit.services.play import article, names

ACCEPTED_UNDER = {
    CHANGJI: "第二十七条第二款",
    WEIHAI: "第二十八条第（二）项",
    JINGZHOU: "第九条第一款",
    TONGZHOU: "第二十五条",
    WULONG: "五(二)",
    HEILONGJIANG: "第二十三条",
    HANGZHOU: "第二十二条第二款",
}
SUPERVISED = {CHANGJI, WEIHAI, JINGZHOU, WULONG}
GROUNDS = {WEIHAI: ("unlawful", "improper"), JINGZHOU: ("within_jurisdiction",)}


def screened(region: str, **fields: object) -> ComplaintPlay:
    return ComplaintPlay(region, law=FULLER, **fields)


def others(*spoken: str) -> list[str]:
    return [place for place in PLACES if place not in spoken]


@pytest.mark.parametrize(("region", "cited"), ACCEPTED_UNDER.items())
def test_acceptance_cites_the_narrowest_article_of_the_text(region: str, cited: str):
    play = screened(region)
    accepted, *_ = play.step(screening.accept)
    assert (accepted.citation.article, play.now.state) == (cited, "accepted")


@pytest.mark.parametrize("region", PLACES)
def test_a_complaint_goes_on_to_supervision_where_the_text_is_one_on_supervision(region: str):
    play = screened(region)
    went = [name for name in names(play.step(screening.accept)) if name == "ComplaintPassedOn"]
    assert (bool(went), bool(play.now.passed_on)) == ((region in SUPERVISED),) * 2


@pytest.mark.parametrize(("region", "grounds"), GROUNDS.items())
def test_a_ground_is_one_of_those_of_the_text(region: str, grounds: tuple[str, ...]):
    for ground in grounds:
        play = screened(region)
        play.step(screening.accept, ground=ground)
        assert play.now.ground == ground
    refusal = screened(region).no(screening.accept, ground="dull")
    assert (refusal.code, refusal.field) == ("NOT_IN_LAW", "ground")


@pytest.mark.parametrize("region", others(*GROUNDS))
def test_where_the_text_lists_no_grounds_none_can_be_named(region: str):
    assert screened(region).no(screening.accept, ground="unlawful").code == silence_of(region)


def test_a_complaint_is_accepted_against_somebody():
    refusal = screened(CHANGJI, respondents=()).no(screening.accept)
    assert (refusal.code, refusal.field, article(refusal)) == ("MISSING_FIELD", "respondents", "第二十七条第二款")


def test_of_several_bodies_each_goes_to_supervision_with_its_officers_and_a_place_of_its_own():
    play = screened(WEIHAI, respondents=(BODY, OTHER))
    passed = [each for each in play.step(screening.accept) if isinstance(each, screening.ComplaintPassedOn)]
    assert [(each.respondent, each.officer_ids, each.officer_id, each.place) for each in passed] == [
        ("body-1", ("o1",), "o1", 0),
        ("body-2", (), None, 1),
    ]
    assert [each.place for each in play.now.respondents] == [0, 1]


def test_a_complaint_accepted_again_goes_on_rising_places():
    play = screened(WEIHAI, respondents=(BODY, OTHER)).steps(screening.accept)
    for case_id in ("s1", "s2"):
        play.step(outcome.note_case_closed, case_id=case_id)
    play.steps(replying.reply, dispute.dispute_reply)
    play.step(dispute.reopen_complaint, by=HEAD)
    passed = [each for each in play.step(screening.accept) if isinstance(each, screening.ComplaintPassedOn)]
    assert [each.place for each in passed] == [2, 3]
    assert play.now.passed_on == 4


DECLINED = {CHANGJI: ("audit", "第二条第二款", None), WEIHAI: ("outside_scope", "第二十八条", "第二十八条")}


@pytest.mark.parametrize("region", DECLINED)
def test_what_the_text_puts_outside_supervision_is_declined(region: str):
    reason, cited, redirect = DECLINED[region]
    play = screened(region)
    (declined,) = play.step(screening.decline, reason=reason, competent_body="审计局")
    assert (declined.citation.article, declined.redirect and declined.redirect.article) == (cited, redirect)
    assert (play.now.state, play.now.outcome, play.now.competent_body) == ("declined", reason, "审计局")
    refusal = screened(region).no(screening.decline, reason="dull", competent_body="审计局")
    assert (refusal.code, refusal.field, article(refusal)) == ("NOT_IN_LAW", "reason", cited)


def test_in_weihai_article_28_obliges_us_to_say_who_is_competent():
    refusal = screened(WEIHAI).no(screening.decline, reason="outside_scope", competent_body=" ")
    assert (refusal.code, refusal.field, article(refusal)) == ("MISSING_FIELD", "competent_body", "第二十八条")


@pytest.mark.parametrize("region", others(*DECLINED))
def test_where_the_text_puts_nothing_outside_nothing_is_declined(region: str):
    refusal = screened(region).no(screening.decline, reason="outside_scope", competent_body="法院")
    assert refusal.code == silence_of(region)


def test_jingzhou_transfers_to_the_competent_organ_and_tells_the_complainant():
    play = screened(JINGZHOU)
    (transferred, *_) = play.step(screening.transfer, to_body="organ-9")
    assert (transferred.citation.article, transferred.inform.article) == ("第九条第一款", "第九条第一款")
    assert (play.now.state, play.now.transferred_to) == ("transferred", "organ-9")


def test_a_complaint_is_not_transferred_to_the_body_it_is_about():
    refusal = screened(JINGZHOU).no(screening.transfer, to_body="body-1")
    assert (refusal.code, article(refusal)) == ("CONFLICT_OF_INTEREST", "第九条第一款")


@pytest.mark.parametrize("region", others(JINGZHOU))
def test_where_the_text_knows_no_transfer_there_is_none(region: str):
    assert screened(region).no(screening.transfer).code == silence_of(region)


def test_weihai_keeps_as_a_clue_what_is_about_no_concrete_act():
    play = screened(WEIHAI)
    (recorded,) = play.step(screening.record_clue)
    assert (recorded.citation.article, play.now.state) == ("第二十八条第（一）项", "clue")
    refusal = play.no(screening.accept)
    assert (refusal.code, article(refusal)) == ("NOT_ALLOWED_IN_STATE", "第二十八条")


@pytest.mark.parametrize("region", others(WEIHAI))
def test_where_the_text_knows_no_clues_there_are_none(region: str):
    assert screened(region).no(screening.record_clue).code == silence_of(region)


def test_an_incomplete_complaint_can_be_kept_as_a_clue_or_declined():
    lacking = {"respondents": ()}
    assert screened(WEIHAI, **lacking).steps(screening.record_clue).now.state == "clue"
    play = screened(WEIHAI, **lacking)
    play.step(screening.decline, reason="outside_scope", competent_body="法院")
    assert play.now.state == "declined"
