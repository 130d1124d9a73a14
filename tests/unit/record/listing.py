"""A registry that signs a status list, for the tests of those who make, keep and prove it."""

from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jiandu.identity.keyring import KeyRecord, MemoryKeyring
from jiandu.identity.signing import Signer
from jiandu.record.status_list import Snapshot, StatusBits, next_epoch

NOON = datetime(2026, 7, 1, 4, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def signer_of(key_id):
    return Signer(key_id, Ed25519PrivateKey.generate())


def record_of(signer, owner="certificates", kind="service", **more):
    public = signer.private.public_key().public_bytes_raw()
    return KeyRecord(key_id=signer.key_id, owner=owner, kind=kind, public=public, **more)


REGISTRY = signer_of("certificates-1")
AGENCY = signer_of("water-01")
OTHER_SERVICE = signer_of("supervision-1")
ENDED = signer_of("certificates-0")
STRANGER = signer_of("nobody")
KEYS = MemoryKeyring(
    record_of(REGISTRY),
    record_of(AGENCY, "certificates", "agency"),
    record_of(OTHER_SERVICE, "supervision"),
    record_of(ENDED, not_after=NOON - MINUTE),
)


def chain_of(*changes, signer=REGISTRY, every=MINUTE):
    """The snapshots of a list to which these changes were made, one a minute from noon on."""
    bits, last, found = StatusBits(), None, []
    for turn, change in enumerate(changes):
        last = next_epoch(last, bits, change, NOON + turn * every, signer)
        found.append(Snapshot(last, bits.to_bytes()))
    return found


def statuses(bits):
    return [bits.get(index) for index in range(bits.size)]
