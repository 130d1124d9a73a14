"""What shall run: processes as data, so that a plan can be handed to another process as a file."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Process:
    """One process to start, and how to tell that it is ready.

    `env` is the whole environment, not an addition to the caller's. `ready` lists addresses that all have to
    answer (see probe.py); without any, a process is ready as soon as it runs. `once`: it is done when it has
    ended with exit code 0, and is not started again. `stop_seconds`: how long it may take to end after SIGTERM,
    `start_seconds`: to get ready.
    """

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: str = "/"
    ready: tuple[str, ...] = ()
    depends: tuple[str, ...] = ()
    once: bool = False
    stop_seconds: float = 15.0
    start_seconds: float = 60.0


def save(processes: Sequence[Process]) -> str:
    """Writes a plan as text; refuses (ValueError) one with unknown or circular dependencies."""
    waves(processes)
    return json.dumps([asdict(process) for process in processes], ensure_ascii=False, indent=1)


def load(path: Path) -> list[Process]:
    """Reads what `save` wrote."""
    entries: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    for entry in entries:
        entry |= {key: tuple(entry[key]) for key in ("argv", "ready", "depends")}
    return [Process(**entry) for entry in entries]


def waves(processes: Sequence[Process]) -> list[list[Process]]:
    """Groups a plan so that each process depends only on earlier groups; errors: ValueError."""
    done: set[str] = set()
    remaining = list(processes)
    grouped: list[list[Process]] = []
    if len({process.name for process in processes}) != len(processes):
        raise ValueError("two processes of a plan have the same name")
    while remaining:
        wave = [process for process in remaining if done.issuperset(process.depends)]
        if not wave:
            raise ValueError(f"unknown or circular dependency of {', '.join(p.name for p in remaining)}")
        grouped.append(wave)
        done.update(process.name for process in wave)
        remaining = [process for process in remaining if process.name not in done]
    return grouped


def needs(processes: Sequence[Process]) -> dict[str, set[str]]:
    """Returns, for each process of a plan, all that it depends on, directly or not."""
    found: dict[str, set[str]] = {}
    for wave in waves(processes):
        for process in wave:
            found[process.name] = set(process.depends).union(*(found[name] for name in process.depends))
    return found
