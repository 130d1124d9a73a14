"""Epochs and snapshots of the status list out of files, whatever is in the files."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jiandu.record.bad_list import BadList
from jiandu.record.epoch import SNAPSHOT_FORMAT, Epoch, Snapshot


@dataclass(frozen=True)
class Exported:
    """One epoch or snapshot, and where it stood; or why it is none."""

    where: str
    content: Epoch | Snapshot | BadList


def exported(path: Path) -> Iterator[Exported]:
    """What a file holds: one object, an array of them, or one object a line. Raises OSError."""
    found = False
    for each in _contents(path, path.read_bytes()):
        found = True
        yield each
    if not found:
        yield Exported(str(path), BadList("empty"))


def _contents(path: Path, octets: bytes) -> Iterator[Exported]:
    try:
        whole = json.loads(octets)
    except (ValueError, RecursionError):
        yield from _lines(path, octets)
        return
    if not isinstance(whole, list):
        yield Exported(str(path), _read(whole))
        return
    for place, plain in enumerate(whole, start=1):
        yield Exported(f"{path}:{place}", _read(plain))


def _lines(path: Path, octets: bytes) -> Iterator[Exported]:
    for place, line in enumerate(octets.splitlines(), start=1):
        if line.strip():
            try:
                plain = json.loads(line)
            except (ValueError, RecursionError):
                yield Exported(f"{path}:{place}", BadList("malformed"))
            else:
                yield Exported(f"{path}:{place}", _read(plain))


def _read(plain: Any) -> Epoch | Snapshot | BadList:
    try:
        if isinstance(plain, dict) and plain.get("format") == SNAPSHOT_FORMAT:
            return Snapshot.from_plain(plain)
        return Epoch.from_plain(plain)
    except BadList as bad:
        return bad
