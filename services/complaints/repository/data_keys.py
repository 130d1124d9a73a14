"""The data key of each complaint, wrapped beside what is sealed under it: made, found, brought under a new key."""

from collections.abc import Mapping
from typing import Any

from pymongo.database import Database

from jiandu.identity.vault import Envelope, Lock, Tampered, Vault
from jiandu.identity.vault_keys import UnknownKey
from jiandu.ops import logs
from jiandu.store.connection import Document

log = logs.get(__name__)

LAST = "\U0010ffff"
STANDS: Document = {"erased": {"$exists": False}}


class Erased(LookupError):  # noqa: N818 - it says what happened to the record
    """What was sealed under this complaint was destroyed."""


class DataKeys:
    """Records `{envelope, fields: [{name, sealed}]}`, one for each complaint of which something lies sealed.

    One of the version before is `{sealed: {name: octets}}`, directly under key 1, and an erased one
    `{erased: tombstone}`.
    """

    def __init__(self, database: Database[Document], vault: Vault) -> None:
        self._collection = database["complainants"]
        self._vault = vault

    def lock(self, complaint_id: str) -> Lock:
        """What seals and opens whatever belongs to this complaint; its data key is made at first use.

        Raises Erased.
        """
        return self._vault.lock(complaint_id, self._envelope_at_last(complaint_id))

    def opener(self, complaint_id: str) -> Lock | None:
        """What opens whatever lies sealed of this complaint, None if there is no record of it; writes nothing.

        Raises Erased.
        """
        found = self._find(complaint_id)
        if "erased" in found:
            raise Erased(complaint_id)
        return self._vault.lock(complaint_id, envelope_in(found)) if found else None

    def is_erased(self, complaint_id: str) -> bool:
        """True if what was kept under this complaint was destroyed, or may never be kept any more."""
        return "erased" in self._find(complaint_id)

    def rewrap(self, after: str | None, limit: int) -> tuple[int, str | None]:
        """Bring up to `limit` records, by id from `after` on, under the newest key.

        Gives how many were brought and the id to go on after, None at the end. A record that changes meanwhile,
        or does not open, is left as it is: repeat from the start until no older key wraps anything.
        """
        query = {"_id": {"$gt": after or "", "$lt": LAST}}
        page = list(self._collection.find(query).sort("_id", 1).limit(limit))
        done = sum(self._rewrap_if_it_opens(found) for found in page)
        return done, page[-1]["_id"] if len(page) == limit else None

    def records_by_key(self) -> dict[int, int]:
        """How many records each key of the vault still wraps, those that wrap none included."""
        count = self._collection.count_documents
        counts = {number: count({"envelope.key": number}) for number in self._vault.keys.numbers}
        if before := count({"sealed": {"$exists": True}}):
            counts[1] = counts.get(1, 0) + before
        return counts

    def current_key(self) -> int:
        """The number of the key that seals now."""
        return self._vault.keys.current

    def _envelope_at_last(self, complaint_id: str) -> Envelope:
        found = self._find(complaint_id)
        if "sealed" in found:
            self._into_envelope(found)
            found = self._find(complaint_id)
        if not found:
            fresh = to_document(self._vault.new(complaint_id))
            self._insert_unless_there(complaint_id, {"envelope": fresh, "fields": []})
            found = self._find(complaint_id)
        envelope = envelope_in(found)
        if envelope is None:
            raise Erased(complaint_id)
        return envelope

    def _fields(self, complaint_id: str, envelope: Envelope, texts: Mapping[str, str]) -> list[Document]:
        # a list, for MongoDB would take a name such as `1.phone` apart
        sealed = self._vault.seal(complaint_id, envelope, texts)
        return [{"name": name, "sealed": octets} for name, octets in sealed.items()]

    def _rewrap_if_it_opens(self, found: Document) -> int:
        try:
            return self._rewrap(found)
        except (Tampered, UnknownKey) as error:
            # one damaged record must not keep all others under the old key
            log.error("not_rewrapped", aggregate=found["_id"], reason=str(error))  # noqa: TRY400 - a trace adds nothing
            return 0

    def _rewrap(self, found: Document) -> int:
        envelope = envelope_in(found)
        if envelope is None:
            return self._into_envelope(found) if "sealed" in found else 0
        newest = self._vault.rewrap(found["_id"], envelope)
        if newest is envelope:
            return 0
        query = {"_id": found["_id"], "envelope.key": envelope.key}
        return self._collection.update_one(query, {"$set": {"envelope": to_document(newest)}}).modified_count

    def _into_envelope(self, found: Document) -> int:
        record_id, envelope = found["_id"], self._vault.new(found["_id"])
        identity = self._vault.open(record_id, None, found["sealed"])
        fields = self._fields(record_id, envelope, identity)
        record = {"envelope": to_document(envelope), "fields": fields, "kept": True, "fingerprints": []}
        query = {"_id": record_id, "sealed": {"$exists": True}}
        return self._collection.update_one(query, {"$set": record, "$unset": {"sealed": 1}}).modified_count

    def _find(self, complaint_id: str) -> dict[str, Any]:
        return self._collection.find_one({"_id": complaint_id}) or {}

    def _insert_unless_there(self, complaint_id: str, record: Document) -> None:
        self._collection.update_one({"_id": complaint_id}, {"$setOnInsert": record}, upsert=True)


def to_document(envelope: Envelope) -> Document:
    """The envelope as it is stored."""
    return {"key": envelope.key, "wrapped": envelope.wrapped}


def envelope_in(found: Document) -> Envelope | None:
    """The data key of a record; None where there is no record, an erased one, or one of the version before."""
    kept = found.get("envelope")
    return Envelope(kept["key"], bytes(kept["wrapped"])) if kept else None
