"""The content of the QR code on a certificate: short, signed by the registry, good for minutes.

    JD1.<content>.<signature>

Both parts are base64url. The content is a JSON array: number, index in the status list, body, kinds of
enforcement, the seconds since 1970 from and until which it is good, the id of the key. It says what the holder may
do, not that the certificate still stands: that is in the status list, at the index.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from jiandu.record import chain, seal

LONGEST: Final = 1000  # a QR code of more is too fine for the camera of an old telephone
_MARK: Final = "JD1"
_PURPOSE: Final = "jiandu-attestation/1"
_TOLERANCE: Final = timedelta(minutes=1)  # clocks of telephones differ
_LATEST: Final = 253_402_300_799  # the last second of the year 9999
_TEXTS: Final = (str, int, str, list, int, int, str)


class BadAttestation(ValueError):  # noqa: N818 - it describes the attestation
    """Not taken for `reason`, one of WORDS."""

    WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
        {
            **seal.WORDS,
            "malformed": ("不是执法证件的二维码内容", "this is not the QR content of a certificate"),
            "unknown_version": ("不认识的二维码版本", "this version of the QR content is not known"),
            "too_long": ("二维码内容过长", "the QR content is too long"),
            "expired": ("二维码已过期,请持证人重新出示", "it has expired: ask the holder to show it anew"),
            "not_yet_valid": ("二维码尚未生效:时钟不准", "it is not good yet: a clock is wrong"),
        }
    )

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Attestation:
    """What the registry said of a certificate from `at` until, and not including, `until`."""

    number: str
    index: int
    body: str
    kinds: tuple[str, ...]
    at: datetime
    until: datetime
    key_id: str


def attest(
    signer: seal.Signs,
    *,
    number: str,
    index: int,
    body: str,
    kinds: Iterable[str],
    at: datetime,
    until: datetime,
) -> str:
    """The QR content for a certificate, good for the whole seconds from `at` until `until`.

    About 230 octets for one kind. Raises BadAttestation `too_long` beyond LONGEST; ValueError if it would never be
    good, or an instant names no zone.
    """
    if at.utcoffset() is None or until.utcoffset() is None or int(at.timestamp()) >= int(until.timestamp()):
        raise ValueError("an attestation begins before it ends, both with a zone")
    said = [number, index, body, list(kinds), int(at.timestamp()), int(until.timestamp()), signer.key_id]
    content = chain.canonical(said)
    text = ".".join((_MARK, _encode(content), _encode(seal.seal(signer, _PURPOSE, content))))
    if len(text) > LONGEST:
        raise BadAttestation("too_long")
    return text


def read(text: str, keyring: seal.Keys, at: datetime) -> Attestation:
    """What the registry attests in `text`, if it does so at `at`. Raises BadAttestation."""
    if len(text) > LONGEST:
        raise BadAttestation("too_long")
    mark, *parts = text.split(".")
    if mark != _MARK:
        known = mark.startswith("JD") and mark[2:].isdecimal()
        raise BadAttestation("unknown_version" if known else "malformed")
    if len(parts) != 2:
        raise BadAttestation("malformed")
    content, signature = (_decode(part) for part in parts)
    found = _parse(content)
    reason = seal.flaw(keyring, _PURPOSE, content, signature, key_id=found.key_id, at=found.at)
    if reason is not None:
        raise BadAttestation(reason)
    if at < found.at - _TOLERANCE:
        raise BadAttestation("not_yet_valid")
    if at >= found.until:
        raise BadAttestation("expired")
    return found


def _parse(content: bytes) -> Attestation:
    try:
        said = json.loads(content.decode())
        fits = isinstance(said, list) and chain.canonical(said) == content
    except (ValueError, RecursionError):
        raise BadAttestation("malformed") from None
    if not fits or not _fits(said):
        raise BadAttestation("malformed")
    number, index, body, kinds, begins, ends, key_id = said
    at, until = datetime.fromtimestamp(begins, UTC), datetime.fromtimestamp(ends, UTC)
    return Attestation(number, index, body, tuple(kinds), at, until, key_id)


def _fits(said: list[Any]) -> bool:
    if len(said) != len(_TEXTS) or not all(type(v) is kind for v, kind in zip(said, _TEXTS, strict=True)):
        return False
    _, index, _, kinds, begins, ends, _ = said
    return index >= 0 and all(isinstance(kind, str) for kind in kinds) and 0 <= begins < ends <= _LATEST


def _encode(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def _decode(part: str) -> bytes:
    try:
        octets = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise BadAttestation("malformed") from None
    if _encode(octets) != part:  # one content has one spelling
        raise BadAttestation("malformed")
    return octets
