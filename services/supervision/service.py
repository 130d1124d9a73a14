"""The supervision service: supervisors, individual cases, notices, objections, decisions."""

from dataclasses import replace
from typing import Any

from jiandu.domain import Actor, Refused, Request
from jiandu.identity.permissions import Allow
from jiandu.law import explain
from jiandu.service.aggregate import Aggregate, Provided
from jiandu.service.base import Service
from jiandu.service.methods import Query, command, query
from jiandu.service.standing import HearsStanding
from jiandu.service.views import clocks_view, explanation_view
from services.supervision.domain import (
    closing,
    clue,
    complaint,
    decision,
    editions,
    extension,
    filing,
    impartiality,
    investigation,
    notice,
    objection,
    recommendation,
    supervisor,
)
from services.supervision.domain.case import Case
from services.supervision.domain.limits import LIMITS
from services.supervision.repository import Cases, Clues, LawEditions, Supervisors
from services.supervision.schemas import cases as schemas
from services.supervision.schemas import clues as clue_wire
from services.supervision.schemas import editions as law

OFFICER = Allow("supervision_officer", "supervision_head")
HEAD = Allow("supervision_head")
LAW = Allow("law_administrator")
RESPONDENT = Allow("enforcement_legal_unit")
LAW_READING = Allow("law_administrator", "auditor", "operator", "supervision_head")
READING = Allow("supervision_officer", "supervision_head", "enforcement_legal_unit")


