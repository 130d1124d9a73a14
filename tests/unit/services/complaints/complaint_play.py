"""A complaint played under the law of a place, with something usual for every field that tests rarely care for."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from jiandu.domain import Actor, Event, Refused
from jiandu.law import Clock, Rulebook, ring
from jiandu.law.settings import Parameter, Settings
from services.complaints.domain import (
    attachment,
    barring,
    clarification,
    dispute,
    intake,
    linking,
    notice,
    outcome,
    replying,
    retention,
    routing,
    screening,
    supplementing,
)
from services.complaints.domain.complaint import PROCEDURE
from services.complaints.domain.particulars import ExternalId, Respondent
from tests.unit.services.play import LAW, Play, actor

DAY = "2026-03-02"
CHANGJI, WEIHAI, JINGZHOU, TONGZHOU = "652300", "371000", "421000", "110112"
WULONG, HEILONGJIANG, HANGZHOU = "500156", "230000", "330100"
PLACES = (CHANGJI, WEIHAI, JINGZHOU, TONGZHOU, WULONG, HEILONGJIANG, HANGZHOU)
KIND = {JINGZHOU: "grievance"}
SECTOR = {JINGZHOU: "government_services_data"}
COMPLAINT_DAYS = Settings(
    edition="s-1",
    region=WULONG,
    parameters=(Parameter("wulong-2021", "complaint.conclusion", 20, "区司法局规定"),),
)
# what no complaint lies under now: Hangzhou as it was, and Wulong once its administrator has set the number
FULLER = replace(
    LAW,
    packs={**LAW.packs, "hangzhou-2006": replace(LAW.packs["hangzhou-2006"], status="in_force")},
    settings=(COMPLAINT_DAYS,),
)

STAFF, HEAD, PLATFORM = actor("zhang"), actor("head"), actor("12345", agency="hotline")
ACCUSED = actor("wang", agency="body-1")
BODY = Respondent(body_id="body-1", officer_ids=("o1",))
OTHER = Respondent(body_id="body-2")

USUAL: dict[Callable[..., Any], dict[str, Any]] = {
    supplementing.supplement: {"text": "补充:检查时间为上午十时"},
    routing.assign_handler: {"handler": "li", "agency": "justice-652300"},
    routing.bind_officer: {"body_id": "body-1", "officer_id": "o2"},
    linking.link_complaint: {"other_id": "k0"},
    screening.transfer: {"to_body": "organ-9"},
    barring.bar: {"bar": "petition"},
    notice.notify_respondent: {"body_id": "body-1", "means": "queue", "summary": "检查时未出示执法证件"},
    notice.answer_notice: {
        "statement": "已依法出示证件",
        "legal_basis": "行政处罚法",
        "in_writing": True,
        "evidence": (notice.Evidence(name="现场笔录", digest="ab" * 32),),
    },
    outcome.conclude: {"finding": "substantiated"},
    outcome.note_case_opened: {"case_id": "s1"},
    outcome.note_case_closed: {"case_id": "s1", "outcome": "corrected"},
    outcome.note_consequence: {"kind": "sanction", "what": "warning", "officer_id": "o1"},
    replying.reply: {"text": "经查属实,已责令改正"},
    replying.rate_handling: {"satisfied": True},
    dispute.dispute_reply: {"reasons": "处理过轻"},
    dispute.uphold_reply: {"text": "原答复并无不当"},
    clarification.clarify_facts: {"body_id": "body-1", "officer_id": "o1", "ground": "untrue_report"},
    retention.hold_identity: {"reason": "诉讼未结"},
    attachment.declare_attachment: {
        "attachment_id": "a1",
        "media_type": "image/png",
        "size": 4,
        "digest": "ab" * 32,
    },
    attachment.complete_attachment: {"attachment_id": "a1", "size": 4, "digest": "ab" * 32, "parts": 1},
    attachment.judge_attachment: {"attachment_id": "a1", "harmless": True},
}


def submission(region: str, **changed: Any) -> dict[str, Any]:
    """The fields of a submission in a place."""
    return {
        "complaint_id": "k1",
        "region": region,
        "sector": SECTOR.get(region),
        "channel": "web",
        "kind": KIND.get(region, "complaint"),
        "respondents": (BODY,),
        "facts": "现场检查未出示执法证件",
        "evidence": True,
        **changed,
    }


class ComplaintPlay(Play):
    """A complaint that was submitted; what is done to it is done by STAFF on the day of the step before."""

    def __init__(self, region: str, *, day: str = DAY, law: Rulebook = LAW, **fields: Any) -> None:
        super().__init__(PROCEDURE, law)
        self.day: str | datetime = day
        self.do(intake.submit, day, by=fields.pop("by", PLATFORM), **submission(region, **fields))

    def step(self, handler: Callable[..., list[Event]], /, by: Actor = STAFF, **fields: Any) -> list[Event]:
        """Do this to the complaint, on `day` if one is given."""
        self.day = fields.pop("day", self.day)
        return self.do(handler, self.day, by=by, **{"complaint_id": "k1", **USUAL.get(handler, {}), **fields})

    def steps(self, *handlers: Callable[..., list[Event]]) -> "ComplaintPlay":
        """Do all this in the usual way."""
        for handler in handlers:
            self.step(handler)
        return self

    def no(self, handler: Callable[..., list[Event]], /, by: Actor = STAFF, **fields: Any) -> Refused:
        """What this is refused with."""
        day = fields.pop("day", self.day)
        return self.refused(handler, day, by=by, **{"complaint_id": "k1", **USUAL.get(handler, {}), **fields})

    def ring(self, clock: str, rung: str, day: datetime) -> list[Event]:
        """Ring a limit."""
        self.day = day
        return self.do(ring, day, aggregate_id="k1", clock=clock, rung=rung)

    def clock(self, name: str) -> Clock:
        """One of its limits."""
        found: Clock = self.now.clocks[name]
        return found

    def body(self, body_id: str = "body-1") -> Respondent:
        """What is kept of a body complained of."""
        found: Respondent = notice.respondent_of(self.now, body_id)
        return found


def refused_submission(region: str, *, day: str = DAY, law: Rulebook = LAW, **fields: Any) -> Refused:
    """What a submission is refused with."""
    by = fields.pop("by", PLATFORM)
    return Play(PROCEDURE, law=law).refused(intake.submit, day, by=by, **submission(region, **fields))


def silence_of(region: str) -> str:
    """The refusal where the text of a place does not speak of something; Hangzhou's is not all at hand."""
    return "LAW_NOT_AT_HAND" if region == HANGZHOU else "LAW_SILENT"


def number(value: str = "2026-1") -> ExternalId:
    """What the hotline calls a complaint."""
    return ExternalId(source="12345", number=value)
