"""Log files of processes: one per process, the previous one kept, neither ever large."""

import shutil
from pathlib import Path
from typing import IO

LIMIT = 20_000_000
"""Bytes after which a log file is emptied into its predecessor."""


def start(path: Path) -> IO[bytes]:
    """Opens a new log file; the one before it becomes NAME.log.1."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_file() and path.stat().st_size:
        path.replace(previous(path))
    return path.open("ab", buffering=0)


def again(path: Path) -> IO[bytes]:
    """Opens a log file to add to it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("ab", buffering=0)


def bound(path: Path) -> None:
    """Keeps a log file below `LIMIT` while its process goes on writing (every writer appends)."""
    if path.is_file() and path.stat().st_size > LIMIT:
        shutil.copyfile(path, previous(path))
        with path.open("r+b") as file:
            file.truncate(0)


def previous(path: Path) -> Path:
    """Returns where the log before this one lies."""
    return path.with_name(f"{path.name}.1")
