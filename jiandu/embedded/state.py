"""What a supervisor writes down about what it runs, and how to read it without being misled by an old one."""

import contextlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from jiandu.embedded.child import Identity
from jiandu.embedded.places import write_private


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One process of the plan as the supervisor last saw it.

    `state` is one of waiting, starting, ready, held, backoff, done.
    """

    name: str
    state: str
    identity: Identity | None = None
    restarts: int = 0
    last_exit: int | None = None
    ready: tuple[str, ...] = ()
    log: str = ""


@dataclass(frozen=True, kw_only=True)
class State:
    """A supervisor and its processes. `addresses` are for people and clients; some contain passwords."""

    supervisor: Identity
    tether: Identity | None
    addresses: Mapping[str, str] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()

    def is_running(self) -> bool:
        """Tells whether the supervisor that wrote this still runs."""
        return self.supervisor.is_running()

    def entry(self, name: str) -> Entry:
        """Returns one process by its name; errors: KeyError."""
        for entry in self.entries:
            if entry.name == name:
                return entry
        raise KeyError(name)


def path(home: Path) -> Path:
    """Returns where the state of a stack in `home` lies."""
    return home / "run" / "state.json"


def write(home: Path, state: State) -> None:
    """Replaces the state file at once."""
    write_private(path(home), json.dumps(asdict(state), ensure_ascii=False, indent=1) + "\n")


def read(home: Path) -> State | None:
    """Returns what was last written, None if there is nothing (or nothing legible)."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        found: dict[str, Any] = json.loads(path(home).read_text(encoding="utf-8"))
        entries = tuple(
            Entry(**{**entry, "identity": _identity(entry["identity"]), "ready": tuple(entry["ready"])})
            for entry in found["entries"]
        )
        supervisor = _identity(found["supervisor"])
        if supervisor is not None:
            return State(
                supervisor=supervisor,
                tether=_identity(found["tether"]),
                addresses=found["addresses"],
                entries=entries,
            )
    return None


def _identity(found: Mapping[str, Any] | None) -> Identity | None:
    return None if found is None else Identity(int(found["pid"]), str(found["started"]))
