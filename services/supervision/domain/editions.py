"""Publishing law takes two persons: one proposes a calendar, a pack or settings, another decides."""

from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import Command, Event, Procedure, Step

PROPOSED, PUBLISHED, REJECTED = "proposed", "published", "rejected"

EDITION = Procedure(
    "edition",
    (
        Step(None, "ProposeEdition", PROPOSED, ("EditionProposed",)),
        Step(PROPOSED, "PublishEdition", PUBLISHED, ("EditionPublished",)),
        Step(PROPOSED, "RejectEdition", REJECTED, ("EditionRejected",)),
    ),
)


@dataclass(frozen=True, kw_only=True)
class ProposeEdition(Command):
    """Put a text before another administrator, with the reason for it."""

    edition_id: str
    kind: str
    text: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PublishEdition(Command):
    """Agree to a proposed text, named by its digest so that nobody agrees to another."""

    edition_id: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class RejectEdition(PublishEdition):
    """Turn a proposed text down."""


@dataclass(frozen=True, kw_only=True)
class EditionProposed(Event):
    """A text waits for a second person."""

    edition_id: str
    region: str
    kind: str
    name: str
    text: str
    digest: str
    reason: str
    proposed_by: str


@dataclass(frozen=True, kw_only=True)
class EditionPublished(Event):
    """The text is law in the system from now on."""

    edition_id: str
    published_by: str
    published_at: datetime


@dataclass(frozen=True, kw_only=True)
class EditionRejected(Event):
    """The text was turned down."""

    rejected_by: str


@dataclass(frozen=True, kw_only=True)
class LawEdition:
    """A text proposed to become law in the system. `region` is 000000 for calendars and packs."""

    id: str
    region: str
    state: str
    kind: str
    name: str
    text: str
    digest: str
    reason: str
    proposed_by: str
    decided_by: str | None = None


def evolve(edition: LawEdition | None, event: EditionProposed | EditionPublished | EditionRejected) -> LawEdition:
    """The edition after the event."""
    if isinstance(event, EditionProposed):
        said = {name: value for name, value in vars(event).items() if name != "edition_id"}
        return LawEdition(id=event.edition_id, state=PROPOSED, **said)
    if edition is None:
        raise ValueError(f"{type(event).__name__} before the proposal")
    if isinstance(event, EditionPublished):
        return replace(edition, state=PUBLISHED, decided_by=event.published_by)
    return replace(edition, state=REJECTED, decided_by=event.rejected_by)
