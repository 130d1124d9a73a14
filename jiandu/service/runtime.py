"""What one running service holds in its hands: built once at start, found by every entrypoint."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo.database import Database

from jiandu.domain import Actor
from jiandu.identity.keyring import Keyring
from jiandu.identity.tokens import TokenVerifier
from jiandu.law import Rulebook
from jiandu.ops.config import Settings
from jiandu.service.counts import Counts
from jiandu.service.law.in_effect import LawInEffect
from jiandu.service.quotas import Quotas
from jiandu.service.turns import Turns
from jiandu.store.connection import Document
from jiandu.store.lanes import Lanes
from jiandu.store.wake import Waker


@dataclass(frozen=True)
class Runtime:
    """`now` is the legal time (aware); real time is never asked of it."""

    service: str
    settings: Settings
    database: Database[Document]
    lanes: Lanes
    keyring: Keyring
    tokens: TokenVerifier
    quotas: Quotas
    turns: Turns
    in_effect: LawInEffect
    counts: Counts
    waker: Waker
    now: Callable[[], datetime]

    @property
    def law(self) -> Rulebook:
        """The law in effect now."""
        return self.in_effect.current

    @property
    def actor(self) -> Actor:
        """The service itself, for what it does of its own accord; its aggregates lie in every region."""
        return Actor(subject=f"/services/{self.service}", agency=self.service, regions=("*",))

    @classmethod
    def of(cls, container: Any) -> "Runtime":
        """The runtime of a nameko container."""
        runtime: Runtime = container.config["runtime"]
        return runtime
