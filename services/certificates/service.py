"""The certificate registry: bodies, officers, certificates, and the reach of every revocation."""

from dataclasses import replace
from typing import Any

from jiandu.bus.contract import Contracts
from jiandu.domain import Refused
from jiandu.identity.permissions import Allow
from jiandu.service.aggregate import Aggregate, Provided
from jiandu.service.base import OperatedService
from jiandu.service.calls import Query, command, query
from jiandu.service.subscription import subscribe
from jiandu.service.unit import Request
from services.certificates import handlers, schemas
from services.certificates.domain import commands as asked
from services.certificates.domain import model
from services.certificates.domain.rules import status_at
from services.certificates.repository import Bodies, Coverages, Officers

REGISTRAR = Allow("registrar")
READING = Allow("registrar", "platform", "supervision_officer", "supervision_head", "accountability_officer")
WATCHING = Allow("registrar", "operator", "auditor", "supervision_head")


class CertificatesService(OperatedService):
    """RPC name `certificates`."""

    name = "certificates"

    bodies: Any = Aggregate(
        model.Body,
        Bodies,
        model.evolve_body,
        Contracts(),
        fields=lambda body: {"subscribed": body.state == model.SUBSCRIBED},
    )
    officers: Any = Aggregate(
        model.Officer,
        Officers,
        model.evolve_officer,
        schemas.OFFICER_PUBLISHED,
        fields=lambda officer: {
            "numbers": [each.number for each in officer.certificates],
            "orders": list(officer.orders),
        },
    )
    coverages: Any = Aggregate(model.Coverage, Coverages, model.evolve_coverage, schemas.COVERAGE_PUBLISHED)
    now: Any = Provided(lambda runtime: runtime.now)

    @command(schemas.Body, asked.RegisterBody, allow=REGISTRAR)
    def register_body(self, request: Request[asked.RegisterBody]) -> Any:
        """Register an enforcement body."""
        return self.bodies.create(request, handlers.register_body, request.command.body_id)

    @command(schemas.Subscribe, asked.SubscribeBody, allow=REGISTRAR)
    def subscribe_body(self, request: Request[asked.SubscribeBody]) -> Any:
        """From now on the body hears of every change of status, and has to acknowledge it."""
        return self.bodies.change(request.command.body_id, request, handlers.subscribe_body)

    @command(schemas.Officer, asked.RegisterOfficer, allow=REGISTRAR)
    def register_officer(self, request: Request[asked.RegisterOfficer]) -> Any:
        """Register an officer with all certificates of the person."""
        return self.officers.create(request, handlers.register_officer, request.command.officer_id)

    @subscribe(schemas.SANCTION_DECIDED, queue="sanctions")
    def on_sanction_decided(self, request: Request[asked.RevokeCertificates]) -> Any:
        """Accountability decided: every live certificate of the person is revoked in one write."""
        return self.officers.change(request.command.officer_id, request, handlers.revoke_certificates)

    # -- who has to know, and who does --------------------------------------------------------------------------

    @subscribe(schemas.STATUS_CHANGED, queue="coverage")
    def on_status_changed(self, request: Request[asked.ExpectAcknowledgements]) -> Any:
        """Our own announcement went out: from now on everybody who has to acknowledge it is waited for."""
        subscribers = schemas.subscribers(self.bodies.store.subscribers())
        known = replace(request, command=replace(request.command, subscribers=subscribers))
        return self.coverages.create(known, handlers.expect_acknowledgements, request.command.order_id)

    @subscribe(schemas.APPLIED, queue="coverage")
    def on_status_applied(self, request: Request[asked.NoteAcknowledgement]) -> Any:
        """Another service has applied the change; it may be heard before our own announcement is."""
        return self.coverages.create(request, handlers.note_acknowledgement, request.command.order_id)

    @subscribe(schemas.ACKNOWLEDGED, queue="acknowledgements")
    def on_acknowledged(self, request: Request[asked.NoteAcknowledgement]) -> Any:
        """A body has applied the change and signed for it; only of an order that was announced."""
        order_id = request.command.order_id
        if not self.officers.store.announced(order_id):
            raise Refused("NOT_FOUND", id=order_id, field="order_id")
        return self.coverages.create(request, handlers.note_acknowledgement, order_id)

    # -- questions ----------------------------------------------------------------------------------------------

    @query(schemas.OneOfficer, allow=READING)
    def get_officer(self, asked_for: Query) -> Any:
        """An officer with every certificate and its whole history."""
        return schemas.OfficerView().dump(self.officers.get(asked_for.fields["officer_id"], asked_for.by))

    @query(schemas.Check, allow=READING)
    def check(self, asked_for: Query) -> Any:
        """The status of a certificate at a moment: now, unless another is given."""
        number = asked_for.fields["number"]
        officer_id = self.officers.store.holder_of(number, asked_for.by)
        if officer_id is None:
            raise Refused("NOT_FOUND", id=number, field="number")
        officer = self.officers.get(officer_id, asked_for.by)
        as_of = asked_for.fields["as_of"] or self.now()
        certificate = next(each for each in officer.certificates if each.number == number)
        return {
            "number": number,
            "officer_id": officer_id,
            "body_id": officer.body_id,
            "status": status_at(certificate, as_of),
            "as_of": as_of.isoformat(),
        }

    @query(schemas.OneOrder, allow=WATCHING)
    def coverage(self, asked_for: Query) -> Any:
        """Who has acknowledged an order, who has not, and since when it is complete."""
        coverage: model.Coverage = self.coverages.get(asked_for.fields["order_id"], asked_for.by)
        return {
            "order_id": coverage.id,
            "officer_id": coverage.officer_id,
            "state": coverage.state,
            "expected": len(coverage.subscribers),
            "acknowledged": len(coverage.subscribers) - len(coverage.missing),
            "missing": list(coverage.missing),
            "expected_at": coverage.expected_at.isoformat() if coverage.expected_at else None,
            "completed_at": coverage.completed_at.isoformat() if coverage.completed_at else None,
        }
