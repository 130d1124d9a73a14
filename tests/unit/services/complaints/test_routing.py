"""Whoever is complained of has nothing to do with the complaint, and does not learn that there is one."""

from collections.abc import Callable
from typing import Any

import pytest

from services.complaints.domain import (
    attachment,
    barring,
    clarification,
    dispute,
    extension,
    linking,
    notice,
    outcome,
    replying,
    retention,
    routing,
    screening,
    supplementing,
    withdrawal,
)
from services.complaints.domain.particulars import Respondent
from tests.unit.services.complaints.complaint_play import ACCUSED, BODY, WEIHAI, ComplaintPlay
from tests.unit.services.play import actor

NAMED = actor("o1")  # the officer complained of, wherever he works by now
WITH_MORE: dict[Callable[..., Any], dict[str, Any]] = {
    supplementing.request_supplement: {"missing": ("respondent",)},
    screening.decline: {"reason": "outside_scope", "competent_body": "法院"},
    extension.extend_limit: {"clock": "complaint.limit"},
    extension.suspend_limit: {"clock": "complaint.limit"},
    extension.resume_limit: {"clock": "complaint.limit"},
}
ACTS = (
    *WITH_MORE,
    *(supplementing.supplement, routing.assign_handler, routing.bind_officer, linking.link_complaint),
    *(screening.accept, screening.transfer, screening.record_clue),
    *(barring.bar, barring.approve_bar, barring.reject_bar, notice.notify_respondent, notice.answer_notice),
    *(outcome.conclude, clarification.clarify_facts, replying.reply, replying.record_return_visit),
    *(replying.rate_handling, dispute.dispute_reply, dispute.uphold_reply, dispute.reopen_complaint),
    *(withdrawal.withdraw, retention.hold_identity, retention.release_identity),
    *(attachment.declare_attachment, attachment.complete_attachment, attachment.judge_attachment),
)


@pytest.mark.parametrize("who", [ACCUSED, NAMED], ids=["somebody of the body", "the officer"])
@pytest.mark.parametrize("act", ACTS, ids=lambda each: each.__name__)
def test_to_whoever_is_complained_of_there_is_no_complaint(act: Callable[..., Any], who):
    refusal = ComplaintPlay(WEIHAI).no(act, by=who, **WITH_MORE.get(act, {}))
    assert (refusal.code, refusal.citation, refusal.detail) == ("NOT_FOUND", None, {"id": "k1"})


@pytest.mark.parametrize(
    "given", [{"handler": "o1"}, {"handler": "wang", "agency": "body-1"}], ids=["the officer", "the body"]
)
def test_a_complaint_is_not_given_to_whom_it_is_about(given: dict[str, str]):
    refusal = ComplaintPlay(WEIHAI).no(routing.assign_handler, **given)
    assert (refusal.code, refusal.field) == ("CONFLICT_OF_INTEREST", "handler")


def test_every_handler_has_had_it_in_hand_for_ever_and_who_gave_it_away_has_not():
    play = ComplaintPlay(WEIHAI).steps(routing.assign_handler)
    play.step(routing.assign_handler, handler="sun")
    assert (play.now.handler, play.now.handled_by) == ("sun", ("li", "sun"))


def test_an_officer_nobody_knew_turns_out_to_be_one_of_the_body():
    play = ComplaintPlay(WEIHAI, respondents=(Respondent(body_id="body-1", unknown_officer="高个子"),))
    (bound,) = play.step(routing.bind_officer, officer_id="o7")
    assert (bound.place, bound.region, play.now.officers) == (None, WEIHAI, ("o7",))
    assert play.no(screening.accept, by=actor("o7")).code == "NOT_FOUND"


def test_supervision_hears_by_its_place_of_an_officer_bound_after_acceptance():
    play = ComplaintPlay(WEIHAI).steps(screening.accept)
    assert play.step(routing.bind_officer)[0].place == 0


def test_whoever_turns_out_to_be_meant_has_the_complaint_in_hand_no_longer():
    play = ComplaintPlay(WEIHAI).steps(routing.assign_handler)
    play.step(routing.bind_officer, officer_id="li")
    assert (play.now.handler, "li" in play.now.handled_by) == (None, True)
    assert play.no(screening.accept, by=actor("li")).code == "NOT_FOUND"


@pytest.mark.parametrize(
    "given", [{"handler": "o1"}, {"handler": "li", "agency": "body-1"}], ids=["the officer", "one of his body"]
)
def test_nor_does_he_once_the_complainant_names_his_body(given: dict[str, str]):
    play = ComplaintPlay(WEIHAI, respondents=())
    play.step(routing.assign_handler, **given)
    play.step(supplementing.supplement, respondents=(BODY,))
    assert (play.now.handler, given["handler"] in play.now.handled_by) == (None, True)


def test_binding_another_leaves_it_with_its_handler():
    assert ComplaintPlay(WEIHAI).steps(routing.assign_handler, routing.bind_officer).now.handler == "li"


def test_an_officer_is_bound_once_and_to_a_body_complained_of():
    play = ComplaintPlay(WEIHAI)
    assert play.no(routing.bind_officer, officer_id="o1").code == "ALREADY_EXISTS"
    assert play.no(routing.bind_officer, body_id="body-9").field == "body_id"


def test_staff_link_a_complaint_to_another_one_once_and_not_to_itself():
    play = ComplaintPlay(WEIHAI).steps(linking.link_complaint)
    assert [(each.complaint_id, each.rule) for each in play.now.links] == [("k0", "seen_by_staff")]
    assert play.no(linking.link_complaint).code == "ALREADY_EXISTS"
    assert play.no(linking.link_complaint, other_id="k1").code == "CONTRADICTION"
