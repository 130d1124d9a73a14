"""What is looked up of a complaint without reading it."""

from datetime import date

import pytest

from services.complaints.domain import dispute, notice, outcome, replying, retention, screening, withdrawal
from services.complaints.domain.counted import NONE
from services.complaints.domain.particulars import Link, Respondent
from services.complaints.domain.statistics import Question, statistics
from services.complaints.repository.indexed import act_keys, counted, external_key, fields_of, plain_words
from tests.unit.services.complaints.complaint_play import (
    ACCUSED,
    JINGZHOU,
    OTHER,
    TONGZHOU,
    WEIHAI,
    ComplaintPlay,
    number,
)
from tests.unit.services.play import actor, at

ACT = date(2026, 2, 27)


def test_the_number_of_another_system_is_told_apart_by_the_system():
    assert external_key(number("7")) == "12345/7"
    assert fields_of(ComplaintPlay(WEIHAI, external_ids=(number("7"),)).now)["external_ids"] == ["12345/7"]


def test_an_act_is_that_of_each_officer_or_of_a_body_whose_officer_nobody_knows():
    bodies = (Respondent(body_id="body-1", officer_ids=("o1", "o2")), OTHER)
    assert act_keys(bodies, ACT) == ["o1/2026-02-27", "o2/2026-02-27", "body-2/2026-02-27"]
    assert act_keys(bodies, None) == []


def test_the_same_words_are_known_again_whatever_their_spaces_and_stops():
    said = "二月二十七日上午,执法人员进店检查,未出示执法证件。"
    again = "二月二十七日 上午 执法人员进店检查\n未出示执法证件"
    assert plain_words(said) == plain_words(again)
    assert plain_words(said) != plain_words(said + "另")


def test_short_words_tell_nothing():
    assert plain_words("未出示执法证件") is None
    assert plain_words("一二三四五六七八九十" * 2) is not None


def test_a_complaint_can_be_erased_from_when_it_was_over_unless_it_is_held_or_was():
    play = ComplaintPlay(WEIHAI)
    assert fields_of(play.now)["ended"] is None
    play.steps(withdrawal.withdraw)
    assert fields_of(play.now)["ended"] == "withdrawn/2026-03-02T02:00:00+00:00"
    play.step(retention.hold_identity, by=actor("custodian"))
    assert fields_of(play.now)["ended"] is None


def test_a_disputed_complaint_is_not_over():
    play = ComplaintPlay(WEIHAI).steps(screening.record_clue, replying.reply)
    assert fields_of(play.now)["ended"] is not None
    assert fields_of(play.steps(dispute.dispute_reply).now)["ended"] is None


def test_complaints_are_found_by_those_they_belong_to_and_by_the_legal_day_they_came_in():
    play = ComplaintPlay(WEIHAI, day="2026-03-03", links=(Link(complaint_id="k0", rule="same_words"),), words="w")
    found = fields_of(play.now)
    assert (found["links"], found["submitted_on"], found["words"]) == (["k0"], "2026-03-03", "w")


def test_statistics_count_what_became_of_it_and_when():
    play = ComplaintPlay(TONGZHOU).steps(screening.accept, outcome.conclude)
    play.step(replying.reply, day="2026-03-20")
    play.step(replying.rate_handling, satisfied=False)
    row = counted(play.now)
    assert (row.outcome, row.concluded_on, row.replied_on) == (
        "substantiated",
        date(2026, 3, 20),
        date(2026, 3, 20),
    )
    assert (row.timely, row.overdue, row.satisfied, row.disputed, row.repeat) == (True, (), False, False, False)


def test_a_complaint_that_names_no_body_yet_is_counted_by_agency_too():
    nobody = counted(ComplaintPlay(WEIHAI, respondents=()).now)
    asked = Question(region=WEIHAI, since=ACT, until=date(2026, 3, 2), by=("agency",), threshold=1)
    rows = statistics([nobody], asked).rows
    assert [(row["agency"], row["received"]) for row in rows] == [(None, 1), (NONE, 1)]


def test_of_a_limit_that_still_runs_nobody_can_say_whether_it_will_be_met():
    assert counted(ComplaintPlay(TONGZHOU).now).timely is None
    assert counted(ComplaintPlay(WEIHAI).now).timely is None


@pytest.mark.parametrize("rung", [True, False], ids=["rung", "not rung before the reply came"])
def test_a_limit_that_was_met_too_late_was_missed(rung: bool):
    play = ComplaintPlay(TONGZHOU).steps(screening.accept, outcome.conclude)
    if rung:
        play.ring("complaint.limit", "overdue", at("2026-04-02", 0))
    play.step(replying.reply, day="2026-04-02")
    row = counted(play.now)
    assert (row.timely, row.overdue) == (False, ("complaint.limit",))


def test_the_silence_of_a_body_is_its_own_and_not_our_delay():
    play = ComplaintPlay(JINGZHOU).steps(screening.accept, notice.notify_respondent)
    play.ring("complaint.statement:body-1", "overdue", at("2026-03-18", 0))
    row = counted(play.now)
    assert (row.unanswered, row.overdue, row.timely) == (("body-1",), ("complaint.statement",), True)
    play.step(notice.answer_notice, by=ACCUSED)
    assert counted(play.now).unanswered == ()
