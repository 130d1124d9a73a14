"""A signature that stands for one purpose: what was signed for another is never taken for it.

Signed are the name of the purpose, a zero octet and the content. Messages begin with a brace and tokens hold no
zero octet, so neither is ever a seal.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, Protocol

ALGORITHM: Final = "Ed25519"
REGISTRY: Final = "/services/certificates"

WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "unsigned": ("没有签名", "it is not signed"),
        "unknown_key": ("签名密钥不在信任目录中", "the signing key is not in the trust directory"),
        "key_not_valid": ("签名时密钥不在有效期内", "the key was not valid at the time of signing"),
        "wrong_speaker": ("签名密钥不是证件登记服务的", "the key is not that of the certificates service"),
        "wrong_algorithm": ("所称算法与密钥不符", "the algorithm named is not that of the key"),
        "bad_signature": ("签名不符:内容被改动或系伪造", "the signature does not fit: altered or forged"),
    }
)


class Key(Protocol):
    """What is asked of the record of a key."""

    @property
    def algorithm(self) -> str:
        """What the key signs with."""

    def valid_at(self, instant: datetime) -> bool:
        """True if the key may be used at `instant`."""

    def may_speak_for(self, source: str) -> bool:
        """True if the key may sign what `source` says."""

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """True if `signature` over `message` is of this key."""


class Keys(Protocol):
    """Where the records of keys are found."""

    def find(self, key_id: str) -> Key:
        """The record of `key_id`; raises LookupError."""


class Private(Protocol):
    """The private half of a key."""

    def sign(self, data: bytes, /) -> bytes:
        """The signature over `data`."""


class Signs(Protocol):
    """Who signs: the private half of a key, and the id its public half is known under."""

    @property
    def key_id(self) -> str:
        """The id in the trust directory."""

    @property
    def private(self) -> Private:
        """The private half."""


def seal(signer: Signs, purpose: str, content: bytes) -> bytes:
    """The signature over `content` for `purpose` alone."""
    return signer.private.sign(_sealed(purpose, content))


def flaw(
    keys: Keys,
    purpose: str,
    content: bytes,
    signature: bytes,
    *,
    key_id: str,
    at: datetime,
    algorithm: str | None = None,
) -> str | None:
    """Why the registry did not seal `content` for `purpose` at `at`, one of WORDS; None if it did.

    What names no `algorithm` is sealed with that of its key.
    """
    if not signature:
        return "unsigned"
    try:
        key = keys.find(key_id)
    except LookupError:
        return "unknown_key"
    if not key.valid_at(at):
        return "key_not_valid"
    if not key.may_speak_for(REGISTRY):
        return "wrong_speaker"
    if algorithm not in (None, key.algorithm):
        return "wrong_algorithm"
    return None if key.verifies(signature, _sealed(purpose, content)) else "bad_signature"


def _sealed(purpose: str, content: bytes) -> bytes:
    return purpose.encode() + b"\0" + content
