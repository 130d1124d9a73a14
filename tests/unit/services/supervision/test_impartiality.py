"""Nobody whom a case is about has a hand in it; the body answers once it has the notice."""

import dataclasses
import inspect
from collections.abc import Callable
from typing import Any

import pytest

from jiandu.domain import Actor, Command, Refused
from jiandu.service.handling import command_of
from services.supervision.domain import complaint, filing
from services.supervision.domain.case import PROCEDURE
from services.supervision.schemas.cases import CaseView, ServedView
from tests.unit.services.play import LAW, Play, actor, at
from tests.unit.services.supervision.test_case import CHANGJI, LEGAL_UNIT, SERVED, changji, weihai
from tests.unit.services.test_contracts_of_domains import members_of

DAY = "2026-03-02"
HEARD_OR_OF_NO_CASE_YET = {"OpenCase", "NoteOfficerBound", "NoteRespondentSilent"}
OF_THE_BODY = {"ObjectToNotice", "ReportCorrection", "ReportExecution"}
OF_STAFF = {step.command for step in PROCEDURE.steps} - HEARD_OR_OF_NO_CASE_YET - OF_THE_BODY
ACCUSED = {
    "of the body": actor("wang", "body-1"),
    "the officer": actor("o1"),
    "a further officer": actor("o2"),
}


def handlers(names: set[str]) -> dict[str, Callable[..., Any]]:
    """The function of the domain that carries each of these commands out."""
    taking = {
        command_of(each).__name__: each
        for each in members_of("supervision").values()
        if inspect.isfunction(each) and next(iter(inspect.signature(each).parameters), None) == "command"
    }
    return {name: taking[name] for name in sorted(names)}


def said_by(by: Actor, handler: Callable[..., Any]) -> Command:
    kind = command_of(handler)
    rest = {each.name: None for each in dataclasses.fields(kind) if each.name not in ("command_id", "at", "by")}
    return kind(command_id="c1", at=at(DAY), by=by, **rest)


@pytest.mark.parametrize("who", ACCUSED)
@pytest.mark.parametrize("name", sorted(OF_STAFF))
def test_to_whom_the_case_is_about_there_is_no_case_whatever_they_try_as_staff(name: str, who: str):
    case = weihai(*SERVED, officer_id="o1", officer_ids=("o1", "o2")).now
    handler = handlers(OF_STAFF)[name]
    with pytest.raises(Refused) as refused:
        handler(said_by(ACCUSED[who], handler), case, LAW)
    assert (refused.value.code, refused.value.citation) == ("NOT_FOUND", None)


@pytest.mark.parametrize("name", sorted(OF_THE_BODY))
def test_the_body_knows_nothing_of_its_case_before_it_has_the_notice(name: str):
    handler = handlers(OF_THE_BODY)[name]
    for case in (changji().now, weihai("assign", "notice").now):
        with pytest.raises(Refused) as refused:
            handler(said_by(LEGAL_UNIT, handler), case, LAW)
        assert refused.value.code == "NOT_FOUND"


def test_another_body_does_not_answer_in_the_case():
    case = changji(*SERVED)
    assert case.no("object", DAY, by=actor("legal", "body-2")).code == "NOT_FOUND"
    assert case.step("object", DAY)


def test_nobody_opens_a_case_on_the_own_body_or_on_oneself():
    matter = {"case_id": "k1", "region": CHANGJI, "respondent": "body-1", "officer_id": "o1", "facts": "事实"}
    for own in (actor("wang", "body-1"), actor("o1")):
        refusal = Play().refused(filing.open_case, DAY, by=own, **matter)
        assert (refusal.code, refusal.field) == ("CONFLICT_OF_INTEREST", "respondent")


@pytest.mark.parametrize("investigators", [("s1", "o1"), ("s1", "s4")])
def test_neither_an_officer_who_is_meant_nor_somebody_of_the_body_investigates(investigators: tuple[str, ...]):
    registered = {"s1": "justice", "o1": "justice", "s4": "body-1"}
    case = weihai(officer_id="o1")
    refusal = case.no("assign", DAY, investigators=investigators, registered=registered)
    assert (refusal.code, refusal.field) == ("CONFLICT_OF_INTEREST", "investigators")


def test_an_investigator_who_turns_out_to_be_meant_leaves_the_team_and_does_not_come_back():
    case = changji("assign")
    case.do(complaint.note_officer_bound, DAY, case_id="k1", officer_id="s1")
    assert (case.now.investigators, case.now.officer_ids) == (("s2",), ("s1",))
    assert case.no("notice", DAY).code == "TOO_FEW_PERSONS"
    assert case.no("assign", DAY).code == "CONFLICT_OF_INTEREST"
    case.step("assign", DAY, investigators=("s2", "s3"))


def test_what_the_body_is_shown_says_nothing_of_a_complaint():
    case = changji(*SERVED, complaint_id="c1").now
    assert CaseView().dump(case).keys() - ServedView().dump(case).keys() == {"complaint_id", "respondent_silent"}
    assert "c1" not in ServedView().dump(case).values()
