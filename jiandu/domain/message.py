"""What goes into a handler and what comes out of it."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Actor:
    """The principal on whose behalf something is done: who, for which agency, with which powers.

    `regions` are GB/T 2260 codes; a code covers every division below it (see `covers`).
    """

    subject: str
    agency: str
    roles: frozenset[str] = frozenset()
    regions: tuple[str, ...] = ()

    def covers(self, region: str) -> bool:
        """True if one of the actor's divisions is `region` or lies above it.

        GB/T 2260 codes nest by pairs of digits: 650000 covers 652300, which covers 652301. "*" covers all.
        """
        return any(code == "*" or region.startswith(significant(code)) for code in self.regions)


def significant(code: str) -> str:
    """A GB/T 2260 code without its trailing pairs of zeros: the prefix shared by every division below it."""
    while len(code) > 2 and code.endswith("00"):
        code = code[:-2]
    return code


@dataclass(frozen=True, kw_only=True)
class Command:
    """An intention, named in the imperative. `at` is the aware legal instant at which it was received."""

    command_id: str
    at: datetime
    by: Actor

    def told(self, *without: str) -> dict[str, Any]:
        """What the command says beyond being one, by name: for an event that records just that."""
        return _told(self, ("command_id", "at", "by", *without))


@dataclass(frozen=True, kw_only=True)
class Event(ABC):
    """A fact, named in the past tense, whose fields are plain values the store can write.

    Each kind says in `onto` what it does to the aggregate it happened to.
    """

    @abstractmethod
    def onto(self, aggregate: Any, /) -> Any:
        """The aggregate after this fact; a first fact is given None and makes the aggregate."""

    def told(self, *without: str) -> dict[str, Any]:
        """What the event says, by name: for a state that keeps just that."""
        return _told(self, without)


def _told(message: object, without: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in vars(message).items() if name not in without}
