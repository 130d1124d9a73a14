"""Proposing law and agreeing to it."""

from jiandu.domain import NO_TEXT, Event, Refused
from jiandu.law import Rulebook
from jiandu.law.editions import Kind, read_edition, region_of, with_edition
from services.supervision.domain import editions as law_editions
from services.supervision.domain.editions import EDITION, LawEdition


def propose_edition(
    command: law_editions.ProposeEdition, edition: LawEdition | None, law: Rulebook
) -> list[Event]:
    """Keep a text that is in the format and fits the law in effect, for another person to decide."""
    EDITION.step(edition.state if edition else None, "ProposeEdition", NO_TEXT)
    made = read_edition(Kind(command.kind), command.text)
    with_edition(law, made)
    return [
        law_editions.EditionProposed(
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


def publish_edition(command: law_editions.PublishEdition, edition: LawEdition, law: Rulebook) -> list[Event]:
    """Another person than the one who proposed it agrees to this very text, which has to fit the law still."""
    _decidable(command, edition)
    with_edition(law, read_edition(Kind(edition.kind), edition.text))
    return [
        law_editions.EditionPublished(
            edition_id=edition.id, published_by=command.by.subject, published_at=command.at
        )
    ]


def reject_edition(command: law_editions.RejectEdition, edition: LawEdition, _law: Rulebook) -> list[Event]:
    """Another person turns it down."""
    _decidable(command, edition)
    return [law_editions.EditionRejected(rejected_by=command.by.subject)]


def _decidable(command: law_editions.PublishEdition, edition: LawEdition) -> None:
    EDITION.step(edition.state, type(command).__name__, NO_TEXT)
    if command.by.subject == edition.proposed_by:
        raise Refused("SAME_PERSON")
    if command.digest != edition.digest:
        raise Refused("PROPOSAL_DIFFERS", field="digest")
