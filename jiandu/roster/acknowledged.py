"""What the registry has answered so far, in a file: an import that was broken off goes on where it stopped."""

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

Settled = tuple[int, str, str | None, str | None]
"""What became of a row: its number, outcome, code and field."""


class UnderWay(Exception):  # noqa: N818 - it says what the roster is
    """Another process imports the same roster."""


class Acknowledged:
    """One line a chunk, appended when it is answered. A line that a crash cut short counts as never written."""

    def __init__(self, file: IO[bytes], path: Path) -> None:
        self._file = file
        self._path = path
        self.chunks: set[str] = set()

    def before(self) -> Iterator[list[Settled]]:
        """The results that earlier runs left, chunk by chunk; to be read once, to its end, and first."""
        self._file.seek(0)
        whole = 0
        for line in self._file:
            if not line.endswith(b"\n"):
                break
            chunk, results = json.loads(line)
            whole += len(line)
            self.chunks.add(chunk)
            yield [(row, outcome, code, field) for row, outcome, code, field in results]
        self._file.truncate(whole)
        self._file.seek(whole)

    def add(self, chunk: str, results: Sequence[Settled]) -> None:
        """Remember the answer to a chunk."""
        self._file.write(json.dumps([chunk, results], separators=(",", ":")).encode() + b"\n")
        self._file.flush()

    def finish(self) -> None:
        """Forget it all: the import is complete, and the next one sends everything again."""
        self._path.unlink(missing_ok=True)


@contextmanager
def acknowledged_in(path: Path) -> Iterator[Acknowledged]:
    """The file at `path`, made if there is none, held by this process alone. Raises UnderWay, OSError."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UnderWay(path.name) from None
        yield Acknowledged(file, path)
        if not file.tell():
            path.unlink(missing_ok=True)
