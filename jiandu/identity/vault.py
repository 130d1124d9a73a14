"""What complainants entrust, sealed: identities, their own words, what they attached.

Each record has a data key of its own, and the data key lies beside the record, wrapped under a key of the vault
that lies elsewhere. Destroying the data key destroys the record, wherever copies of its sealed fields are; a new
key of the vault costs one small write a record. A field is bound to its record and its name, a data key to its
record and the key that wraps it: moved anywhere else it does not open. Where the sealed things lie and who may
open them is decided elsewhere; here is the lock only.
"""

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from jiandu.identity.vault_keys import KEY_OCTETS, Keys, secret_at

_VERSION: Final = b"\x01"  # of the sealed form: version, nonce, ciphertext with tag
_NONCE: Final = 12


class Tampered(Exception):  # noqa: N818 - it says what happened to the field
    """A sealed field does not open: changed, moved, or sealed under another key. Names the field only."""

    def __init__(self, field: str) -> None:
        super().__init__(f"sealed field {field} does not open")
        self.field = field


@dataclass(frozen=True)
class Envelope:
    """A record's data key as it is kept: wrapped under the vault's key of this number."""

    key: int
    wrapped: bytes


class Lock:
    """Seals and opens what belongs to one record."""

    def __init__(self, record_id: str, key: bytes) -> None:
        self._record_id = record_id
        self._cipher = AESGCM(key)

    def seal(self, name: str, content: bytes) -> bytes:
        """The content, sealed under this name; sealing twice gives different octets."""
        nonce = os.urandom(_NONCE)
        return _VERSION + nonce + self._cipher.encrypt(nonce, content, _binding(self._record_id, name))

    def open(self, name: str, sealed: bytes) -> bytes:
        """The content in clear. Raises Tampered."""
        start = len(_VERSION) + _NONCE
        if sealed[: len(_VERSION)] != _VERSION or len(sealed) < start:
            raise Tampered(name)
        try:
            return self._cipher.decrypt(
                sealed[len(_VERSION) : start], sealed[start:], _binding(self._record_id, name)
            )
        except InvalidTag:
            raise Tampered(name) from None


class Vault:
    """Seals and opens records; `pepper` keeps its fingerprints from being guessed at."""

    def __init__(self, keys: Keys, pepper: bytes) -> None:
        self.keys = keys
        self._pepper = pepper

    @classmethod
    def at(cls, first: Path) -> "Vault":
        """The vault whose first key is in the file `first`; its other secrets lie beside it, made at first use.

        Whoever loses the folder loses the identities. Raises PermissionError if others may read a secret.
        """
        return cls(Keys(first), secret_at(first.with_name("fingerprints.key")))

    def new(self, record_id: str) -> Envelope:
        """A data key for a new record, wrapped under the newest key."""
        return self._wrap(record_id, os.urandom(KEY_OCTETS))

    def lock(self, record_id: str, envelope: Envelope | None) -> Lock:
        """The record's lock. Raises Tampered if the envelope is not its own, UnknownKey if its key is missing.

        Without an envelope: that of a record sealed before envelopes were, directly under key 1.
        """
        key = self.keys.find(1) if envelope is None else self._unwrap(record_id, envelope)
        return Lock(record_id, key)

    def seal(self, record_id: str, envelope: Envelope | None, fields: Mapping[str, str]) -> dict[str, bytes]:
        """The fields, each sealed for `record_id` under its own name."""
        lock = self.lock(record_id, envelope)
        return {name: lock.seal(name, value.encode()) for name, value in fields.items()}

    def open(self, record_id: str, envelope: Envelope | None, sealed: Mapping[str, bytes]) -> dict[str, str]:
        """The fields in clear. Raises Tampered at the first that does not open, UnknownKey as `lock` does."""
        lock = self.lock(record_id, envelope)
        return {name: lock.open(name, bytes(value)).decode() for name, value in sealed.items()}

    def rewrap(self, record_id: str, envelope: Envelope) -> Envelope:
        """The same data key under the newest key; the envelope itself if it is under that already."""
        if envelope.key == self.keys.current:
            return envelope
        return self._wrap(record_id, self._unwrap(record_id, envelope))

    def fingerprint(self, purpose: str, value: str) -> str:
        """Tells whether two values are the same without either being kept.

        Without the pepper, which lies outside the database and is never rotated, no guess can be checked.
        """
        return hmac.new(self._pepper, _binding(purpose, value), hashlib.sha256).hexdigest()

    def _wrap(self, record_id: str, data_key: bytes) -> Envelope:
        number = self.keys.current
        return Envelope(number, Lock(record_id, self.keys.find(number)).seal(_data_key(number), data_key))

    def _unwrap(self, record_id: str, envelope: Envelope) -> bytes:
        return Lock(record_id, self.keys.find(envelope.key)).open(_data_key(envelope.key), envelope.wrapped)


def _binding(record_id: str, name: str) -> bytes:
    # the length keeps ("ab", "c") and ("a", "bc") apart
    return f"{len(record_id)}:{record_id}:{name}".encode()


def _data_key(number: int) -> str:
    # no field may pass for a data key: names of fields hold no such character
    return f"\x00data key {number}"
