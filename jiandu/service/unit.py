"""The life of a command inside the service: one aggregate, one handler, one atomic write."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Generic, Protocol, TypeVar

from jiandu.bus.contract import Contracts, Publication
from jiandu.domain import Actor, Cause, Event, Refused, Request
from jiandu.law import NO_LIMITS, Limits
from jiandu.record.chain import append
from jiandu.service.handling import Handler, decide, follow, next_ring, recalled
from jiandu.store.aggregates import Aggregates, Change, Stored
from jiandu.store.codec import from_plain, to_plain

A = TypeVar("A")
S = TypeVar("S", bound=Aggregates)

ATTEMPTS = 20  # a writer that loses the race this often to others gives up and says so


class Observer(Protocol):
    """What operations want to know about writes."""

    def conflict(self) -> None: ...
    def duplicate(self) -> None: ...


@dataclass(frozen=True)
class Unit(Generic[A, S]):
    """Applies commands to the aggregates of one kind.

    `limits` is the table of the limits that facts begin and end. `fields` names what the repository indexes: a
    function of the new state alone, so it can never disagree with it.
    """

    kind: type[A]
    store: S
    law: Any
    publishes: Contracts
    wake: Callable[[str], None]
    observer: Observer
    limits: Limits = NO_LIMITS
    fields: Callable[[A], Mapping[str, Any]] = lambda _: {}

    def create(
        self,
        request: Request[Any],
        handler: Handler,
        new_id: str,
        first: Callable[[], None] | None = None,
    ) -> dict[str, Any]:
        """Apply the command to aggregate `new_id`, which need not exist yet; the handler is given None then.

        `first` is done once it is decided, before it is written; again if it has to be decided again.
        """
        return self._apply(new_id, request, handler, first, None, may_create=True)

    def change(
        self,
        changed: str,
        request: Request[Any],
        handler: Handler,
        first: Callable[[], None] | None = None,
        again: Callable[[Cause], Cause] | None = None,
    ) -> dict[str, Any]:
        """Apply the command to an existing aggregate and return {id, version, state, events}; `first` as above.

        The same cause returns the first answer and changes nothing, to whoever may still see the aggregate; with
        `again` it is applied anew under the cause that makes of it. Raises Refused NOT_FOUND (also outside the
        actor's regions), COMMAND_ID_REUSED, whatever the handler refuses with, STALE_VERSION, CONFLICT.
        """
        return self._apply(changed, request, handler, first, again, may_create=False)

    def create_many(self, requests: Sequence[tuple[str, Request[Any]]], handler: Handler) -> dict[str, Any]:
        """Apply each command to an aggregate that does not exist yet, all with one visit to the store.

        By the id of each: the answer, or the Refused. Every aggregate is written whole or not at all; one that
        exists is refused with ALREADY_EXISTS, whatever made it.
        """
        told: dict[str, Any] = {}
        changes: dict[str, Change] = {}
        for new_id, request in requests:
            try:
                changes[new_id] = self._decide(new_id, None, request, handler)
            except Refused as refusal:
                told[new_id] = refusal
        made = self.store.insert_many(list(changes.items()))
        for new_id, change in changes.items():
            if new_id not in made:
                told[new_id] = Refused("ALREADY_EXISTS", id=new_id)
                continue
            told[new_id] = dict(change.entry["answer"])
            if change.outbox:
                self.wake(new_id)
        return told

    def get(self, wanted: str, actor: Actor) -> A:
        """The aggregate as it stands. Raises Refused NOT_FOUND."""
        stored = self.store.load(wanted, actor)
        if stored is None:
            raise Refused("NOT_FOUND", id=wanted)
        return self._read(stored)

    def recall(self, wanted: str, actor: Actor, known_at: datetime) -> A | None:
        """The aggregate by what had been recorded by `known_at`, in legal time; None if there was none yet.

        Put together from its facts, of which none is ever lost. Raises Refused NOT_FOUND as `get` does.
        """
        self.get(wanted, actor)
        return recalled(self.store.history(wanted), self.kind, known_at)

    def _read(self, stored: Stored) -> A:
        return from_plain(stored.state, self.kind)

    def _apply(
        self,
        target: str,
        request: Request[Any],
        handler: Handler,
        first: Callable[[], None] | None,
        again: Callable[[Cause], Cause] | None,
        *,
        may_create: bool,
    ) -> dict[str, Any]:
        for _ in range(ATTEMPTS):
            actor = request.command.by
            stored = self.store.load(target, actor, request.cause.id)
            if stored is not None and stored.processed is not None:
                answered = self._answered(stored.processed, request.cause)
                if again is None:
                    return answered
                request = replace(request, cause=again(request.cause))
                continue
            if stored is None and not may_create:
                raise Refused("NOT_FOUND", id=target)
            change = self._decide(target, stored, request, handler)
            if first is not None:
                # what is done first must not be done for what is refused: not even for what lies elsewhere
                if stored is None and self._is_elsewhere(target, actor):
                    raise Refused("ALREADY_EXISTS", id=target)
                first()
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

    def _answered(self, entry: Mapping[str, Any], cause: Cause) -> dict[str, Any]:
        if entry["digest"] != cause.digest:
            raise Refused("COMMAND_ID_REUSED", field="command_id")
        self.observer.duplicate()
        return dict(entry["answer"])

    def _decide(self, target: str, stored: Stored | None, request: Request[Any], handler: Handler) -> Change:
        cause, command = request.cause, request.command
        aggregate: Any = self._read(stored) if stored else None
        said = decide(handler, command, aggregate, self.law)
        version = stored.version if stored else 0
        if cause.expected_version is not None and cause.expected_version != version:
            raise Refused("STALE_VERSION", expected=cause.expected_version, actual=version)
        aggregate, events = follow(aggregate, said, self.limits, self.law, command.at)
        if aggregate is None:
            raise Refused("NOT_FOUND", id=target)
        if not stored and not command.by.covers(aggregate.region):
            raise Refused("REGION_FORBIDDEN", field="region")
        return self._change(target, stored, request, aggregate, events)

    def _change(
        self, target: str, stored: Stored | None, request: Request[Any], aggregate: Any, events: list[Event]
    ) -> Change:
        version = (stored.version if stored else 0) + 1
        sequence = stored.sequence if stored else 0
        published = [each for event in events if (each := self.publishes(event, aggregate))]
        outbox = tuple(
            self._outgoing(target, sequence + place, each, request)
            for place, each in enumerate(published, start=1)
        )
        entry = self._entry(target, stored, request, aggregate, events, outbox)
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

    @staticmethod
    def _entry(
        target: str,
        stored: Stored | None,
        request: Request[Any],
        aggregate: Any,
        events: list[Event],
        outbox: tuple[dict[str, Any], ...],
    ) -> dict[str, Any]:
        cause, command = request.cause, request.command
        last = {"seq": stored.version, "hash": stored.head} if stored else None
        version = (stored.version if stored else 0) + 1
        names = [type(event).__name__ for event in events]
        return append(
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

    def _outgoing(
        self, target: str, sequence: int, publication: Publication, request: Request[Any]
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
