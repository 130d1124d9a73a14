"""The accountability service: sanctions on officers, and the duty to refer."""

from typing import Any

from jiandu.domain import Refused
from jiandu.identity.permissions import Allow
from jiandu.service.aggregate import Aggregate
from jiandu.service.base import OperatedService
from jiandu.service.calls import Query, command, query
from jiandu.service.standing import HearsStanding
from jiandu.service.subscription import subscribe
from jiandu.service.unit import Request
from services.accountability import handlers, schemas
from services.accountability.domain import commands as asked
from services.accountability.domain import model
from services.accountability.repository import Cases

OFFICER = Allow("accountability_officer", "accountability_head")
HEAD = Allow("accountability_head")
READING = Allow("accountability_officer", "accountability_head", "auditor")


class AccountabilityService(HearsStanding, OperatedService):
    """RPC name `accountability`."""

    name = "accountability"

    cases: Any = Aggregate(
        model.AccountabilityCase,
        Cases,
        model.evolve,
        schemas.PUBLISHED,
        fields=lambda case: {"supervision_case_id": case.supervision_case_id},
    )

    @subscribe(schemas.ACCOUNTABILITY_RECOMMENDED, queue="cases")
    def on_recommended(self, request: Request[asked.OpenCase]) -> Any:
        """Supervision recommends an officer for accountability: there is a case."""
        return self.cases.create(request, handlers.open_case, request.command.case_id)

    @command(schemas.Propose, asked.ProposeSanction, allow=OFFICER)
    def propose_sanction(self, request: Request[asked.ProposeSanction]) -> Any:
        """Recommend a measure to the officer's unit."""
        return self._change(request, handlers.propose_sanction)

    @command(schemas.DecideSanction, asked.DecideSanction, allow=HEAD, creates=("order_id", "ord"))
    def decide_sanction(self, request: Request[asked.DecideSanction]) -> Any:
        """Record the unit's decision; what concerns certificates goes to the registry."""
        return self._change(request, handlers.decide_sanction)

    @subscribe(schemas.COVERAGE_COMPLETED, queue="cases")
    def on_coverage_completed(self, request: Request[asked.NoteSanctionExecuted]) -> Any:
        """Every subscriber has acknowledged what the registry did: the sanction is executed."""
        return self._change(request, handlers.note_sanction_executed)

    @command(schemas.OneCase, asked.ReportSanctionExecuted, allow=OFFICER)
    def report_sanction_executed(self, request: Request[asked.ReportSanctionExecuted]) -> Any:
        """Record that a measure without effect on certificates has been carried out."""
        return self._change(request, handlers.report_sanction_executed)

    # -- the duty to refer --------------------------------------------------------------------------------------

    @command(schemas.Suspicion, asked.RecordSuspicion, allow=OFFICER)
    def record_suspicion(self, request: Request[asked.RecordSuspicion]) -> Any:
        """Record a suspicion. If the pack makes it a trigger, the duty to refer exists with this very write."""
        return self._change(request, handlers.record_suspicion)

    @command(schemas.OneReferral, asked.DecideReferral, allow=HEAD)
    def decide_referral(self, request: Request[asked.DecideReferral]) -> Any:
        """Refer the matter: the package is built, hashed, signed and sent to the authority."""
        return self._change(request, handlers.decide_referral)

    @command(schemas.Waiver, asked.ProposeNotToRefer, allow=OFFICER)
    def propose_not_to_refer(self, request: Request[asked.ProposeNotToRefer]) -> Any:
        """Give the reason for not referring; a second person has to sign."""
        return self._change(request, handlers.propose_not_to_refer)

    @command(schemas.OneReferral, asked.DecideNotToRefer, allow=HEAD)
    def decide_not_to_refer(self, request: Request[asked.DecideNotToRefer]) -> Any:
        """Sign as the second person for not referring."""
        return self._change(request, handlers.decide_not_to_refer)

    @subscribe(schemas.REFERRAL_RECEIPTED, queue="authorities")
    def on_referral_receipted(self, request: Request[asked.NoteReferralReceipt]) -> Any:
        """The authority signed for the package."""
        return self._change_as_authority(request, handlers.note_referral_receipt)

    @subscribe(schemas.REFERRAL_CONCLUDED, queue="authorities")
    def on_referral_concluded(self, request: Request[asked.NoteReferralOutcome]) -> Any:
        """The authority says what became of the matter."""
        return self._change_as_authority(request, handlers.note_referral_outcome)

    @command(schemas.OneCase, asked.CloseCase, allow=HEAD)
    def close_case(self, request: Request[asked.CloseCase]) -> Any:
        """Close the case; refused with the article while a duty to refer is open."""
        return self._change(request, handlers.close_case)

    @query(schemas.OneCase, allow=READING)
    def get_case(self, asked_for: Query) -> Any:
        """A case as it stands, with its duties to refer."""
        return schemas.CaseView().dump(self.cases.get(asked_for.fields["case_id"], asked_for.by))

    @query(schemas.CasesOf, allow=READING)
    def cases_of(self, asked_for: Query) -> Any:
        """The accountability cases that a supervision case led to."""
        found = self.cases.store.of_supervision_case(asked_for.fields["supervision_case_id"], asked_for.by)
        return [schemas.CaseView().dump(self.cases.get(case_id, asked_for.by)) for case_id in sorted(found)]

    def _change(self, request: Request[Any], handler: Any) -> Any:
        return self.cases.change(request.command.case_id, request, handler)

    def _change_as_authority(self, request: Request[Any], handler: Any) -> Any:
        """The change, if the one who signed is the authority the matter went to."""
        command = request.command
        case = self.cases.get(command.case_id, command.by)
        expected = schemas.authority_id(command.referral_id.partition("-")[0], case.region)
        if command.by.agency != expected:
            raise Refused("NOT_PERMITTED", roles=expected)
        return self._change(request, handler)
