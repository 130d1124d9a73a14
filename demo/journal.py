"""A file of JSON lines that a `kill -9` at any moment leaves readable."""

import json
import os
import threading
from pathlib import Path
from typing import Any


class Journal:
    """Appends lines whole; what a killed process wrote by half is cut off at the next start. Thread-safe.

    A line is with the kernel when `add` returns, so the death of the process loses none; `sync` also waits for
    the disk.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self.found = self._whole_lines()
        self._file = path.open("ab", buffering=0)

    def _whole_lines(self) -> list[dict[str, Any]]:
        if not self._path.is_file():
            return []
        content = self._path.read_bytes()
        whole = content[: content.rfind(b"\n") + 1]
        if len(whole) < len(content):
            with self._path.open("r+b") as file:
                file.truncate(len(whole))
        return [json.loads(line) for line in whole.splitlines()]

    def add(self, line: dict[str, Any], *, sync: bool = False) -> None:
        """Append one line."""
        with self._lock:
            self._file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
            if sync:
                os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()
