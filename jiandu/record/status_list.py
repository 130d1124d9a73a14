"""The status list of all certificates as a chain of signed epochs, and a whole list as a snapshot of one.

An epoch fixes the whole list by its digest and carries what changed since the epoch before it, so whoever holds
one list reaches the next by a few octets, and nobody can be shown a list of another history unnoticed.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from jiandu.record import chain, seal
from jiandu.record.bad_list import BadList
from jiandu.record.epoch import EPOCH_FORMAT, Epoch, Snapshot
from jiandu.record.status_bits import Listed, StatusBits
from jiandu.record.status_delta import MOST_CHANGES, Delta

__all__ = [
    "MOST_CHANGES",
    "TOLERANCE",
    "BadList",
    "Delta",
    "Epoch",
    "Listed",
    "Snapshot",
    "StatusBits",
    "applied",
    "check_epoch",
    "check_place",
    "check_snapshot",
    "next_epoch",
]

TOLERANCE: Final = timedelta(minutes=1)  # clocks of offices differ; one interval of epochs
_PURPOSE: Final = EPOCH_FORMAT


def next_epoch(
    last: Epoch | None, bits: StatusBits, changes: Mapping[int, int], at: datetime, signer: seal.Signs
) -> Epoch:
    """Apply `changes` to `bits`, which grow as needed, and sign the list as it is then, to follow `last`.

    Only what differs from `bits` is in its delta; what `bits` held before the first epoch is not, and has to be
    had from a snapshot. Raises BadList, and leaves `bits` as they are: `too_large` for more than MOST_CHANGES or a
    list beyond MOST_LINKS, `goes_back` if `at` lies before `last`. ValueError if `at` names no zone.
    """
    if at.utcoffset() is None:
        raise ValueError("an instant needs its zone")
    if last is not None and at < last.at:
        raise BadList("goes_back", "at")
    delta = tuple(sorted((i, Listed(v)) for i, v in changes.items() if i >= bits.size or bits.get(i) != v))
    if len(delta) > MOST_CHANGES:
        raise BadList("too_large", "delta")
    _apply(bits, delta, max(bits.size, delta[-1][0] + 1 if delta else 0))
    unsigned = Epoch(
        number=1 if last is None else last.number + 1,
        at=at.astimezone(UTC),
        size=bits.size,
        previous=chain.GENESIS if last is None else last.hash,
        list_digest=bits.digest(),
        delta=delta,
        key_id=signer.key_id,
        signature="",
    )
    signature = seal.seal(signer, _PURPOSE, unsigned.signed_octets)
    return replace(unsigned, signature=base64.urlsafe_b64encode(signature).rstrip(b"=").decode())


def check_epoch(epoch: Epoch, keyring: seal.Keys, *, follows: Epoch | None, now: datetime | None = None) -> None:
    """Raise BadList unless the registry signed `epoch` and it is the one right after `follows`.

    Without `follows` only the first epoch of all is held to its place. Against `now` an epoch of the future
    is found. Whether a list is the one that the epoch fixes, `applied` and `check_snapshot` tell.
    """
    try:
        signature = base64.b64decode(
            epoch.signature + "=" * (-len(epoch.signature) % 4), altchars=b"-_", validate=True
        )
    except (binascii.Error, ValueError):
        raise BadList("bad_signature") from None
    reason = seal.flaw(
        *(keyring, _PURPOSE, epoch.signed_octets, signature),
        key_id=epoch.key_id,
        at=epoch.at,
        algorithm=epoch.algorithm,
    )
    if reason is not None:
        raise BadList(reason)
    check_place(epoch, follows)
    if now is not None and epoch.at > now + TOLERANCE:
        raise BadList("from_the_future", "at")


def check_snapshot(snapshot: Snapshot, keyring: seal.Keys, *, now: datetime | None = None) -> StatusBits:
    """The list of `snapshot`, proven to be the registry's. Raises BadList."""
    check_epoch(snapshot.epoch, keyring, follows=None, now=now)
    bits = StatusBits.from_bytes(snapshot.epoch.size, snapshot.octets)
    if bits.digest() != snapshot.epoch.list_digest:
        raise BadList("list_differs")
    return bits


def applied(epoch: Epoch, bits: StatusBits) -> StatusBits:
    """The list of `epoch` out of the one before it, which stays as it is. Raises BadList `list_differs`."""
    result = bits.copy()
    _apply(result, epoch.delta, epoch.size)
    if result.size != epoch.size or result.digest() != epoch.list_digest:
        raise BadList("list_differs")
    return result


def check_place(epoch: Epoch, follows: Epoch | None) -> None:
    """Raise BadList unless `epoch` is the one right after `follows`, or may stand without one."""
    if follows is None:
        if (epoch.number == 1) != (epoch.previous == chain.GENESIS):
            raise BadList("does_not_follow")
        return
    if epoch.number > follows.number + 1:
        raise BadList("gap")
    if epoch.number != follows.number + 1 or epoch.previous != follows.hash:
        raise BadList("does_not_follow")
    if epoch.at < follows.at or epoch.size < follows.size:
        raise BadList("goes_back")


def _apply(bits: StatusBits, delta: Delta, size: int) -> None:
    bits.grow(size)
    for index, value in delta:
        bits.set(index, value)
