"""Changji: a complaint ends in the revocation of every certificate of one officer, in every system."""

from datetime import datetime, timedelta
from typing import Any

from demo.ledger import Actors, NotAsTold
from demo.stories.told import Told
from demo.world import AUDITOR, CHANGJI, OPERATORS, Person, staff
from jiandu.law import LEGAL_ZONE

TITLE = "昌吉: 投诉 → 监督通知书 → 逾期 → 决定 → 责任追究 → 吊销全部执法证"
BEGINS = datetime(2026, 8, 10, 9, 30, tzinfo=LEGAL_ZONE)
BODY, OFFICER = "CJ-market-01", "CJ-officer-ma"


def play(actors: Actors, told: Told, subscribers: int) -> None:
    """Play it; `subscribers` is how many agencies have to acknowledge besides the three services.

    Raises NotAsTold if anything goes otherwise than the texts say.
    """
    actors.world.travel_to(BEGINS)
    case_id = _complaint_becomes_case(actors, told)
    _notice_goes_overdue(actors, told, case_id)
    _decision(actors, told, case_id)
    order_id = _accountability(actors, told, case_id)
    _revoked_everywhere(actors, told, order_id, subscribers)


def prepare(actors: Actors) -> None:
    """The body, the officer with two certificates, and two supervisors."""
    people = staff(CHANGJI)
    registrar, head = people["registrar"], people["head"]
    actors.act(
        registrar,
        "certificates.register_body",
        "cj-body",
        body_id=BODY,
        region=CHANGJI,
        name="昌吉市市场监督管理局",
    )
    certificates = [
        {
            "number": f"65230{kind}-0001",
            "kind": name,
            "issuer": issuer,
            "valid_from": "2023-01-01",
            "valid_to": "2027-12-31",
        }
        for kind, name, issuer in ((1, "department", "ministry"), (2, "local", "autonomous-region"))
    ]
    actors.act(
        registrar,
        "certificates.register_officer",
        "cj-officer",
        officer_id=OFFICER,
        region=CHANGJI,
        body_id=BODY,
        name="马某某",
        certificates=certificates,
    )
    for supervisor in ("CJ-supervisor-1", "CJ-supervisor-2"):
        actors.act(
            head,
            "supervision.register_supervisor",
            f"register-{supervisor}",
            supervisor_id=supervisor,
            region=CHANGJI,
            agency=head.agency,
            conditions=["on_staff", "integrity", "fitness", "qualified"],
        )


def _complaint_becomes_case(actors: Actors, told: Told) -> str:
    people = staff(CHANGJI)
    complaint = actors.act(
        people["intake"],
        "complaints.submit",
        "cj-complaint",
        region=CHANGJI,
        channel="web",
        kind="complaint",
        respondents=[{"body_id": BODY, "officer_ids": [OFFICER]}],
        act_on="2026-08-03",
        facts="执法人员未出示执法证件、未告知权利即作出罚款决定。",
        complainants=[{"name": "阿依古丽", "phone": "13999990000"}],
    )
    told.line(f"投诉 {complaint['id']} 已受理登记 (complaint recorded)")
    actors.act(people["intake"], "complaints.accept", "cj-accept", complaint_id=complaint["id"])

    def taken_up() -> Any:
        cases = actors.ask(people["intake"], "complaints.get", complaint_id=complaint["id"])["cases"]
        return cases[0]["case_id"] if cases else None

    case_id: str = actors.until(taken_up, "supervision takes the complaint up")
    told.line(f"个案监督 {case_id} 已立案 (supervision case opened)")
    return case_id


def _notice_goes_overdue(actors: Actors, told: Told, case_id: str) -> None:
    people = staff(CHANGJI)
    officer = people["officer"]
    team = ["CJ-supervisor-1", "CJ-supervisor-2"]
    actors.act(officer, "supervision.assign_investigators", "cj-team", case_id=case_id, investigators=team)
    actors.act(
        officer,
        "supervision.issue_notice",
        "cj-notice",
        case_id=case_id,
        number="昌执监通〔2026〕1号",
        grounds=["unlawful_body_power_procedure"],
    )
    received = actors.world.legal_now()
    actors.world.travel_to(received + timedelta(minutes=5))
    actors.act(officer, "supervision.serve_notice", "cj-serve", case_id=case_id, received_at=received.isoformat())
    view = actors.ask(officer, "supervision.get_case", case_id=case_id)
    due = view["clocks"]["notice.correction"]
    told.line(f"《行政执法监督通知书》送达; {due['article']}: 整改期限至 {due['due_on']} (30 days to correct)")
    early = actors.refused(officer, "supervision.record_non_correction", "cj-too-early", case_id=case_id)
    if early.code != "NOT_OVERDUE":
        raise NotAsTold(f"non-correction before the limit was refused as {early.code}")
    told.line(f"期限未到不得作出决定: {early.code} {(early.article or {}).get('article', '')}")
    actors.world.travel_to(datetime.fromisoformat(due["due_at"]) + timedelta(hours=1))

    def rung() -> Any:
        now = actors.ask(officer, "supervision.get_case", case_id=case_id)["clocks"]["notice.correction"]
        return now["overdue"] and "overdue" in now["rungs"]

    actors.until(rung, "the overdue rung")
    told.line("三十日已过, 逾期提示已发出 (30 days passed: overdue rung)")
    told.facts["correction_due_on"] = due["due_on"]


