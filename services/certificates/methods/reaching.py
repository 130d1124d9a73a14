"""Who has to know of an order and who does; and what else follows from what the registry itself announced."""

from dataclasses import replace
from typing import Any

from jiandu.bus.turns import Turns
from jiandu.domain import Refused, Request, derived_id
from jiandu.ops import logs
from jiandu.service.aggregate import Aggregate, Provided
from jiandu.service.methods import Query, query
from jiandu.service.subscription import subscribe
from services.certificates.domain import coverage, dissolution, ending
from services.certificates.domain.limits import COVERAGE_LIMITS
from services.certificates.domain.officer import Officer
from services.certificates.methods.acts import within_cause
from services.certificates.methods.findings import EVERYBODY
from services.certificates.methods.past import as_known
from services.certificates.methods.roles import EXCUSING, WATCHING
from services.certificates.methods.watching import WatchesCoverage
from services.certificates.repository.registry import Coverages
from services.certificates.schemas import heard, questions, told

_PAGE = 200
log = logs.get(__name__)


class Reaches:
    """Mixed into the registry's class: coverage of every order, and bodies that are no more."""

    bodies: Any
    officers: Any

    coverages = Aggregate(
        coverage.Coverage,
        Coverages,
        key="order_id",
        publishes=told.COVERAGE_PUBLISHED,
        limits=COVERAGE_LIMITS,
        fields=lambda each: {"waiting_since": each.expected_at if each.state == coverage.PENDING else None},
    )

    @subscribe(heard.STATUS_CHANGED, queue="coverage")
    def on_status_changed(self, request: Request[coverage.ExpectAcknowledgements]) -> Any:
        """Our own announcement went out: whoever had subscribed when it was recorded is waited for."""
        asked = request.command
        subscribers = heard.subscribers(self.bodies.store.subscribers(asked.recorded_at))
        told = replace(request, command=replace(asked, subscribers=subscribers))
        return self.coverages.create(told, coverage.expect_acknowledgements, asked.order_id)

    coverage_gauges = WatchesCoverage()
    turns_of_orders = Provided(lambda _: Turns())

    # another service has applied the change; it may be heard before our own announcement is
    on_status_applied = coverages.hears(
        heard.APPLIED, coverage.note_acknowledgement, queue="coverage", creates=True
    )

    @subscribe(heard.ACKNOWLEDGED, queue="acknowledgements")
    def on_acknowledged(self, request: Request[coverage.NoteAcknowledgement]) -> Any:
        """A body has applied the change and signed for it; only of an order that was announced."""
        order_id = request.command.order_id
        if not self.officers.store.announced(order_id):
            raise Refused("NOT_FOUND", id=order_id, field="order_id")
        # hundreds acknowledge one order at the same time: in a race for its document they would decide in vain
        with self.turns_of_orders.of(order_id):
            return self.coverages.create(request, coverage.note_acknowledgement, order_id)

    excuse_subscriber = coverages.changes(coverage.excuse_subscriber, questions.Excuse, allow=EXCUSING)

    @subscribe(heard.BODY_DISSOLVED, queue="dissolutions")
    def on_body_dissolved(self, request: Request[dissolution.CarryOutDissolution]) -> Any:
        """A body is no more: the live certificates of each of its officers are cancelled, where a text says so."""
        asked = request.command
        after, officers = None, 0
        left_out: list[str] = []
        while page := self.officers.store.members(asked.body_id, after, _PAGE, EVERYBODY):
            for officer in page:
                try:
                    officers += self._cancelled(request, officer)
                except Refused as refusal:  # two texts claim the place: the others do not wait for that
                    left_out.append(officer.id)
                    log.warning("certificates_not_cancelled", aggregate=officer.id, code=refusal.code)
            after = page[-1].id
        done = replace(request, command=replace(asked, officers=officers, left_out=tuple(left_out)))
        return self.bodies.change(asked.body_id, done, dissolution.carry_out_dissolution)

    def _cancelled(self, request: Request[dissolution.CarryOutDissolution], officer: Officer) -> bool:
        asked = request.command
        if officer.body_id != asked.body_id:
            return False
        one = ending.CancelOnDissolution(
            command_id=asked.command_id,
            at=asked.at,
            by=asked.by,
            officer_id=officer.id,
            order_id=derived_id("dis", asked.order_id, officer.id),
            ground=asked.ground,
        )
        cause = within_cause(request.cause, officer.id)
        answer = self.officers.change(officer.id, Request(one, cause), ending.cancel_on_dissolution)
        return bool(answer["events"])

    # -- questions ----------------------------------------------------------------------------------------------

    @query(questions.OrderKnown, allow=WATCHING)
    def coverage(self, asked: Query) -> Any:
        """Who has acknowledged an order, who has not, and since when it is complete; also as it was known."""
        now = self.coverages.get(asked.fields["order_id"], asked.by)
        found = as_known(self.coverages, now, asked.fields["known_at"])
        if found is None:
            raise Refused("NOT_FOUND", id=now.id)
        return _shown(found)

    @query(questions.Page, allow=WATCHING)
    def coverages_waiting(self, asked: Query) -> Any:
        """Orders that somebody still has to acknowledge, page by page."""
        rows = self.coverages.store.waiting(asked.fields["after"], asked.fields["limit"], asked.by)
        last = rows[-1].id if len(rows) == asked.fields["limit"] else None
        return {"rows": [_shown(each) for each in rows], "next": last}


def _shown(reached: coverage.Coverage) -> dict[str, Any]:
    return {
        "order_id": reached.id,
        "officer_id": reached.officer_id,
        "state": reached.state,
        "expected": len(reached.subscribers),
        "acknowledged": sum(name in reached.acknowledged for name in reached.subscribers),
        "missing": list(reached.missing),
        "excused": dict(reached.excused),
        "expected_at": reached.expected_at.isoformat() if reached.expected_at else None,
        "completed_at": reached.completed_at.isoformat() if reached.completed_at else None,
    }
