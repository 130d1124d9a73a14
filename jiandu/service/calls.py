"""The life of a call: every message to `rpc-<service>` is answered, parked or given back; none is fatal.

caller -> understood -> authenticated -> not late -> schema -> permission -> one write -> reply -> ack.
The wire format is nameko's, so that a nameko ClusterRpcProxy is served too.
"""

import json
import time
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeVar

import eventlet
from marshmallow import Schema
from nameko.exceptions import ContainerBeingKilled
from nameko.rpc import Rpc, RpcConsumer, get_rpc_exchange

from jiandu.bus import fields
from jiandu.bus.answer import failure
from jiandu.bus.request import check_deadline, content_of, described, replies_to, traceparent_of
from jiandu.domain import Actor, Command, Refused
from jiandu.identity.permissions import Allow
from jiandu.ops import logs
from jiandu.service.queue_consumer import HardenedQueueConsumer
from jiandu.service.runtime import Runtime
from jiandu.service.unit import Cause, Request, aggregate_id, digest
from jiandu.service.worker import perform
from jiandu.store.connection import UNAVAILABLE

log = logs.get(__name__)

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Query:
    """A question: validated fields, and who asks. What is answered is confined to `by`'s regions."""

    by: Actor
    fields: Mapping[str, Any]


class _CommandFields(fields.Incoming):
    command_id = fields.Identifier(required=True)
    expected_version = fields.Whole(load_default=None)


class Calls(RpcConsumer):  # type: ignore[misc]  # nameko has no types
    """Understands and answers what arrives on the service's RPC queue."""

    queue_consumer = HardenedQueueConsumer()

    def handle_message(self, message: Any) -> None:
        """Take one request to its end. Raises nothing that the sender could provoke."""
        started = time.monotonic()
        if replies_to(message) is None:
            self._park(message)
            return
        method = "unknown"
        try:
            entry = self._entry(message)
            method = entry.method_name
            body = _written({"result": entry.answer(message), "error": None})
            code = "OK"
        except ContainerBeingKilled:
            self.queue_consumer.requeue_message(message)
            return
        except Refused as refusal:
            code, body = refusal.code, _written(failure(refusal))
        except UNAVAILABLE as error:
            log.warning("store_unavailable", method=method, code=type(error).__name__)
            code, body = "STORE_UNAVAILABLE", _written(failure(Refused("STORE_UNAVAILABLE")))
        except Exception:  # noqa: BLE001 - the caller gets an incident number, the log the rest
            code, body = "INTERNAL", _written(self._incident(method))
        self._reply(message, body)
        Runtime.of(self.container).counts.rpc(method, code, time.monotonic() - started)

    def _entry(self, message: Any) -> "Method":
        name = str(message.delivery_info.get("routing_key", "")).partition(".")[2]
        for provider in self._providers:
            if provider.method_name == name:
                method: Method = provider
                return method
        raise Refused("UNKNOWN_METHOD", method=name[:100])

    def _incident(self, method: str) -> dict[str, Any]:
        incident = uuid.uuid4().hex[:12]
        log.exception("call_failed", method=method, incident=incident)
        return failure(Refused("INTERNAL"), incident)

    def _reply(self, message: Any, body: bytes) -> None:
        exchange = get_rpc_exchange(self.container.config).name
        reply_to = message.properties["reply_to"]
        self.queue_consumer.publish_on(message, body, exchange, reply_to, message.properties.get("correlation_id"))
        self.queue_consumer.ack_message(message)

    def _park(self, message: Any) -> None:
        """Keep that a request came which nobody can be answered for, and who sent it; of its content nothing."""
        runtime = Runtime.of(self.container)
        raw, detail = described(self.queue.name, message)
        while True:
            try:
                runtime.lanes.hold(f"{raw.queue}|{raw.key}", raw, None, "NO_REPLY_ADDRESS", detail, None)
                break
            except UNAVAILABLE:
                if self.queue_consumer.should_stop:
                    self.queue_consumer.requeue_message(message)
                    return
                eventlet.sleep(1)
        self.queue_consumer.ack_message(message)


