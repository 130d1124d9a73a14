"""A history in which every entry fixes all entries before it.

An entry is a plain JSON object with the keys `seq` (1, 2, 3 ...), `previous` (the hash of the entry before
it, GENESIS for the first) and `hash`. The hash covers the canonical JSON of the entry without `hash`, and
carries the name of its algorithm, so that SM3 can follow SHA-256 without rewriting what exists.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

ALGORITHM: Final = "sha256"
GENESIS: Final = f"{ALGORITHM}:{'0' * 64}"


class NotCanonical(ValueError):  # noqa: N818 - it describes the value
    """A value without a canonical JSON form: a key that is no text, NaN, half a surrogate pair, a date."""


class Broken(Exception):  # noqa: N818 - it describes the chain
    """The chain does not hold at entry `seq`, counted by position from 1."""

    def __init__(self, seq: int, reason: str) -> None:
        super().__init__(f"entry {seq}: {reason}")
        self.seq = seq
        self.reason = reason


def canonical(value: object) -> bytes:
    """The one UTF-8 spelling of a JSON value: sorted keys, no spaces. Raises NotCanonical."""
    _refuse_ambiguous(value)
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
        return text.encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise NotCanonical(str(error)) from None


def digest(value: object) -> str:
    """What tells two contents apart: the SHA-256 of the canonical form, in hex. Raises NotCanonical."""
    return hashlib.sha256(canonical(value)).hexdigest()


def link(previous: str, entry: Mapping[str, Any]) -> str:
    """The hash of `entry` as the successor of the entry hashed `previous`."""
    covered = {name: value for name, value in entry.items() if name != "hash"}
    covered["previous"] = previous
    return f"{ALGORITHM}:{hashlib.sha256(canonical(covered)).hexdigest()}"


def append(last: Mapping[str, Any] | None, entry: Mapping[str, Any]) -> dict[str, Any]:
    """`entry` completed with `seq`, `previous` and `hash` to follow `last` (None: the first of its chain)."""
    previous = GENESIS if last is None else last["hash"]
    linked = {**entry, "seq": 1 if last is None else last["seq"] + 1, "previous": previous}
    linked["hash"] = link(previous, linked)
    return linked


def verify(entries: Iterable[Mapping[str, Any]], *, head: str | None = None) -> None:
    """Raise Broken at the first entry that was altered, removed, inserted or moved.

    A chain cut off at its end is whole in itself: only against the known hash of the last entry, `head`,
    is that noticed.
    """
    previous = GENESIS
    position = 0
    for position, entry in enumerate(entries, start=1):
        previous = _verified(position, previous, entry)
    if head is not None and head != previous:
        raise Broken(position + 1, "the chain does not end at the known head")


def _verified(position: int, previous: str, entry: Mapping[str, Any]) -> str:
    if entry.get("seq") != position:
        raise Broken(position, "not the entry of this number")
    if entry.get("previous") != previous:
        raise Broken(position, "does not follow the entry before it")
    try:
        computed = link(previous, entry)
    except NotCanonical:
        raise Broken(position, "has no canonical form") from None
    if entry.get("hash") != computed:
        raise Broken(position, "content and hash differ")
    return computed


def _refuse_ambiguous(value: object) -> None:
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, dict):
            # json.dumps would write the key 1 as "1", the same as another key
            if not all(isinstance(key, str) for key in item):
                raise NotCanonical("a key is not text")
            pending.extend(item.values())
        elif isinstance(item, list | tuple):
            pending.extend(item)
