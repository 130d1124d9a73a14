"""Article 21 of the market regulator's rules: an officer complained of untruly is cleared."""

import pytest

from services.complaints.domain import clarification, outcome, replying, screening
from services.complaints.domain.particulars import Respondent
from tests.unit.services.complaints.complaint_play import CHANGJI, WEIHAI, ComplaintPlay
from tests.unit.services.play import article

clarify = clarification.clarify_facts
SECTORS = ("market_regulation", "drug_administration", "intellectual_property")
GROUNDS = ("untrue_report", "false_accusation", "defamation", "insult")


def concluded(sector: str | None = "market_regulation", region: str = WEIHAI) -> ComplaintPlay:
    return ComplaintPlay(region, sector=sector).steps(screening.accept, outcome.note_case_closed)


@pytest.mark.parametrize("sector", SECTORS)
@pytest.mark.parametrize("region", [WEIHAI, CHANGJI])
def test_in_the_sectors_of_the_text_the_officer_is_cleared_wherever_he_is(sector: str, region: str):
    play = concluded(sector, region)
    (cleared,) = play.step(clarify)
    assert (cleared.citation.pack, cleared.citation.article) == ("samr-2021", "第二十一条")
    assert (play.now.clarified, play.now.state) == (True, "concluded")


@pytest.mark.parametrize("sector", [None, "urban_management"])
def test_elsewhere_no_text_speaks_of_it(sector: str | None):
    assert concluded(sector).no(clarify).code == "LAW_SILENT"


@pytest.mark.parametrize("ground", GROUNDS)
def test_the_grounds_are_those_of_the_text(ground: str):
    play = concluded()
    play.step(clarify, ground=ground)
    assert play.now.clarified
    refusal = concluded().no(clarify, ground="not_pursued")  # only the draft of 2020 had it
    assert (refusal.code, refusal.field, article(refusal)) == ("NOT_IN_LAW", "ground", "第二十一条")


def test_cleared_is_an_officer_complained_of_in_the_body_he_is_of():
    play = concluded()
    assert play.no(clarify, officer_id="o9").field == "officer_id"
    assert play.no(clarify, body_id="body-9").field == "body_id"
    two = (Respondent(body_id="body-1", officer_ids=("o1",)), Respondent(body_id="body-2", officer_ids=("o2",)))
    play = ComplaintPlay(WEIHAI, sector="market_regulation", respondents=two).steps(screening.accept)
    for case_id in ("s1", "s2"):
        play.step(outcome.note_case_closed, case_id=case_id)
    assert play.no(clarify, officer_id="o2").code == "NOT_FOUND"


def test_facts_are_cleared_up_once_they_were_found_out():
    undecided = ComplaintPlay(WEIHAI, sector="market_regulation").steps(screening.accept)
    assert undecided.no(clarify).code == "NOT_ALLOWED_IN_STATE"
    assert concluded().steps(replying.reply, clarify).now.clarified
