"""Who is calling: signed tokens (JWT, EdDSA), issued by a key of kind `issuer`.

Claims: iss (the owner of the issuing key), aud "jiandu", sub, agency, roles, regions, iat, exp, jti; the header
names the key in `kid`. Instants are Unix seconds of the clock the caller and the services share.
"""

import threading
import uuid
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from jwt.types import Options

from jiandu.domain import Actor, Refused
from jiandu.identity.keyring import Keyring, UnknownKey
from jiandu.identity.keys import KeyRecord, load_private

AUDIENCE: Final = "jiandu"
_ALGORITHM: Final = "EdDSA"
_OPTIONS: Final[Options] = {
    "require": ["iss", "aud", "sub", "agency", "roles", "regions", "iat", "exp", "jti"],
    # the instants are checked against the clock of the caller's choice, not against this machine's
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
}
# ValueError and its kin come from the JSON, base64 and number parsing below PyJWT
_WRONG: Final = (jwt.PyJWTError, LookupError, TypeError, ValueError, ArithmeticError, OSError, RecursionError)
_MAX_OCTETS: Final = 8192
_LEEWAY: Final = timedelta(seconds=30)


@dataclass(frozen=True)
class Issuer:
    """The one who vouches for principals."""

    key: KeyRecord
    private: Ed25519PrivateKey

    @classmethod
    def load(cls, folder: Path, key: KeyRecord) -> "Issuer":
        """The issuer whose private key lies in the trust directory `folder`. Raises BadKeyring."""
        return cls(key, load_private(folder, key.key_id))

    def issue(
        self,
        *,
        subject: str,
        agency: str,
        roles: Iterable[str],
        regions: Iterable[str],
        now: datetime,
        lifetime: timedelta = timedelta(hours=8),
    ) -> str:
        """A token by which `subject` acts for `agency` from `now` (aware) for `lifetime`."""
        claims = {
            "iss": self.key.owner,
            "aud": AUDIENCE,
            "sub": subject,
            "agency": agency,
            "roles": sorted(roles),
            "regions": list(regions),
            "iat": int(now.timestamp()),
            "exp": int((now + lifetime).timestamp()),
            "jti": uuid.uuid4().hex,
        }
        return jwt.encode(claims, self.private, algorithm=_ALGORITHM, headers={"kid": self.key.key_id})


@dataclass(frozen=True)
class _Proven:
    actor: Actor
    key: KeyRecord
    issued: datetime
    expires: datetime


class TokenVerifier:
    """Turns tokens into actors. Safe to share between threads.

    Proven tokens are remembered, at most `capacity` of them, so that a busy caller costs one signature check;
    their expiry and their key are looked at on every use all the same.
    """

    def __init__(self, keyring: Keyring, *, capacity: int = 4096) -> None:
        self._keyring = keyring
        self._capacity = capacity
        self._proven: OrderedDict[str, _Proven] = OrderedDict()
        self._lock = threading.Lock()

    def verify(self, token: Any, now: datetime) -> Actor:
        """The actor `token` speaks for at `now` (aware); `token` is what came, of whatever type.

        Raises Refused TOKEN_MISSING, TOKEN_EXPIRED, or TOKEN_INVALID for everything else that is wrong with it.
        """
        if token is None or token == "":
            raise Refused("TOKEN_MISSING")
        if not isinstance(token, str):
            raise Refused("TOKEN_INVALID")
        with self._lock:
            proven = self._proven.get(token)
        if proven is None:
            proven = self._prove(token)
            self._remember(token, proven)
        if now >= proven.expires:
            self._forget(token)
            raise Refused("TOKEN_EXPIRED")
        if now + _LEEWAY < proven.issued or self._issuing_key(proven.key.key_id, now) != proven.key:
            self._forget(token)
            raise Refused("TOKEN_INVALID")
        return proven.actor

    def _prove(self, token: str) -> _Proven:
        if len(token) > _MAX_OCTETS:
            raise Refused("TOKEN_INVALID")
        try:
            key = self._keyring.find(jwt.get_unverified_header(token)["kid"])
            claims = jwt.decode(
                token,
                Ed25519PublicKey.from_public_bytes(key.public),
                algorithms=[_ALGORITHM],
                audience=AUDIENCE,
                issuer=key.owner,
                options=_OPTIONS,
            )
            return _Proven(
                actor=_actor(claims),
                key=key,
                issued=datetime.fromtimestamp(_seconds(claims["iat"]), UTC),
                expires=datetime.fromtimestamp(_seconds(claims["exp"]), UTC),
            )
        except (
            jwt.PyJWTError,
            UnknownKey,
            KeyError,
            TypeError,
            ValueError,
            OverflowError,
            OSError,
            RecursionError,
        ):
            raise Refused("TOKEN_INVALID") from None

    def _issuing_key(self, key_id: str, now: datetime) -> KeyRecord | None:
        try:
            record = self._keyring.find(key_id)
        except UnknownKey:
            return None
        return record if record.kind == "issuer" and record.valid_at(now) else None

    def _remember(self, token: str, proven: _Proven) -> None:
        with self._lock:
            self._proven[token] = proven
            while len(self._proven) > self._capacity:
                self._proven.popitem(last=False)

    def _forget(self, token: str) -> None:
        with self._lock:
            self._proven.pop(token, None)


def _seconds(value: Any) -> int:
    if type(value) is not int:
        raise TypeError("not whole seconds")
    return value


def _actor(claims: dict[str, Any]) -> Actor:
    return Actor(
        subject=_text(claims["sub"]),
        agency=_text(claims["agency"]),
        roles=frozenset(_texts(claims["roles"])),
        regions=_texts(claims["regions"]),
    )


def _text(value: Any) -> str:
    # with blanks around it or characters nobody sees in it, one person could pass for two
    if (
        not isinstance(value, str)
        or not 1 <= len(value) <= 200
        or value != value.strip()
        or not value.isprintable()
    ):
        raise TypeError("not a name")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > 1000:
        raise TypeError("not a list of names")
    return tuple(_text(item) for item in value)