class SupervisionService(HearsStanding, Service):
    """RPC name `supervision`."""

    name = "supervision"

    proposals = Aggregate(editions.LawEdition, LawEditions, key="edition_id", publishes=law.LAW_PUBLISHED)
    supervisors = Aggregate(supervisor.Supervisor, Supervisors, key="supervisor_id")
    cases = Aggregate(
        Case,
        Cases,
        key="case_id",
        publishes=schemas.PUBLISHED,
        limits=LIMITS,
        hidden_from=lambda case, by: impartiality.is_about(case, by.subject, by.agency),
    )
    clues = Aggregate(
        clue.Clue,
        Clues,
        key="clue_id",
        fields=lambda each: {"open": each.state == clue.RECEIVED},
        hidden_from=clue.is_about,
    )
    now = Provided(lambda runtime: runtime.now)

    register_supervisor = supervisors.creates(
        supervisor.register_supervisor, schemas.RegisterSupervisor, allow=HEAD
    )

    # -- filing -------------------------------------------------------------------------------------------------

    open_case = cases.creates(filing.open_case, schemas.Open, allow=OFFICER, prefix="case")
    on_complaint_accepted = cases.hears(schemas.COMPLAINT_ACCEPTED, filing.open_case, queue="cases", creates=True)
    on_officer_bound = cases.hears(schemas.OFFICER_BOUND, complaint.note_officer_bound, queue="cases")
    on_respondent_silent = cases.hears(schemas.RESPONDENT_SILENT, complaint.note_respondent_silent, queue="cases")
    approve_case = cases.changes(filing.approve_case, schemas.Approve, allow=HEAD)
    refuse_filing = cases.changes(filing.refuse_filing, schemas.RefuseFiling, allow=HEAD)
    extend_case = cases.changes(extension.extend_case, schemas.Extend, allow=HEAD)

    # -- investigation ------------------------------------------------------------------------------------------

    @command(schemas.Assign, investigation.AssignInvestigators, allow=OFFICER)
    def assign_investigators(self, request: Request[investigation.AssignInvestigators]) -> Any:
        """Assign the team, nobody of the body; each has to be registered where the pack sets conditions."""
        asked = request.command
        agencies = {each: self._agency_of(each, asked.by) for each in asked.investigators}
        registered = {each: agency for each, agency in agencies.items() if agency is not None}
        known = replace(request, command=replace(asked, registered=registered))
        return self.cases.change(asked.case_id, known, investigation.assign_investigators)

    recuse_investigator = cases.changes(investigation.recuse_investigator, schemas.Recuse, allow=OFFICER)
    note_remedy_sought = cases.changes(investigation.note_remedy_sought, schemas.NoteRemedy, allow=OFFICER)

    # -- notice -------------------------------------------------------------------------------------------------

    issue_notice = cases.changes(notice.issue_notice, schemas.Notice, allow=OFFICER)
    serve_notice = cases.changes(notice.serve_notice, schemas.Served, allow=OFFICER)
    object_to_notice = cases.changes(objection.object_to_notice, schemas.Objection, allow=RESPONDENT)
    answer_objection = cases.changes(objection.answer_objection, schemas.Answer, allow=OFFICER)
    report_correction = cases.changes(notice.report_correction, schemas.Report, allow=RESPONDENT)

    # -- decision -----------------------------------------------------------------------------------------------

    record_non_correction = cases.changes(decision.record_non_correction, schemas.NonCorrection, allow=OFFICER)
    decide = cases.changes(decision.decide, schemas.Decision, allow=HEAD)
    serve_decision = cases.changes(decision.serve_decision, schemas.Served, allow=OFFICER)
    report_execution = cases.changes(decision.report_execution, schemas.Report, allow=RESPONDENT)

    # -- the end ------------------------------------------------------------------------------------------------

    recommend_accountability = cases.changes(
        recommendation.recommend_accountability, schemas.Recommendation, allow=OFFICER
    )
    close_case = cases.changes(closing.close_case, schemas.OneCase, allow=HEAD)
    archive_case = cases.changes(closing.archive_case, schemas.OneCase, allow=OFFICER)

    # -- clues --------------------------------------------------------------------------------------------------

    on_act_found_invalid = clues.hears(clue_wire.ACT_FOUND_INVALID, clue.receive_clue, queue="clues", creates=True)
    on_acknowledgement_overdue = clues.hears(
        clue_wire.ACKNOWLEDGEMENT_OVERDUE, clue.receive_clue, queue="clues", creates=True
    )
    on_act_cleared = clues.hears(clue_wire.ACT_CLEARED, clue.withdraw_clue, queue="clues")
    take_up_clue = clues.changes(clue.take_up_clue, clue_wire.TakeUp, allow=OFFICER)
    dismiss_clue = clues.changes(clue.dismiss_clue, clue_wire.Dismiss, allow=OFFICER)

    @query(clue_wire.OneClue, allow=OFFICER)
    def get_clue(self, asked: Query) -> Any:
        """A clue, and what was made of it."""
        found = self.clues.get(asked.fields["clue_id"], asked.by)
        if clue.is_about(found, asked.by):
            raise Refused("NOT_FOUND", id=found.id)
        return clue_wire.ClueView().dump(found)

    @query(clue_wire.Clues, allow=OFFICER)
    def open_clues(self, asked: Query) -> Any:
        """Clues of which nothing was made yet, page by page; none to whom it is about."""
        page = self.clues.store.open_ones(asked.fields["after"], asked.fields["limit"], asked.by)
        rows = [clue_wire.ClueView().dump(each) for each in page if not clue.is_about(each, asked.by)]
        return {"rows": rows, "next": page[-1].id if len(page) == asked.fields["limit"] else None}

    # -- the law ------------------------------------------------------------------------------------------------

    propose_edition = proposals.creates(editions.propose_edition, law.ProposeEdition, allow=LAW, prefix="law")
    publish_edition = proposals.changes(editions.publish_edition, law.DecideEdition, allow=LAW)
    reject_edition = proposals.changes(editions.reject_edition, law.DecideEdition, allow=LAW)

    @query(law.OneEdition, allow=LAW_READING)
    def get_edition(self, asked: Query) -> Any:
        """A proposed or published edition with its text, and who proposed and decided it."""
        return law.EditionView().dump(self.proposals.get(asked.fields["edition_id"], asked.by))

    # -- questions ----------------------------------------------------------------------------------------------

    @query(schemas.OneCase, allow=READING)
    def get_case(self, asked: Query) -> Any:
        """A case as it stands, with its limits; a body sees its own once it has the notice, and no complaint."""
        case = self._visible(asked.fields["case_id"], asked.by)
        view = schemas.ServedView() if _answers(asked.by) else schemas.CaseView()
        return {**view.dump(case), "clocks": clocks_view(case.clocks, self.now())}

    @query(schemas.Explain, allow=READING)
    def explain_clock(self, asked: Query) -> Any:
        """Why a limit of a case is due when it is: pack, article, words, calendar, each day."""
        case = self._visible(asked.fields["case_id"], asked.by)
        clock = case.clocks.get(asked.fields["clock"])
        if clock is None:
            raise Refused("NOT_FOUND", id=asked.fields["clock"], field="clock")
        return explanation_view(explain(clock, self.cases.law.calendar))

    def _visible(self, case_id: str, by: Actor) -> Case:
        case = self.cases.get(case_id, by)
        if _answers(by):
            notice.check_answers(case, by)
        else:
            impartiality.check_impartial(case, by)
        return case

    def _agency_of(self, supervisor_id: str, by: Actor) -> str | None:
        try:
            return self.supervisors.get(supervisor_id, by).agency
        except Refused:  # not registered
            return None


def _answers(by: Actor) -> bool:
    return not by.roles.isdisjoint(RESPONDENT.roles)
