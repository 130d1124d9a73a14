"""Entrypoints for operators: what changes a waiting message, and is done once however often it is asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from marshmallow import Schema

from jiandu.bus import fields
from jiandu.domain import Actor, Refused
from jiandu.identity.permissions import Allow
from jiandu.service.calls import Asked, Method
from jiandu.service.unit import digest

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Operation:
    """A request to do something to a message: who asks, its name for ever, and what tells it from another."""

    by: Actor
    id: str
    digest: str
    fields: Mapping[str, Any]


class _OperationFields(fields.Incoming):
    command_id = fields.Identifier(required=True)


class OperationMethod(Method):
    """A method by which operators change what waits in the lanes; carries a command id."""

    envelope_fields = frozenset({"command_id"})

    def argument(self, asked: Asked) -> Operation:
        known = fields.load(_OperationFields(), dict(asked.envelope))
        try:
            said = digest({"method": self.method_name, "by": asked.by.subject, "content": asked.content})
        except ValueError:  # half a surrogate pair, which has no bytes
            raise Refused("INVALID_VALUE") from None
        return Operation(asked.by, f"{asked.by.agency}/{known['command_id']}", said, asked.fields)


def operation(schema: type[Schema], *, allow: Allow) -> Callable[[F], F]:
    """Offer a method of a service as an operation with these wire fields to holders of these roles."""
    decorate: Callable[[F], F] = OperationMethod.decorator(schema, allow=allow)
    return decorate
