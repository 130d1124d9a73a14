"""What a complaint lacks is asked for, as far as its text asks for it, and added."""

import pytest

from services.complaints.domain import screening, supplementing
from services.complaints.domain.particulars import Respondent
from tests.unit.services.complaints.complaint_play import (
    BODY,
    CHANGJI,
    HEILONGJIANG,
    JINGZHOU,
    OTHER,
    PLATFORM,
    TONGZHOU,
    WEIHAI,
    ComplaintPlay,
    number,
)
from tests.unit.services.play import article

ask, add = supplementing.request_supplement, supplementing.supplement


def test_weihais_complaint_goes_on_once_it_says_whom_and_what():
    play = ComplaintPlay(WEIHAI, respondents=(), facts="")
    play.step(add, by=PLATFORM, text="未出示执法证件")
    assert (play.now.state, play.now.missing) == ("incomplete", ("respondent",))
    play.step(add, by=PLATFORM, text="", respondents=(BODY,))
    assert (play.now.state, play.now.missing, play.now.bodies) == ("submitted", (), ("body-1",))


def test_evidence_alone_completes_a_complaint_in_tongzhou():
    play = ComplaintPlay(TONGZHOU, evidence=False)
    play.step(add, by=PLATFORM, text="另附说明")
    assert play.now.state == "incomplete"
    play.step(add, by=PLATFORM, text="", evidence=True)
    assert play.now.state == "submitted"


def test_an_incomplete_complaint_is_not_accepted():
    refusal = ComplaintPlay(WEIHAI, facts="").no(screening.accept)
    assert (refusal.code, article(refusal), refusal.detail["allowed"]) == (
        "NOT_ALLOWED_IN_STATE",
        "第二十八条",
        "submitted",
    )


def test_staff_ask_for_what_the_text_requires_in_its_order():
    play = ComplaintPlay(WEIHAI)
    (asked,) = play.step(ask, missing=("facts_and_grounds", "respondent"))
    assert (asked.missing, asked.citation.article) == (("respondent", "facts_and_grounds"), "第二十七条第一款")
    assert (play.now.state, play.now.handled_by) == ("incomplete", ("zhang",))


def test_staff_ask_for_nothing_the_text_does_not_require():
    refusal = ComplaintPlay(WEIHAI).no(ask, missing=("evidence",))
    assert (refusal.code, refusal.field, article(refusal)) == ("NOT_IN_LAW", "missing", "第二十七条第一款")
    assert ComplaintPlay(WEIHAI).no(ask, missing=()).code == "MISSING_FIELD"


@pytest.mark.parametrize("region", [CHANGJI, JINGZHOU, HEILONGJIANG])
def test_where_the_text_sets_no_content_nothing_can_be_asked(region: str):
    assert ComplaintPlay(region).no(ask, missing=("evidence",)).code == "LAW_SILENT"


def test_an_addition_adds_something():
    refusal = ComplaintPlay(CHANGJI).no(add, text=" \n")
    assert (refusal.code, refusal.field) == ("MISSING_FIELD", "text")


def test_words_and_numbers_are_added_to_what_is_there():
    play = ComplaintPlay(CHANGJI, facts="甲", external_ids=(number("1"),))
    play.step(add, text="乙", external_ids=(number("1"), number("2")))
    assert (play.now.facts, play.now.external_ids) == ("甲\n乙", (number("1"), number("2")))


def test_after_acceptance_words_are_added_and_bodies_are_not():
    play = ComplaintPlay(CHANGJI).steps(screening.accept, add)
    assert play.now.state == "accepted"
    refusal = play.no(add, respondents=(OTHER,))
    assert (refusal.code, refusal.detail["allowed"]) == ("NOT_ALLOWED_IN_STATE", "submitted")


def test_a_clue_can_still_be_added_to():
    play = ComplaintPlay(WEIHAI).steps(screening.record_clue, add)
    assert play.now.state == "clue"


def test_an_addition_names_no_body_or_officer_again():
    play = ComplaintPlay(CHANGJI)
    assert play.no(add, respondents=(BODY,)).code == "CONTRADICTION"
    assert play.no(add, respondents=(Respondent(body_id="body-2", officer_ids=("o1",)),)).code == "CONTRADICTION"


def test_words_make_clear_which_body_is_meant_when_one_is_named():
    play = ComplaintPlay(WEIHAI)
    play.step(supplementing.request_supplement, missing=("respondent",))
    play.step(supplementing.supplement, text="指的是该局城区中队")
    assert (play.now.state, play.now.missing) == ("submitted", ())
