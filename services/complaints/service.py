"""The complaints service: intake, screening, and what becomes of each complaint."""

from dataclasses import replace
from typing import Any

from jiandu.identity.permissions import Allow
from jiandu.identity.vault import Vault
from jiandu.service.aggregate import Aggregate, Provided
from jiandu.service.base import OperatedService
from jiandu.service.calls import Query, command, query
from jiandu.service.standing import HearsStanding
from jiandu.service.subscription import subscribe
from jiandu.service.unit import Request
from jiandu.store.memory import MemoryAggregates
from services.complaints import handlers, schemas
from services.complaints.domain import commands, model
from services.complaints.repository import Complainants, Complaints

INTAKE = Allow("platform", "intake_officer")
SCREENING = Allow("intake_officer", "supervision_officer")
READING = Allow("platform", "intake_officer", "supervision_officer", "supervision_head")


class ComplaintsService(HearsStanding, OperatedService):
    """RPC name `complaints`."""

    name = "complaints"

    complaints: Any = Aggregate(model.Complaint, Complaints, model.evolve, schemas.PUBLISHED)
    complainants: Any = Provided(
        lambda runtime: Complainants(
            runtime.database, Vault.at(runtime.settings.keys / "vault" / "complainants.key")
        )
    )

    @command(
        schemas.Submit,
        commands.SubmitComplaint,
        allow=INTAKE,
        creates=("complaint_id", "cmp"),
        sealed="complainant",
    )
    def submit(self, request: Request[commands.SubmitComplaint]) -> Any:
        """Take in a complaint. A complainant's identity is sealed away first; without one it is anonymous.

        Of a submission that is refused nothing is kept.
        """
        identity = {name: value for name, value in (request.sealed or {}).items() if value}
        told = replace(request.command, has_identity=bool(identity), anonymous=not identity)
        known = replace(request, command=told)
        if identity and self.complaints.store.processed(told.complaint_id, request.cause.id) is None:
            self._rehearse(known)
            self.complainants.keep(told.complaint_id, identity)
        return self.complaints.create(known, handlers.submit, told.complaint_id)

    def _rehearse(self, request: Request[commands.SubmitComplaint]) -> None:
        """The same decision on an empty store that nobody keeps: what it refuses is refused before anything is."""
        trial = replace(self.complaints, store=MemoryAggregates(), wake=lambda _: None)
        trial.create(request, handlers.submit, request.command.complaint_id)

    @command(schemas.OneComplaint, commands.AcceptComplaint, allow=SCREENING)
    def accept(self, request: Request[commands.AcceptComplaint]) -> Any:
        """Pass the complaint on as an individual case."""
        return self.complaints.change(request.command.complaint_id, request, handlers.accept)

    @command(schemas.Decline, commands.DeclineComplaint, allow=SCREENING)
    def decline(self, request: Request[commands.DeclineComplaint]) -> Any:
        """Decline what lies outside supervision, naming the competent body."""
        return self.complaints.change(request.command.complaint_id, request, handlers.decline)

    @command(schemas.OneComplaint, commands.RecordClue, allow=SCREENING)
    def record_clue(self, request: Request[commands.RecordClue]) -> Any:
        """Keep the complaint as a clue."""
        return self.complaints.change(request.command.complaint_id, request, handlers.record_clue)

    @query(schemas.OneComplaint, allow=READING)
    def get(self, asked: Query) -> Any:
        """A complaint as it stands, without who complained."""
        return schemas.ComplaintView().dump(self.complaints.get(asked.fields["complaint_id"], asked.by))

    @subscribe(schemas.CASE_OPENED, queue="cases")
    def on_case_opened(self, request: Request[commands.NoteCaseOpened]) -> Any:
        """Supervision took the complaint up."""
        return self.complaints.change(request.command.complaint_id, request, handlers.note_case_opened)

    @subscribe(schemas.CASE_CLOSED, queue="cases")
    def on_case_closed(self, request: Request[commands.NoteCaseClosed]) -> Any:
        """Supervision finished, or did not take it up."""
        return self.complaints.change(request.command.complaint_id, request, handlers.note_case_closed)
