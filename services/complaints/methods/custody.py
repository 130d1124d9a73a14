"""Who complained, in custody: asked for, granted, looked at, and brought under a new key."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from jiandu.domain import Actor, Cause, Refused, Request
from jiandu.service.aggregate import Aggregate, Provided
from jiandu.service.methods import Operation, Query, command, operation, query
from services.complaints.domain import reveal
from services.complaints.domain.complaint import Complaint
from services.complaints.methods.entrusted import WORDS
from services.complaints.methods.erasure import EndsRetention
from services.complaints.methods.roles import ASKING, CUSTODIAN, CUSTODY, OPERATING
from services.complaints.methods.vault import complainants_of
from services.complaints.methods.visible import visible
from services.complaints.repository.complaints import Reveals
from services.complaints.schemas import incoming, views

_PAGE = 200


class KeepsIdentities:
    """Mixed into the service's class: the custody of identities."""

    complaints: Any
    entrusted: Any

    reveals = Aggregate(
        reveal.Reveal, Reveals, key="reveal_id", fields=lambda each: {"complaint_id": each.complaint_id}
    )
    complainants = Provided(complainants_of)
    ends_retention = EndsRetention()

    @command(
        incoming.AskReveal,
        reveal.RequestReveal,
        allow=ASKING,
        derives=("reveal_id", "rev"),
        sealed=("motive",),
    )
    def request_reveal(self, request: Request[reveal.RequestReveal]) -> Any:
        """Ask to see parts of who complained, with a motive; a custodian decides."""
        asked = request.command
        complaint = visible(self.complaints, asked.complaint_id, asked.by)
        told, seal = self.entrusted.words(request, asked.complaint_id)
        known = {
            "region": complaint.region,
            "pack": complaint.pack,
            "hands": complaint.handled_by,
            "bodies": complaint.bodies,
            "officers": complaint.officers,
        }
        filled = replace(told, command=replace(told.command, **known))
        return self.reveals.create(filled, reveal.request_reveal, asked.reveal_id, first=seal)

    @command(incoming.Grant, reveal.GrantReveal, allow=CUSTODIAN)
    def grant_reveal(self, request: Request[reveal.GrantReveal]) -> Any:
        """Let the one who asked look for a while, decided by somebody without any other part in the matter."""
        asked = self._for_custodian(request.command.reveal_id, request.command.by)
        return self.reveals.change(asked.id, request, reveal.grant_reveal)

    @command(incoming.RefuseToReveal, reveal.RefuseReveal, allow=CUSTODIAN, sealed=("reason",))
    def refuse_reveal(self, request: Request[reveal.RefuseReveal]) -> Any:
        """Keep it sealed, with the reason."""
        asked = self._for_custodian(request.command.reveal_id, request.command.by)
        told, seal = self.entrusted.words(request, asked.complaint_id)
        return self.reveals.change(asked.id, told, reveal.refuse_reveal, first=seal)

    @command(incoming.OneReveal, reveal.ViewIdentity, allow=ASKING)
    def view_identity(self, request: Request[reveal.ViewIdentity]) -> Any:
        """Look at what was granted, while it is; every look is kept for ever, and what was seen nowhere."""
        asked = request.command
        granted = self.reveals.get(asked.reveal_id, asked.by)
        # who asked may have turned out to be meant since
        complaint = visible(self.complaints, granted.complaint_id, asked.by)
        if complaint.erased or self.complainants.is_erased(complaint.id):
            raise Refused("IDENTITY_ERASED")
        answer = self.reveals.change(granted.id, request, reveal.view_identity, again=another_look)
        names = self.complainants.names_of(granted.complaint_id)
        parts = [name for name in names if _part(name) in granted.parts]
        return {**answer, "identity": self.complainants.open(granted.complaint_id, parts)}

    @query(incoming.OneComplaint, allow=CUSTODY)
    def reveals_of(self, asked: Query) -> Any:
        """Every request to see who complained in a matter, and everything that came of it."""
        complaint = visible(self.complaints, asked.fields["complaint_id"], asked.by)
        found = self.reveals.store.of_complaint(complaint.id, asked.by)
        return [self._shown(reveal_id, asked.by) for reveal_id in sorted(found)]

    @query(incoming.OneReveal, allow=ASKING)
    def get_reveal(self, asked: Query) -> Any:
        """One's own request to see who complained, as it stands."""
        found = self.reveals.get(asked.fields["reveal_id"], asked.by)
        if found.requested_by != asked.by.subject:
            raise Refused("NOT_FOUND", id=found.id)
        return self._shown(found.id, asked.by)

    @operation(incoming.Rewrap, allow=OPERATING)
    def rewrap_identities(self, asked: Operation) -> Any:
        """Bring one page of records under the newest key of the vault; nothing is opened for anybody."""
        rewrapped, following = self.complainants.rewrap(asked.fields["after"], _PAGE)
        return {"rewrapped": rewrapped, "next": following}

    @query(incoming.Nothing, allow=OPERATING)
    def vault_status(self, _asked: Query) -> Any:
        """How many records each key of the vault still wraps."""
        counts = self.complainants.records_by_key()
        keys = [{"key": key, "records": records} for key, records in sorted(counts.items())]
        return {"keys": keys, "current": self.complainants.current_key()}

    def _for_custodian(self, reveal_id: str, by: Actor) -> reveal.Reveal:
        """The request, for a custodian who has no other part in the matter as it stands now."""
        asked: reveal.Reveal = self.reveals.get(reveal_id, by)
        complaint: Complaint = self.complaints.get(asked.complaint_id, by)
        reveal.check_custodian(
            by,
            replace(asked, hands=complaint.handled_by, bodies=complaint.bodies, officers=complaint.officers),
        )
        return asked

    def _shown(self, reveal_id: str, by: Actor) -> Any:
        found = self.reveals.get(reveal_id, by)
        read = self.entrusted.reader(found.complaint_id)
        return views.RevealView().dump(replace(found, motive=read(found.motive) or ""))


def another_look(cause: Cause) -> Cause:
    """What a repeated request to look is applied under: what was seen once is seen once more."""
    return replace(cause, id=f"{cause.id}#{uuid4().hex}", expected_version=None)


def _part(name: str) -> str:
    """What a sealed field is a part of: `2.phone` (once `phone`) of the phones, `words.reason.…` of the words."""
    return WORDS if name.startswith(WORDS) else name.rpartition(".")[2]
