"""Tongzhou: from training to a certificate, shown offline; three suspensions; an act done meanwhile is found."""

from datetime import datetime, timedelta
from typing import Any

from demo.ledger import Actors, NotAsTold
from demo.stories.told import Told
from demo.world import TONGZHOU, Person, staff
from jiandu.client import OfflineList, Status
from jiandu.domain import derived_id
from jiandu.identity.keyring import FolderKeyring
from jiandu.law import LEGAL_ZONE
from jiandu.record.status_list import Snapshot

TITLE = "通州: 培训考核 → 资格 → 申领核发 → 二维码离线核验 → 三次暂扣 → 核销; 暂扣期间执法成为线索"
BEGINS = datetime(2026, 12, 1, 9, 0, tzinfo=LEGAL_ZONE)
BODY, OFFICER, NUMBER = "TZ-chengguan", "TZ-officer-bai", "110112-0001"
UNIT = Person("tz-unit", BODY, ("enforcement_legal_unit",), (TONGZHOU,))
HEAD = Person("tz-head", BODY, ("enforcement_legal_unit",), (TONGZHOU,))


def play(actors: Actors, told: Told) -> None:
    """Play it. Raises NotAsTold if a status is not the one that the articles lead to."""
    actors.world.travel_to(BEGINS)
    _qualified(actors, told)
    _issued(actors, told)
    offline, index = _shown_offline(actors, told)
    _suspended_thrice(actors, told)
    _checked_offline(actors, told, offline, index)
    _found(actors, told)


def _act(actors: Actors, person: Person, method: str, command_id: str, **fields: Any) -> Any:
    return actors.act(person, f"certificates.{method}", f"tz-{command_id}", officer_id=OFFICER, **fields)


def _qualified(actors: Actors, told: Told) -> None:
    registrar = staff(TONGZHOU)["registrar"]
    body = {"body_id": BODY, "region": TONGZHOU}
    actors.act(registrar, "certificates.register_body", "tz-body", **body, name="通州区城市管理综合行政执法监察局")
    _act(actors, registrar, "register_officer", "officer", **body, name="白某", on_staff=True)
    _act(actors, UNIT, "record_training", "training", on="2026-11-20", hours=60, topic="law", course="initial")
    asked = {"conditions": ["common_law", "professional_competence"], "new_recruit": True, "probation_over": True}
    without = actors.refused(
        UNIT, "certificates.register_qualification", "tz-too-early", officer_id=OFFICER, **asked
    )
    told.line(
        f"考核之前登记资格: {without.code} {(without.article or {}).get('article', '')} (not before the exam)"
    )
    for kind in ("common_law", "professional_law"):
        _act(actors, registrar, "record_exam", f"exam-{kind}", kind=kind, on="2026-11-28", result="passed")
    _act(actors, UNIT, "register_qualification", "qualified", **asked)
    told.line("培训60学时、考核合格, 登记取得行政执法资格 (trained, examined, qualified)")


def _issued(actors: Actors, told: Told) -> None:
    registrar = staff(TONGZHOU)["registrar"]
    _act(actors, UNIT, "apply_for_certificate", "apply", number=NUMBER, kind="district")
    file = actors.ask(registrar, "certificates.get_officer", officer_id=OFFICER)
    term = {"valid_from": "2026-12-01", "valid_to": "2031-11-30"}
    _act(
        actors,
        registrar,
        "issue_certificate",
        "issue",
        application_id=file["applications"][0]["id"],
        issuer="tongzhou-legal-affairs-office",
        act_kinds=["penalty"],
        **term,
    )
    told.line(f"区城管申领, 区政府法制办核发 {NUMBER} (applied for by the body, issued by the office)")


