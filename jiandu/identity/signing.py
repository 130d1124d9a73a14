"""Signatures over messages: who said it, and that nobody changed it on the way.

Signed are the octets of the canonical JSON of all `ce-` headers but the signature itself and the trace
context (which every hop may rewrite), followed by the SHA-256 of the body as it travels.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jiandu.bus.envelope import (
    SIGNATURE_HEADER,
    TRACEPARENT_HEADER,
    Envelope,
    from_message,
    to_message,
)
from jiandu.identity.keyring import Keyring, UnknownKey
from jiandu.identity.keys import KeyRecord, load_private
from jiandu.record.chain import NotCanonical, canonical

_UNSIGNED: Final = frozenset({SIGNATURE_HEADER, TRACEPARENT_HEADER})


class Unverified(Exception):  # noqa: N818 - it describes the message
    """The message is not proven to come from its source. `reason` is one of the words in REASONS."""

    REASONS: Final = ("unsigned", "unknown_key", "key_not_valid", "wrong_speaker", "bad_signature")

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def signed_bytes(headers: Mapping[str, Any], body: bytes) -> bytes:
    """The octets a signature is made over. Raises NotCanonical for headers that are not plain JSON."""
    covered = {k: v for k, v in headers.items() if k.startswith("ce-") and k not in _UNSIGNED}
    return canonical(covered) + hashlib.sha256(body).digest()


@dataclass(frozen=True)
class Signer:
    """One private key and the id under which the trust directory knows its public half."""

    key_id: str
    private: Ed25519PrivateKey

    @classmethod
    def load(cls, folder: Path, key_id: str) -> "Signer":
        """The signer whose private key lies in the trust directory `folder`. Raises BadKeyring."""
        return cls(key_id, load_private(folder, key_id))

    def sign(self, envelope: Envelope) -> Envelope:
        """`envelope` with this key's id and signature; an older signature is replaced."""
        named = replace(envelope, key_id=self.key_id, signature=None)
        wire = to_message(named)
        signature = self.private.sign(signed_bytes(wire.headers, wire.body))
        return replace(named, signature=base64.urlsafe_b64encode(signature).rstrip(b"=").decode())


def verify(
    envelope: Envelope,
    keyring: Keyring,
    *,
    headers: Mapping[str, Any] | None = None,
    body: bytes | None = None,
    at: datetime | None = None,
) -> KeyRecord:
    """The record of the key that signed `envelope`; raises Unverified.

    For a message that arrived, give `headers` and `body` as received: another sender may write the same JSON
    in other octets. The key must have been valid at `at`, or else at the time the envelope names.
    """
    if envelope.key_id is None or envelope.signature is None:
        raise Unverified("unsigned")
    try:
        record = keyring.find(envelope.key_id)
    except UnknownKey:
        raise Unverified("unknown_key") from None
    if not record.valid_at(at or envelope.time):
        raise Unverified("key_not_valid")
    if not record.may_speak_for(envelope.source):
        raise Unverified("wrong_speaker")
    if headers is None or body is None:
        wire = to_message(envelope)
        headers, body = wire.headers, wire.body
    try:
        message = signed_bytes(headers, body)
    except NotCanonical:
        raise Unverified("bad_signature") from None
    if not record.verifies(_decode(envelope.signature), message):
        raise Unverified("bad_signature")
    return record


def receive(
    body: bytes, headers: Mapping[str, Any] | None, properties: Mapping[str, Any], keyring: Keyring
) -> Envelope:
    """The proven envelope in a message as received. Raises Malformed or Unverified."""
    envelope = from_message(body, headers, properties)
    verify(envelope, keyring, headers=headers, body=body)
    return envelope


def _decode(signature: str) -> bytes:
    try:
        return base64.b64decode(signature + "=" * (-len(signature) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Unverified("bad_signature") from None
