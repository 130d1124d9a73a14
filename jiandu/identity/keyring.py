"""Whose key is whose: what a verifier asks."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from jiandu.identity.keys import PUBLIC_FILE, BadKeyring, KeyRecord, create_key, read_records

__all__ = ["BadKeyring", "FolderKeyring", "KeyRecord", "Keyring", "MemoryKeyring", "UnknownKey", "create_key"]


class UnknownKey(LookupError):  # noqa: N818 - it says what the key is
    """No record of this key id."""


class Keyring(Protocol):
    """Where a verifier finds keys."""

    def find(self, key_id: str) -> KeyRecord:
        """The record of `key_id`; raises UnknownKey."""

    def owner_of(self, key_id: str) -> str:
        """The owner of `key_id`; raises UnknownKey."""

    def may_speak_for(self, key_id: str, source: str) -> bool:
        """True if `key_id` is known and may sign messages of `source`."""


class MemoryKeyring:
    """A keyring of the records given."""

    def __init__(self, *records: KeyRecord) -> None:
        self._records = {record.key_id: record for record in records}

    def find(self, key_id: str) -> KeyRecord:
        try:
            return self._records[key_id]
        except KeyError:
            raise UnknownKey(key_id) from None

    def owner_of(self, key_id: str) -> str:
        return self.find(key_id).owner

    def may_speak_for(self, key_id: str, source: str) -> bool:
        try:
            return self.find(key_id).may_speak_for(source)
        except UnknownKey:
            return False


class FolderKeyring(MemoryKeyring):
    """The trust directory `folder`, read at once and again when an unknown key id appears.

    Anybody can send unknown ids, so the file is looked at again at most once in `reread_seconds`, and read
    only if it has changed. A file that has become unreadable leaves the known keys in force.
    """

    def __init__(
        self, folder: Path, *, reread_seconds: float = 1.0, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._file = folder / PUBLIC_FILE
        self._reread_seconds = reread_seconds
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._looked_at = monotonic()
        self._seen = _fingerprint(self._file)
        super().__init__(*read_records(self._file))

    def find(self, key_id: str) -> KeyRecord:
        record = self._records.get(key_id)
        if record is None:
            self._look_again()
            return super().find(key_id)
        return record

    def refresh(self) -> None:
        """Read the file now. Raises BadKeyring."""
        self._seen = _fingerprint(self._file)
        self._records = {record.key_id: record for record in read_records(self._file)}

    def _look_again(self) -> None:
        with self._lock:
            now = self._monotonic()
            if now - self._looked_at < self._reread_seconds:
                return
            self._looked_at = now
            if _fingerprint(self._file) == self._seen:
                return
            try:
                self.refresh()
            except BadKeyring:
                return


def _fingerprint(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
