"""Who complained: asked for, granted, looked at, held, erased, and brought under a new key."""

from dataclasses import replace
from typing import Any

from nameko.extensions import DependencyProvider

from jiandu.domain import Actor, Cause, Refused, Request
from jiandu.identity.vault import Vault
from jiandu.ops import logs
from jiandu.ops.config import ConfigError
from jiandu.service.aggregate import Aggregate, Provided
from jiandu.service.methods import Operation, Query, command, operation, query
from jiandu.service.repeating import repeat
from jiandu.service.runtime import Runtime
from services.complaints.domain import retention, reveal
from services.complaints.domain.complaint import ENDED, Complaint
from services.complaints.domain.routing import check_impartial
from services.complaints.methods.entrusted import WORDS
from services.complaints.methods.roles import ASKING, CUSTODIAN, CUSTODY, OPERATING
from services.complaints.repository.complaints import Reveals
from services.complaints.repository.sealed import Attachments, Complainants
from services.complaints.schemas import incoming, views

log = logs.get(__name__)

_PAGE = 200


def vault_of(runtime: Runtime) -> Vault:
    """The vault whose keys lie in this installation's trust directory."""
    return Vault.at(runtime.settings.keys / "vault" / "complainants.key")


def complainants_of(runtime: Runtime) -> Complainants:
    """The sealed identities of this installation."""
    kept = Complainants(runtime.database, vault_of(runtime))
    kept.ensure_indexes()
    return kept


class EndsRetention(DependencyProvider):  # type: ignore[misc]  # nameko has no types
    """Erases who complained once a complaint has been over for as long as the installation's rule says."""

    def setup(self) -> None:
        """Raises ConfigError for a rule that would never apply."""
        unknown = Runtime.of(self.container).settings.retention.keys() - ENDED
        if unknown:
            known = ", ".join(sorted(ENDED))
            raise ConfigError(f"JIANDU_RETENTION: {', '.join(sorted(unknown))} is not one of {known}")

    def start(self) -> None:
        if Runtime.of(self.container).settings.retention:
            repeat(self.container, self._sweep)

    def _sweep(self, runtime: Runtime) -> None:
        unit = self.container.service_cls.complaints.unit(runtime)
        now = runtime.now()
        for state, keep in runtime.settings.retention.items():
            for complaint_id in unit.store.ended_in(state, now - keep, _PAGE):
                cause = Cause(id=f"erase:{complaint_id}:{state}")
                erase = retention.EraseIdentity(
                    command_id=cause.id,
                    at=now,
                    by=runtime.actor,
                    complaint_id=complaint_id,
                    rule=state,
                    keep=keep,
                )
                try:
                    destroy = _destroys(runtime, erase)
                    unit.change(complaint_id, Request(erase, cause), retention.erase_identity, destroy)
                except Refused as refusal:  # it was held, or opened again, since it was found
                    log.warning("not_erased", aggregate=complaint_id, code=refusal.code)


def _destroys(runtime: Runtime, erase: retention.EraseIdentity) -> Any:
    def destroy() -> None:
        kept = complainants_of(runtime)
        Attachments(runtime.database, kept).erase(erase.complaint_id)
        kept.erase(erase.complaint_id, {"rule": erase.rule, "at": erase.at.isoformat()})

    return destroy


class KeepsIdentities:
    """Mixed into the service's class: the custody of identities."""

    complaints: Any
    entrusted: Any

    reveals = Aggregate(
        reveal.Reveal, Reveals, key="reveal_id", fields=lambda each: {"complaint_id": each.complaint_id}
    )
    complainants = Provided(complainants_of)
    legal_now = Provided(lambda runtime: runtime.now)
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
        complaint = self._impartially(asked.complaint_id, asked.by)
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

    grant_reveal = reveals.changes(reveal.grant_reveal, incoming.Grant, allow=CUSTODIAN)

    @command(incoming.RefuseToReveal, reveal.RefuseReveal, allow=CUSTODIAN, sealed=("reason",))
    def refuse_reveal(self, request: Request[reveal.RefuseReveal]) -> Any:
        """Keep it sealed, with the reason."""
        asked = self.reveals.get(request.command.reveal_id, request.command.by)
        told, seal = self.entrusted.words(request, asked.complaint_id)
        return self.reveals.change(asked.id, told, reveal.refuse_reveal, first=seal)

    @command(incoming.OneReveal, reveal.ViewIdentity, allow=ASKING)
    def view_identity(self, request: Request[reveal.ViewIdentity]) -> Any:
        """Look at what was granted, while it is; every look is kept for ever, and what was seen nowhere."""
        asked = request.command
        granted = self.reveals.get(asked.reveal_id, asked.by)
        self._impartially(granted.complaint_id, asked.by)  # who asked may have turned out to be meant since
        if self.complainants.is_erased(granted.complaint_id):
            raise Refused("IDENTITY_ERASED")
        answer = self.reveals.change(granted.id, request, reveal.view_identity)
        # a repetition is answered from the history, which does not ask what time it is
        reveal.check_may_look(self.reveals.get(granted.id, asked.by), asked.by, self.legal_now())
        names = self.complainants.names_of(granted.complaint_id)
        parts = [name for name in names if _part(name) in granted.parts]
        return {**answer, "identity": self.complainants.open(granted.complaint_id, parts)}

    @query(incoming.OneComplaint, allow=CUSTODY)
    def reveals_of(self, asked: Query) -> Any:
        """Every request to see who complained in a matter, and everything that came of it."""
        complaint = self._impartially(asked.fields["complaint_id"], asked.by)
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

    def _impartially(self, complaint_id: str, by: Actor) -> Complaint:
        complaint: Complaint = self.complaints.get(complaint_id, by)
        check_impartial(complaint, by)
        return complaint

    def _shown(self, reveal_id: str, by: Actor) -> Any:
        found = self.reveals.get(reveal_id, by)
        read = self.entrusted.reader(found.complaint_id)
        return views.RevealView().dump(replace(found, motive=read(found.motive) or ""))


def _part(name: str) -> str:
    """What a sealed field is a part of: `2.phone` of the phones, `words.reason.…` of the words."""
    return WORDS if name.startswith(WORDS) else name.partition(".")[2]
