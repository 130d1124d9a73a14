"""The life of a supervision case in Changji and in Weihai."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from jiandu.domain import Actor
from jiandu.law import ring
from services.supervision.domain import (
    closing,
    decision,
    extension,
    filing,
    investigation,
    notice,
    objection,
    recommendation,
)
from services.supervision.domain.case import PROCEDURE
from tests.unit.services.play import Play, actor, article, at, names

CHANGJI, WEIHAI = "652300", "371000"
TEAM = {"investigators": ("s1", "s2"), "registered": dict.fromkeys(("s1", "s2", "s3"), "justice")}
GROUND = {CHANGJI: "unlawful_body_power_procedure", WEIHAI: "unlawful_or_improper"}
STEPS: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "approve": (filing.approve_case, {}),
    "assign": (investigation.assign_investigators, TEAM),
    "notice": (notice.issue_notice, {"number": "1号"}),
    "serve": (notice.serve_notice, {}),
    "object": (objection.object_to_notice, {"in_writing": True, "reasons": "事实不清"}),
    "answer": (objection.answer_objection, {"result": "upheld"}),
    "correct": (notice.report_correction, {"summary": "已改正"}),
    "fail": (decision.record_non_correction, {}),
    "decide": (decision.decide, {"number": "2号", "decision_type": "annul"}),
    "serve_decision": (decision.serve_decision, {}),
    "execute": (decision.report_execution, {"summary": "已执行"}),
    "recommend": (
        recommendation.recommend_accountability,
        {"officer_ids": ("o1",), "ground": "brutality"},
    ),
    "remedy": (investigation.note_remedy_sought, {"remedy": "litigation"}),
    "recuse": (
        investigation.recuse_investigator,
        {"supervisor_id": "s1", "ground": "interest"},
    ),
    "extend": (extension.extend_case, {"extension": 1}),
    "refuse": (filing.refuse_filing, {"bar": "petition"}),
    "close": (closing.close_case, {}),
    "archive": (closing.archive_case, {}),
}
OF_BODY = ("object", "correct", "execute")
LEGAL_UNIT = actor("legal", "body-1")


class CasePlay(Play):
    """A case with short names for its steps."""

    def __init__(self, region: str, day: str, **fields: Any) -> None:
        super().__init__(PROCEDURE)
        given = {"case_id": "k1", "region": region, "respondent": "body-1", "facts": "事实", **fields}
        self.do(filing.open_case, day, by="clerk", **given)

    def step(self, name: str, day: str, by: str | Actor | None = None, **fields: Any) -> list[Any]:
        return self.do(STEPS[name][0], day, by=by or self._usual(name), **self._fields(name, day, fields))

    def no(self, name: str, day: str, by: str | Actor | None = None, **fields: Any) -> Any:
        return self.refused(STEPS[name][0], day, by=by or self._usual(name), **self._fields(name, day, fields))

    @staticmethod
    def _usual(name: str) -> str | Actor:
        return LEGAL_UNIT if name in OF_BODY else "zhang"

    def _fields(self, name: str, day: str, fields: dict[str, Any]) -> dict[str, Any]:
        given = {"case_id": "k1", **STEPS[name][1], **fields}
        if name == "notice" and "grounds" not in given:
            given["grounds"] = (GROUND[self.now.region],)
        if name in ("serve", "serve_decision") and "received_at" not in given:
            given["received_at"] = at(day)
        if name == "decide" and "organ" not in given:
            given["organ"] = "government" if self.now.region == WEIHAI else "supervising_organ"
            if self.now.region == WEIHAI:
                given.setdefault("deliberated_on", date(2026, 4, 8))
        return given


def changji(*steps: str, day: str = "2026-03-02", **fields: Any) -> CasePlay:
    play = CasePlay(CHANGJI, day, **fields)
    for name in steps:
        play.step(name, day)
    return play


def weihai(*steps: str, day: str = "2026-03-02", **fields: Any) -> CasePlay:
    play = CasePlay(WEIHAI, day, **fields)
    for name in ("approve", *steps):
        play.step(name, day, by="head" if name == "approve" else "zhang")
    return play


SERVED = ("assign", "notice", "serve")


def test_in_changji_a_case_opens_at_once_and_has_no_limit():
    play = CasePlay(CHANGJI, "2026-03-02", complaint_id="c1")
    assert names(play.history) == ["CaseProposed", "CaseOpened"]
    assert (play.now.state, play.now.clocks, play.now.complaint_id) == ("open", {}, "c1")


def test_in_weihai_the_head_approves_and_two_months_begin():
    play = CasePlay(WEIHAI, "2026-03-02")
    assert play.now.state == "proposed"
    refusal = play.no("assign", "2026-03-02")
    assert (refusal.code, article(refusal)) == ("NOT_ALLOWED_IN_STATE", "第三十七条")
    play.step("approve", "2026-03-03", by="head")
    assert play.now.clocks["case.limit"].due_on == date(2026, 5, 6)  # 3 May is a holiday that lasts to the 5th


def test_nobody_approves_or_refuses_the_case_they_asked_for():
    play = CasePlay(WEIHAI, "2026-03-02")
    assert play.no("approve", "2026-03-02", by="clerk").code == "SAME_PERSON"
    assert play.no("refuse", "2026-03-02", by="clerk").code == "SAME_PERSON"


def test_weihai_does_not_open_a_case_on_an_act_of_more_than_three_years_ago():
    play = CasePlay(WEIHAI, "2026-03-02", act_on=date(2023, 3, 1))
    refusal = play.no("approve", "2026-03-02", by="head")
    assert (refusal.code, article(refusal)) == ("BARRED", "第三十五条第（五）项")
    play.step("approve", "2026-03-02", by="head", necessary=True)
    assert play.now.state == "open"


def test_exactly_three_years_are_still_in_time():
    play = CasePlay(WEIHAI, "2026-03-02", act_on=date(2023, 3, 2))
    play.step("approve", "2026-03-02", by="head")
    assert play.now.state == "open"


def test_a_filing_is_refused_only_on_a_bar_of_the_pack():
    play = CasePlay(WEIHAI, "2026-03-02", complaint_id="c1")
    assert play.no("refuse", "2026-03-02", by="head", bar="boring").code == "NOT_IN_LAW"
    (refused,) = play.step("refuse", "2026-03-02", by="head")
    assert (play.now.state, refused.outcome, refused.complaint_id) == ("not_filed", "not_filed", "c1")


def test_a_case_is_opened_once():
    play = changji()
    again = play.refused(
        *(filing.open_case, "2026-03-02"),
        case_id="k1",
        region=CHANGJI,
        respondent="b",
        facts="f",
    )
    assert again.code == "ALREADY_EXISTS"


def test_weihai_extends_a_case_once_by_at_most_a_month_before_its_limit():
    play = weihai("assign")
    assert play.no("extend", "2026-03-20", by="head", extension=2).code == "INVALID_VALUE"
    assert play.no("extend", "2026-05-07", by="head").code == "LIMIT_EXPIRED"
    play.step("extend", "2026-04-20", by="head")
    assert play.now.clocks["case.limit"].due_on == date(2026, 6, 2)
    assert play.no("extend", "2026-05-20", by="head").code == "BARRED"


def test_an_investigator_does_not_extend_the_own_case():
    assert weihai("assign").no("extend", "2026-03-20", by="s1").code == "SAME_PERSON"


def test_changji_knows_no_extension():
    assert changji("assign").no("extend", "2026-03-20", by="head").code == "LAW_SILENT"


@pytest.mark.parametrize(("play", "cited"), [(changji, "第二十二条"), (weihai, "第三十七条")])
def test_at_least_two_different_persons_investigate(play: Callable[..., CasePlay], cited: str):
    refusal = play().no("assign", "2026-03-02", investigators=("s1", "s1"))
    assert (refusal.code, article(refusal)) == ("TOO_FEW_PERSONS", cited)


def test_changji_asks_for_registered_supervisors_and_weihai_does_not():
    refusal = changji().no("assign", "2026-03-02", investigators=("s1", "s9"))
    assert (refusal.code, article(refusal)) == ("NOT_QUALIFIED", "第二十条")
    assert weihai().step("assign", "2026-03-02", investigators=("s8", "s9"))


def test_who_stands_aside_stays_aside_and_the_team_must_be_completed():
    play = changji("assign", "recuse")
    assert play.now.investigators == ("s2",)
    assert play.no("notice", "2026-03-02").code == "TOO_FEW_PERSONS"
    refusal = play.no("assign", "2026-03-02")
    assert (refusal.code, article(refusal)) == ("RECUSED", "第二十一条")
    play.step("assign", "2026-03-02", investigators=("s2", "s3"))
    assert play.step("recuse", "2026-03-02") == []
    assert play.step("notice", "2026-03-02")


def test_recusal_needs_a_ground_of_the_pack_and_weihai_has_none():
    assert changji("assign").no("recuse", "2026-03-02", ground="dislike").code == "NOT_IN_LAW"
    assert weihai("assign").no("recuse", "2026-03-02").code == "LAW_SILENT"


@pytest.mark.parametrize(("play", "title"), [(changji, "行政执法监督通知书"), (weihai, "行政执法监督意见书")])
def test_the_first_document_has_the_name_the_text_gives_it(play: Callable[..., CasePlay], title: str):
    (issued,) = play("assign").step("notice", "2026-03-02")
    assert issued.title == title


def test_a_notice_has_grounds_and_they_are_the_packs():
    play = changji("assign")
    assert play.no("notice", "2026-03-02", grounds=()).code == "MISSING_FIELD"
    refusal = play.no("notice", "2026-03-02", grounds=("untidy",))
    assert (refusal.code, article(refusal)) == ("NOT_IN_LAW", "第二十三条")


def test_a_notice_is_not_received_before_it_is_issued_nor_in_the_future():
    play = changji("assign", "notice")
    assert play.no("serve", "2026-03-02", received_at=at("2026-03-01")).field == "received_at"
    assert play.no("serve", "2026-03-02", received_at=at("2026-03-03")).field == "received_at"


def test_receipt_starts_the_limits_of_each_pack():
    due = {name: clock.due_on for name, clock in changji(*SERVED).now.clocks.items()}
    assert due == {"notice.correction": date(2026, 4, 1), "notice.objection": date(2026, 3, 9)}
    due = {name: clock.due_on for name, clock in weihai(*SERVED, day="2026-09-17").now.clocks.items()}
    assert due["notice.objection"] == date(2026, 9, 23)
    assert due["notice.correction"] == date(2026, 10, 19)  # 17 October is a Saturday


def test_an_objection_in_time_starts_the_review_and_an_upheld_notice_keeps_its_limit():
    play = weihai(*SERVED, day="2026-09-17")
    play.step("object", "2026-09-23")
    assert play.now.state == "under_review"
    assert play.now.clocks["notice.review"].due_on == date(2026, 10, 14)
    play.step("answer", "2026-10-10")
    assert play.now.state == "correcting"
    assert play.now.clocks["notice.correction"].stopped_at is None
    assert play.no("object", "2026-10-10").code == "ALREADY_OBJECTED"


def test_an_objection_after_the_last_day_is_refused_with_its_article():
    refusal = weihai(*SERVED, day="2026-09-17").no("object", "2026-09-24")
    assert (refusal.code, article(refusal)) == ("LIMIT_EXPIRED", "第三十二条")


@pytest.mark.parametrize(
    ("lacking", "field"), [({"in_writing": False}, "in_writing"), ({"reasons": " "}, "reasons")]
)
def test_weihai_wants_objections_in_writing_with_reasons_and_changji_does_not(lacking: dict[str, Any], field: str):
    refusal = weihai(*SERVED).no("object", "2026-03-04", **lacking)
    assert (refusal.code, refusal.field) == ("REQUIREMENT_NOT_MET", field)
    assert changji(*SERVED).step("object", "2026-03-04", **lacking)


def test_a_withdrawn_notice_ends_the_duty_to_correct():
    play = changji(*SERVED, "object")
    assert play.no("answer", "2026-03-04", result="shrug").code == "INVALID_VALUE"
    play.step("answer", "2026-03-04", result="withdrawn")
    assert (play.now.state, play.now.clocks["notice.correction"].stopped_at) == ("withdrawn", at("2026-03-04"))
    play.step("close", "2026-03-05")
    assert play.now.outcome == "withdrawn"


def test_a_correction_in_time_and_a_late_one_are_told_apart():
    (in_time, *_) = changji(*SERVED).step("correct", "2026-04-01")
    (late, *_) = changji(*SERVED).step("correct", "2026-04-02")
    assert (in_time.late, late.late) == (False, True)


def test_non_correction_is_recorded_after_the_limit_or_on_refusal():
    play = changji(*SERVED)
    refusal = play.no("fail", "2026-04-01")
    assert (refusal.code, article(refusal)) == ("NOT_OVERDUE", "第二十四条第一款")
    (recorded, *_) = play.step("fail", "2026-04-02")
    assert recorded.decider == "supervising_organ"
    assert changji(*SERVED).step("fail", "2026-03-10", refused=True)


def test_in_weihai_non_correction_is_reported_to_the_government():
    (recorded, *_) = weihai(*SERVED).step("fail", "2026-04-02")
    assert (recorded.decider, recorded.citation.quote) == ("government", "行政执法监督机构应当向本级人民政府报告")


@pytest.mark.parametrize(("play", "wrong"), [(changji, "government"), (weihai, "supervising_organ")])
def test_only_whom_the_text_names_decides(play: Callable[..., CasePlay], wrong: str):
    case = play(*SERVED)
    case.step("fail", "2026-04-07")
    assert case.no("decide", "2026-04-09", by="head", organ=wrong).code == "WRONG_DECIDER"
    case.step("decide", "2026-04-09", by="head")
    assert case.now.state == "decided"


def failed(play: Callable[..., CasePlay] = changji) -> CasePlay:
    case = play(*SERVED)
    case.step("fail", "2026-04-07")
    return case


def test_who_recorded_the_failure_does_not_decide():
    assert failed().no("decide", "2026-04-09", by="zhang").code == "SAME_PERSON"


def test_a_decision_is_one_of_the_four():
    assert failed().no("decide", "2026-04-09", by="head", decision_type="scold").code == "NOT_IN_LAW"


def test_in_changji_a_pending_lawsuit_bars_the_decision_and_in_weihai_it_does_not():
    case = failed()
    assert case.no("remedy", "2026-04-08", remedy="prayer").code == "INVALID_VALUE"
    case.step("remedy", "2026-04-08")
    assert case.step("remedy", "2026-04-08") == []
    refusal = case.no("decide", "2026-04-09", by="head")
    assert (refusal.code, refusal.detail["ground"], article(refusal)) == ("BARRED", "litigation", "第二十五条")
    case = failed(weihai)
    case.step("remedy", "2026-04-08")
    assert case.step("decide", "2026-04-09", by="head")


def test_an_order_to_perform_sets_its_own_limit_because_the_text_has_none():
    case = failed()
    refusal = case.no("decide", "2026-04-09", by="head", decision_type="order_performance")
    assert (refusal.code, refusal.field) == ("PARAMETER_REQUIRED", "performance_days")
    assert case.no("decide", "2026-04-09", by="head", performance_days=5).code == "CONTRADICTION"
    case.step("decide", "2026-04-09", by="head", decision_type="order_performance", performance_days=10)
    case.step("serve_decision", "2026-04-10")
    assert case.now.clocks["decision.performance"].due_on == date(2026, 4, 20)
    refusal = case.no("close", "2026-04-11")
    assert (refusal.code, refusal.detail["clock"]) == ("LIMIT_RUNNING", "decision.performance")


def test_weihai_discusses_before_it_decides():
    case = failed(weihai)
    refusal = case.no("decide", "2026-04-09", by="head", deliberated_on=None)
    assert (refusal.code, article(refusal)) == ("REQUIREMENT_NOT_MET", "第四十一条")
    assert case.no("decide", "2026-04-09", by="head", deliberated_on=date(2026, 4, 10)).code == "INVALID_VALUE"


def test_weihai_gives_thirty_days_to_report_execution_and_thirty_to_archive():
    case = failed(weihai)
    case.step("decide", "2026-04-09", by="head")
    assert case.no("close", "2026-04-09").code == "NOT_ALLOWED_IN_STATE"
    assert case.no("serve_decision", "2026-04-10", received_at=at("2026-04-08")).field == "received_at"
    case.step("serve_decision", "2026-04-10")
    assert case.now.clocks["execution.report"].due_on == date(2026, 5, 11)
    assert case.no("close", "2026-04-20").code == "LIMIT_RUNNING"
    (reported, *_) = case.step("execute", "2026-04-20")
    assert not reported.late
    case.step("close", "2026-04-21")
    assert (case.now.outcome, case.now.clocks["archive"].due_on) == ("executed", date(2026, 5, 21))
    case.step("archive", "2026-05-06")
    assert case.now.state == "archived"
    assert all(clock.stopped_at for clock in case.now.clocks.values())


def test_a_case_without_fault_is_terminated():
    case = weihai("assign", "close")
    assert case.now.outcome == "terminated"
    assert case.now.clocks["case.limit"].stopped_at is not None


def test_officers_are_recommended_once_each_on_a_ground_of_the_pack():
    case = failed()
    assert case.no("recommend", "2026-04-09", ground="envy").code == "NOT_IN_LAW"
    assert case.no("recommend", "2026-04-09", officer_ids=()).code == "MISSING_FIELD"
    events = case.step("recommend", "2026-04-09", officer_ids=("o1", "o2", "o1"))
    assert [(event.officer_id, event.unit) for event in events] == [("o1", "body-1"), ("o2", "body-1")]
    assert case.step("recommend", "2026-04-09") == []


def test_weihai_has_no_recommendation_against_officers():
    assert failed(weihai).no("recommend", "2026-04-09").code == "LAW_SILENT"


def test_the_overdue_rung_rings_once_and_only_when_due():
    case = changji(*SERVED)
    rung = {"aggregate_id": "k1", "clock": "notice.correction", "rung": "overdue"}
    assert case.do(ring, "2026-04-01", **rung) == []
    (rang,) = case.do(ring, "2026-04-02", **rung)
    assert (rang.article, rang.due_on, rang.right) == ("第二十四条第一款", date(2026, 4, 1), False)
    assert case.do(ring, "2026-04-02", **rung) == []
