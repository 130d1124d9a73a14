"""The certificate registry: bodies, officers, certificates, and the reach of every revocation."""

from dataclasses import replace
from typing import Any

from jiandu.domain import Refused, Request
from jiandu.identity.permissions import Allow
from jiandu.service.aggregate import Aggregate, Provided
from jiandu.service.base import Service
from jiandu.service.methods import Query, query
from jiandu.service.subscription import subscribe
from services.certificates import schemas
from services.certificates.domain import (
    body,
    coverage,
    officer,
    revocation,
)
from services.certificates.domain.certificate import status_at
from services.certificates.repository import Bodies, Coverages, Officers

REGISTRAR = Allow("registrar")
READING = Allow("registrar", "platform", "supervision_officer", "supervision_head", "accountability_officer")
WATCHING = Allow("registrar", "operator", "auditor", "supervision_head")


class CertificatesService(Service):
    """RPC name `certificates`."""

    name = "certificates"

    bodies = Aggregate(
        body.Body, Bodies, key="body_id", fields=lambda body_: {"subscribed": body_.state == body.SUBSCRIBED}
    )
    officers = Aggregate(
        officer.Officer,
        Officers,
        key="officer_id",
        publishes=schemas.OFFICER_PUBLISHED,
        fields=lambda person: {
            "numbers": [each.number for each in person.certificates],
            "orders": list(person.orders),
        },
    )
    coverages = Aggregate(coverage.Coverage, Coverages, key="order_id", publishes=schemas.COVERAGE_PUBLISHED)
    now = Provided(lambda runtime: runtime.now)

    register_body = bodies.creates(body.register_body, schemas.Body, allow=REGISTRAR)
    subscribe_body = bodies.changes(body.subscribe_body, schemas.Subscribe, allow=REGISTRAR)
    register_officer = officers.creates(officer.register_officer, schemas.Officer, allow=REGISTRAR)
    on_sanction_decided = officers.hears(
        schemas.SANCTION_DECIDED, revocation.revoke_certificates, queue="sanctions"
    )

    # -- who has to know, and who does --------------------------------------------------------------------------

    @subscribe(schemas.STATUS_CHANGED, queue="coverage")
    def on_status_changed(self, request: Request[coverage.ExpectAcknowledgements]) -> Any:
        """Our own announcement went out: from now on everybody who has to acknowledge it is waited for."""
        subscribers = schemas.subscribers(self.bodies.store.subscribers())
        known = replace(request, command=replace(request.command, subscribers=subscribers))
        return self.coverages.create(known, coverage.expect_acknowledgements, request.command.order_id)

    # another service has applied the change; it may be heard before our own announcement is
    on_status_applied = coverages.hears(
        schemas.APPLIED, coverage.note_acknowledgement, queue="coverage", creates=True
    )

    @subscribe(schemas.ACKNOWLEDGED, queue="acknowledgements")
    def on_acknowledged(self, request: Request[coverage.NoteAcknowledgement]) -> Any:
        """A body has applied the change and signed for it; only of an order that was announced."""
        order_id = request.command.order_id
        if not self.officers.store.announced(order_id):
            raise Refused("NOT_FOUND", id=order_id, field="order_id")
        return self.coverages.create(request, coverage.note_acknowledgement, order_id)

    # -- questions ----------------------------------------------------------------------------------------------

    @query(schemas.OneBody, allow=REGISTRAR)
    def get_body(self, asked: Query) -> Any:
        """A body as it is registered; `state` tells whether it subscribed."""
        return schemas.BodyView().dump(self.bodies.get(asked.fields["body_id"], asked.by))

    @query(schemas.OneOfficer, allow=READING)
    def get_officer(self, asked: Query) -> Any:
        """An officer with every certificate and its whole history."""
        return schemas.OfficerView().dump(self.officers.get(asked.fields["officer_id"], asked.by))

    @query(schemas.Check, allow=READING)
    def check(self, asked: Query) -> Any:
        """The status of a certificate at a moment: now, unless another is given."""
        number = asked.fields["number"]
        officer_id = self.officers.store.holder_of(number, asked.by)
        if officer_id is None:
            raise Refused("NOT_FOUND", id=number, field="number")
        person = self.officers.get(officer_id, asked.by)
        as_of = asked.fields["as_of"] or self.now()
        certificate = next(each for each in person.certificates if each.number == number)
        return {
            "number": number,
            "officer_id": officer_id,
            "body_id": person.body_id,
            "status": status_at(certificate, as_of),
            "as_of": as_of.isoformat(),
        }

    @query(schemas.OneOrder, allow=WATCHING)
    def coverage(self, asked: Query) -> Any:
        """Who has acknowledged an order, who has not, and since when it is complete."""
        reached = self.coverages.get(asked.fields["order_id"], asked.by)
        return {
            "order_id": reached.id,
            "officer_id": reached.officer_id,
            "state": reached.state,
            "expected": len(reached.subscribers),
            "acknowledged": len(reached.subscribers) - len(reached.missing),
            "missing": list(reached.missing),
            "expected_at": reached.expected_at.isoformat() if reached.expected_at else None,
            "completed_at": reached.completed_at.isoformat() if reached.completed_at else None,
        }