def _shown_offline(actors: Actors, told: Told) -> tuple[OfflineList, int]:
    registrar = staff(TONGZHOU)["registrar"]

    def listed() -> Any:
        return actors.ask(registrar, "certificates.check", number=NUMBER)["index"] is not None

    actors.until(listed, "the certificate in the status list")
    offline = OfflineList(FolderKeyring(actors.world.keys))
    snapshot = actors.ask(registrar, "certificates.status_list_since")["snapshot"]
    offline.load(Snapshot.from_plain(snapshot), actors.world.legal_now())
    content = actors.ask(UNIT, "certificates.qr_content", number=NUMBER)["content"]
    attested, checked = offline.check_qr(content, actors.world.legal_now())
    _expect(checked.status, Status.VALID)
    told.line(f"群众扫码: 二维码 {len(content)} 字符, 离线核验签名和状态名单: {checked.status} (offline)")
    return offline, attested.index


def _suspended_thrice(actors: Actors, told: Told) -> None:
    registrar = staff(TONGZHOU)["registrar"]
    for turn in range(3):
        notice = {"ground": "misuse", "notice_number": f"通暂扣〔2026〕{turn + 1}号"}
        _act(actors, UNIT, "suspend_certificate", f"suspend-{turn}", number=NUMBER, **notice)
        if turn == 0:
            actors.world.travel_to(BEGINS + timedelta(days=1))
            acted = {"acted_at": (BEGINS + timedelta(hours=20)).isoformat(), "matter_id": "TZ-penalty-1"}
            where = {"region": TONGZHOU, "body_id": BODY, "kind": "penalty"}
            officers = {"officer_ids": [OFFICER]}
            actors.act(UNIT, "certificates.record_act", "tz-act", **where, **acted, **officers)
        if turn < 2:
            _act(actors, HEAD, "decide_suspension", f"restore-{turn}", number=NUMBER, outcome="restore")
    barred = actors.refused(
        HEAD,
        "certificates.decide_suspension",
        "tz-barred",
        officer_id=OFFICER,
        number=NUMBER,
        outcome="restore",
    )
    told.line(
        f"第三次暂扣后不得恢复: {barred.code} {(barred.article or {}).get('article', '')} (not restored any more)"
    )
    _act(actors, HEAD, "decide_suspension", "write-off", number=NUMBER, outcome="write_off")
    _act(actors, registrar, "write_off_certificate", "written-off", number=NUMBER)
    shown = actors.ask(registrar, "certificates.lookup", number=NUMBER)
    _expect(shown["status"], "written_off")
    told.line(f"区城管建议, 法制办核销; 公众查询: “{shown['words']['zh']}” (written off; what the public reads)")


def _checked_offline(actors: Actors, told: Told, offline: OfflineList, index: int) -> None:
    registrar = staff(TONGZHOU)["registrar"]

    def followed() -> Any:
        snapshot = actors.ask(registrar, "certificates.status_list_since")["snapshot"]
        offline.load(Snapshot.from_plain(snapshot), actors.world.legal_now())
        return offline.status(index, actors.world.legal_now()).status is Status.NOT_VALID

    actors.until(followed, "the status list without the certificate")
    stale = offline.status(index, actors.world.legal_now() + timedelta(minutes=11))
    _expect(stale.status, Status.UNKNOWN)
    told.line(
        f"状态名单: 无效; 十分钟收不到新名单即为 {stale.status} (a list without news says UNKNOWN, never VALID)"
    )


def _found(actors: Actors, told: Told) -> None:
    officer = staff(TONGZHOU)["officer"]
    found = actors.until(
        lambda: [
            each
            for each in actors.ask(officer, "supervision.open_clues")["rows"]
            if OFFICER in each["officer_ids"]
        ],
        "the clue",
    )
    _expect(
        [(each["kind"], each["matter_id"]) for each in found],
        [("act_without_validity", derived_id("act", f"{BODY}/tz-act"))],
    )
    told.line("暂扣期间作出的处罚成为监督线索 (an act done while suspended is a clue for supervision)")


def _expect(seen: object, told: object) -> None:
    if seen != told:
        raise NotAsTold(f"{seen} instead of {told}")