def _written(answer: Mapping[str, Any]) -> bytes:
    # half a surrogate pair out of a parked message can not be written; it becomes a question mark
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


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
    """One method of a service that others may call. Nobody may, unless `allow` names their role."""

    rpc_consumer = Calls()
    envelope_fields: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, schema: type[Schema], *, allow: Allow, **options: Any) -> None:
        super().__init__(**options)
        self.schema = schema
        self.allow = allow

    def answer(self, message: Any) -> Any:
        """What the method returns for this request. Raises Refused for everything wrong with it."""
        runtime = Runtime.of(self.container)
        content = content_of(message)
        headers = message.headers or {}
        actor = runtime.tokens.verify(headers.get("nameko.token"), datetime.now(UTC))
        check_deadline(headers.get("nameko.deadline"))
        envelope = {name: content.pop(name) for name in self.envelope_fields if name in content}
        loaded = fields.load(self.schema(), content)
        self.allow.check(actor)
        return perform(self, self.argument(Asked(runtime, actor, headers, envelope, content, loaded)))

    @abstractmethod
    def argument(self, asked: Asked) -> Any:
        """What the service's method is called with."""


class CommandMethod(Method):
    """A method that changes something: carries a command id, and is applied once."""

    envelope_fields = frozenset({"command_id", "expected_version"})

    def __init__(
        self,
        schema: type[Schema],
        command: type[Command],
        *,
        allow: Allow,
        creates: tuple[str, str] | None = None,
        sealed: str | None = None,
        **options: Any,
    ) -> None:
        super().__init__(schema, allow=allow, **options)
        self.command = command
        self.creates = creates
        self.sealed = sealed

    def argument(self, asked: Asked) -> Request[Any]:
        known = fields.load(_CommandFields(), dict(asked.envelope))
        made = dict(asked.fields)
        if "region" in made and not asked.by.covers(made["region"]):
            raise Refused("REGION_FORBIDDEN", field="region")
        sealed = made.pop(self.sealed, None) if self.sealed else None
        # not even a digest of what goes to the vault, a guess at a name could be checked against it; only that
        # something does, so that a repetition can not add it
        remembered: dict[str, Any] = {name: value for name, value in asked.content.items() if name != self.sealed}
        identified = {"method": self.method_name, "content": remembered}
        if sealed is not None:
            identified["sealed"] = True
        cause = Cause(
            id=f"{asked.by.agency}/{known['command_id']}",
            digest=digest(identified),
            causation=known["command_id"],
            traceparent=traceparent_of(asked.headers),
            expected_version=known["expected_version"],
        )
        if self.creates is not None:
            field, prefix = self.creates
            made[field] = aggregate_id(prefix, cause.id)
        command = self.command(command_id=known["command_id"], at=asked.runtime.now(), by=asked.by, **made)
        return Request(command, cause, sealed)


class QueryMethod(Method):
    """A method that only reads."""

    def argument(self, asked: Asked) -> Query:
        return Query(asked.by, asked.fields)


def command(
    schema: type[Schema],
    kind: type[Command],
    *,
    allow: Allow,
    creates: tuple[str, str] | None = None,
    sealed: str | None = None,
) -> Callable[[F], F]:
    """Offer a method of a service as a command of `kind` with these wire fields to holders of these roles.

    `creates` is (field, prefix) of a new aggregate's id, derived from the command id: a repetition of the
    command finds what its first arrival made. `sealed` names the field that is for the vault: it becomes the
    request's `sealed`, and no part of the command.
    """
    decorate: Callable[[F], F] = CommandMethod.decorator(schema, kind, allow=allow, creates=creates, sealed=sealed)
    return decorate


def query(schema: type[Schema], *, allow: Allow) -> Callable[[F], F]:
    """Offer a method of a service as a query with these wire fields to holders of these roles."""
    decorate: Callable[[F], F] = QueryMethod.decorator(schema, allow=allow)
    return decorate
