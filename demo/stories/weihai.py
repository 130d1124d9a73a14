"""Weihai: an objection in five working days across a make-up workday, a re-review in ten, both explained."""

from datetime import datetime, timedelta
from typing import Any

from demo.ledger import Actors, NotAsTold
from demo.stories.told import Told
from demo.world import WEIHAI, Person, staff
from jiandu.law import LEGAL_ZONE

TITLE = "威海: 意见书 → 跨调休上班日的异议 → 复查论证"
RECEIVED = datetime(2026, 9, 17, 10, 0, tzinfo=LEGAL_ZONE)
LAST_DAY, REVIEW_LAST_DAY = "2026-09-23", "2026-10-14"
BODY = "WH-transport-01"


def prepare(actors: Actors) -> None:
    """The body that will object."""
    actors.act(
        staff(WEIHAI)["registrar"],
        "certificates.register_body",
        "wh-body",
        body_id=BODY,
        region=WEIHAI,
        name="威海市交通运输局",
    )


def play(actors: Actors, told: Told) -> None:
    """Play it. Raises NotAsTold if a date is not the one counted by hand."""
    people = staff(WEIHAI)
    officer, head = people["officer"], people["head"]
    body = Person("legal-unit", BODY, ("enforcement_legal_unit",), (WEIHAI,))
    actors.world.travel_to(RECEIVED - timedelta(days=1))
    case_id = actors.act(
        officer,
        "supervision.open_case",
        "wh-open",
        region=WEIHAI,
        respondent=BODY,
        facts="案卷评查发现行政处罚未经法制审核。",
        act_on="2026-07-01",
    )["id"]
    actors.act(head, "supervision.approve_case", "wh-approve", case_id=case_id)
    team = ["WH-supervisor-1", "WH-supervisor-2"]
    actors.act(officer, "supervision.assign_investigators", "wh-team", case_id=case_id, investigators=team)
    actors.act(
        officer,
        "supervision.issue_notice",
        "wh-notice",
        case_id=case_id,
        number="威执监意〔2026〕1号",
        grounds=["unlawful_or_improper"],
    )
    actors.world.travel_to(RECEIVED + timedelta(minutes=30))
    actors.act(officer, "supervision.serve_notice", "wh-serve", case_id=case_id, received_at=RECEIVED.isoformat())
    told.line("《行政执法监督意见书》2026-09-17 送达 (opinion served)")
    _explain(actors, told, officer, case_id, "notice.objection", LAST_DAY)
    actors.world.travel_to(datetime(2026, 9, 23, 16, 0, tzinfo=LEGAL_ZONE))
    bare = actors.refused(body, "supervision.object_to_notice", "wh-bare", case_id=case_id, in_writing=True)
    told.line(f"异议未说明理由, 不予接受: {bare.code} {(bare.article or {}).get('article', '')}")
    actors.act(
        body,
        "supervision.object_to_notice",
        "wh-object",
        case_id=case_id,
        in_writing=True,
        reasons="该处罚适用简易程序, 依法无需法制审核。",
    )
    told.line("2026-09-23 (第五个工作日) 提出书面异议 (objection on the fifth working day)")
    _explain(actors, told, officer, case_id, "notice.review", REVIEW_LAST_DAY)
    actors.world.travel_to(datetime(2026, 10, 12, 9, 0, tzinfo=LEGAL_ZONE))
    actors.act(officer, "supervision.answer_objection", "wh-answer", case_id=case_id, result="upheld")
    actors.act(
        body, "supervision.report_correction", "wh-corrected", case_id=case_id, summary="已撤销原决定并重新审核。"
    )
    actors.act(head, "supervision.close_case", "wh-close", case_id=case_id)
    told.line("论证维持, 已自行纠正, 结案 (upheld, corrected, closed)")


def _explain(actors: Actors, told: Told, officer: Person, case_id: str, clock: str, expected: str) -> None:
    account: dict[str, Any] = actors.ask(officer, "supervision.explain_clock", case_id=case_id, clock=clock)
    if account["due_on"] != expected:
        raise NotAsTold(f"{clock} is due on {account['due_on']}, by hand it is {expected}")
    for line in account["zh"]:
        told.line(f"    {line}")
    told.facts[clock] = account["due_on"]
