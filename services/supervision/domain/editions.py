"""Publishing law takes two persons: one proposes a calendar, a pack or settings, another decides."""

from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import NO_TEXT, Command, Event, Procedure, Refused, Step
from jiandu.law import Rulebook
from jiandu.law.editions import Kind, read_edition, region_of, with_edition

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


@dataclass(frozen=True, kw_only=True)
class ProposeEdition(Command):
    """Put a text before another administrator, with the reason for it."""

    edition_id: str
    kind: str
    text: str
    reason: str


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

    def onto(self, _: None) -> LawEdition:
        """The edition as proposed."""
        return LawEdition(id=self.edition_id, state=PROPOSED, **self.told("edition_id"))


def propose_edition(command: ProposeEdition, edition: LawEdition | None, law: Rulebook) -> list[Event]:
    """Keep a text that is in the format and fits the law in effect, for another person to decide."""
    EDITION.step(edition.state if edition else None, "ProposeEdition", NO_TEXT)
    made = read_edition(Kind(command.kind), command.text)
    with_edition(law, made)
    return [
        EditionProposed(
            edition_id=command.edition_id,
            region=region_of(made),
            kind=made.kind.value,
            name=made.name,
            text=made.text,
            digest=made.digest,
            reason=command.reason,
            proposed_by=command.by.subject,
        )
    ]


@dataclass(frozen=True, kw_only=True)
class EditionDecision(Command):
    """Decide a proposed text, named by its digest so that nobody decides another."""

    edition_id: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class PublishEdition(EditionDecision):
    """Agree to a proposed text."""


@dataclass(frozen=True, kw_only=True)
class EditionPublished(Event):
    """The text is law in the system from now on."""

    edition_id: str
    published_by: str
    published_at: datetime

    def onto(self, edition: LawEdition) -> LawEdition:
        return replace(edition, state=PUBLISHED, decided_by=self.published_by)


def publish_edition(command: PublishEdition, edition: LawEdition, law: Rulebook) -> list[Event]:
    """Another person than the one who proposed it agrees to this very text, which has to fit the law still."""
    _decidable(command, edition)
    with_edition(law, read_edition(Kind(edition.kind), edition.text))
    return [EditionPublished(edition_id=edition.id, published_by=command.by.subject, published_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class RejectEdition(EditionDecision):
    """Turn a proposed text down."""


@dataclass(frozen=True, kw_only=True)
class EditionRejected(Event):
    """The text was turned down."""

    rejected_by: str

    def onto(self, edition: LawEdition) -> LawEdition:
        return replace(edition, state=REJECTED, decided_by=self.rejected_by)


def reject_edition(command: RejectEdition, edition: LawEdition, _law: Rulebook) -> list[Event]:
    """Another person turns it down."""
    _decidable(command, edition)
    return [EditionRejected(rejected_by=command.by.subject)]


def _decidable(command: EditionDecision, edition: LawEdition) -> None:
    EDITION.step(edition.state, type(command).__name__, NO_TEXT)
    if command.by.subject == edition.proposed_by:
        raise Refused("SAME_PERSON")
    if command.digest != edition.digest:
        raise Refused("PROPOSAL_DIFFERS", field="digest")
