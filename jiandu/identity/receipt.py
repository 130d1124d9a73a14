"""The code on a receipt: whoever shows it may ask how the complaint stands, and need not say who they are.

It has 16 random digits. Only a slow hash of it is kept, under a salt that lies outside the database, so that
neither a copy of the database nor much asking yields one (docs/adr/0012-identity-vault.md has the arithmetic).
"""

import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from jiandu.identity.vault_keys import secret_at

_DIGITS: Final = 16
_BETWEEN: Final = re.compile(r"[\s\-‐-―−_.·]+")
_LONGEST: Final = 80  # of what somebody may type; the rest of a longer text is not read
_NOBODYS: Final = "-" * _DIGITS
# about 10 ms and 4 MiB each
_COST: Final = {"n": 2**12, "r": 8, "p": 1}


def new_code() -> str:
    """A new code as it is printed: `1234-5678-9012-3456`."""
    digits = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
    return "-".join(digits[at : at + 4] for at in range(0, _DIGITS, 4))


def digits_of(code: str) -> str | None:
    """The digits of a code however it was typed: spaces, dashes, full width. None if it is no code."""
    if len(code) > _LONGEST:
        return None
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", code))
    return plain if len(plain) == _DIGITS and plain.isascii() and plain.isdecimal() else None


@dataclass(frozen=True)
class Pepper:
    """The salt of one system, kept outside its database."""

    secret: bytes = field(repr=False)

    @classmethod
    def at(cls, path: Path) -> "Pepper":
        """The salt in the file `path`, made at first use. Raises PermissionError if others may read it."""
        return cls(secret_at(path))

    def slow_hash(self, code: str) -> str:
        """What is kept of a code. Pure, and as slow for what is no code; not for an event loop."""
        digits = digits_of(code) or _NOBODYS
        return hashlib.scrypt(digits.encode(), salt=self.secret, dklen=32, **_COST).hex()
