"""The identity of complainants, sealed.

Each field is encrypted with AES-256-GCM under the vault's key and bound to its record and its name, so that
a sealed field moved to another record or another field does not open. Where the sealed fields lie and who may
open them is decided elsewhere; here is the lock only.
"""

import base64
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION: Final = b"\x01"  # of the sealed form: version, nonce, ciphertext with tag
_NONCE: Final = 12
_KEY: Final = 32


class Tampered(Exception):  # noqa: N818 - it says what happened to the field
    """A sealed field does not open: changed, moved, or sealed under another key. Names the field only."""

    def __init__(self, field: str) -> None:
        super().__init__(f"sealed field {field} does not open")
        self.field = field


class Vault:
    """Seals and opens identities under one key of 32 octets."""

    def __init__(self, key: bytes) -> None:
        if len(key) != _KEY:
            raise ValueError("the key of the vault has 32 octets")
        self._cipher = AESGCM(key)

    @classmethod
    def at(cls, path: Path) -> "Vault":
        """The vault whose key is in the file `path`, which is made at first use, readable by its owner only.

        Whoever loses the file loses the identities. Raises PermissionError if others may read it.
        """
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _create(path)
        if path.stat().st_mode & 0o077:
            raise PermissionError(f"{path.name} must be readable by its owner only (chmod 600)")
        return cls(base64.b64decode(path.read_bytes(), validate=True))

    def seal(self, record_id: str, identity: Mapping[str, str]) -> dict[str, bytes]:
        """The fields of `identity`, each sealed for `record_id`; sealing twice gives different octets."""
        return {name: self._seal(_binding(record_id, name), value) for name, value in identity.items()}

    def open(self, record_id: str, sealed: Mapping[str, bytes]) -> dict[str, str]:
        """The fields in clear. Raises Tampered at the first that does not open."""
        return {name: self._open(record_id, name, bytes(value)) for name, value in sealed.items()}

    def _seal(self, binding: bytes, value: str) -> bytes:
        nonce = os.urandom(_NONCE)
        return _VERSION + nonce + self._cipher.encrypt(nonce, value.encode(), binding)

    def _open(self, record_id: str, name: str, sealed: bytes) -> str:
        start = len(_VERSION) + _NONCE
        if sealed[: len(_VERSION)] != _VERSION or len(sealed) < start:
            raise Tampered(name)
        try:
            clear = self._cipher.decrypt(sealed[len(_VERSION) : start], sealed[start:], _binding(record_id, name))
        except InvalidTag:
            raise Tampered(name) from None
        return clear.decode()


def _binding(record_id: str, name: str) -> bytes:
    # the length keeps ("ab", "c") and ("a", "bc") apart
    return f"{len(record_id)}:{record_id}:{name}".encode()


def _create(path: Path) -> None:
    """Write a new key unless there is one: complete or not at all, and of two makers at once the first wins."""
    if path.exists():
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.b64encode(os.urandom(_KEY)))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
