"""A counter, and its mirror elsewhere."""

from dataclasses import dataclass, replace

from jiandu.domain import Command, Event, Refused


@dataclass(frozen=True)
class Counter:
    id: str
    region: str
    state: str
    total: int


@dataclass(frozen=True, kw_only=True)
class Open(Command):
    counter: str
    region: str
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Add(Command):
    counter: str
    amount: int


@dataclass(frozen=True, kw_only=True)
class Opened(Event):
    counter_id: str
    region: str

    def onto(self, _):
        return Counter(self.counter_id, self.region, "open", 0)


@dataclass(frozen=True, kw_only=True)
class Added(Event):
    amount: int

    def onto(self, counter):
        return replace(counter, total=counter.total + self.amount)


@dataclass(frozen=True, kw_only=True)
class Mirrored(Event):
    counter_id: str
    region: str
    amount: int

    def onto(self, counter):
        before = counter.total if counter else 0
        return Counter(self.counter_id, self.region, "open", before + self.amount)


def open_counter(command: Open, counter, law):
    if counter is not None:
        raise Refused("NOT_ALLOWED_IN_STATE", command="Open", state=counter.state, allowed="-")
    return [Opened(counter_id=command.counter, region=command.region)]


def add(command: Add, counter, law):
    return [Added(amount=command.amount)]


@dataclass(frozen=True, kw_only=True)
class Mirror(Command):
    counter: str
    region: str
    amount: int


def mirror(command: Mirror, mirrored, law):
    if command.amount == 13:
        raise RuntimeError("thirteen can not be mirrored")
    if command.amount == 14:
        raise Refused("CONFLICT", id=command.counter)
    return [Mirrored(counter_id=command.counter, region=command.region, amount=command.amount)]
