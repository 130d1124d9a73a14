"""The complaints service: intake, screening, the body complained of, the complainant, and the outcome."""

from typing import Any

import eventlet
from eventlet import tpool

from jiandu.domain import Actor, Refused, Request
from jiandu.identity.receipt import Pepper
from jiandu.law import legal_day
from jiandu.service.aggregate import Aggregate, Provided
from jiandu.service.base import Service
from jiandu.service.methods import Query, command, query
from jiandu.service.runtime import Runtime
from jiandu.service.standing import HearsStanding
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
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.limits import LIMITS
from services.complaints.methods.attachments import HandsIn
from services.complaints.methods.custody import KeepsIdentities
from services.complaints.methods.entrusted import Entrusted
from services.complaints.methods.figures import TellsFigures
from services.complaints.methods.questions import AnswersQuestions
from services.complaints.methods.recognition import Recognition
from services.complaints.methods.roles import (
    COMPLAINANT,
    CUSTODIAN,
    HEAD,
    INTAKE,
    JUDGING,
    RESPONDENT,
    REVIEWING,
    SCREENING,
)
from services.complaints.methods.vault import complainants_of, vault_of
from services.complaints.methods.visible import visible
from services.complaints.methods.worded import worded
from services.complaints.repository.complaints import Complaints
from services.complaints.repository.indexed import fields_of
from services.complaints.repository.receipts import Receipts
from services.complaints.schemas import attachments, contracts, incoming, views


def _receipts(runtime: Runtime) -> Receipts:
    # the slow hash in a thread of its own: on the loop it would stop the whole service
    pepper = Pepper.at(runtime.settings.keys / "vault" / "receipts.key")
    return Receipts(runtime.database, pepper, tpool.execute)


def _entrusted(runtime: Runtime) -> Entrusted:
    vault, kept = vault_of(runtime), complainants_of(runtime)
    daily = runtime.settings.complainant_daily
    return Entrusted(vault, kept, Recognition(vault, kept, Complaints(runtime.database), daily))


