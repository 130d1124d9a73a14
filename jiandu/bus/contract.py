"""What a service says to others and hears from them: event types, their versions and schemas, as data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from marshmallow import Schema

from jiandu.bus.envelope import Envelope
from jiandu.bus.fields import load
from jiandu.domain import Command, Event, Refused


@dataclass(frozen=True)
class Publication:
    """An event in the form in which others may read it; `must_reach` as in `Published`."""

    type: str
    schema_version: int
    audience: str
    data: dict[str, Any]
    must_reach: bool


@dataclass(frozen=True)
class Published:
    """One kind of event as it leaves: `event` of the domain becomes `name` in `version`.

    The schema reads the event's fields, and the aggregate's where the event has none of that name. `audience`
    makes the last part of the routing key of all these values: the region, unless told otherwise. `must_reach`
    keeps the event in the outbox, and alarms operators, until a queue takes it; without it an event that nobody
    has subscribed to is gone, as if said to an empty room. `when` may hold back what concerns nobody else.
    """

    event: type[Event]
    name: str
    version: int
    schema: type[Schema]
    audience: Callable[[Mapping[str, Any]], str] = lambda values: str(values["region"])
    must_reach: bool = True
    when: Callable[[Any], bool] = lambda _: True


class Contracts:
    """All that a service publishes of one kind of aggregate."""

    def __init__(self, *published: Published) -> None:
        self.published = published
        self._by_event = {each.event: each for each in published}
        if len(self._by_event) != len(published):
            raise ValueError("an event is published twice")

    def __call__(self, event: Event, aggregate: Any) -> Publication | None:
        contract = self._by_event.get(type(event))
        if contract is None or not contract.when(event):
            return None
        values = {**vars(aggregate), **vars(event)}
        return Publication(
            type=contract.name,
            schema_version=contract.version,
            audience=contract.audience(values),
            data=dict(contract.schema().dump(values)),
            must_reach=contract.must_reach,
        )


Upcast = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Consumed:
    """One kind of event as we hear it: from whom, in which newest version, and how older ones are read.

    `sources` are services' names, or "agencies" for any agency speaking for itself. `upcasts[n]` turns data of
    version n into version n + 1; an event of a version newer than `version` is refused, not guessed at. `fill`
    takes the command's remaining fields from the envelope, whose data are the validated ones in the newest
    version: whose fact it is, and ids derived from that. `aside` are fields that only `fill` asks.
    """

    name: str
    sources: tuple[str, ...]
    version: int
    schema: type[Schema]
    command: type[Command]
    upcasts: Mapping[int, Upcast] = field(default_factory=dict)
    fill: Callable[[Envelope], Mapping[str, Any]] = lambda _: {}
    aside: tuple[str, ...] = ()

    def accepts(self, source: str) -> bool:
        """True if an event of this type may come from `source` (a `ce-source`)."""
        kind, _, name = source.removeprefix("/").partition("/")
        return "agencies" in self.sources if kind == "agencies" else kind == "services" and name in self.sources

    def read(self, envelope: Envelope) -> dict[str, Any]:
        """The validated data in the newest version. Raises Refused if the schema or the version does not fit."""
        data = dict(envelope.data)
        if not 1 <= envelope.schema_version <= self.version:
            raise Refused("UNKNOWN_VERSION", version=envelope.schema_version)
        for version in range(envelope.schema_version, self.version):
            data = self.upcasts[version](data)
        said = load(self.schema(), data)
        filled = self.fill(replace(envelope, data=said))
        return {**{name: value for name, value in said.items() if name not in self.aside}, **filled}
