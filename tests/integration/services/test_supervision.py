"""The supervision service alone, on the real broker and store."""

from datetime import datetime, timedelta

import pytest

from jiandu.client import CallFailed
from jiandu.domain import derived_id
from tests.realm import pretty, until

WEIHAI = "371000"
LIMIT = "case.limit"
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)


@pytest.fixture(scope="module")
def supervision(deploy):
    return deploy("supervision")


@pytest.fixture(scope="module")
def officer(supervision):
    return supervision.client("supervision_officer", region=WEIHAI, subject="wang")


@pytest.fixture
def open_case(supervision, officer):
    """Opens a case whose two months begin now; its id."""
    head = supervision.client("supervision_head", region=WEIHAI, subject="li")

    def opened():
        case = officer.call("supervision.open_case", region="371002", respondent="WH-1", facts="未出示证件")
        head.call("supervision.approve_case", case_id=case["id"])
        return case["id"]

    return opened


def limit_of(officer, case_id):
    return officer.ask("supervision.get_case", case_id=case_id)["clocks"][LIMIT]


def times_rung(supervision, case_id, rung):
    auditor = supervision.client("auditor")
    (row,) = auditor.ask("supervision.ledger", aggregate="cases", aggregate_id=case_id)["rows"]
    return [entry["cause"].startswith(f"ring:{LIMIT}:{rung}:") for entry in row["history"]].count(True)


def test_a_limit_that_runs_out_is_rung_by_the_service_itself_once_and_the_case_is_overdue(
    supervision, officer, open_case
):
    case = open_case()
    due = datetime.fromisoformat(limit_of(officer, case)["due_at"])
    supervision.travel(by=WEEK)
    later = open_case()

    supervision.travel(to=due - HOUR)
    assert limit_of(officer, case)["overdue"] is False

    supervision.travel(by=2 * HOUR)
    until(lambda: times_rung(supervision, case, "overdue"), lambda: pretty(limit_of(officer, case)))
    assert limit_of(officer, case)["overdue"] is True
    assert limit_of(officer, later)["overdue"] is False

    # once the other case has been rung, the sweep has passed the first one again
    supervision.travel(to=datetime.fromisoformat(limit_of(officer, later)["due_at"]) + HOUR)
    until(lambda: times_rung(supervision, later, "overdue"), lambda: pretty(limit_of(officer, later)))
    assert times_rung(supervision, case, "overdue") == 1


@pytest.fixture
def proposed(supervision, officer):
    """Has a complaint accepted elsewhere; the case that is proposed of it."""

    def heard(complaint_id):
        accepted = {"region": "371002", "respondent": "WH-1", "officer_id": None, "act_on": None}
        supervision.is_told("complaints", "complaint.accepted", accepted, subject=complaint_id, region="371002")
        case_id = derived_id("case", complaint_id)

        def arrived():
            try:
                return officer.ask("supervision.get_case", case_id=case_id)
            except CallFailed as failure:
                if failure.code != "NOT_FOUND":
                    raise
                return None

        return until(arrived)

    return heard


def test_a_complaint_accepted_elsewhere_is_put_before_the_head_and_then_taken_up(supervision, proposed):
    case = proposed("cmp-1")
    assert (case["state"], case["complaint_id"], case["respondent"]) == ("proposed", "cmp-1", "WH-1")

    head = supervision.client("supervision_head", region=WEIHAI, subject="li")
    with supervision.listening("supervision", "case.opened") as heard:
        head.call("supervision.approve_case", case_id=case["id"])
        assert heard().data == {"complaint_id": "cmp-1", "region": "371002"}


def test_of_the_body_only_the_legal_unit_sees_the_case_and_only_once_it_has_the_notice(
    supervision, officer, proposed
):
    one = {"case_id": proposed("cmp-2")["id"]}
    of_body = {"region": WEIHAI, "agency": "WH-1"}
    legal_unit = supervision.client("enforcement_legal_unit", subject="zhou", **of_body)
    own_officer = supervision.client("supervision_officer", "supervision_head", subject="sun", **of_body)

    def nobody_sees(*clients):
        for client in clients:
            with pytest.raises(CallFailed, match="NOT_FOUND"):
                client.ask("supervision.get_case", **one)
            with pytest.raises(CallFailed, match="NOT_FOUND"):
                client.ask("supervision.explain_clock", **one, clock=LIMIT)

    nobody_sees(legal_unit, own_officer)
    with pytest.raises(CallFailed, match="NOT_FOUND"):
        own_officer.call("supervision.refuse_filing", **one, bar="petition")
    supervision.client("supervision_head", region=WEIHAI, subject="li").call("supervision.approve_case", **one)
    with pytest.raises(CallFailed, match="CONFLICT_OF_INTEREST"):
        officer.call(
            "supervision.assign_investigators", **one, investigators=["s1", registered_of_body(supervision)]
        )
    officer.call("supervision.assign_investigators", **one, investigators=["s1", "s2"])
    notice = {"number": "威执监意〔2026〕1号", "grounds": ["unlawful_or_improper"]}
    officer.call("supervision.issue_notice", **one, **notice)
    nobody_sees(legal_unit)
    officer.call("supervision.serve_notice", **one, received_at=supervision.now.isoformat())

    nobody_sees(own_officer)
    shown = legal_unit.ask("supervision.get_case", **one)
    assert (shown["state"], shown["notice_number"]) == ("correcting", notice["number"])
    assert shown.keys().isdisjoint({"complaint_id", "respondent_silent", "facts"})
    assert "cmp-2" not in pretty(shown)


def registered_of_body(supervision):
    """A supervisor who belongs to the body."""
    head = supervision.client("supervision_head", region=WEIHAI, subject="li")
    return head.call("supervision.register_supervisor", supervisor_id="s9", region="371002", agency="WH-1")["id"]
