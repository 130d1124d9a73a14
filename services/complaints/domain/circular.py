"""The circular 通报: what became of the complaints of a period, told to all agencies. It takes two persons."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from jiandu.domain import Citation, Command, Event, Procedure, Refused, Step
from jiandu.law import GroundList, Pack, Rulebook, legal_day
from services.complaints.domain.statistics import Table, together

DRAFTED, PUBLISHED, DROPPED = "drafted", "published", "dropped"

CIRCULAR = Procedure(
    "circular",
    (
        Step(None, "DraftCircular", DRAFTED, ("CircularDrafted",), "complaint.statistics"),
        Step(DRAFTED, "PublishCircular", PUBLISHED, ("CircularPublished",), "complaint.statistics"),
        Step(DRAFTED, "DropCircular", DROPPED, ("CircularDropped",)),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Circular:
    """A circular as it stands. `digest` is of all it says: whoever has it can tell that nothing was changed.

    `words` are those of the text for the grounds and outcomes in the tables.
    """

    id: str
    region: str
    pack: str
    state: str
    issuer: str
    number: str
    since: date
    until: date
    tables: tuple[Table, ...]
    words: dict[str, str]
    citation: Citation
    digest: str
    drafted_by: str
    drafted_at: datetime
    published_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class DraftCircular(Command):
    """Put the figures of a region and period before another person.

    `issuer` and `number` head the document, as its issuer writes them. `tables` are the figures as they can be
    shown, counted by the service.
    """

    circular_id: str
    region: str
    since: date
    until: date
    issuer: str
    number: str
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CircularDrafted(Event):
    """A circular waits for a second person."""

    circular_id: str
    region: str
    pack: str
    issuer: str
    number: str
    since: date
    until: date
    tables: tuple[Table, ...]
    words: dict[str, str]
    citation: Citation
    digest: str
    drafted_by: str
    drafted_at: datetime

    def onto(self, _: None) -> Circular:
        """The circular as drafted."""
        return Circular(id=self.circular_id, state=DRAFTED, **self.told("circular_id"))


def draft_circular(command: DraftCircular, circular: Circular | None, law: Rulebook) -> list[Event]:
    """Draft it under the article that asks for it. Raises Refused LAW_SILENT where the region's text does not."""
    today = legal_day(command.at)
    pack = law.governing(command.region, today, matter="complaints")
    CIRCULAR.step(circular.state if circular else None, "DraftCircular", pack)
    citation = pack.cite("complaint.statistics")
    if not command.since <= command.until <= today:
        raise Refused("INVALID_VALUE", field="until")
    for field in ("issuer", "number"):
        if not getattr(command, field).strip():
            raise Refused("MISSING_FIELD", field=field)
    tables = together(command.tables)
    said = {**command.told("circular_id"), "tables": tables, "words": _words(pack, tables), "citation": citation}
    return [
        CircularDrafted(
            **said,
            circular_id=command.circular_id,
            pack=pack.ref,
            digest=digest_of(said),
            drafted_by=command.by.subject,
            drafted_at=command.at,
        )
    ]


@dataclass(frozen=True, kw_only=True)
class PublishCircular(Command):
    """Agree to a drafted circular, named by its digest so that nobody publishes another."""

    circular_id: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class CircularPublished(Event):
    """The circular is out; what it says is in it alone, and `digest` is the hash of that."""

    circular_id: str
    region: str
    since: date
    until: date
    digest: str
    published_by: str
    published_at: datetime

    def onto(self, circular: Circular) -> Circular:
        return replace(circular, state=PUBLISHED, published_at=self.published_at)


def publish_circular(command: PublishCircular, circular: Circular, law: Rulebook) -> list[Event]:
    """Another person than the one who drafted it agrees to these very figures."""
    CIRCULAR.allow(command, circular, law)
    if command.by.subject == circular.drafted_by:
        raise Refused("SAME_PERSON", citation=circular.citation)
    if command.digest != circular.digest:
        raise Refused("PROPOSAL_DIFFERS", field="digest")
    return [
        CircularPublished(
            circular_id=circular.id,
            region=circular.region,
            since=circular.since,
            until=circular.until,
            digest=circular.digest,
            published_by=command.by.subject,
            published_at=command.at,
        )
    ]


@dataclass(frozen=True, kw_only=True)
class DropCircular(Command):
    """Give a draft up, with the reason."""

    circular_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CircularDropped(Event):
    """The draft was given up."""

    circular_id: str
    reason: str
    dropped_by: str
    dropped_at: datetime

    def onto(self, circular: Circular) -> Circular:
        return replace(circular, state=DROPPED)


def drop_circular(command: DropCircular, circular: Circular, law: Rulebook) -> list[Event]:
    """Give a draft up; whoever drafted it may do so too, as nothing follows from it."""
    CIRCULAR.allow(command, circular, law)
    if not command.reason.strip():
        raise Refused("MISSING_FIELD", field="reason")
    return [CircularDropped(**command.told(), dropped_by=command.by.subject, dropped_at=command.at)]


def digest_of(said: Mapping[str, object]) -> str:
    """The hash of what a circular says: SHA-256 of its JSON with sorted names and without spaces."""
    text = json.dumps(said, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Table | Citation):
        return asdict(value)
    raise TypeError(f"{type(value).__name__} has no plain form")


def _words(pack: Pack, tables: tuple[Table, ...]) -> dict[str, str]:
    """The text's own words for the grounds and outcomes that are counted, where it lists them."""
    counted = {row.get(name) for table in tables for row in table.rows for name in ("ground", "outcome")}
    items = [item for grounds in pack.all(GroundList) for item in grounds.items]
    return {item.code: item.words for item in reversed(items) if item.code in counted}
