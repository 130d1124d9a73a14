"""What is shown: to whoever holds the receipt in plain words, to nobody who complained."""

import json
from dataclasses import replace

import pytest

from jiandu.service.standing import Standing
from services.complaints.domain import dispute, notice, outcome, replying, screening
from services.complaints.domain.complaint import EVERY, PROCEDURE
from services.complaints.schemas.views import OFFERED, PUBLIC, NoticeView, complaint_view, followed
from tests.unit.services.complaints.complaint_play import HEAD, JINGZHOU, WEIHAI, ComplaintPlay
from tests.unit.services.play import at

NOW = at("2026-03-05")


def shown(play: ComplaintPlay | None, *standings: Standing) -> dict[str, object]:
    return followed(play.now if play else None, standings, NOW)


def test_there_is_a_plain_word_for_every_state():
    assert PUBLIC.keys() == set(EVERY)


def test_that_a_bar_waits_for_the_head_is_not_told():
    assert PUBLIC["bar_proposed"] == PUBLIC["submitted"]


def test_whoever_holds_the_receipt_sees_the_same_keys_named_or_not_and_of_nothing_too():
    named, anonymous = ComplaintPlay(WEIHAI), ComplaintPlay(WEIHAI, anonymous=True)
    assert shown(named) == shown(anonymous)
    nothing = shown(None)
    assert nothing.keys() == shown(named).keys()
    assert {key for key, value in nothing.items() if value} == set()


@pytest.mark.parametrize("state", EVERY)
def test_what_the_complainant_is_offered_is_what_the_procedure_allows(state: str):
    offered = followed(replace(ComplaintPlay(WEIHAI).now, state=state), [], NOW)["you_may"]
    allowed = {step.command for step in PROCEDURE.steps if step.state == state}
    assert offered == [word for command, word in OFFERED.items() if command in allowed]


def test_a_reply_can_be_disputed_once():
    play = ComplaintPlay(WEIHAI).steps(screening.record_clue, replying.reply)
    assert shown(play)["you_may"] == ["dispute_reply", "rate_handling"]
    play.steps(dispute.dispute_reply)
    assert shown(play)["you_may"] == ["withdraw"]
    play.step(dispute.uphold_reply, by=HEAD)
    assert shown(play)["you_may"] == ["rate_handling"]


def test_limits_are_told_by_kind_and_article_and_name_no_body():
    play = ComplaintPlay(JINGZHOU).steps(screening.accept, notice.notify_respondent)
    limits = shown(play)["limits"]
    assert [(each["limit"], each["due_on"], each["running"]) for each in limits] == [
        ("complaint.transfer", "2026-03-12", False),
        ("complaint.notice", "2026-03-12", False),
        ("complaint.statement", "2026-03-17", True),
    ]
    assert "body-1" not in json.dumps(limits)


def test_a_sanction_that_followed_is_told_and_a_referral_is_the_authoritys_secret():
    play = ComplaintPlay(WEIHAI).steps(screening.accept, outcome.note_case_closed)
    play.step(outcome.note_consequence, kind="referral", what="procuratorate", officer_id=None)
    assert shown(play)["consequences"] == []
    play.steps(outcome.note_consequence)
    assert shown(play)["consequences"] == ["sanction"]
    assert "o1" not in json.dumps(shown(play))


def test_a_certificate_lost_since_is_told_and_one_lost_before_is_not():
    play = ComplaintPlay(WEIHAI)
    lost = Standing(id="std-o1", region=WEIHAI, state="revoked", version=2, order_id="or1", effective_at=NOW)
    assert shown(play, lost)["consequences"] == ["certificate"]
    assert shown(play, replace(lost, effective_at=at("2026-01-05")))["consequences"] == []
    assert shown(play, replace(lost, state="suspended"))["consequences"] == ["certificate"]
    # who retires loses the certificate too, and of no complaint
    assert shown(play, replace(lost, state="cancelled"))["consequences"] == []


def test_staff_see_the_complaint_and_no_place_for_who_complained():
    play = ComplaintPlay(WEIHAI, anonymous=False).steps(screening.accept)
    view = complaint_view(play.now, [], ["k9", "k2"], NOW)
    assert (view["id"], view["state"], view["linked_by"]) == ("k1", "accepted", ["k2", "k9"])
    assert not view.keys() & {"complainants", "complainant", "identity", "name", "phone", "words"}


def test_a_body_sees_its_notice_and_nothing_of_how_the_complaint_came_in():
    play = ComplaintPlay(JINGZHOU).steps(screening.accept, notice.notify_respondent)
    view = NoticeView().dump(notice.notice_of(play.now, play.body()))
    assert view.keys() == {
        "id",
        "region",
        "state",
        "summary",
        "officer_ids",
        "act_on",
        "notified_at",
        "statement_due_on",
    }