def _decision(actors: Actors, told: Told, case_id: str) -> None:
    people = staff(CHANGJI)
    actors.act(people["officer"], "supervision.record_non_correction", "cj-overdue", case_id=case_id)
    actors.act(
        people["head"],
        "supervision.decide",
        "cj-decide",
        case_id=case_id,
        number="昌执监决〔2026〕1号",
        organ="supervising_organ",
        decision_type="annul",
    )
    told.line("《行政执法监督决定书》: 撤销 (decision: annulled; 第二十五条)")


def _accountability(actors: Actors, told: Told, case_id: str) -> str:
    people = staff(CHANGJI)
    actors.act(
        people["officer"],
        "supervision.recommend_accountability",
        "cj-recommend",
        case_id=case_id,
        officer_ids=[OFFICER],
        ground="unlawful_procedure",
    )
    handler, head = people["accountability"], people["accountability_head"]
    accountability_id = accountability_case(actors, handler, case_id)
    told.line(f"责任追究 {accountability_id} 已启动 (accountability opened; 第三十三条)")
    actors.act(
        handler,
        "accountability.propose_sanction",
        "cj-propose",
        case_id=accountability_id,
        measure="revoke_certificate",
        ground="unlawful_procedure",
    )
    actors.act(
        head,
        "accountability.decide_sanction",
        "cj-sanction",
        case_id=accountability_id,
        unit=BODY,
        measure="revoke_certificate",
        effective_at=actors.world.legal_now().isoformat(),
    )
    view = actors.ask(handler, "accountability.get_case", case_id=accountability_id)
    told.line("所在单位决定: 吊销行政执法证 (decided by the officer's unit: revoke)")
    order_id: str = view["order_id"]
    told.facts["order_id"] = order_id
    told.facts["accountability_case"] = accountability_id
    return order_id


def accountability_case(actors: Actors, handler: Person, supervision_case_id: str) -> str:
    """The id of the one accountability case that a supervision case led to, as soon as there is one."""

    def opened() -> Any:
        return actors.ask(handler, "accountability.cases_of", supervision_case_id=supervision_case_id)

    (case,) = actors.until(opened, "the accountability case")
    found: str = case["id"]
    return found


def _revoked_everywhere(actors: Actors, told: Told, order_id: str, subscribers: int) -> None:
    registrar = staff(CHANGJI)["registrar"]
    officer = actors.until(
        lambda: _revoked(actors.ask(registrar, "certificates.get_officer", officer_id=OFFICER)), "the revocation"
    )
    numbers = [each["number"] for each in officer["certificates"]]
    for number in numbers:
        status = actors.ask(registrar, "certificates.check", number=number)["status"]
        if status != "revoked":
            raise NotAsTold(f"certificate {number} is {status}")
    told.line(f"吊销全部执法证: {', '.join(numbers)} (every certificate of the person)")

    def covered() -> Any:
        seen = actors.ask(OPERATORS[0], "certificates.coverage", order_id=order_id)
        return seen if seen["state"] == "complete" else None

    coverage = actors.until(covered, "coverage")
    expected = subscribers + 3
    if coverage["expected"] != expected or coverage["acknowledged"] != expected:
        raise NotAsTold(f"coverage is {coverage['acknowledged']} of {coverage['expected']}, not {expected}")
    slowest = _slowest_seconds(actors, told.facts["accountability_case"], order_id)
    told.line(
        f"送达覆盖: {coverage['acknowledged']} / {coverage['expected']} 已确认, 最慢 {slowest * 1000:.0f} ms "
        "(acknowledged; the slowest, from the decision's commit)"
    )
    told.facts["slowest_acknowledgement_ms"] = round(slowest * 1000, 1)
    told.facts["coverage"] = f"{coverage['acknowledged']} of {coverage['expected']}"


def _slowest_seconds(actors: Actors, case_id: str, order_id: str) -> float:
    """From the commit of the decision to that of the last acknowledgement, by the services' own records."""

    def moments(aggregate: str, row_id: str, command: str) -> list[datetime]:
        asked = {"aggregate": aggregate.partition(".")[2], "aggregate_id": row_id}
        (row,) = actors.ask(AUDITOR, f"{aggregate.partition('.')[0]}.ledger", **asked)["rows"]
        entries = [entry for entry in row["history"] if entry["command"] == command]
        return [datetime.fromisoformat(entry["recorded_at"]) for entry in entries]

    (decided,) = moments("accountability.cases", case_id, "DecideSanction")
    acknowledged = moments("certificates.coverages", order_id, "NoteAcknowledgement")
    return (max(acknowledged) - decided).total_seconds()


def _revoked(officer: dict[str, Any]) -> dict[str, Any] | None:
    revoked = [each["status"] == "revoked" for each in officer["certificates"]]
    return officer if revoked and all(revoked) else None
