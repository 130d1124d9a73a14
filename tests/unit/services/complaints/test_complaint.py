"""The life of a complaint, in a region that says little and in one that says more."""

from datetime import date
from typing import Any

import pytest

from jiandu.domain import Refused
from services.complaints.domain import intake, outcome, screening
from services.complaints.domain.complaint import PROCEDURE
from tests.unit.services.play import Play, article

CHANGJI, WEIHAI = "652300", "371000"
DAY = "2026-03-02"


def fields(region: str, **changed: Any) -> dict[str, Any]:
    return {
        "complaint_id": "k1",
        "region": region,
        "channel": "web",
        "kind": "complaint",
        "respondent": "body-1",
        "facts": "现场检查未出示执法证件",
        **changed,
    }


def submitted(region: str, **changed: Any) -> Play:
    play = Play(PROCEDURE)
    play.do(intake.submit, DAY, **fields(region, **changed))
    return play


def refused_submission(region: str, **changed: Any) -> Refused:
    return Play(PROCEDURE).refused(intake.submit, DAY, **fields(region, **changed))


def test_a_complaint_lies_under_the_pack_of_its_region():
    assert submitted("652301").now.pack == "changji-2021"
    assert submitted(WEIHAI).now.pack == "weihai-2021"


def test_a_region_without_a_pack_takes_no_complaint():
    assert refused_submission("110000").code == "NO_PACK_IN_FORCE"


@pytest.mark.parametrize("missing", ["respondent", "facts"])
def test_a_complaint_says_whom_and_what_and_weihai_names_the_article(missing: str):
    refusal = refused_submission(WEIHAI, **{missing: "  "})
    assert (refusal.code, refusal.field, article(refusal)) == ("MISSING_FIELD", missing, "第二十七条第一款")
    assert article(refused_submission(CHANGJI, **{missing: "  "})) is None


@pytest.mark.parametrize(("field", "value"), [("channel", "pigeon"), ("kind", "praise")])
def test_unknown_words_are_refused(field: str, value: str):
    refusal = refused_submission(CHANGJI, **{field: value})
    assert (refusal.code, refusal.field) == ("INVALID_VALUE", field)


def test_weihai_staff_write_down_what_is_told_by_phone():
    refusal = refused_submission(WEIHAI, channel="phone")
    assert (refusal.code, article(refusal)) == ("REQUIREMENT_NOT_MET", "第二十七条第二款")
    assert submitted(WEIHAI, channel="phone", recorded_in_full=True).now.state == "submitted"
    assert submitted(CHANGJI, channel="phone").now.state == "submitted"


def test_an_act_in_the_future_cannot_be_complained_of():
    assert refused_submission(CHANGJI, act_on=date(2026, 3, 3)).field == "act_on"
    assert submitted(CHANGJI, act_on=date(2026, 3, 2)).now.act_on == date(2026, 3, 2)


def test_an_anonymous_complaint_has_no_identity_in_the_vault():
    assert refused_submission(CHANGJI, anonymous=True, has_identity=True).code == "CONTRADICTION"


def test_a_complaint_is_submitted_once():
    play = submitted(CHANGJI)
    refusal = play.refused(intake.submit, DAY, **fields(CHANGJI))
    assert refusal.code == "ALREADY_EXISTS"


@pytest.mark.parametrize(("region", "cited"), [(CHANGJI, "第二十七条第二款"), (WEIHAI, "第二十八条第（二）项")])
def test_acceptance_cites_the_narrowest_article(region: str, cited: str):
    play = submitted(region)
    (accepted,) = play.do(screening.accept, DAY, complaint_id="k1")
    assert accepted.citation.article == cited
    assert play.now.state == "accepted"


def test_weihai_tells_the_complainant_who_is_competent():
    play = submitted(WEIHAI)
    refusal = play.refused(screening.decline, DAY, complaint_id="k1", reason="outside_scope", competent_body=" ")
    assert (refusal.code, refusal.field, article(refusal)) == ("MISSING_FIELD", "competent_body", "第二十八条")
    (declined,) = play.do(screening.decline, DAY, complaint_id="k1", reason="outside_scope", competent_body="法院")
    assert "应当告知投诉举报人" in declined.redirect.quote
    assert play.now.state == "declined"


def test_changji_declines_only_what_follows_other_laws():
    play = submitted(CHANGJI)
    refusal = play.refused(screening.decline, DAY, complaint_id="k1", reason="dull", competent_body="x")
    assert (refusal.code, article(refusal)) == ("NOT_IN_LAW", "第二条第二款")
    (declined,) = play.do(screening.decline, DAY, complaint_id="k1", reason="audit", competent_body="审计局")
    assert declined.redirect is None


def test_weihai_knows_clues_and_changji_does_not():
    play = submitted(WEIHAI)
    (recorded,) = play.do(screening.record_clue, DAY, complaint_id="k1")
    assert (recorded.citation.article, play.now.state) == ("第二十八条第（一）项", "clue")
    assert submitted(CHANGJI).refused(screening.record_clue, DAY, complaint_id="k1").code == "LAW_SILENT"


def test_a_complaint_follows_its_case_to_the_end():
    play = submitted(CHANGJI)
    play.do(screening.accept, DAY, complaint_id="k1")
    play.do(outcome.note_case_opened, DAY, complaint_id="k1", case_id="s1")
    other = play.refused(outcome.note_case_closed, DAY, complaint_id="k1", case_id="s2", outcome="x")
    assert other.code == "CONTRADICTION"
    play.do(outcome.note_case_closed, DAY, complaint_id="k1", case_id="s1", outcome="corrected")
    assert (play.now.state, play.now.case_id, play.now.outcome) == ("concluded", "s1", "corrected")


def test_a_complaint_whose_case_was_never_filed_is_concluded_too():
    play = submitted(WEIHAI)
    play.do(screening.accept, DAY, complaint_id="k1")
    play.do(outcome.note_case_closed, DAY, complaint_id="k1", case_id="s1", outcome="not_filed")
    assert play.now.state == "concluded"


def test_what_a_state_does_not_allow_is_refused_with_the_article():
    play = submitted(WEIHAI)
    play.do(screening.record_clue, DAY, complaint_id="k1")
    refusal = play.refused(screening.accept, DAY, complaint_id="k1")
    assert (refusal.code, article(refusal), refusal.detail["allowed"]) == (
        "NOT_ALLOWED_IN_STATE",
        "第二十八条",
        "submitted",
    )
