"""An epoch of the signed status list: published once, linked to the one before, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from jiandu.domain import Command, Event, Procedure, Refused, Step

PUBLISHED = "published"
EVERYWHERE: Final = "100000"  # GB/T 2260 for the whole country: a list is of no division

EPOCH = Procedure("epoch", (Step(None, "PublishEpoch", PUBLISHED, ("EpochPublished",)),))


@dataclass(frozen=True, kw_only=True)
class Epoch:
    """One epoch: its number, when the list was so, the signed content, and the links new with it.

    `links` maps each new link of a certificate with a person to its index.
    """

    id: str
    region: str
    state: str
    number: int
    at: datetime
    content: Mapping[str, Any]
    links: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class PublishEpoch(Command):
    """Publish the next epoch."""

    epoch_id: str
    number: int
    content: Mapping[str, Any]
    links: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class EpochPublished(Event):
    """There is a further epoch; whoever has the one before it follows by its delta."""

    epoch_id: str
    region: str
    number: int
    content: Mapping[str, Any]
    links: Mapping[str, int]
    published_at: datetime

    def onto(self, _: None) -> Epoch:
        """The epoch for ever."""
        said = self.told("epoch_id", "published_at")
        return Epoch(id=self.epoch_id, state=PUBLISHED, at=self.published_at, **said)


def epoch_id(number: int) -> str:
    """The id of the epoch of this number; ids sort as the numbers do."""
    return f"epoch-{number:012d}"


def publish_epoch(command: PublishEpoch, epoch: Epoch | None, _law: object) -> list[Event]:
    """Publish it, if nobody else published one of this number."""
    if epoch is not None:
        raise Refused("ALREADY_EXISTS", id=epoch.id)
    return [EpochPublished(**command.told(), region=EVERYWHERE, published_at=command.at)]
