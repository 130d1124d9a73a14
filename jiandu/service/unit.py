"""The life of a command inside the service: one aggregate, one handler, one atomic write."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, Protocol, TypeVar

from jiandu.domain import Actor, Command, Event, Refused
from jiandu.record.chain import append, canonical
from jiandu.store.aggregates import Aggregates, Change, Stored
from jiandu.store.codec import from_plain, to_plain

A = TypeVar("A")
C = TypeVar("C", bound=Command)

ATTEMPTS = 20  # a writer that loses the race this often to others gives up and says so


@dataclass(frozen=True)
class Repaired:
    """Operators gave a message other data than its sender did: who proposed it, who approved it, its digest."""

    by: tuple[str, str]
    digest: str


@dataclass(frozen=True)
class Cause:
    """Why a write happens, and the thread it belongs to.

    `id` names the command or the delivery for ever: the same id is applied to an aggregate once. `digest` tells
    a repetition from another content under the same id; a delivery needs none, its signature does that.
    `repaired` is there if the content is not what the sender signed.
    """

    id: str
    digest: str = ""
    correlation: str | None = None
    causation: str | None = None
    traceparent: str | None = None
    expected_version: int | None = None
    repaired: Repaired | None = None


@dataclass(frozen=True)
class Request(Generic[C]):
    """A command ready to be applied, whoever sent it. `sealed` came with it for the vault, if anything did."""

    command: C
    cause: Cause
    sealed: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Publication:
    """An event in the form in which others may read it. `must_reach`: somebody has to be listening."""

    type: str
    schema_version: int
    audience: str
    data: dict[str, Any]
    must_reach: bool


class Publishes(Protocol):
    """Which events leave the service, and as what."""

    def __call__(self, event: Event, aggregate: Any) -> Publication | None: ...


class Observer(Protocol):
    """What operations want to know about writes."""

    def conflict(self) -> None: ...
    def duplicate(self) -> None: ...


def aggregate_id(prefix: str, *parts: str) -> str:
    """The id that creation under these parts always yields, so that a repetition finds the first result."""
    return f"{prefix}-{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:24]}"


@dataclass(frozen=True)
class Unit(Generic[A]):
    """Applies commands to the aggregates of one kind.

    `clocks` reads the running clocks off an aggregate's state and tells when the next one rings; `fields` names
    what the repository indexes. Both are functions of the new state alone, so they can never disagree with it.
    """

    kind: type[A]
    store: Aggregates
    evolve: Callable[[A | None, Any], A]
    law: Any
    publishes: Publishes
    wake: Callable[[str], None]
    observer: Observer
    fields: Callable[[A], Mapping[str, Any]] = lambda _: {}

    def create(self, request: Request[C], handler: Callable[..., list[Event]], new_id: str) -> dict[str, Any]:
        """Apply the command to aggregate `new_id`, which need not exist yet; the handler is given None then."""
        return self._apply(new_id, request, handler, may_create=True)

    def change(self, changed: str, request: Request[C], handler: Callable[..., list[Event]]) -> dict[str, Any]:
        """Apply the command to an existing aggregate and return {id, version, state, events}.

        The same cause returns the first answer and changes nothing. Raises Refused NOT_FOUND (also outside the
        actor's regions), STALE_VERSION, COMMAND_ID_REUSED, CONFLICT, or whatever the handler refuses with.
        """
        return self._apply(changed, request, handler, may_create=False)

    def get(self, wanted: str, actor: Actor) -> A:
        """The aggregate as it stands. Raises Refused NOT_FOUND."""
        return self._read(self._load(wanted, actor))

    def _load(self, wanted: str, actor: Actor) -> Stored:
        stored = self.store.load(wanted, actor)
        if stored is None:
            raise Refused("NOT_FOUND", id=wanted)
        return stored

    def _read(self, stored: Stored) -> A:
        return from_plain(stored.state, self.kind)

    def _apply(
        self, target: str, request: Request[C], handler: Callable[..., list[Event]], *, may_create: bool
    ) -> dict[str, Any]:
        for _ in range(ATTEMPTS):
            actor = request.command.by
            # loaded first: the same command applied in between then costs us the write and is found on the next
            # turn; the other way round its effect would be held against its own repetition
            stored = self.store.load(target, actor)
            answer = self._answered(target, request.cause)
            if answer is not None:
                return answer
            if stored is None and not may_create:
                raise Refused("NOT_FOUND", id=target)
            change = self._decide(target, stored, request, handler)
            if self.store.write(target, stored.version if stored else 0, change):
                if change.outbox:
                    self.wake(target)
                return dict(change.entry["answer"])
            if stored is None and self._is_elsewhere(target, actor):
                raise Refused("ALREADY_EXISTS", id=target)
            self.observer.conflict()
        raise Refused("CONFLICT", id=target)

    def _is_elsewhere(self, target: str, actor: Actor) -> bool:
        return self.store.load(target, actor) is None and bool(self.store.history(target))

    def _answered(self, target: str, cause: Cause) -> dict[str, Any] | None:
        entry = self.store.processed(target, cause.id)
        if entry is None:
            return None
        if entry["digest"] != cause.digest:
            raise Refused("COMMAND_ID_REUSED", field="command_id")
        self.observer.duplicate()
        return dict(entry["answer"])

    def _decide(
        self, target: str, stored: Stored | None, request: Request[C], handler: Callable[..., list[Event]]
    ) -> Change:
        cause, command = request.cause, request.command
        version = stored.version if stored else 0
        if cause.expected_version is not None and cause.expected_version != version:
            raise Refused("STALE_VERSION", expected=cause.expected_version, actual=version)
        aggregate = self._read(stored) if stored else None
        events = handler(command, aggregate, self.law)
        for event in events:
            aggregate = self.evolve(aggregate, event)
        if aggregate is None:
            raise Refused("NOT_FOUND", id=target)
        if not stored and not command.by.covers(aggregate.region):  # type: ignore[attr-defined]  # every aggregate has one
            raise Refused("REGION_FORBIDDEN", field="region")
        return self._change(target, stored, request, aggregate, events)

    def _change(
        self, target: str, stored: Stored | None, request: Request[C], aggregate: Any, events: list[Event]
    ) -> Change:
        cause, command = request.cause, request.command
        version = (stored.version if stored else 0) + 1
        sequence = stored.sequence if stored else 0
        published = [each for event in events if (each := self.publishes(event, aggregate))]
        outbox = tuple(
            self._outgoing(target, sequence + place, each, request)
            for place, each in enumerate(published, start=1)
        )
        names = [type(event).__name__ for event in events]
        last = {"seq": stored.version, "hash": stored.head} if stored else None
        entry = append(
            last,
            {
                "cause": cause.id,
                "digest": cause.digest,
                "command": type(command).__name__,
                "at": command.at.isoformat(),
                "recorded_at": datetime.now(UTC).isoformat(),
                "by": {"subject": command.by.subject, "agency": command.by.agency},
                "events": [{"type": type(event).__name__, "data": to_plain(event)} for event in events],
                "published": [{"id": each["id"], "type": each["type"]} for each in outbox],
                "answer": {"id": target, "version": version, "state": aggregate.state, "events": names},
                **_repair(cause),
            },
        )
        return Change(
            version=version,
            region=aggregate.region,
            state=to_plain(aggregate),
            head=entry["hash"],
            sequence=sequence + len(outbox),
            entry=entry,
            outbox=outbox,
            due_at=next_ring(aggregate),
            running=any(clock.stopped_at is None for clock in getattr(aggregate, "clocks", {}).values()),
            fields=self.fields(aggregate),
        )

    def _outgoing(
        self, target: str, sequence: int, publication: Publication, request: Request[C]
    ) -> dict[str, Any]:
        return {
            "sequence": sequence,
            "id": f"{target}:{sequence}",
            "subject": target,
            "type": publication.type,
            "schema_version": publication.schema_version,
            "audience": publication.audience,
            "data": publication.data,
            "must_reach": publication.must_reach,
            "time": datetime.now(UTC).isoformat(),
            "correlation": request.cause.correlation or target,
            "causation": request.cause.causation,
            "traceparent": request.cause.traceparent,
        }


def _repair(cause: Cause) -> dict[str, Any]:
    if cause.repaired is None:
        return {}
    return {"repaired_by": list(cause.repaired.by), "repaired_digest": cause.repaired.digest}


def next_ring(aggregate: Any) -> datetime | None:
    """When the earliest unrung rung of the aggregate's clocks is reached, if it has any."""
    clocks = getattr(aggregate, "clocks", {}).values()
    return min((clock.next_rung_at for clock in clocks if clock.next_rung_at), default=None)


def digest(content: Mapping[str, Any]) -> str:
    """What tells two contents under one command id apart."""
    return hashlib.sha256(canonical(content)).hexdigest()
