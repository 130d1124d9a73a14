"""What a service offers to callers: methods of three kinds, each with its wire fields and who may call it.

A *command* changes one aggregate and is applied once; a *query* only reads; an *operation* changes what is no
aggregate: a message that waits for operators, something sealed. Nobody may call anything unless `allow` names
their role.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from marshmallow import Schema
from nameko.rpc import Rpc

from jiandu.bus import fields
from jiandu.bus.request import content_of, traceparent_of
from jiandu.domain import Actor, Cause, Command, Refused, Request, derived_id
from jiandu.identity.permissions import Allow
from jiandu.record.chain import NotCanonical, digest
from jiandu.service.calls import Calls
from jiandu.service.runtime import Runtime
from jiandu.service.worker import perform

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Query:
    """A question: validated fields, and who asks. What is answered is confined to `by`'s regions."""

    by: Actor
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Operation:
    """A request to change what is no aggregate: who asks, its name for ever, and what tells it from another."""

    by: Actor
    id: str
    digest: str
    fields: Mapping[str, Any]


class _OperationFields(fields.Incoming):
    command_id = fields.Identifier(required=True)


class _CommandFields(_OperationFields):
    expected_version = fields.Whole(load_default=None)


@dataclass(frozen=True)
class Asked:
    """A request from a known caller whose fields are valid, before it becomes a query, a command or an operation.

    `envelope` holds what its kind carries beside the fields (a command id); `content` the fields as they came.
    """

    runtime: Runtime
    by: Actor
    headers: Mapping[str, Any]
    envelope: Mapping[str, Any]
    content: Mapping[str, Any]
    fields: Mapping[str, Any]


class Method(Rpc, ABC):  # type: ignore[misc]  # nameko has no types
    """One method of a service that others may call."""

    rpc_consumer = Calls()
    envelope_fields: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, schema: type[Schema], *, allow: Allow, **options: Any) -> None:
        super().__init__(**options)
        self.schema = schema
        self.allow = allow

    def answer(self, caller: Actor, message: Any) -> Any:
        """What the method returns for this request. Raises Refused for everything wrong with it."""
        runtime = Runtime.of(self.container)
        content = content_of(message)
        envelope = {name: content.pop(name) for name in self.envelope_fields if name in content}
        loaded = fields.load(self.schema(), content)
        self.allow.check(caller)
        asked = Asked(runtime, caller, message.headers or {}, envelope, content, loaded)
        return perform(self, self.argument(asked))

    @abstractmethod
    def argument(self, asked: Asked) -> Any:
        """What the service's method is called with."""


class QueryMethod(Method):
    """A method that only reads."""

    def argument(self, asked: Asked) -> Query:
        return Query(asked.by, asked.fields)


class CommandMethod(Method):
    """A method that changes something: carries a command id, and is applied once."""

    envelope_fields = frozenset({"command_id", "expected_version"})

    def __init__(
        self,
        schema: type[Schema],
        command: type[Command],
        *,
        allow: Allow,
        derives: tuple[str, str] | None = None,
        sealed: tuple[str, ...] = (),
        **options: Any,
    ) -> None:
        super().__init__(schema, allow=allow, **options)
        self.command = command
        self.derives = derives
        self.sealed = sealed

    def argument(self, asked: Asked) -> Request[Any]:
        known = fields.load(_CommandFields(), dict(asked.envelope))
        made = dict(asked.fields)
        if "region" in made and not asked.by.covers(made["region"]):
            raise Refused("REGION_FORBIDDEN", field="region")
        sealed = {name: made.pop(name) for name in self.sealed if made.get(name) is not None}
        made = {name: value for name, value in made.items() if name not in self.sealed}
        # not even a digest of what goes to the vault, a guess at a name could be checked against it; only what
        # of it there is, so that a repetition can not add to it
        remembered = {name: value for name, value in asked.content.items() if name not in self.sealed}
        identified: dict[str, Any] = {"method": self.method_name, "content": remembered}
        if sealed:
            identified["sealed"] = sorted(sealed)
        cause = Cause(
            id=f"{asked.by.agency}/{known['command_id']}",
            digest=digest(identified),
            causation=known["command_id"],
            traceparent=traceparent_of(asked.headers),
            expected_version=known["expected_version"],
        )
        if self.derives is not None:
            field, prefix = self.derives
            made[field] = derived_id(prefix, cause.id)
        command = self.command(command_id=known["command_id"], at=asked.runtime.now(), by=asked.by, **made)
        return Request(command, cause, sealed)


class OperationMethod(Method):
    """A method that changes what is no aggregate, such as what waits in the lanes; carries a command id."""

    envelope_fields = frozenset({"command_id"})

    def argument(self, asked: Asked) -> Operation:
        known = fields.load(_OperationFields(), dict(asked.envelope))
        try:
            said = digest({"method": self.method_name, "by": asked.by.subject, "content": asked.content})
        except NotCanonical:  # half a surrogate pair, which has no bytes
            raise Refused("INVALID_VALUE") from None
        return Operation(asked.by, f"{asked.by.agency}/{known['command_id']}", said, asked.fields)


def command(
    schema: type[Schema],
    kind: type[Command],
    *,
    allow: Allow,
    derives: tuple[str, str] | None = None,
    sealed: tuple[str, ...] = (),
) -> Callable[[F], F]:
    """Offer a method of a service as a command of `kind` with these wire fields to holders of these roles.

    Most commands need no method of their own: see `Aggregate.creates` and `Aggregate.changes`. `derives` is
    (field, prefix) of an id made of the command id: a repetition of the command finds what its first arrival made.
    `sealed` names the fields that are for the vault: they become the request's `sealed`, and no part of the
    command unless the method puts something in their place.
    """
    decorate: Callable[[F], F] = CommandMethod.decorator(schema, kind, allow=allow, derives=derives, sealed=sealed)
    return decorate


def query(schema: type[Schema], *, allow: Allow) -> Callable[[F], F]:
    """Offer a method of a service as a query with these wire fields to holders of these roles."""
    decorate: Callable[[F], F] = QueryMethod.decorator(schema, allow=allow)
    return decorate


def operation(schema: type[Schema], *, allow: Allow) -> Callable[[F], F]:
    """Offer a method of a service as an operation with these wire fields to holders of these roles."""
    decorate: Callable[[F], F] = OperationMethod.decorator(schema, allow=allow)
    return decorate
