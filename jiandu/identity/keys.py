"""Keys and their records, and how the trust directory keeps them.

The directory is a folder with `keys.json`, an object {key id: record}; the private halves lie beside it under
`private/`, one PEM file each, readable by their owner only, and are needed by nobody but the one who signs.
"""

import base64
import binascii
import fcntl
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal, get_args

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

Kind = Literal["service", "agency", "authority", "issuer"]
ED25519: Final = "Ed25519"
PUBLIC_FILE: Final = "keys.json"
_KEY_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_SOURCES: Final[Mapping[Kind, str]] = {
    "service": "/services/",
    "agency": "/agencies/",
    "authority": "/agencies/",
}


class BadKeyring(ValueError):  # noqa: N818 - it says what the file is
    """The trust directory cannot be used: missing, not JSON, or a record is wrong."""


@dataclass(frozen=True, kw_only=True)
class KeyRecord:
    """A public key, its owner and the time in which it may be used (aware; None: no bound)."""

    key_id: str
    owner: str
    kind: Kind
    public: bytes
    algorithm: str = ED25519
    not_before: datetime | None = None
    not_after: datetime | None = None

    def valid_at(self, instant: datetime) -> bool:
        """True from `not_before` up to, and not including, `not_after`."""
        begun = self.not_before is None or self.not_before <= instant
        return begun and (self.not_after is None or instant < self.not_after)

    def may_speak_for(self, source: str) -> bool:
        """True if messages of this `ce-source` may be signed with the key; an issuer signs tokens only."""
        prefix = _SOURCES.get(self.kind)
        return prefix is not None and source == prefix + self.owner

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """True if `signature` over `message` was made with the private half of this key."""
        if self.algorithm != ED25519:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


def create_key(
    folder: Path,
    key_id: str,
    owner: str,
    kind: Kind,
    *,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
) -> KeyRecord:
    """Make an Ed25519 key: the private half goes to its file, the record into `keys.json`, atomically.

    Several processes may create keys at once. An id that exists is never replaced: FileExistsError.
    """
    if not _KEY_ID.fullmatch(key_id):
        raise BadKeyring("a key id is 1 to 64 letters, digits, dots, dashes and underscores")
    if not owner or kind not in get_args(Kind):
        raise BadKeyring(f"key {key_id}: an owner and a kind of {', '.join(get_args(Kind))} are needed")
    private = Ed25519PrivateKey.generate()
    record = KeyRecord(
        key_id=key_id,
        owner=owner,
        kind=kind,
        public=private.public_key().public_bytes_raw(),
        not_before=not_before,
        not_after=not_after,
    )
    with _exclusive(folder):
        known = _known(folder)
        if key_id in known:
            raise FileExistsError(f"key {key_id} exists")
        _write_private(private_path(folder, key_id), private)
        _write_public(folder, {**known, key_id: _to_json(record)})
    return record


def trust(folder: Path, *records: KeyRecord) -> None:
    """Put public keys that were made elsewhere into `keys.json`, atomically; what is there already stays.

    Another key under an id that exists is never put in its place: FileExistsError, and nothing is written.
    """
    with _exclusive(folder):
        known = _known(folder)
        told = {record.key_id: _to_json(record) for record in records}
        for key_id in told.keys() & known.keys():
            if told[key_id] != known[key_id]:
                raise FileExistsError(f"key {key_id} exists")
        if told.keys() - known.keys():
            _write_public(folder, known | told)


def private_path(folder: Path, key_id: str) -> Path:
    """Where the private half of `key_id` lies."""
    return folder / "private" / f"{key_id}.pem"


def load_private(folder: Path, key_id: str) -> Ed25519PrivateKey:
    """The private half of `key_id`. Raises BadKeyring if it is missing, no Ed25519 key, or open to others."""
    path = private_path(folder, key_id)
    try:
        if path.stat().st_mode & 0o077:
            raise BadKeyring(f"private key {key_id} must be readable by its owner only (chmod 600)")
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        if isinstance(error, BadKeyring):
            raise
        raise BadKeyring(f"private key {key_id} cannot be read: {type(error).__name__}") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise BadKeyring(f"private key {key_id} is not an Ed25519 key")
    return key


@contextmanager
def _exclusive(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "private").mkdir(mode=0o700, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write_private(path: Path, key: Ed25519PrivateKey) -> None:
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _replace(path, pem, mode=0o600)


def _replace(path: Path, content: bytes, *, mode: int) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _known(folder: Path) -> dict[str, Any]:
    path = folder / PUBLIC_FILE
    return _parse(path) if path.exists() else {}


def _write_public(folder: Path, records: Mapping[str, Any]) -> None:
    text = json.dumps(records, ensure_ascii=False, indent=1, sort_keys=True)
    _replace(folder / PUBLIC_FILE, text.encode(), mode=0o644)


def _parse(path: Path) -> dict[str, Any]:
    try:
        known = json.loads(path.read_bytes())
    except OSError as error:
        raise BadKeyring(f"trust directory: {error.strerror}: {path.name}") from None
    except ValueError:
        raise BadKeyring(f"trust directory: {path.name} is not JSON") from None
    if not isinstance(known, dict):
        raise BadKeyring(f"trust directory: {path.name} is not an object")
    return known


def read_records(path: Path) -> list[KeyRecord]:
    """All records of a `keys.json`. Raises BadKeyring."""
    return [_from_json(key_id, fields) for key_id, fields in _parse(path).items()]


def _to_json(record: KeyRecord) -> dict[str, Any]:
    return {
        "owner": record.owner,
        "kind": record.kind,
        "algorithm": record.algorithm,
        "public": base64.urlsafe_b64encode(record.public).decode(),
        "not_before": record.not_before.isoformat() if record.not_before else None,
        "not_after": record.not_after.isoformat() if record.not_after else None,
    }


def _from_json(key_id: str, fields: Any) -> KeyRecord:
    try:
        record = KeyRecord(
            key_id=key_id,
            owner=fields["owner"],
            kind=fields["kind"],
            algorithm=fields["algorithm"],
            public=base64.b64decode(fields["public"], altchars=b"-_", validate=True),
            not_before=_instant(fields.get("not_before")),
            not_after=_instant(fields.get("not_after")),
        )
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise BadKeyring(f"trust directory: the record of key {key_id!r} is incomplete or wrong") from None
    if record.kind not in get_args(Kind) or not isinstance(record.owner, str) or not record.owner:
        raise BadKeyring(f"trust directory: the record of key {key_id!r} names no owner or no known kind")
    return record


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    instant = datetime.fromisoformat(text)
    if instant.utcoffset() is None:
        raise ValueError("no zone")
    return instant
