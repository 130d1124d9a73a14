"""What time it is, for the law and for the world.

Both clocks return aware instants in UTC; the legal day is made from them where law is applied (Asia/Shanghai).
Timeouts, retries and metrics use the machine's own monotonic clock and never travel.
"""

import fcntl
import json
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Time(Protocol):
    """Where services read the legal instant."""

    def now(self) -> datetime:
        """The present legal instant, aware, in UTC."""


class SystemTime:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class TimeFileError(ValueError):
    """The file of the travelling time is not readable as one."""


@dataclass(frozen=True)
class Anchor:
    """At the instant `real` of the machine's clock it was `legal` for the law. Both aware."""

    real: datetime
    legal: datetime

    def legal_at(self, real: datetime) -> datetime:
        """The legal instant when the machine's clock shows `real`; time runs on at its usual pace."""
        return (self.legal + (real - self.real)).astimezone(UTC)


class TravellingTime:
    """A clock for demonstrations that `travel` sets forward for all processes reading the same file.

    Without the file it is the machine's clock. It never goes back within one process, even if the file does or
    the machine's clock is corrected. Raises TimeFileError if the file is no anchor.
    """

    def __init__(self, path: Path, *, real_now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._path = path
        self._real_now = real_now
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._anchor: Anchor | None = None
        self._latest = datetime.min.replace(tzinfo=UTC)

    def now(self) -> datetime:
        with self._lock:
            self._look()
            real = self._real_now()
            legal = real if self._anchor is None else self._anchor.legal_at(real)
            self._latest = max(self._latest, legal)
            return self._latest

    def _look(self) -> None:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            self._anchor, self._seen = None, None
            return
        seen = (status.st_mtime_ns, status.st_ino)
        if seen != self._seen:
            self._anchor = _read(self._path)
            self._seen = seen


def begin(path: Path, legal: datetime) -> None:
    """Let a demonstration begin at the aware instant `legal`; nothing happens if it has begun before."""
    with _exclusive(path):
        if not path.exists():
            _write(path, Anchor(datetime.now(UTC), legal.astimezone(UTC)))


def travel(
    path: Path,
    *,
    to: datetime | None = None,
    by: timedelta | None = None,
    real_now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> datetime:
    """Set the legal time in `path` to an aware instant or forward by a span; the legal instant that now holds.

    Give one of `to` and `by`. Raises ValueError for a journey into the past. Two travellers at once go one
    after the other.
    """
    if (to is None) == (by is None):
        raise ValueError("give one of: to, by")
    with _exclusive(path):
        real = real_now()
        present = _read(path).legal_at(real) if path.exists() else real.astimezone(UTC)
        legal = to.astimezone(UTC) if to is not None and to.utcoffset() is not None else None
        if by is not None:
            legal = present + by
        if legal is None:
            raise ValueError("the instant to travel to has no zone")
        if legal < present:
            raise ValueError(f"time does not go backwards: it is {present.isoformat()}")
        _write(path, Anchor(real, legal))
    return legal


@contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f".{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _read(path: Path) -> Anchor:
    try:
        fields = json.loads(path.read_bytes())
        anchor = Anchor(datetime.fromisoformat(fields["real"]), datetime.fromisoformat(fields["legal"]))
    except (OSError, ValueError, KeyError, TypeError):
        raise TimeFileError(f"{path.name} does not hold a real and a legal instant") from None
    if anchor.real.utcoffset() is None or anchor.legal.utcoffset() is None:
        raise TimeFileError(f"{path.name}: an instant without zone")
    return anchor


def _write(path: Path, anchor: Anchor) -> None:
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(descriptor, "w") as file:
        json.dump({"real": anchor.real.isoformat(), "legal": anchor.legal.isoformat()}, file)
    Path(draft).chmod(0o644)
    Path(draft).replace(path)
