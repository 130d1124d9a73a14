"""Suspected bribery: the duty to refer exists at once, and nothing closes the case before it is met."""

from datetime import datetime, timedelta
from typing import Any

from demo.ledger import Actors, NotAsTold
from demo.stories.changji import accountability_case
from demo.stories.told import Told
from demo.world import CHANGJI, staff
from jiandu.law import LEGAL_ZONE

TITLE = "昌吉: 涉嫌受贿 → 应当移送监察机关 → 回执 → 结果 → 结案"
BEGINS = datetime(2026, 10, 14, 9, 0, tzinfo=LEGAL_ZONE)
BODY, OFFICER = "CJ-transport-01", "CJ-officer-li"


def prepare(actors: Actors) -> None:
    """The body and the officer."""
    registrar = staff(CHANGJI)["registrar"]
    actors.act(
        registrar, "certificates.register_body", "cj-body-2", body_id=BODY, region=CHANGJI, name="昌吉市交通运输局"
    )
    actors.act(
        registrar,
        "certificates.register_officer",
        "cj-officer-2",
        officer_id=OFFICER,
        region=CHANGJI,
        body_id=BODY,
        name="李某某",
        certificates=[],
    )


def play(actors: Actors, told: Told) -> None:
    """Play it. Raises NotAsTold if the case could be closed too early, or not at the end."""
    people = staff(CHANGJI)
    handler, head = people["accountability"], people["accountability_head"]
    actors.world.travel_to(BEGINS)
    case_id = _accountability_case(actors)
    recorded = actors.act(
        handler,
        "accountability.record_suspicion",
        "bribery-suspicion",
        case_id=case_id,
        referral="commission",
        trigger="corruption_bribery",
    )
    if recorded["events"] != ["SuspicionRecorded", "DutyToReferArose"]:
        raise NotAsTold(f"the suspicion led to {recorded['events']}")
    told.line("记录涉嫌受贿, 移送义务同时产生 (the duty to refer exists with the same write)")
    early = actors.refused(head, "accountability.close_case", "bribery-close-early", case_id=case_id)
    if early.code != "DUTY_TO_REFER":
        raise NotAsTold(f"closing was refused as {early.code}")
    article = early.article or {}
    told.line(f"结案被拒绝: 《{article.get('title')}》{article.get('article')} “{article.get('quote')}”")
    duty = actors.ask(handler, "accountability.get_case", case_id=case_id)["duties"][0]
    actors.act(head, "accountability.decide_referral", "bribery-refer", case_id=case_id, referral_id=duty["id"])
    told.line("负责人决定移送, 移送材料签名发出 (package hashed, signed and sent)")
    received = actors.until(lambda: _in_state(actors, case_id, {"received", "concluded"}), "the signed receipt")
    told.line(f"监察机关签收: 回执 {received['receipt_id']} (signed receipt)")
    actors.world.travel_to(BEGINS + timedelta(days=20))
    concluded = actors.until(lambda: _in_state(actors, case_id, {"concluded"}), "the outcome")
    told.line(f"监察机关反馈结果: {concluded['outcome']} (outcome)")
    closed = actors.act(head, "accountability.close_case", "bribery-close", case_id=case_id)
    if closed["state"] != "closed":
        raise NotAsTold(f"the case is {closed['state']} at the end")
    told.line("移送义务已履行, 结案 (duty met, case closed)")
    told.facts.update(case_id=case_id, package=received["package_digest"], outcome=concluded["outcome"])


def _accountability_case(actors: Actors) -> str:
    people = staff(CHANGJI)
    officer = people["officer"]
    case_id = actors.act(
        officer,
        "supervision.open_case",
        "bribery-open",
        region=CHANGJI,
        respondent=BODY,
        officer_id=OFFICER,
        facts="专项监督发现同一执法人员多次减免罚款。",
    )["id"]
    team = ["CJ-supervisor-1", "CJ-supervisor-2"]
    actors.act(officer, "supervision.assign_investigators", "bribery-team", case_id=case_id, investigators=team)
    actors.act(
        officer,
        "supervision.recommend_accountability",
        "bribery-recommend",
        case_id=case_id,
        officer_ids=[OFFICER],
        ground="improper_gain",
    )
    return accountability_case(actors, people["accountability"], case_id)


def _in_state(actors: Actors, case_id: str, states: set[str]) -> dict[str, Any] | None:
    view = actors.ask(staff(CHANGJI)["accountability"], "accountability.get_case", case_id=case_id)
    duty: dict[str, Any] = view["duties"][0]
    return duty if duty["state"] in states else None
