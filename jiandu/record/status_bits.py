"""The status of every link of a certificate with a person: two bits each, the lowest bits of an octet first."""

import hashlib
from enum import IntEnum
from typing import Final

from jiandu.record.bad_list import BadList

MOST_LINKS: Final = 2**27  # 32 MiB of octets: what a checker can be made to hold, and far more than there are
_ALL_NOT_VALID: Final = 0xFF


class Listed(IntEnum):
    """What a list says of a link. Why it is not valid is not for a public list."""

    VALID = 0
    SUSPENDED = 1
    REVOKED = 2
    NOT_VALID = 3


class StatusBits:
    """A growing list of statuses by index. An index that nobody has set is NOT_VALID, never VALID."""

    __slots__ = ("_octets", "_size")

    def __init__(self, size: int = 0, fill: Listed = Listed.NOT_VALID) -> None:
        self._size = 0
        self._octets = bytearray()
        self.grow(size)
        if fill is not Listed.NOT_VALID:
            whole, over = divmod(size, 4)
            self._octets[:whole] = bytes([fill * 0b01010101]) * whole
            for index in range(size - over, size):
                self.set(index, fill)

    @classmethod
    def from_bytes(cls, size: int, octets: bytes) -> "StatusBits":
        """The list of `size` links in `octets`. Raises BadList if they are no such list."""
        if not 0 <= size <= MOST_LINKS:
            raise BadList("too_large", "size")
        padding = (_ALL_NOT_VALID << 2 * (size % 4)) & 0xFF if size % 4 else 0
        if len(octets) != (size + 3) // 4 or (padding and octets[-1] & padding != padding):
            raise BadList("malformed", "octets")
        bits = cls()
        bits._size, bits._octets = size, bytearray(octets)
        return bits

    @property
    def size(self) -> int:
        """How many links are listed."""
        return self._size

    def get(self, index: int) -> Listed:
        """The status at `index`; raises IndexError for one that is not listed."""
        if not 0 <= index < self._size:
            raise IndexError(index)
        return _LISTED[self._octets[index >> 2] >> ((index & 3) << 1) & 3]

    def set(self, index: int, value: int) -> None:
        """Note the status at `index`; raises IndexError for one that is not listed."""
        if not 0 <= index < self._size:
            raise IndexError(index)
        shift = (index & 3) << 1
        octet = self._octets[index >> 2]
        self._octets[index >> 2] = octet & ~(3 << shift) | Listed(value) << shift

    def grow(self, size: int) -> None:
        """List as many links, at least; the new ones are NOT_VALID until they are set. Raises BadList."""
        if size > MOST_LINKS:
            raise BadList("too_large", "size")
        if size > self._size:
            # the unused bits of the last octet are set already, so that growing is only adding octets
            self._octets.extend(bytes([_ALL_NOT_VALID]) * ((size + 3) // 4 - len(self._octets)))
            self._size = size

    def copy(self) -> "StatusBits":
        """Another list of the same content."""
        bits = StatusBits()
        bits._size, bits._octets = self._size, self._octets[:]
        return bits

    def to_bytes(self) -> bytes:
        """The octets; bits beyond the last link are set."""
        return bytes(self._octets)

    def digest(self) -> str:
        """What tells two lists of the same size apart."""
        return f"sha256:{hashlib.sha256(self._octets).hexdigest()}"


_LISTED: Final = tuple(Listed)
