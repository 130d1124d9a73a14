"""What becomes of a complaint: found out here where the text has no supervision, else heard of its cases."""

from dataclasses import replace

import pytest

from jiandu.law import Rulebook
from services.complaints.domain import notice, outcome, screening, withdrawal
from services.complaints.domain.outcome import FINDINGS
from tests.unit.services.complaints.complaint_play import (
    BODY,
    CHANGJI,
    FULLER,
    HANGZHOU,
    HEILONGJIANG,
    JINGZHOU,
    OTHER,
    TONGZHOU,
    WEIHAI,
    ComplaintPlay,
)
from tests.unit.services.play import LAW, article, at, names

opened, closed, conclude = outcome.note_case_opened, outcome.note_case_closed, outcome.conclude


@pytest.mark.parametrize("region", [TONGZHOU, HANGZHOU, HEILONGJIANG])
@pytest.mark.parametrize("finding", FINDINGS)
def test_where_the_text_has_no_supervision_staff_say_what_they_found(region: str, finding: str):
    play = ComplaintPlay(region, law=FULLER).steps(screening.accept)
    play.step(conclude, finding=finding, day="2026-03-05")
    assert (play.now.state, play.now.outcome, play.now.concluded_at) == ("concluded", finding, at("2026-03-05"))
    assert "zhang" in play.now.handled_by


def test_a_finding_is_one_of_four():
    refusal = ComplaintPlay(TONGZHOU).steps(screening.accept).no(conclude, finding="fine")
    assert (refusal.code, refusal.field) == ("INVALID_VALUE", "finding")


@pytest.mark.parametrize("region", [CHANGJI, WEIHAI, JINGZHOU])
def test_what_went_to_supervision_is_not_decided_here(region: str):
    refusal = ComplaintPlay(region).steps(screening.accept).no(conclude)
    assert (refusal.code, refusal.field) == ("CONTRADICTION", "finding")


def jingzhou_without_supervision() -> Rulebook:
    pack = LAW.packs["jingzhou-2020"]
    alone = replace(pack, scope=replace(pack.scope, matters=("complaints",)))
    return replace(LAW, packs={**LAW.packs, "jingzhou-2020": alone})


def test_nothing_is_found_while_a_body_has_time_to_make_its_statement():
    play = ComplaintPlay(JINGZHOU, law=jingzhou_without_supervision())
    play.steps(screening.accept, notice.notify_respondent)
    refusal = play.no(conclude, day=at("2026-03-17", 23))
    assert (refusal.code, article(refusal), str(refusal.detail["due_on"])) == (
        "LIMIT_RUNNING",
        "第九条第二款",
        "2026-03-17",
    )
    play.step(conclude, day=at("2026-03-18", 0))  # before anybody has rung
    assert play.now.state == "concluded"


def test_a_complaint_follows_its_case_to_the_end():
    play = ComplaintPlay(CHANGJI).steps(screening.accept, opened)
    assert play.now.state == "in_supervision"
    play.step(closed, outcome="corrected")
    assert (play.now.state, play.now.outcome) == ("concluded", "corrected")
    assert [(each.case_id, each.outcome) for each in play.now.cases] == [("s1", "corrected")]


def test_a_complaint_whose_case_was_never_filed_is_concluded_too():
    play = ComplaintPlay(WEIHAI).steps(screening.accept)
    play.step(closed, outcome="not_filed")
    assert (play.now.state, play.now.outcome) == ("concluded", "not_filed")


def test_of_several_cases_the_last_one_concludes_it():
    play = ComplaintPlay(CHANGJI, respondents=(BODY, OTHER)).steps(screening.accept, opened)
    play.step(opened, case_id="s2")
    play.step(closed, case_id="s2", outcome="unfounded")
    assert (play.now.state, play.now.outcome) == ("in_supervision", None)
    play.step(closed, outcome="corrected")
    assert (play.now.state, play.now.outcome) == ("concluded", "corrected")
    assert {each.case_id: each.outcome for each in play.now.cases} == {"s1": "corrected", "s2": "unfounded"}


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ((opened,), (opened, "s1")),
        ((opened,), (opened, "s2")),
        ((opened,), (closed, "s2")),
    ],
    ids=["opened twice", "more cases than bodies", "another's case"],
)
def test_a_case_that_cannot_be_of_the_complaint_is_refused(before, said):
    handler, case_id = said
    refusal = ComplaintPlay(CHANGJI).steps(screening.accept, *before).no(handler, case_id=case_id)
    assert (refusal.code, refusal.field) == ("CONTRADICTION", "case_id")


def test_of_two_cases_each_is_closed_once():
    play = ComplaintPlay(CHANGJI, respondents=(BODY, OTHER)).steps(screening.accept, closed)
    assert play.now.state == "accepted"
    assert play.no(closed).code == "CONTRADICTION"


def test_a_complaint_taken_back_learns_what_its_cases_come_to_and_stays_taken_back():
    play = ComplaintPlay(CHANGJI).steps(screening.accept, withdrawal.withdraw, opened, closed)
    assert (play.now.state, play.now.outcome, play.now.concluded_at) == ("withdrawn", "withdrawn", None)
    assert [(each.case_id, each.outcome) for each in play.now.cases] == [("s1", "corrected")]


def test_a_sanction_and_a_referral_that_followed_are_kept_in_the_file():
    play = ComplaintPlay(CHANGJI).steps(screening.accept, opened, outcome.note_consequence)
    (noted,) = play.step(outcome.note_consequence, kind="referral", what="supervisory_commission", officer_id=None)
    assert names([noted]) == ["ConsequenceNoted"]
    assert [(each.kind, each.what) for each in play.now.consequences] == [
        ("sanction", "warning"),
        ("referral", "supervisory_commission"),
    ]
    assert play.now.state == "in_supervision"
