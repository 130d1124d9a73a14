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
        content = _content(self._path)
        whole = _whole(content)
        if len(whole) < len(content):
            with self._path.open("r+b") as file:
                file.truncate(len(whole))
        return _lines(whole)

    def add(self, line: dict[str, Any], *, sync: bool = False) -> None:
        """Append one line."""
        with self._lock:
            self._file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
            if sync:
                os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()


def read(path: Path) -> list[dict[str, Any]]:
    """The lines of somebody else's journal, who may be in mid-line; none where there is no file."""
    return _lines(_whole(_content(path)))


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _whole(content: bytes) -> bytes:
    return content[: content.rfind(b"\n") + 1]


def _lines(whole: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in whole.splitlines()]
