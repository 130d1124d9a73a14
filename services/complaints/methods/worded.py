"""`withdraw = worded(handler, schema, …)`: a command on a complaint that brings free text, or a receipt code."""

from collections.abc import Callable
from typing import Any

from marshmallow import Schema

from jiandu.domain import Actor, Request
from jiandu.identity.permissions import Allow
from jiandu.service.handling import Handler, command_of
from jiandu.service.methods import CommandMethod
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.routing import check_impartial


def worded(
    handler: Handler,
    schema: type[Schema],
    *,
    allow: Allow,
    sealed: tuple[str, ...],
    derives: tuple[str, str] | None = None,
    check: Callable[[Complaint, Actor], object] = check_impartial,
) -> Any:
    """Offer `handler` as a command whose fields `sealed` are masked before it sees them.

    What the masking took away is kept sealed under the complaint. `receipt_code` among them proves that a platform
    speaks for the complainant; it goes no further. An id that `derives` makes is part of the answer. `check`
    refuses whoever may not know of the complaint, before anything else is said.
    """

    def method(service: Any, request: Request[Any]) -> Any:
        complaint_id: str = request.command.complaint_id
        # of what is not there, or not for this caller, nothing is sealed and nothing else is told
        complaint = service.complaints.get(complaint_id, request.command.by)
        check(complaint, request.command.by)
        if "receipt_code" in sealed:
            service.check_receipt(complaint_id, request.command.by, request.sealed.get("receipt_code"))
        told, seal = service.entrusted.words(request, complaint_id)
        answer = service.complaints.change(complaint_id, told, handler, first=seal)
        made = {} if derives is None else {derives[0]: getattr(request.command, derives[0])}
        return {**answer, **made}

    method.__doc__ = handler.__doc__
    offered = CommandMethod.decorator(schema, command_of(handler), allow=allow, sealed=sealed, derives=derives)
    return offered(method)