class ComplaintsService(AnswersQuestions, KeepsIdentities, HandsIn, TellsFigures, HearsStanding, Service):
    """RPC name `complaints`."""

    name = "complaints"

    complaints = Aggregate(
        Complaint,
        Complaints,
        key="complaint_id",
        publishes=contracts.PUBLISHED,
        limits=LIMITS,
        fields=fields_of,
        hidden_from=lambda complaint, by: routing.is_complained_of(complaint, by.subject, by.agency),
    )
    entrusted = Provided(_entrusted)
    receipts = Provided(_receipts)

    # -- intake -------------------------------------------------------------------------------------------------

    @command(
        incoming.Submit,
        intake.SubmitComplaint,
        allow=INTAKE,
        derives=("complaint_id", "cmp"),
        sealed=("complainants", "facts", "respondents"),
    )
    def submit(self, request: Request[intake.SubmitComplaint]) -> Any:
        """Take in a complaint, and answer with a receipt code. Who complains, and the words, are sealed first.

        Of a submission that is refused nothing is kept; what a crash leaves between sealing and writing is found
        by the repetition, which gets a code of its own: of the first only a hash is kept.
        """
        slow = eventlet.spawn(self.receipts.hashed)
        told, seal = self.entrusted.submission(request, legal_day(request.command.at))
        answer = self.complaints.create(told, intake.submit, told.command.complaint_id, first=seal)
        code, hashed = slow.wait()
        self.receipts.keep(hashed, answer["id"])
        return {**answer, "receipt_code": code}

    supplement = worded(
        supplementing.supplement,
        incoming.Supplement,
        allow=COMPLAINANT,
        sealed=("text", "respondents", "receipt_code"),
    )
    request_supplement = complaints.changes(supplementing.request_supplement, incoming.Missing, allow=SCREENING)
    bind_officer = complaints.changes(routing.bind_officer, incoming.Bind, allow=SCREENING)
    assign_handler = complaints.changes(routing.assign_handler, incoming.Assign, allow=REVIEWING)

    @command(incoming.LinkTo, linking.LinkComplaint, allow=SCREENING)
    def link(self, request: Request[linking.LinkComplaint]) -> Any:
        """Link the complaint to another one, which has to be there."""
        visible(self.complaints, request.command.other_id, request.command.by)
        return self.complaints.change(request.command.complaint_id, request, linking.link_complaint)

    judge_attachment = complaints.changes(attachment.judge_attachment, attachments.Judge, allow=JUDGING)

    # -- screening ----------------------------------------------------------------------------------------------

    accept = complaints.changes(screening.accept, incoming.Accept, allow=SCREENING)
    decline = worded(screening.decline, incoming.Decline, allow=SCREENING, sealed=("competent_body",))
    transfer = complaints.changes(screening.transfer, incoming.Transfer, allow=SCREENING)
    record_clue = complaints.changes(screening.record_clue, incoming.OneComplaint, allow=SCREENING)
    bar = complaints.changes(barring.bar, incoming.Bar, allow=SCREENING)
    approve_bar = complaints.changes(barring.approve_bar, incoming.OneComplaint, allow=HEAD)
    reject_bar = complaints.changes(barring.reject_bar, incoming.OneComplaint, allow=HEAD)

    # -- the body complained of ---------------------------------------------------------------------------------

    notify_respondent = worded(notice.notify_respondent, incoming.Notify, allow=SCREENING, sealed=("summary",))
    answer_notice = worded(
        notice.answer_notice,
        incoming.Statement,
        allow=RESPONDENT,
        sealed=("statement", "legal_basis", "evidence"),
        check=lambda complaint, by: notice.asked_body(complaint, by.agency),
    )
    extend_limit = complaints.changes(extension.extend_limit, incoming.Extend, allow=HEAD)
    suspend_limit = complaints.changes(extension.suspend_limit, incoming.OneLimit, allow=HEAD)
    resume_limit = complaints.changes(extension.resume_limit, incoming.OneLimit, allow=HEAD)

    @query(incoming.OneComplaint, allow=RESPONDENT)
    def get_notice(self, asked: Query) -> Any:
        """What a body that was notified may know of the complaint; to every other there is none."""
        complaint = self.entrusted.legible(self.complaints.get(asked.fields["complaint_id"], asked.by))
        body = notice.asked_body(complaint, asked.by.agency)
        return views.NoticeView().dump(notice.notice_of(complaint, body))

    # -- what comes of it ---------------------------------------------------------------------------------------

    conclude = complaints.changes(outcome.conclude, incoming.Conclude, allow=SCREENING)
    on_case_opened = complaints.hears(contracts.CASE_OPENED, outcome.note_case_opened, queue="cases")
    on_case_closed = complaints.hears(contracts.CASE_CLOSED, outcome.note_case_closed, queue="cases")
    on_consequence = complaints.hears(contracts.CONSEQUENCE, outcome.note_consequence, queue="consequences")
    clarify_facts = complaints.changes(clarification.clarify_facts, incoming.Clarify, allow=REVIEWING)

    # -- the complainant ----------------------------------------------------------------------------------------

    reply = worded(replying.reply, incoming.Reply, allow=SCREENING, sealed=("text",))
    record_return_visit = worded(
        replying.record_return_visit, incoming.Visit, allow=SCREENING, sealed=("comment",)
    )
    rate_handling = worded(replying.rate_handling, incoming.Rate, allow=COMPLAINANT, sealed=("receipt_code",))
    dispute_reply = worded(
        dispute.dispute_reply, incoming.Dispute, allow=COMPLAINANT, sealed=("reasons", "receipt_code")
    )
    uphold_reply = worded(dispute.uphold_reply, incoming.Reply, allow=REVIEWING, sealed=("text",))
    reopen = complaints.changes(dispute.reopen_complaint, incoming.OneComplaint, allow=REVIEWING)
    withdraw = worded(withdrawal.withdraw, incoming.Withdraw, allow=COMPLAINANT, sealed=("reason", "receipt_code"))
    hold_identity = worded(retention.hold_identity, incoming.Hold, allow=CUSTODIAN, sealed=("reason",))
    release_identity = complaints.changes(retention.release_identity, incoming.OneComplaint, allow=CUSTODIAN)

    def check_receipt(self, complaint_id: str, by: Actor, code: str | None) -> None:
        """A platform shows the complainant's receipt code; staff need none. Raises Refused NOT_FOUND."""
        if code is None and "intake_officer" in by.roles:
            return
        if code is None:
            raise Refused("MISSING_FIELD", field="receipt_code")
        if self.receipts.complaint_of(code) != complaint_id:
            raise Refused("NOT_FOUND", id=complaint_id)
