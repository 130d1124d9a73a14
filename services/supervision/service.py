"""The supervision service: supervisors, individual cases, notices, objections, decisions."""

from dataclasses import replace
from typing import Any

from jiandu.bus.contract import Contracts
from jiandu.domain import Actor, Refused
from jiandu.identity.permissions import Allow
from jiandu.law import explain
from jiandu.service.aggregate import Aggregate, Provided
from jiandu.service.base import OperatedService
from jiandu.service.calls import Query, command, query
from jiandu.service.standing import HearsStanding
from jiandu.service.subscription import subscribe
from jiandu.service.unit import Request
from jiandu.service.views import clock_view, explanation_view
from services.supervision import handlers, schemas
from services.supervision.domain import commands as asked
from services.supervision.domain import editions, model
from services.supervision.repository import Cases, LawEditions, Supervisors

OFFICER = Allow("supervision_officer", "supervision_head")
HEAD = Allow("supervision_head")
LAW = Allow("law_administrator")
RESPONDENT = Allow("enforcement_legal_unit")
LAW_READING = Allow("law_administrator", "auditor", "operator", "supervision_head")
READING = Allow("supervision_officer", "supervision_head", "enforcement_legal_unit")


class SupervisionService(HearsStanding, OperatedService):
    """RPC name `supervision`."""

    name = "supervision"

    proposals: Any = Aggregate(editions.LawEdition, LawEditions, editions.evolve, schemas.LAW_PUBLISHED)
    supervisors: Any = Aggregate(model.Supervisor, Supervisors, model.register, Contracts())
    cases: Any = Aggregate(model.Case, Cases, model.evolve, schemas.PUBLISHED)
    now: Any = Provided(lambda runtime: runtime.now)

    @command(schemas.RegisterSupervisor, asked.RegisterSupervisor, allow=HEAD)
    def register_supervisor(self, request: Request[asked.RegisterSupervisor]) -> Any:
        """Register a supervisor who meets the pack's conditions."""
        return self.supervisors.create(request, handlers.register_supervisor, request.command.supervisor_id)

    # -- filing -------------------------------------------------------------------------------------------------

    @command(schemas.Open, asked.OpenCase, allow=OFFICER, creates=("case_id", "case"))
    def open_case(self, request: Request[asked.OpenCase]) -> Any:
        """Open a case ex officio, or propose it where the head has to approve."""
        return self.cases.create(request, handlers.open_case, request.command.case_id)

    @subscribe(schemas.COMPLAINT_ACCEPTED, queue="cases")
    def on_complaint_accepted(self, request: Request[asked.OpenCase]) -> Any:
        """A complaint passed screening: it becomes a case."""
        return self.cases.create(request, handlers.open_case, request.command.case_id)

    @command(schemas.Approve, asked.ApproveCase, allow=HEAD)
    def approve_case(self, request: Request[asked.ApproveCase]) -> Any:
        """Approve the filing of a case."""
        return self._change(request, handlers.approve_case)

    @command(schemas.RefuseFiling, asked.RefuseFiling, allow=HEAD)
    def refuse_filing(self, request: Request[asked.RefuseFiling]) -> Any:
        """Refuse to file a case, on a bar of the pack."""
        return self._change(request, handlers.refuse_filing)

    @command(schemas.Extend, asked.ExtendCase, allow=HEAD)
    def extend_case(self, request: Request[asked.ExtendCase]) -> Any:
        """Give a case more time."""
        return self._change(request, handlers.extend_case)

    # -- investigation ------------------------------------------------------------------------------------------

    @command(schemas.Assign, asked.AssignInvestigators, allow=OFFICER)
    def assign_investigators(self, request: Request[asked.AssignInvestigators]) -> Any:
        """Assign the team; each of them has to be a registered supervisor where the pack sets conditions."""
        team = request.command.investigators
        registered = frozenset(each for each in team if self._is_registered(each, request.command.by))
        known = replace(request, command=replace(request.command, registered=registered))
        return self._change(known, handlers.assign_investigators)

    @command(schemas.Recuse, asked.RecuseInvestigator, allow=OFFICER)
    def recuse_investigator(self, request: Request[asked.RecuseInvestigator]) -> Any:
        """Note that somebody stands aside."""
        return self._change(request, handlers.recuse_investigator)

    @command(schemas.NoteRemedy, asked.NoteRemedySought, allow=OFFICER)
    def note_remedy_sought(self, request: Request[asked.NoteRemedySought]) -> Any:
        """Note that the act went to reconsideration or to court."""
        return self._change(request, handlers.note_remedy_sought)

    # -- notice -------------------------------------------------------------------------------------------------

    @command(schemas.Notice, asked.IssueNotice, allow=OFFICER)
    def issue_notice(self, request: Request[asked.IssueNotice]) -> Any:
        """Issue the pack's first document on grounds of the pack."""
        return self._change(request, handlers.issue_notice)

    @command(schemas.Served, asked.ServeNotice, allow=OFFICER)
    def serve_notice(self, request: Request[asked.ServeNotice]) -> Any:
        """Record when the body received the notice; its limits run from then."""
        return self._change(request, handlers.serve_notice)

    @command(schemas.Objection, asked.ObjectToNotice, allow=RESPONDENT)
    def object_to_notice(self, request: Request[asked.ObjectToNotice]) -> Any:
        """The body asks for a review of the notice served on it."""
        return self._change_own(request, handlers.object_to_notice)

    @command(schemas.Answer, asked.AnswerObjection, allow=OFFICER)
    def answer_objection(self, request: Request[asked.AnswerObjection]) -> Any:
        """Answer the objection after review."""
        return self._change(request, handlers.answer_objection)

    @command(schemas.Report, asked.ReportCorrection, allow=RESPONDENT)
    def report_correction(self, request: Request[asked.ReportCorrection]) -> Any:
        """The body reports that it has corrected the matter."""
        return self._change_own(request, handlers.report_correction)

    # -- decision -----------------------------------------------------------------------------------------------

    @command(schemas.NonCorrection, asked.RecordNonCorrection, allow=OFFICER)
    def record_non_correction(self, request: Request[asked.RecordNonCorrection]) -> Any:
        """Record that the limit passed without correction, or that the body refuses."""
        return self._change(request, handlers.record_non_correction)

    @command(schemas.Decision, asked.Decide, allow=HEAD)
    def decide(self, request: Request[asked.Decide]) -> Any:
        """Record the decision of the organ the pack names."""
        return self._change(request, handlers.decide)

    @command(schemas.Served, asked.ServeDecision, allow=OFFICER)
    def serve_decision(self, request: Request[asked.ServeDecision]) -> Any:
        """Record when the body received the decision."""
        return self._change(request, handlers.serve_decision)

    @command(schemas.Report, asked.ReportExecution, allow=RESPONDENT)
    def report_execution(self, request: Request[asked.ReportExecution]) -> Any:
        """The body reports that it has executed the decision."""
        return self._change_own(request, handlers.report_execution)

    @command(schemas.Recommendation, asked.RecommendAccountability, allow=OFFICER)
    def recommend_accountability(self, request: Request[asked.RecommendAccountability]) -> Any:
        """Recommend officers for accountability; each becomes a case there."""
        return self._change(request, handlers.recommend_accountability)

    @command(schemas.OneCase, asked.CloseCase, allow=HEAD)
    def close_case(self, request: Request[asked.CloseCase]) -> Any:
        """Close a finished case."""
        return self._change(request, handlers.close_case)

    @command(schemas.OneCase, asked.ArchiveCase, allow=OFFICER)
    def archive_case(self, request: Request[asked.ArchiveCase]) -> Any:
        """Record that the file is in the archive."""
        return self._change(request, handlers.archive_case)

    # -- the law ------------------------------------------------------------------------------------------------

    @command(schemas.ProposeEdition, editions.ProposeEdition, allow=LAW, creates=("edition_id", "law"))
    def propose_edition(self, request: Request[editions.ProposeEdition]) -> Any:
        """Propose a calendar, a pack or settings; nothing is in effect before another person agrees."""
        return self.proposals.create(request, handlers.propose_edition, request.command.edition_id)

    @command(schemas.DecideEdition, editions.PublishEdition, allow=LAW)
    def publish_edition(self, request: Request[editions.PublishEdition]) -> Any:
        """Agree to what another administrator proposed: every service hears of it and counts its limits anew."""
        return self.proposals.change(request.command.edition_id, request, handlers.publish_edition)

    @command(schemas.DecideEdition, editions.RejectEdition, allow=LAW)
    def reject_edition(self, request: Request[editions.RejectEdition]) -> Any:
        """Take a proposal off the table."""
        return self.proposals.change(request.command.edition_id, request, handlers.reject_edition)

    @query(schemas.OneEdition, allow=LAW_READING)
    def get_edition(self, asked_for: Query) -> Any:
        """A proposed or published edition with its text, and who proposed and decided it."""
        return schemas.EditionView().dump(self.proposals.get(asked_for.fields["edition_id"], asked_for.by))

    # -- questions ----------------------------------------------------------------------------------------------

    @query(schemas.OneCase, allow=READING)
    def get_case(self, asked_for: Query) -> Any:
        """A case as it stands, with its limits; a body sees the cases it answers in."""
        case = self._visible(asked_for.fields["case_id"], asked_for.by)
        clocks = {name: clock_view(clock, self.now()) for name, clock in case.clocks.items()}
        return {**schemas.CaseView().dump(case), "clocks": clocks}

    @query(schemas.Explain, allow=READING)
    def explain_clock(self, asked_for: Query) -> Any:
        """Why a limit of a case is due when it is: pack, article, words, calendar, each day."""
        case = self._visible(asked_for.fields["case_id"], asked_for.by)
        clock = case.clocks.get(asked_for.fields["clock"])
        if clock is None:
            raise Refused("NOT_FOUND", id=asked_for.fields["clock"], field="clock")
        return explanation_view(explain(clock, self.cases.law.calendar))

    def _change(self, request: Request[Any], handler: Any) -> Any:
        return self.cases.change(request.command.case_id, request, handler)

    def _change_own(self, request: Request[Any], handler: Any) -> Any:
        """The change, if the caller belongs to the body the case is about."""
        self._visible(request.command.case_id, request.command.by)
        return self._change(request, handler)

    def _visible(self, case_id: str, by: Actor) -> model.Case:
        case: model.Case = self.cases.get(case_id, by)
        if "enforcement_legal_unit" in by.roles and case.respondent != by.agency:
            raise Refused("NOT_FOUND", id=case_id)
        return case

    def _is_registered(self, supervisor_id: str, by: Actor) -> bool:
        try:
            self.supervisors.get(supervisor_id, by)
        except Refused:
            return False
        return True
