"""Who complained is erased by itself once the rule of the installation says so: decided first, then destroyed."""

from datetime import timedelta
from typing import Any

from nameko.extensions import DependencyProvider

from jiandu.domain import Cause, Command, Refused, Request
from jiandu.ops import logs
from jiandu.ops.config import ConfigError
from jiandu.service.handling import Handler
from jiandu.service.repeating import repeat
from jiandu.service.runtime import Runtime
from services.complaints.domain import retention
from services.complaints.domain.complaint import ENDED
from services.complaints.methods.vault import complainants_of
from services.complaints.repository.sealed import Attachments, Complainants

log = logs.get(__name__)

_PAGE = 200


class EndsRetention(DependencyProvider):  # type: ignore[misc]  # nameko has no types
    """Erases who complained once a complaint has been over for as long as the installation's rule says.

    What a crash leaves between the decision and the destruction, or between that and its being remembered, the
    next sweep finds and does.
    """

    _kept: Complainants | None = None

    def setup(self) -> None:
        """Raises ConfigError for a rule that would never apply."""
        unknown = Runtime.of(self.container).settings.retention.keys() - ENDED
        if unknown:
            known = ", ".join(sorted(ENDED))
            raise ConfigError(f"JIANDU_RETENTION: {', '.join(sorted(unknown))} is not one of {known}")

    def start(self) -> None:
        repeat(self.container, self._sweep)

    def _sweep(self, runtime: Runtime) -> None:
        unit = self.container.service_cls.complaints.unit(runtime)
        for state, keep in runtime.settings.retention.items():
            for complaint_id in unit.store.ended_in(state, runtime.now() - keep, _PAGE):
                self._do(
                    runtime, retention.erase_identity, retention.EraseIdentity, complaint_id, rule=state, keep=keep
                )
        self._forget_orphans(runtime)
        self._destroy(runtime)

    def _forget_orphans(self, runtime: Runtime) -> None:
        """Forget what was sealed for a submission that a crash kept from being written and nobody repeated."""
        kept = self._complainants(runtime)
        for orphan in kept.orphans(runtime.now() - timedelta(days=1), _PAGE):
            log.warning("orphan_forgotten", aggregate=orphan)
            kept.forget(orphan)

    def _destroy(self, runtime: Runtime) -> None:
        unit = self.container.service_cls.complaints.unit(runtime)
        kept = self._complainants(runtime)
        for complaint_id in unit.store.being_erased(_PAGE):
            Attachments(runtime.database, kept).erase(complaint_id)
            rule = unit.get(complaint_id, runtime.actor).state
            kept.erase(complaint_id, {"rule": rule, "at": runtime.now().isoformat()})
            self._do(runtime, retention.confirm_erasure, retention.ConfirmErasure, complaint_id)

    def _complainants(self, runtime: Runtime) -> Complainants:
        if self._kept is None:
            self._kept = complainants_of(runtime)
        return self._kept

    def _do(
        self, runtime: Runtime, handler: Handler, command: type[Command], complaint_id: str, **fields: object
    ) -> None:
        cause = Cause(id=f"{command.__name__}:{complaint_id}")
        told: dict[str, Any] = {"at": runtime.now(), "by": runtime.actor, "complaint_id": complaint_id, **fields}
        unit = self.container.service_cls.complaints.unit(runtime)
        try:
            unit.change(complaint_id, Request(command(command_id=cause.id, **told), cause), handler)
        except Refused as refusal:  # it was held, or opened again, since it was found
            log.warning("not_erased", aggregate=complaint_id, code=refusal.code)
