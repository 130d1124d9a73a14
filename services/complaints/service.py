"""The complaints service: intake, screening, and what becomes of each complaint."""

from dataclasses import replace
from typing import Any

from jiandu.domain import Request
from jiandu.identity.permissions import Allow
from jiandu.identity.vault import Vault
from jiandu.service.aggregate import Aggregate, Provided
from jiandu.service.base import Service
from jiandu.service.methods import Query, command, query
from jiandu.service.standing import HearsStanding
from services.complaints import schemas
from services.complaints.domain import (
    intake,
    outcome,
    screening,
)
from services.complaints.domain.complaint import Complaint
from services.complaints.repository import Complainants, Complaints

INTAKE = Allow("platform", "intake_officer")
SCREENING = Allow("intake_officer", "supervision_officer")
READING = Allow("platform", "intake_officer", "supervision_officer", "supervision_head")


class ComplaintsService(HearsStanding, Service):
    """RPC name `complaints`."""

    name = "complaints"

    complaints = Aggregate(Complaint, Complaints, key="complaint_id", publishes=schemas.PUBLISHED)
    complainants = Provided(
        lambda runtime: Complainants(
            runtime.database, Vault.at(runtime.settings.keys / "vault" / "complainants.key")
        )
    )

    @command(
        schemas.Submit,
        intake.SubmitComplaint,
        allow=INTAKE,
        derives=("complaint_id", "cmp"),
        sealed="complainant",
    )
    def submit(self, request: Request[intake.SubmitComplaint]) -> Any:
        """Take in a complaint. A complainant's identity is sealed away first; without one it is anonymous.

        Of a submission that is refused nothing is kept; what a crash leaves between sealing and writing is found
        by the repetition.
        """
        identity = {name: value for name, value in (request.sealed or {}).items() if value}
        told = replace(request.command, has_identity=bool(identity), anonymous=not identity)

        def seal() -> None:
            if identity:
                self.complainants.keep(told.complaint_id, identity)

        return self.complaints.create(replace(request, command=told), intake.submit, told.complaint_id, first=seal)

    accept = complaints.changes(screening.accept, schemas.OneComplaint, allow=SCREENING)
    decline = complaints.changes(screening.decline, schemas.Decline, allow=SCREENING)
    record_clue = complaints.changes(screening.record_clue, schemas.OneComplaint, allow=SCREENING)

    on_case_opened = complaints.hears(schemas.CASE_OPENED, outcome.note_case_opened, queue="cases")
    on_case_closed = complaints.hears(schemas.CASE_CLOSED, outcome.note_case_closed, queue="cases")

    @query(schemas.OneComplaint, allow=READING)
    def get(self, asked: Query) -> Any:
        """A complaint as it stands, without who complained."""
        return schemas.ComplaintView().dump(self.complaints.get(asked.fields["complaint_id"], asked.by))
