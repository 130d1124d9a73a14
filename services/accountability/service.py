"""The accountability service: sanctions on officers, and the duty to refer."""

from typing import Any

from jiandu.identity.permissions import Allow
from jiandu.service.aggregate import Aggregate
from jiandu.service.base import Service
from jiandu.service.methods import Query, query
from jiandu.service.standing import HearsStanding
from services.accountability import schemas
from services.accountability.domain import (
    closing,
    execution,
    referral,
    sanction,
    waiver,
)
from services.accountability.domain.case import AccountabilityCase
from services.accountability.repository import Cases

OFFICER = Allow("accountability_officer", "accountability_head")
HEAD = Allow("accountability_head")
READING = Allow("accountability_officer", "accountability_head", "auditor")


class AccountabilityService(HearsStanding, Service):
    """RPC name `accountability`."""

    name = "accountability"

    cases = Aggregate(
        AccountabilityCase,
        Cases,
        key="case_id",
        publishes=schemas.PUBLISHED,
        fields=lambda case: {"supervision_case_id": case.supervision_case_id},
    )

    # -- the sanction -------------------------------------------------------------------------------------------

    on_recommended = cases.hears(
        schemas.ACCOUNTABILITY_RECOMMENDED, sanction.open_case, queue="cases", creates=True
    )
    propose_sanction = cases.changes(sanction.propose_sanction, schemas.Propose, allow=OFFICER)
    decide_sanction = cases.changes(
        sanction.decide_sanction, schemas.DecideSanction, allow=HEAD, derives=("order_id", "ord")
    )
    on_coverage_completed = cases.hears(
        schemas.COVERAGE_COMPLETED, execution.note_sanction_executed, queue="cases"
    )
    report_sanction_executed = cases.changes(execution.report_sanction_executed, schemas.OneCase, allow=OFFICER)
    close_case = cases.changes(closing.close_case, schemas.OneCase, allow=HEAD)

    # -- the duty to refer --------------------------------------------------------------------------------------

    record_suspicion = cases.changes(referral.record_suspicion, schemas.Suspicion, allow=OFFICER)
    decide_referral = cases.changes(referral.decide_referral, schemas.OneReferral, allow=HEAD)
    propose_not_to_refer = cases.changes(waiver.propose_not_to_refer, schemas.Waiver, allow=OFFICER)
    decide_not_to_refer = cases.changes(waiver.decide_not_to_refer, schemas.OneReferral, allow=HEAD)
    on_referral_receipted = cases.hears(
        schemas.REFERRAL_RECEIPTED, referral.note_referral_receipt, queue="authorities"
    )
    on_referral_concluded = cases.hears(
        schemas.REFERRAL_CONCLUDED, referral.note_referral_outcome, queue="authorities"
    )

    # -- questions ----------------------------------------------------------------------------------------------

    @query(schemas.OneCase, allow=READING)
    def get_case(self, asked: Query) -> Any:
        """A case as it stands, with its duties to refer."""
        return schemas.CaseView().dump(self.cases.get(asked.fields["case_id"], asked.by))

    @query(schemas.CasesOf, allow=READING)
    def cases_of(self, asked: Query) -> Any:
        """The accountability cases that a supervision case led to."""
        found = self.cases.store.of_supervision_case(asked.fields["supervision_case_id"], asked.by)
        return [schemas.CaseView().dump(self.cases.get(case_id, asked.by)) for case_id in sorted(found)]
