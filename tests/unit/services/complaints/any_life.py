"""Lives that a complaint can lead: any command, by anybody, at any time, under any text; and what holds in each.

Whoever plays it hands in `choose`, which takes one of several: Hypothesis for lives that nobody thought of, a
seeded generator for the same lives every time. `what` takes the command, where that is chosen in another way; of
everything else the first is what somebody would do who knows what he does.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from jiandu.domain import Actor, Event, Refused
from jiandu.errors import CODES
from jiandu.law import ring
from jiandu.service.handling import command_of
from services.complaints.domain import (
    attachment,
    barring,
    clarification,
    dispute,
    extension,
    intake,
    linking,
    notice,
    outcome,
    replying,
    retention,
    routing,
    screening,
    supplementing,
    withdrawal,
)
from services.complaints.domain.complaint import ENDED, PROCEDURE, Complaint
from services.complaints.domain.particulars import Respondent
from services.complaints.domain.statistics import Question, statistics
from services.complaints.repository.indexed import counted, fields_of
from services.complaints.schemas.views import PUBLIC, followed
from tests.unit.services.complaints.complaint_play import (
    ACCUSED,
    BODY,
    FULLER,
    HEAD,
    JINGZHOU,
    OTHER,
    PLACES,
    PLATFORM,
    STAFF,
    USUAL,
    submission,
)
from tests.unit.services.complaints.test_extension import with_both
from tests.unit.services.play import Play, actor, at

Choose = Callable[[Sequence[Any]], Any]
Handler = Callable[..., list[Event]]

SERVICE = actor("/services/complaints", agency="platform")
COMPLAINED_OF = (ACCUSED, actor("zhao", agency="body-2"), actor("o1"))
ANYBODY = (STAFF, STAFF, STAFF, HEAD, HEAD, actor("sun"), PLATFORM, *COMPLAINED_OF)
BY_SERVICES: tuple[Handler, ...] = (
    outcome.note_case_opened,
    outcome.note_case_closed,
    outcome.note_consequence,
    retention.erase_identity,
    retention.confirm_erasure,
)
USUALLY: dict[Handler, tuple[Actor, ...]] = {
    notice.answer_notice: COMPLAINED_OF,
    withdrawal.withdraw: (*COMPLAINED_OF, *COMPLAINED_OF, *COMPLAINED_OF, PLATFORM),  # rarely: it ends everything
    **dict.fromkeys((barring.approve_bar, barring.reject_bar), (HEAD, STAFF, ACCUSED)),
    **dict.fromkeys((dispute.uphold_reply, dispute.reopen_complaint), (HEAD, actor("sun"), STAFF)),
}
THIRD = Respondent(body_id="body-3", unknown_officer="高个子")
TABLE = {(step.state, step.command) for step in PROCEDURE.steps}


def _one(**choices: Sequence[Any]) -> Callable[[Choose, Complaint], dict[str, Any]]:
    return lambda choose, _: {name: choose(values) for name, values in choices.items()}


def _limit(**choices: Sequence[Any]) -> Callable[[Choose, Complaint], dict[str, Any]]:
    return lambda choose, now: {"clock": choose([*now.clocks, "complaint.limit"]), **_one(**choices)(choose, now)}


def _body(**choices: Sequence[Any]) -> Callable[[Choose, Complaint], dict[str, Any]]:
    return lambda choose, now: {"body_id": choose([*now.bodies, "body-9"]), **_one(**choices)(choose, now)}


def _declared(_: Choose, now: Complaint) -> dict[str, Any]:
    return {"attachment_id": f"a{len(now.attachments)}", "digest": f"{len(now.attachments):064}"}


def _handed_in(choose: Choose, now: Complaint) -> dict[str, Any]:
    each = choose([*now.attachments, None])
    return {"attachment_id": "a9"} if each is None else {"attachment_id": each.id, "digest": each.digest}


FIELDS: dict[Handler, Callable[[Choose, Complaint], dict[str, Any]]] = {
    supplementing.request_supplement: _one(missing=(("respondent",), ("evidence",), ("facts_and_grounds",), ())),
    supplementing.supplement: _one(
        text=("补充", ""), respondents=((), (BODY,), (OTHER,), (THIRD,)), evidence=(True, False)
    ),
    routing.bind_officer: _body(officer_id=("o1", "o2", "li")),
    linking.link_complaint: _one(other_id=("k0", "k1", "k2")),
    routing.assign_handler: _one(handler=("li", "sun", "o1"), agency=("justice-652300", "body-1")),
    attachment.declare_attachment: _declared,
    attachment.complete_attachment: _handed_in,
    attachment.judge_attachment: lambda choose, now: {
        "attachment_id": _handed_in(choose, now)["attachment_id"],
        "harmless": choose((True, False)),
    },
    screening.accept: _one(ground=(None, "unlawful", "within_jurisdiction")),
    screening.decline: _one(reason=("audit", "outside_scope"), competent_body=("审计局", "")),
    screening.transfer: _one(to_body=("organ-9", "body-1")),
    screening.record_clue: _one(),
    barring.bar: _one(bar=("petition", "over_age", "boring")),
    barring.approve_bar: _one(),
    barring.reject_bar: _one(),
    notice.notify_respondent: _body(),
    notice.answer_notice: _one(in_writing=(True, True, False)),
    extension.extend_limit: _limit(length=(5, 16)),
    extension.suspend_limit: _limit(),
    extension.resume_limit: _limit(),
    outcome.conclude: _one(finding=("substantiated", "fine")),
    outcome.note_case_opened: _one(case_id=("s1", "s2", "s3")),
    outcome.note_case_closed: _one(case_id=("s1", "s2", "s3")),
    outcome.note_consequence: _one(kind=("sanction", "referral")),
    replying.reply: _one(text=("已处理", "")),
    replying.record_return_visit: _one(satisfied=(None, True, False)),
    replying.rate_handling: _one(satisfied=(True, False)),
    dispute.dispute_reply: _one(),
    dispute.uphold_reply: _one(),
    dispute.reopen_complaint: _one(),
    withdrawal.withdraw: _one(),
    clarification.clarify_facts: _body(officer_id=("o1", "o2")),
    retention.hold_identity: _one(),
    retention.release_identity: _one(),
    retention.erase_identity: _one(rule=("replied",), keep=(timedelta(days=30),)),
    retention.confirm_erasure: _one(),
}


class Life:
    """One complaint, and in `accepted` the commands that did something in its life."""

    def __init__(self, choose: Choose, what: Choose | None = None, places: Sequence[str] = PLACES) -> None:
        self.choose = choose
        self.what = what
        self.accepted = {"SubmitComplaint"}
        self.play = Play(PROCEDURE, with_both(FULLER))
        self.at: datetime = at("2026-03-02")
        region = choose(places)
        sector = {} if region == JINGZHOU else {"sector": choose((None, "market_regulation"))}
        self._do(
            intake.submit,
            PLATFORM,
            submission(
                region,
                respondents=choose(((BODY,), (BODY, OTHER), (BODY,), ())),
                evidence=choose((True, True, False)),
                act_on=choose((None, date(2020, 1, 6))),
                anonymous=choose((True, False)),
                **sector,
            ),
        )

    @property
    def now(self) -> Complaint:
        found: Complaint = self.play.now
        return found

    def try_something(self) -> None:
        """Somebody tries something: mostly what the table allows, and rather what is new."""
        what = self.what or self.choose
        allowed = [each for each in FIELDS if (self.now.state, command_of(each).__name__) in TABLE]
        tried = what((allowed, allowed, list(FIELDS)))
        fresh = [each for each in tried if command_of(each).__name__ not in self.accepted]
        handler = what(what((fresh, tried)) or tried)
        by = SERVICE if handler in BY_SERVICES else self.choose(USUALLY.get(handler, ANYBODY))
        fields = {"complaint_id": "k1", **USUAL.get(handler, {}), **FIELDS[handler](self.choose, self.now)}
        before = self.now
        try:
            self._do(handler, by, fields)
        except Refused as refusal:
            assert self.now == before
            self._was_refused_rightly(refusal, handler, by)
        else:
            self._was_done_rightly(before, handler, by)

    def let_days_pass(self) -> None:
        """Time goes by, and every limit rings that is due."""
        self.at += timedelta(days=self.choose((1, 10, 40)))
        for name, clock in self.now.clocks.items():
            for rung in clock.due_rungs(self.at):
                self._do(ring, SERVICE, {"aggregate_id": "k1", "clock": name, "rung": rung.name})
                assert rung not in self.now.clocks[name].due_rungs(self.at)

    def _do(self, handler: Handler, by: Actor, fields: dict[str, Any]) -> None:
        self.at += timedelta(seconds=1)
        self.play.do(handler, self.at, by=by, **fields)

    def _was_refused_rightly(self, refusal: Refused, handler: Handler, by: Actor) -> None:
        assert refusal.code in CODES
        if is_complained_of(self.now, by) and not self._was_told(handler, by):
            assert (refusal.code, refusal.citation, refusal.detail) == ("NOT_FOUND", None, {"id": "k1"})
        elif handler is not notice.answer_notice:
            in_the_table = (self.now.state, command_of(handler).__name__) in TABLE
            assert in_the_table or refusal.code == "NOT_ALLOWED_IN_STATE"

    def _was_done_rightly(self, before: Complaint, handler: Handler, by: Actor) -> None:
        # that the table has the step, and that the state makes the round trip, the play itself asserts
        assert not is_complained_of(before, by) or self._was_told(handler, by)
        self.accepted.add(command_of(handler).__name__)
        assert set(before.links) <= set(self.now.links)
        assert {each.case_id for each in before.cases} <= {each.case_id for each in self.now.cases}
        assert self.now.handled_by[: len(before.handled_by)] == before.handled_by
        assert before.passed_on <= self.now.passed_on

    def _was_told(self, handler: Handler, by: Actor) -> bool:
        told = {each.body_id for each in self.now.respondents if each.notice is not None}
        return handler is notice.answer_notice and by.agency in told


def is_complained_of(complaint: Complaint, by: Actor) -> bool:
    """Whether somebody is of a body complained of, or named himself."""
    return routing.is_complained_of(complaint, by.subject, by.agency)


def check(life: Life) -> None:
    """What holds of every complaint at every moment of its life."""
    now = life.now
    assert now.state in PUBLIC
    assert followed(now, [], life.at)["state"] == PUBLIC[now.state]
    assert (now.ended_at is not None) == (now.state in ENDED)
    assert bool(now.missing) == (now.state == "incomplete") or now.state not in ("incomplete", "submitted")
    if now.state in ("replied", "disputed"):
        assert now.outcome is not None  # nothing is replied before it is decided
        assert now.reply
    if now.handler is not None:
        assert not routing.is_complained_of(now, now.handler, now.handler_agency or "")
    check_limits(now)
    assert fields_of(now)["counted"]["state"] == now.state
    question = Question(
        region=now.region, since=date(2026, 3, 2), until=date(2026, 3, 2), by=("agency",), threshold=1
    )
    assert statistics([counted(now)], question).rows[0]["received"] == 1


def check_limits(now: Complaint) -> None:
    """A limit runs only as long as what it is for can still be done."""
    running = {name for name, clock in now.clocks.items() if clock.stopped_at is None}
    if now.state == "withdrawn":
        assert running == set()
    if now.state not in ("accepted", "in_supervision"):
        assert not running & {"complaint.notice", "complaint.conclusion"}
    if now.state not in ("incomplete", "submitted", "bar_proposed"):
        assert "complaint.transfer" not in running
    for each in now.respondents:
        if each.notice == notice.NOTIFIED and now.state != "withdrawn":
            assert f"{notice.STATEMENT}:{each.body_id}" in running
