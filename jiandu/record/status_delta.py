"""How the changes of an epoch, and a list, are packed small, and unpacked without trusting what is in them.

A change is one number, its distance from the change before it and its status in the lowest two bits, as a varint
(seven bits an octet, the lowest first).
"""

import base64
import binascii
import zlib
from typing import Final

from jiandu.record.bad_list import BadList
from jiandu.record.status_bits import Listed

MOST_CHANGES: Final = 2**20  # more at once go into several epochs, or into a snapshot
_LONGEST_VARINT: Final = 5  # octets of a distance below 2**27 with its two bits
SMALLEST: Final = 9  # of zlib: a third smaller than the level everybody uses for a list with few exceptions
FASTEST: Final = 1

Delta = tuple[tuple[int, int], ...]


def pack(delta: Delta) -> bytes:
    """The changes, in the order of their index, as varints. Raises ValueError if they are in no such order."""
    packed = bytearray()
    last = -1
    for index, value in delta:
        if index <= last:
            raise ValueError("changes are told in the order of their index, each once")
        number = (index - last - 1) << 2 | Listed(value)
        while number > 0x7F:
            packed.append(number & 0x7F | 0x80)
            number >>= 7
        packed.append(number)
        last = index
    return bytes(packed)


def unpack(packed: bytes, size: int) -> Delta:
    """The changes to a list of `size` links. Raises BadList for what `pack` would not have written so."""
    found: list[tuple[int, int]] = []
    last, number, shift = -1, 0, 0
    for octet in packed:
        number |= (octet & 0x7F) << shift
        shift += 7
        if octet & 0x80:
            if shift >= 7 * _LONGEST_VARINT:
                raise BadList("malformed", "delta")
            continue
        last += (number >> 2) + 1
        overlong = octet == 0 and shift > 7
        if overlong or last >= size:
            raise BadList("malformed", "delta")
        if len(found) == MOST_CHANGES:
            raise BadList("too_large", "delta")
        found.append((last, number & 3))
        number, shift = 0, 0
    if shift:
        raise BadList("malformed", "delta")
    return tuple(found)


def deflate(octets: bytes, level: int = SMALLEST) -> str:
    """The octets compressed, as text."""
    return base64.b64encode(zlib.compress(octets, level)).decode()


def inflate(text: str, most: int, field: str) -> bytes:
    """What `deflate` was given, at most so many octets of it. Raises BadList."""
    if len(text) > 2 * most + 1024:  # base64 of what does not compress at all is four thirds as long
        raise BadList("too_large", field)
    try:
        stream = zlib.decompressobj()
        octets = stream.decompress(base64.b64decode(text, validate=True), most + 1)
    except (binascii.Error, ValueError, zlib.error):
        raise BadList("malformed", field) from None
    if len(octets) > most:
        raise BadList("too_large", field)
    if not stream.eof or stream.unused_data:
        raise BadList("malformed", field)
    return octets


def most_octets(size: int) -> int:
    """How long the packed changes to a list of `size` links can be."""
    return _LONGEST_VARINT * min(size, MOST_CHANGES)
