"""A command on its way to its aggregate: who or what caused it, and what came with it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from jiandu.domain.message import Command

C = TypeVar("C", bound=Command)


@dataclass(frozen=True)
class Repaired:
    """Operators gave a message other data than its sender did: who proposed it, who approved it, its digest."""

    by: tuple[str, str]
    digest: str


@dataclass(frozen=True)
class Cause:
    """Why a write happens, and the thread it belongs to.

    `id` names the command or the delivery for ever: the same id is applied to an aggregate once. `digest` tells
    a repetition from another content under the same id; a delivery needs none, its signature does that.
    `repaired` is there if the content is not what the sender signed.
    """

    id: str
    digest: str = ""
    correlation: str | None = None
    causation: str | None = None
    traceparent: str | None = None
    expected_version: int | None = None
    repaired: Repaired | None = None


@dataclass(frozen=True)
class Request(Generic[C]):
    """A command ready to be applied, whoever sent it. `sealed` came with it for the vault, by the field's name."""

    command: C
    cause: Cause
    sealed: Mapping[str, Any] = field(default_factory=dict)


def derived_id(prefix: str, *parts: str) -> str:
    """The id that creation under these parts always yields, so that a repetition finds the first result."""
    return f"{prefix}-{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:24]}"
