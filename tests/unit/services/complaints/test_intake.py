"""A complaint comes in: under which text it lies, which words that text knows, and what it lacks."""

from datetime import date
from typing import Any

import pytest

from jiandu.domain import Actor
from services.complaints.domain import intake
from services.complaints.domain.intake import BY_WORD_OF_MOUTH, CHANNELS, KINDS
from services.complaints.domain.particulars import Respondent
from tests.unit.services.complaints.complaint_play import (
    BODY,
    CHANGJI,
    HANGZHOU,
    HEILONGJIANG,
    JINGZHOU,
    OTHER,
    TONGZHOU,
    WEIHAI,
    WULONG,
    ComplaintPlay,
    number,
    refused_submission,
    submission,
)
from tests.unit.services.play import article

PACKS = {
    "652301": "changji-2021",
    WEIHAI: "weihai-2021",
    JINGZHOU: "jingzhou-2020",
    TONGZHOU: "tongzhou-personnel-2008",
    WULONG: "wulong-2021",
    HEILONGJIANG: "heilongjiang-2020",
}
COMPLAINTS_AND_REPORTS = {"complaint", "report"}
KINDS_OF = {
    CHANGJI: COMPLAINTS_AND_REPORTS,
    WULONG: COMPLAINTS_AND_REPORTS,
    JINGZHOU: {"grievance", "accusation", "denunciation"},
    WEIHAI: set(KINDS),
    TONGZHOU: set(KINDS),
    HEILONGJIANG: set(KINDS),
}
CITED = {CHANGJI: "第八条第二款", WULONG: "五(二)", JINGZHOU: "第五条第（六）项"}


@pytest.mark.parametrize(("region", "pack"), PACKS.items())
def test_a_complaint_lies_under_the_pack_of_its_region(region: str, pack: str):
    fields = {"sector": "government_services_data", "kind": "grievance"} if region == JINGZHOU else {}
    assert ComplaintPlay(region, **fields).now.pack == pack


@pytest.mark.parametrize("region", ["110000", "000000", HANGZHOU])
def test_where_no_text_on_complaints_is_in_force_none_is_taken_in(region: str):
    assert refused_submission(region).code == "NO_PACK_IN_FORCE"


def test_jingzhous_text_binds_its_bureaus_for_data_and_resources_and_no_others():
    assert refused_submission(JINGZHOU, sector=None).code == "NO_PACK_IN_FORCE"
    assert refused_submission(JINGZHOU, sector="market_regulation").code == "NO_PACK_IN_FORCE"
    assert ComplaintPlay(JINGZHOU, sector="public_resources").now.pack == "jingzhou-2020"


@pytest.mark.parametrize("region", KINDS_OF)
@pytest.mark.parametrize("kind", KINDS)
def test_a_complaint_is_of_a_kind_that_its_text_knows(region: str, kind: str):
    if kind in KINDS_OF[region]:
        assert ComplaintPlay(region, kind=kind).now.kind == kind
    else:
        refusal = refused_submission(region, kind=kind)
        assert (refusal.code, refusal.field, article(refusal)) == ("NOT_IN_LAW", "kind", CITED[region])


@pytest.mark.parametrize(("field", "value"), [("channel", "pigeon"), ("kind", "praise")])
def test_words_that_nobody_knows_are_refused(field: str, value: str):
    refusal = refused_submission(WEIHAI, **{field: value})
    assert (refusal.code, refusal.field) == ("INVALID_VALUE", field)


@pytest.mark.parametrize("channel", sorted(set(CHANNELS) - BY_WORD_OF_MOUTH - {"transfer"}))
def test_in_writing_weihai_takes_a_complaint_from_whoever_brings_it(channel: str):
    assert ComplaintPlay(WEIHAI, channel=channel).now.channel == channel


@pytest.mark.parametrize("channel", sorted(BY_WORD_OF_MOUTH))
def test_weihai_staff_write_down_in_full_what_is_told_by_word_of_mouth(channel: str):
    clerk = Actor(subject="clerk", agency="justice-371000", roles=frozenset({"intake_officer"}), regions=("*",))
    by_a_platform = refused_submission(WEIHAI, channel=channel, recorded_in_full=True)
    in_part = refused_submission(WEIHAI, channel=channel, by=clerk)
    for refusal, field in ((by_a_platform, "channel"), (in_part, "recorded_in_full")):
        assert (refusal.code, refusal.field, article(refusal)) == (
            "REQUIREMENT_NOT_MET",
            field,
            "第二十七条第二款",
        )
    assert ComplaintPlay(WEIHAI, channel=channel, by=clerk, recorded_in_full=True).now.state == "submitted"


@pytest.mark.parametrize("region", [CHANGJI, JINGZHOU, TONGZHOU, WULONG, HEILONGJIANG])
def test_where_the_text_asks_for_no_record_a_telephone_is_enough(region: str):
    assert ComplaintPlay(region, channel="phone").now.state == "submitted"


def test_what_another_system_hands_over_carries_its_number_there():
    refusal = refused_submission(CHANGJI, channel="transfer")
    assert (refusal.code, refusal.field) == ("MISSING_FIELD", "external_ids")
    handed_over = ComplaintPlay(CHANGJI, channel="transfer", external_ids=(number(),))
    assert handed_over.now.external_ids == (number(),)


@pytest.mark.parametrize(
    ("lacking", "missing"),
    [
        ({"respondents": ()}, ("respondent",)),
        ({"facts": " \n"}, ("facts_and_grounds",)),
        ({"respondents": (), "facts": ""}, ("respondent", "facts_and_grounds")),
    ],
)
def test_weihai_asks_for_whom_and_what_in_the_order_of_article_27(lacking: dict[str, Any], missing: tuple[str]):
    play = ComplaintPlay(WEIHAI, **lacking)
    assert (play.now.state, play.now.missing) == ("incomplete", missing)


def test_tongzhou_asks_for_evidence_and_for_nothing_else():
    assert ComplaintPlay(TONGZHOU, evidence=False).now.missing == ("evidence",)
    assert ComplaintPlay(TONGZHOU, facts="", respondents=()).now.state == "submitted"


@pytest.mark.parametrize("region", [CHANGJI, JINGZHOU, WULONG, HEILONGJIANG])
def test_where_the_text_sets_no_content_nothing_is_missing(region: str):
    assert ComplaintPlay(region, facts="", respondents=(), evidence=False).now.state == "submitted"


def test_nobody_complains_of_an_act_to_come():
    assert refused_submission(CHANGJI, act_on=date(2026, 3, 3)).field == "act_on"
    assert ComplaintPlay(CHANGJI, act_on=date(2026, 3, 2)).now.act_on == date(2026, 3, 2)


@pytest.mark.parametrize(
    "respondents",
    [
        (BODY, Respondent(body_id="body-1")),
        (BODY, Respondent(body_id="body-2", officer_ids=("o1",))),
        (Respondent(body_id="body-2", officer_ids=("o3", "o3")),),
    ],
    ids=["a body twice", "an officer in two bodies", "an officer twice"],
)
def test_each_body_and_each_officer_is_named_once(respondents: tuple[Respondent, ...]):
    refusal = refused_submission(CHANGJI, respondents=respondents)
    assert (refusal.code, refusal.field) == ("CONTRADICTION", "respondents")
    assert ComplaintPlay(CHANGJI, respondents=(BODY, OTHER)).now.bodies == ("body-1", "body-2")


def test_a_complaint_comes_in_once():
    play = ComplaintPlay(CHANGJI)
    assert play.refused(intake.submit, "2026-03-03", **submission(CHANGJI)).code == "ALREADY_EXISTS"
