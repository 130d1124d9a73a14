"""Secrets that lie outside the database: one file each, made complete or not at all, read by its owner only.

The keys of the vault are numbered: `complainants.key` is number 1, and each rotation makes the next,
`complainants.2.key` and so on, in the same folder. The newest seals, all of them open.
"""

import base64
import binascii
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

KEY_OCTETS: Final = 32


class UnknownKey(LookupError):  # noqa: N818 - it says what the key is
    """The folder holds no key of this number."""

    def __init__(self, number: int) -> None:
        super().__init__(f"the vault has no key {number}: its file is missing")
        self.number = number


def secret_at(path: Path) -> bytes:
    """The secret of 32 octets in the file `path`, which is made at first use; of two makers the first wins.

    Raises PermissionError if others may read it, ValueError if it holds no such secret.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    create_secret(path)
    return _read(path)


class Keys:
    """The keys of a vault: `first` is the file of number 1, the others lie beside it.

    A key made while the process runs, by this one or another, is in use at once. The first is made at first use.
    """

    def __init__(self, first: Path) -> None:
        self._first = first
        self._known: dict[int, bytes] = {}
        if not self._files():
            secret_at(first)
        self._load()

    @property
    def current(self) -> int:
        """The number of the key that seals now."""
        # one question to the file system, and it is never answered from before
        while self._file(max(self._known) + 1).exists():
            self._load()
        return max(self._known)

    @property
    def numbers(self) -> Sequence[int]:
        """Every number there is a key of, the oldest first."""
        self._load()
        return sorted(self._known)

    def find(self, number: int) -> bytes:
        """The key of that number. Raises UnknownKey."""
        if number not in self._known:
            self._load()
        try:
            return self._known[number]
        except KeyError:
            raise UnknownKey(number) from None

    def make_next(self) -> int:
        """Makes the next key and gives its number; the old ones stay. Of two makers at once one key is made."""
        number = self.current + 1
        create_secret(self._file(number))
        self._load()
        return number

    def _file(self, number: int) -> Path:
        return self._first if number == 1 else self._first.with_name(f"{self._first.stem}.{number}.key")

    def _files(self) -> dict[int, Path]:
        later = re.compile(re.escape(self._first.stem) + r"\.([1-9]\d{0,5})\.key")
        found = {}
        if self._first.exists():
            found[1] = self._first
        for path in self._first.parent.glob(f"{self._first.stem}.*.key"):
            if named := later.fullmatch(path.name):
                found[int(named[1])] = path
        return found

    def _load(self) -> None:
        # replaced as a whole: a thread that looks meanwhile sees the one or the other
        self._known = {number: self._known.get(number) or _read(path) for number, path in self._files().items()}


def _read(path: Path) -> bytes:
    if path.stat().st_mode & 0o077:
        raise PermissionError(f"{path.name} must be readable by its owner only (chmod 600)")
    try:
        secret = base64.b64decode(path.read_bytes(), validate=True)
    except binascii.Error:
        raise ValueError(f"{path.name} is not base64") from None
    if len(secret) != KEY_OCTETS:
        raise ValueError(f"{path.name} does not hold {KEY_OCTETS} octets")
    return secret


def create_secret(path: Path) -> None:
    """Write a new secret unless there is one: complete or not at all, and of two makers at once the first wins."""
    if path.exists():
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.b64encode(os.urandom(KEY_OCTETS)))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink()
