"""The editions a service has heard of: kept one by one, and put together into the law it works under."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from jiandu.domain import Command, Event, Refused
from jiandu.law.clocks.clock import Clock
from jiandu.law.clocks.ticking import ClockReprojected, HasClocks
from jiandu.law.editions import Edition, Kind, moot_settings, recount, with_edition
from jiandu.law.rulebook import Rulebook

APPLIED = "applied"
SHIPPED = "shipped with the software"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is said of a published edition: its region, its text, and why it was published."""

    region: str
    kind: str
    name: str
    text: str
    digest: str
    reason: str
    published_at: datetime


@dataclass(frozen=True, kw_only=True)
class ApplyEdition(Said, Command):
    """An edition was published."""

    edition_id: str


@dataclass(frozen=True, kw_only=True)
class AppliedEdition(Said):
    """An edition as this service keeps it."""

    id: str
    state: str

    @property
    def edition(self) -> Edition:
        """What it changes in the law."""
        return Edition(Kind(self.kind), self.name, self.text)


@dataclass(frozen=True, kw_only=True)
class EditionApplied(Said, Event):
    """This service works under the edition from now on."""

    edition_id: str

    def onto(self, edition: AppliedEdition | None) -> AppliedEdition:
        """It never changes."""
        return edition or AppliedEdition(id=self.edition_id, state=APPLIED, **self.told("edition_id"))


def apply_edition(command: ApplyEdition, edition: AppliedEdition | None, _law: Rulebook) -> list[Event]:
    """Keep an edition, once. Raises Refused INVALID_VALUE where the text is not the one that was approved."""
    if edition is not None:
        return []
    if Edition(Kind(command.kind), command.name, command.text).digest != command.digest:
        raise Refused("INVALID_VALUE", field="digest")
    return [EditionApplied(**command.told())]


@dataclass(frozen=True)
class Put:
    """The law with editions put on it, why each was published, and those that do not fit with the reason's code.

    `reasons` are keyed as `recount` names what makes a difference: "calendar EDITION", "pack REF".
    """

    law: Rulebook
    reasons: Mapping[str, str]
    left_out: tuple[tuple[str, str], ...]


def put_together(shipped: Rulebook, heard: Iterable[AppliedEdition]) -> Put:
    """The shipped law with every edition on it in the order of publication.

    One that does not fit, such as version 3 before version 2 was heard of, or a calendar of years that a newer
    release brings itself, is left out and named; so are settings a text has overtaken.
    """
    law = shipped
    reasons: dict[str, str] = {}
    left_out: list[tuple[str, str]] = []
    for each in sorted(heard, key=lambda edition: (edition.published_at, edition.id)):
        try:
            after = with_edition(law, each.edition)
        except Refused as refusal:
            left_out.append((each.name, refusal.code))
            continue
        law = after
        reasons[f"{each.kind} {each.name}"] = each.reason
    overtaken = [(name, "NOT_A_GAP") for name in moot_settings(law)]
    return Put(law, reasons, (*left_out, *overtaken))


@dataclass(frozen=True, kw_only=True)
class ReprojectClocks(Command):
    """Count the running limits of one aggregate anew. `reasons` say why each edition was published."""

    aggregate_id: str
    reasons: Mapping[str, str]


def differs(clock: Clock, law: Rulebook) -> bool:
    """True if the limit runs and `law` counts it otherwise."""
    return clock.stopped_at is None and _told(recount(clock, law)[0]) != _told(clock)


def reproject(command: ReprojectClocks, aggregate: HasClocks, law: Rulebook) -> list[Event]:
    """The handler of ReprojectClocks for every aggregate that has clocks."""
    events: list[Event] = []
    for clock in aggregate.clocks.values():
        if differs(clock, law):
            moved, why = recount(clock, law)
            told = "; ".join(f"{each}: {command.reasons.get(each, SHIPPED)}" for each in why)
            events.append(ClockReprojected(clock=moved, was_due_on=clock.due_on, reason=told))
    return events


def _told(clock: Clock) -> tuple[object, ...]:
    rungs = tuple((rung.name, rung.at) for rung in clock.rungs)
    return clock.due_on, clock.due_at, clock.provisional, clock.pack, rungs
