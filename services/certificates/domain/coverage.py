"""The reach of an order: who has to acknowledge it, and who has."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from jiandu.domain import NO_TEXT, Command, Event, Procedure, Refused, Step
from jiandu.law import Clock

UNANNOUNCED, PENDING, COMPLETE = "unannounced", "pending", "complete"


COVERAGE = Procedure(
    "coverage",
    (
        Step(
            None,
            "ExpectAcknowledgements",
            PENDING,
            ("AcknowledgementsExpected", "CoverageCompleted"),
            or_to=(COMPLETE,),
        ),
        Step(
            UNANNOUNCED,
            "ExpectAcknowledgements",
            PENDING,
            ("AcknowledgementsExpected", "CoverageCompleted"),
            or_to=(COMPLETE,),
        ),
        Step(None, "NoteAcknowledgement", UNANNOUNCED, ("AcknowledgementNoted",)),
        Step(UNANNOUNCED, "NoteAcknowledgement", UNANNOUNCED, ("AcknowledgementNoted",)),
        Step(
            PENDING,
            "NoteAcknowledgement",
            PENDING,
            ("AcknowledgementNoted", "CoverageCompleted"),
            or_to=(COMPLETE,),
        ),
        Step(COMPLETE, "NoteAcknowledgement", COMPLETE, ("AcknowledgementNoted",)),
        Step(PENDING, "ExcuseSubscriber", PENDING, ("SubscriberExcused", "CoverageCompleted"), or_to=(COMPLETE,)),
    ),
)


@dataclass(frozen=True)
class Acknowledgement:
    """When a subscriber says it applied an order, by its own clock, and when we heard so, in legal time."""

    said_at: datetime
    noted_at: datetime


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Who has to acknowledge an order and who has; acknowledgements may come before the announcement."""

    id: str
    region: str
    state: str
    officer_id: str | None = None
    case_id: str | None = None
    expected_at: datetime | None = None
    subscribers: tuple[str, ...] = ()
    acknowledged: Mapping[str, Acknowledgement] = field(default_factory=dict)
    excused: Mapping[str, str] = field(default_factory=dict)
    completed_at: datetime | None = None
    clocks: Mapping[str, Clock] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[str, ...]:
        """The subscribers who still have to acknowledge."""
        heard = {*self.acknowledged, *self.excused}
        return tuple(name for name in self.subscribers if name not in heard)

    @property
    def pack(self) -> str:
        """Of no text: how soon an order is acknowledged the house settles."""
        return ""


@dataclass(frozen=True, kw_only=True)
class ExpectAcknowledgements(Command):
    """An order, recorded at `recorded_at`, went out to these subscribers, each of whom has to acknowledge it."""

    order_id: str
    officer_id: str
    case_id: str | None
    region: str
    recorded_at: datetime
    subscribers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AcknowledgementsExpected(Event):
    """It is known who has to acknowledge the order."""

    order_id: str
    officer_id: str
    case_id: str | None
    region: str
    subscribers: tuple[str, ...]
    expected_at: datetime

    def onto(self, coverage: Coverage | None) -> Coverage:
        known = coverage or Coverage(id=self.order_id, region=self.region, state=UNANNOUNCED)
        return replace(known, state=PENDING, **self.told("order_id"))


def expect_acknowledgements(
    command: ExpectAcknowledgements, coverage: Coverage | None, _law: object
) -> list[Event]:
    """Say who has to acknowledge, once; those who already have may make it complete at once."""
    if coverage is not None and coverage.state in (PENDING, COMPLETE):
        return []
    COVERAGE.step(coverage.state if coverage else None, "ExpectAcknowledgements", NO_TEXT)
    everybody = tuple(sorted(set(command.subscribers)))
    expected = AcknowledgementsExpected(
        **command.told("subscribers", "recorded_at"), subscribers=everybody, expected_at=command.at
    )
    return _completed(expected, coverage)


@dataclass(frozen=True, kw_only=True)
class NoteAcknowledgement(Command):
    """A subscriber, named by its full source, has applied an order, at `acknowledged_at` by its own word."""

    order_id: str
    region: str
    subscriber: str
    acknowledged_at: datetime


@dataclass(frozen=True, kw_only=True)
class AcknowledgementNoted(Event):
    """A subscriber has acknowledged the order at `acknowledged_at` by its own clock; we heard it at `noted_at`."""

    order_id: str
    region: str
    subscriber: str
    acknowledged_at: datetime
    noted_at: datetime

    def onto(self, coverage: Coverage | None) -> Coverage:
        known = coverage or Coverage(id=self.order_id, region=self.region, state=UNANNOUNCED)
        said = Acknowledgement(self.acknowledged_at, self.noted_at)
        acknowledged = {**known.acknowledged, self.subscriber: said}
        return replace(known, acknowledged=dict(sorted(acknowledged.items())))


def note_acknowledgement(command: NoteAcknowledgement, coverage: Coverage | None, _law: object) -> list[Event]:
    """Count a subscriber once, by the first acknowledgement; nobody has to have been announced before."""
    if coverage is not None and command.subscriber in coverage.acknowledged:
        return []
    COVERAGE.step(coverage.state if coverage else None, "NoteAcknowledgement", NO_TEXT)
    noted = AcknowledgementNoted(**command.told(), noted_at=command.at)
    return _completed(noted, coverage)


@dataclass(frozen=True, kw_only=True)
class ExcuseSubscriber(Command):
    """A subscriber need not acknowledge this order any more, on this ground, such as that it is no more."""

    order_id: str
    subscriber: str
    ground: str


@dataclass(frozen=True, kw_only=True)
class SubscriberExcused(Event):
    """The subscriber is not waited for any more; who excused it and why stays on record."""

    order_id: str
    subscriber: str
    ground: str
    excused_by: str
    excused_at: datetime

    def onto(self, coverage: Coverage) -> Coverage:
        return replace(coverage, excused={**coverage.excused, self.subscriber: self.ground})


def excuse_subscriber(command: ExcuseSubscriber, coverage: Coverage, _law: object) -> list[Event]:
    """Excuse who is still waited for."""
    COVERAGE.step(coverage.state, "ExcuseSubscriber", NO_TEXT)
    if command.subscriber not in coverage.missing:
        raise Refused("NOT_FOUND", id=command.subscriber, field="subscriber")
    excused = SubscriberExcused(**command.told(), excused_by=command.by.subject, excused_at=command.at)
    return _completed(excused, coverage)


@dataclass(frozen=True, kw_only=True)
class CoverageCompleted(Event):
    """Everybody who has to has acknowledged the order; `completed_at` is when we heard the last one."""

    order_id: str
    region: str
    officer_id: str
    case_id: str | None
    subscribers: int
    completed_at: datetime

    def onto(self, coverage: Coverage) -> Coverage:
        return replace(coverage, state=COMPLETE, completed_at=self.completed_at)


def _completed(event: Event, coverage: Coverage | None) -> list[Event]:
    after: Coverage = event.onto(coverage)
    if after.state != PENDING or after.missing or after.expected_at is None:
        return [event]
    # our own times only: the subscribers' clocks are theirs
    noted = [after.acknowledged[name].noted_at for name in after.subscribers if name in after.acknowledged]
    excused_at = [event.excused_at] if isinstance(event, SubscriberExcused) else []
    completed = CoverageCompleted(
        order_id=after.id,
        region=after.region,
        officer_id=after.officer_id or "",
        case_id=after.case_id,
        subscribers=len(after.subscribers),
        completed_at=max([after.expected_at, *noted, *excused_at]),
    )
    return [event, completed]
