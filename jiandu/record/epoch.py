"""An epoch of the status list and a snapshot of it, and how both travel."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Final

from jiandu.record import chain, seal
from jiandu.record.bad_list import BadList
from jiandu.record.status_bits import MOST_LINKS
from jiandu.record.status_delta import SMALLEST, Delta, deflate, inflate, most_octets, pack, unpack

EPOCH_FORMAT: Final = "jiandu-status-epoch/1"
SNAPSHOT_FORMAT: Final = "jiandu-status-snapshot/1"
_EPOCH_FIELDS: Final = frozenset(
    {
        *("format", "number", "at", "size", "previous", "list_digest", "delta"),
        *("algorithm", "key_id", "signature"),
    }
)
_SNAPSHOT_FIELDS: Final = frozenset({"format", "epoch", "octets"})
_HASH: Final = re.compile(r"sha256:[0-9a-f]{64}")
_WORD: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LAST_NUMBER: Final = 2**53 - 1  # beyond it JSON readers disagree


@dataclass(frozen=True)
class Epoch:
    """One state of the list: its size and digest, when it was so, and what differs from the epoch before."""

    number: int
    at: datetime
    size: int
    previous: str
    list_digest: str
    delta: Delta
    key_id: str
    signature: str
    algorithm: str = seal.ALGORITHM

    @cached_property
    def hash(self) -> str:
        """What the next epoch names as its `previous`."""
        return chain.link(self.previous, self._content)

    @cached_property
    def _packed(self) -> bytes:
        return pack(self.delta)

    @cached_property
    def _content(self) -> dict[str, Any]:
        return {
            **self._plain,
            # not as it travels: another version of zlib compresses the same changes to other octets
            "delta": f"sha256:{hashlib.sha256(self._packed).hexdigest()}",
        }

    @property
    def _plain(self) -> dict[str, Any]:
        return {
            "format": EPOCH_FORMAT,
            "number": self.number,
            "at": self.at.isoformat(),
            "size": self.size,
            "previous": self.previous,
            "list_digest": self.list_digest,
            "algorithm": self.algorithm,
            "key_id": self.key_id,
        }

    @property
    def signed_octets(self) -> bytes:
        """What is sealed."""
        return chain.canonical(self._content)

    def to_plain(self) -> dict[str, Any]:
        """The epoch as it travels."""
        return {**self._plain, "delta": deflate(self._packed), "signature": self.signature}

    @classmethod
    def from_plain(cls, plain: object) -> "Epoch":
        """The epoch that travelled as `plain`; nothing is proven by reading it. Raises BadList."""
        fields = _fields(plain, EPOCH_FORMAT, _EPOCH_FIELDS)
        size = _number(fields, "size", 0, MOST_LINKS)
        return cls(
            number=_number(fields, "number", 1, _LAST_NUMBER),
            at=_instant(fields),
            size=size,
            previous=_text(fields, "previous", _HASH),
            list_digest=_text(fields, "list_digest", _HASH),
            delta=unpack(inflate(_text(fields, "delta"), most_octets(size), "delta"), size),
            key_id=_text(fields, "key_id", _WORD),
            signature=_text(fields, "signature"),
            algorithm=_text(fields, "algorithm", _WORD),
        )


@dataclass(frozen=True)
class Snapshot:
    """A whole list, and the epoch that fixes it."""

    epoch: Epoch
    octets: bytes

    def to_plain(self, level: int = SMALLEST) -> dict[str, Any]:
        """The snapshot as it travels.

        As small as it gets by default, which keeps a processor busy for a second with millions of links: nothing
        for an event loop.
        """
        octets = deflate(self.octets, level)
        return {"format": SNAPSHOT_FORMAT, "epoch": self.epoch.to_plain(), "octets": octets}

    @classmethod
    def from_plain(cls, plain: object) -> "Snapshot":
        """The snapshot that travelled as `plain`; nothing is proven by reading it. Raises BadList."""
        fields = _fields(plain, SNAPSHOT_FORMAT, _SNAPSHOT_FIELDS)
        epoch = Epoch.from_plain(fields["epoch"])
        return cls(epoch, inflate(_text(fields, "octets"), (epoch.size + 3) // 4, "octets"))


def _fields(plain: object, form: str, names: frozenset[str]) -> dict[str, Any]:
    if not isinstance(plain, dict):
        raise BadList("malformed")
    if plain.get("format") != form:
        raise BadList("unknown_format", "format")
    if plain.keys() != names:
        raise BadList("malformed", ", ".join(sorted(map(str, plain.keys() ^ names))))
    return plain


def _number(fields: Mapping[str, Any], name: str, least: int, most: int) -> int:
    value = fields[name]
    if type(value) is not int or value < least:
        raise BadList("malformed", name)
    if value > most:
        raise BadList("too_large", name)
    return value


def _text(fields: Mapping[str, Any], name: str, form: re.Pattern[str] | None = None) -> str:
    value = fields[name]
    if not isinstance(value, str) or not value.isascii() or (form is not None and not form.fullmatch(value)):
        raise BadList("malformed", name)
    return value


def _instant(fields: Mapping[str, Any]) -> datetime:
    text = _text(fields, "at")
    try:
        at = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadList("malformed", "at") from None
    if at.isoformat() != text:  # one instant has one spelling here, since the spelling is what is signed
        raise BadList("malformed", "at")
    return at
