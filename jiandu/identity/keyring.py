"""Whose key is whose: what a verifier asks."""

import threading
from contextlib import suppress
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

    def may_speak_for(self, key_id: str, source: str) -> bool:
        try:
            return self.find(key_id).may_speak_for(source)
        except UnknownKey:
            return False


class FolderKeyring(MemoryKeyring):
    """The trust directory `folder` as it is now: added keys are known, and removed ones forgotten, at once.

    The file is looked at on every question and read when it has been replaced. Should it become unreadable,
    the known keys stay in force until it is replaced again. Raises BadKeyring if it is unusable at the start.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / PUBLIC_FILE
        self._lock = threading.Lock()
        self._seen = _fingerprint(self._file)
        super().__init__(*read_records(self._file))

    def find(self, key_id: str) -> KeyRecord:
        if _fingerprint(self._file) != self._seen:
            self._reread()
        return super().find(key_id)

    def _reread(self) -> None:
        with self._lock:
            found = _fingerprint(self._file)
            if found == self._seen:
                return
            with suppress(BadKeyring):
                self._records = {record.key_id: record for record in read_records(self._file)}
            self._seen = found


def _fingerprint(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
