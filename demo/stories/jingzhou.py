"""Jingzhou: the agency complained of hears of it, stays silent, answers late, and never learns who complained."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from demo import journal
from demo.ledger import Actors, NotAsTold
from demo.stories.told import Told
from demo.world import AUDITOR, JINGZHOU, Person, staff
from jiandu.client import CallFailed
from jiandu.law import LEGAL_ZONE

TITLE = "荆州: 具名控告 → 通知被控告机关 → 逾期不说明 → 迟到的说明 → 答复 → 异议 → 维持"
BEGINS = datetime(2026, 11, 9, 9, 0, tzinfo=LEGAL_ZONE)
STATEMENT_DUE = "2026-11-24"
SECTOR = "government_services_data"
BODY = "agency-02"
NAME, PHONE = "闻人若兰", "10013572468"
PORTAL = Person("portal-421000", "platform-421000", ("platform",), (JINGZHOU,))
LEGAL_UNIT = Person("legal-unit-agency-02", BODY, ("enforcement_legal_unit",), (JINGZHOU,))


def play(actors: Actors, told: Told, received: Path) -> None:
    """Play it; `received` is what the agency complained of wrote down of its messages.

    Raises NotAsTold if anything goes otherwise than the text says, or if the agency learns who complained.
    """
    actors.world.travel_to(BEGINS)
    ground = _told_beforehand(actors, told)
    receipt = _complained(actors, told)
    complaint_id = receipt["id"]
    case_id = _accepted(actors, told, complaint_id, ground)
    notice = _notified(actors, told, complaint_id, received)
    _silent(actors, told, complaint_id, case_id)
    _answered_late(actors, told, complaint_id)
    _case_closed(actors, told, complaint_id, case_id)
    _looked_at(actors, told, complaint_id)
    _replied(actors, told, complaint_id, receipt["receipt_code"])
    asked = actors.ask(LEGAL_UNIT, "complaints.get_notice", complaint_id=complaint_id)
    _unseen(actors, case_id)
    check_unnamed({"message": notice, "notice": asked})
    told.line("被控告机关收到的通知、能查到的一切, 均无姓名和电话 (nothing the agency got or may read names her)")
    told.facts.update(jingzhou_complaint=complaint_id, jingzhou_case=case_id)


def check_unnamed(seen: dict[str, Any]) -> None:
    """Raise NotAsTold if anything of what the agency has seen tells who complained."""
    for where, what in seen.items():
        text = json.dumps(what, ensure_ascii=False)
        if NAME in text or PHONE in text:
            raise NotAsTold(f"the {where} tells the agency who complained")


def _told_beforehand(actors: Actors, told: Told) -> str:
    guidance = actors.ask(PORTAL, "complaints.guidance", region=JINGZHOU, sector=SECTOR)
    provisions = {each["provision"]: each for each in guidance["provisions"]}
    (ground,) = provisions["complaint.grounds"]["items"]
    seen_by = {each["who"]: each["zh"] for each in guidance["seen_by"]}
    told.line(
        f"填写之前先告知: 《{guidance['title']}》{len(provisions)} 项规定 (guidance before anything is typed)"
    )
    told.line(f"    {seen_by['respondent']}")
    code: str = ground["code"]
    return code


def _complained(actors: Actors, told: Told) -> dict[str, Any]:
    receipt: dict[str, Any] = actors.act(
        PORTAL,
        "complaints.submit",
        "jz-complaint",
        region=JINGZHOU,
        sector=SECTOR,
        channel="web",
        kind="accusation",
        respondents=[{"body_id": BODY}],
        act_on="2026-11-02",
        facts=f"我叫{NAME}, 电话{PHONE}。窗口两次收取材料, 均未出具受理凭证, 也未说明不予受理的理由。",
        complainants=[{"name": NAME, "phone": PHONE}],
    )
    followed = actors.ask(PORTAL, "complaints.follow", receipt_code=receipt["receipt_code"])
    if not followed["found"] or followed["missing"]:
        raise NotAsTold(f"the text asks for nothing more, the receipt shows {followed}")
    told.line(f"投诉 {receipt['id']}: 发给查询码, 材料无须补正 (a receipt code; the text asks for nothing more)")
    return receipt


def _accepted(actors: Actors, told: Told, complaint_id: str, ground: str) -> str:
    intake = staff(JINGZHOU)["intake"]
    actors.act(intake, "complaints.accept", "jz-accept", complaint_id=complaint_id, ground=ground)

    def taken_up() -> Any:
        cases = _complaint(actors, complaint_id)["cases"]
        return cases[0]["case_id"] if cases else None

    case_id: str = actors.until(taken_up, "supervision takes the complaint up")
    told.line(f"按文本所列事由受理, 个案监督 {case_id} 已立案 (accepted on the text's ground: {ground})")
    return case_id


def _notified(actors: Actors, told: Told, complaint_id: str, received: Path) -> dict[str, Any]:
    actors.act(
        staff(JINGZHOU)["intake"],
        "complaints.notify_respondent",
        "jz-notify",
        complaint_id=complaint_id,
        body_id=BODY,
        means="queue",
        summary=f"{NAME}(电话{PHONE})反映: 窗口收取材料后未出具受理凭证。",  # careless, and masked
    )

    def noted() -> Any:
        return [line for line in journal.read(received) if line.get("complaint_id") == complaint_id]

    (notice,) = actors.until(noted, "the agency notes the notice from its own queue")
    asked = actors.ask(LEGAL_UNIT, "complaints.get_notice", complaint_id=complaint_id)
    if asked["statement_due_on"] != STATEMENT_DUE:
        raise NotAsTold(f"the statement is due on {asked['statement_due_on']}, by hand it is {STATEMENT_DUE}")
    told.line(f"被控告机关在自己的队列收到通知, 查得摘要: {asked['summary']} (notified; the summary it may read)")
    told.line(f"十五日内作出书面说明: 至 {STATEMENT_DUE} (fifteen days for its statement)")
    told.facts["complaint.statement"] = STATEMENT_DUE
    found: dict[str, Any] = notice
    return found


def _silent(actors: Actors, told: Told, complaint_id: str, case_id: str) -> None:
    clock = _complaint(actors, complaint_id)["clocks"][f"complaint.statement:{BODY}"]
    actors.world.travel_to(datetime.fromisoformat(clock["due_at"]) + timedelta(hours=1))

    def known() -> Any:
        case = actors.ask(staff(JINGZHOU)["officer"], "supervision.get_case", case_id=case_id)
        return case["respondent_silent"]

    actors.until(known, "supervision hears that the agency is silent")
    (respondent,) = _complaint(actors, complaint_id)["respondents"]
    if respondent["notice"] != "silent" and not respondent["late"]:  # answered late: a demo that goes on
        raise NotAsTold(f"the agency is {respondent['notice']}")
    told.line("逾期未作说明, 记为未答复, 监督机构获知 (silent; supervision knows)")


def _answered_late(actors: Actors, told: Told, complaint_id: str) -> None:
    statement = {"complaint_id": complaint_id, "statement": "窗口人员当日未打印回执, 现已补发并道歉。"}
    bare = actors.refused(LEGAL_UNIT, "complaints.answer_notice", "jz-bare", **statement, in_writing=True)
    told.line(f"说明未附证据, 不予接受: {bare.code} {(bare.article or {}).get('article', '')} (no evidence)")
    actors.act(
        LEGAL_UNIT,
        "complaints.answer_notice",
        "jz-answer",
        **statement,
        in_writing=True,
        legal_basis="《中华人民共和国行政许可法》第三十二条第二款",
        evidence=[{"name": "补发的受理凭证.pdf", "digest": "5f" * 32}],
    )
    (respondent,) = _complaint(actors, complaint_id)["respondents"]
    if (respondent["notice"], respondent["late"]) != ("answered", True):
        raise NotAsTold(f"the statement counts as {respondent['notice']}, late: {respondent['late']}")
    told.line("附证据和依据的书面说明迟到, 仍予接收并注明 (a late statement with evidence, taken and marked)")


def _case_closed(actors: Actors, told: Told, complaint_id: str, case_id: str) -> None:
    people = staff(JINGZHOU)
    team = ["JZ-supervisor-1", "JZ-supervisor-2"]
    actors.act(
        people["officer"], "supervision.assign_investigators", "jz-team", case_id=case_id, investigators=team
    )
    actors.act(people["head"], "supervision.close_case", "jz-close", case_id=case_id)

    def concluded() -> Any:
        return _complaint(actors, complaint_id)["outcome"]

    outcome = actors.until(concluded, "the case's end reaches the complaint")
    told.line(f"监督个案办结, 投诉随之办结: {outcome} (case closed, complaint concluded)")


def _unseen(actors: Actors, case_id: str) -> None:
    """No notice of the case was served, so for the agency there is no case."""
    try:
        actors.ask(LEGAL_UNIT, "supervision.get_case", case_id=case_id)
    except CallFailed as failure:
        if failure.code != "NOT_FOUND":
            raise
    else:
        raise NotAsTold("the agency sees a case of which it was served no notice")


def _looked_at(actors: Actors, told: Told, complaint_id: str) -> None:
    people = staff(JINGZHOU)
    officer, custodian = people["officer"], people["custodian"]
    reveal_id = actors.act(
        officer,
        "complaints.request_reveal",
        "jz-reveal",
        complaint_id=complaint_id,
        parts=["name"],
        motive="答复须当面送达, 需核对本人身份。",
    )["id"]
    until = (actors.world.legal_now() + timedelta(hours=1)).isoformat()
    actors.act(custodian, "complaints.grant_reveal", "jz-grant", reveal_id=reveal_id, until=until)
    seen = actors.act(officer, "complaints.view_identity", "jz-look", reveal_id=reveal_id)["identity"]
    if list(seen.values()) != [NAME]:
        raise NotAsTold(f"the name alone was granted, seen was {sorted(seen)}")
    (reveal,) = actors.ask(AUDITOR, "complaints.reveals_of", complaint_id=complaint_id)
    if len(reveal["viewed_at"]) != 1:
        raise NotAsTold(f"one look was taken, {len(reveal['viewed_at'])} are on record")
    told.line("身份保管人准许查看姓名一小时: 见到姓名, 不见电话, 查看已留痕 (one look, on record)")
    actors.world.travel_to(datetime.fromisoformat(reveal["until"]))
    late = actors.refused(officer, "complaints.view_identity", "jz-look-again", reveal_id=reveal_id)
    if late.code != "NOT_GRANTED":
        raise NotAsTold(f"the look after an hour was refused as {late.code}")
    told.line(f"一小时之后再看: {late.code} (an hour later it is refused)")


def _replied(actors: Actors, told: Told, complaint_id: str, receipt_code: str) -> None:
    people = staff(JINGZHOU)
    matter = {"complaint_id": complaint_id}
    actors.act(
        people["intake"], "complaints.reply", "jz-reply", **matter, text="窗口已补发受理凭证并道歉, 监督个案终结。"
    )
    mine = {**matter, "receipt_code": receipt_code}
    actors.act(PORTAL, "complaints.dispute_reply", "jz-dispute", **mine, reasons="没有说明今后如何避免。")
    actors.act(
        people["head"], "complaints.uphold_reply", "jz-uphold", **matter, text="答复维持; 窗口已改为当场打印回执。"
    )
    followed = actors.ask(PORTAL, "complaints.follow", receipt_code=receipt_code)
    if followed["state"] != "answered" or not followed["reply"]:
        raise NotAsTold(f"the receipt shows {followed['state']}")
    told.line(f"凭查询码可见: {followed['state']} “{followed['reply']}” (replied, disputed, upheld by another)")


def _complaint(actors: Actors, complaint_id: str) -> dict[str, Any]:
    found: dict[str, Any] = actors.ask(staff(JINGZHOU)["intake"], "complaints.get", complaint_id=complaint_id)
    return found
