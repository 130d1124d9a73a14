"""What complainants entrusted, sealed and apart from their complaints: who they are, their words, attachments."""

from collections.abc import Mapping, Sequence
from typing import Any

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from jiandu.identity.vault import Envelope, Lock, Tampered, Vault
from jiandu.identity.vault_keys import UnknownKey
from jiandu.ops import logs
from jiandu.store.connection import Document

log = logs.get(__name__)

_LAST = "\U0010ffff"
_STANDS: Document = {"erased": {"$exists": False}}


class Erased(LookupError):  # noqa: N818 - it says what happened to the record
    """What was sealed under this complaint was destroyed."""


class Complainants:
    """Identities, and what else may name somebody, sealed in a collection of their own under the complaint's id.

    A record is `{envelope, fields: [{name, sealed}], kept, fingerprints}`, one of the version before
    `{sealed: {name: octets}}`, and an erased one `{erased: tombstone}`.
    """

    def __init__(self, database: Database[Document], vault: Vault) -> None:
        self._collection = database["complainants"]
        self._vault = vault

    def ensure_indexes(self) -> None:
        """Create what the queries here need; harmless when it is there already."""
        for field in ("fingerprints", "envelope.key"):
            self._collection.create_index(field)

    def keep(
        self,
        complaint_id: str,
        identity: Mapping[str, str],
        fingerprints: Sequence[str] = (),
        envelope: Envelope | None = None,
    ) -> bool:
        """Seal and keep the identity; keeping another under the same complaint, or after erasure, changes nothing.

        The fingerprints are kept beside it, for `alike`. False if the record lies under another data key than that
        of `envelope`, where one is given: what was sealed under it would not open.
        """
        given, envelope = envelope, envelope or self._vault.new(complaint_id)
        record = {"envelope": _to_document(envelope), **self._kept(complaint_id, envelope, identity, fingerprints)}
        try:
            self._collection.insert_one({"_id": complaint_id, **record})
        except DuplicateKeyError:
            # an attachment or supplement may have come first and brought the data key
            self._keep_late(complaint_id, identity, fingerprints)
            return given is None or self.envelope_of(complaint_id) == given
        return True

    def envelope_of(self, complaint_id: str) -> Envelope | None:
        """The complaint's data key, if there is one."""
        return _envelope(self._find(complaint_id))

    def add(self, complaint_id: str, name: str, text: str) -> None:
        """Seal one more field under the complaint; a name that is there already keeps what it has.

        Raises Erased if it was erased.
        """
        fields = self._fields(complaint_id, self.envelope(complaint_id), {name: text})
        query = {"_id": complaint_id, "fields.name": {"$ne": name}, **_STANDS}
        self._collection.update_one(query, {"$push": {"fields": {"$each": fields}}})

    def open(self, complaint_id: str, names: Sequence[str]) -> dict[str, str]:
        """These fields in clear, those there are. Nothing if there is no such record or it was erased.

        Raises Tampered if one does not open.
        """
        found = self._find(complaint_id)
        sealed = {name: octets for name, octets in _sealed(found).items() if name in names}
        return self._vault.open(complaint_id, _envelope(found), sealed) if sealed else {}

    def names_of(self, complaint_id: str) -> list[str]:
        """Which fields there are, without opening any."""
        return list(_sealed(self._find(complaint_id)))

    def erase(self, complaint_id: str, tombstone: Mapping[str, Any]) -> None:
        """Destroy the data key, the fields and the fingerprints; the first tombstone is kept for ever."""
        gone = dict.fromkeys(("envelope", "fields", "sealed", "kept", "fingerprints"), 1)
        update = {"$set": {"erased": dict(tombstone)}, "$unset": gone}
        if not self._collection.update_one({"_id": complaint_id, **_STANDS}, update).matched_count:
            self._insert_unless_there(complaint_id, {"erased": dict(tombstone)})

    def is_erased(self, complaint_id: str) -> bool:
        """True if what was kept under this complaint was destroyed, or may never be kept any more."""
        return "erased" in self._find(complaint_id)

    def alike(self, fingerprint: str, limit: int) -> list[str]:
        """Up to `limit` complaints whose complainant left this fingerprint, in no order."""
        found = self._collection.find({"fingerprints": fingerprint}, {"_id": 1}).limit(limit)
        return [each["_id"] for each in found]

    def rewrap(self, after: str | None, limit: int) -> tuple[int, str | None]:
        """Bring up to `limit` records, by id from `after` on, under the newest key.

        Gives how many were brought and the id to go on after, None at the end. A record that changes meanwhile,
        or does not open, is left as it is: repeat from the start until no older key wraps anything.
        """
        query = {"_id": {"$gt": after or "", "$lt": _LAST}}
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

    def envelope(self, complaint_id: str) -> Envelope:
        """The data key everything of this complaint is sealed under, made at first use. Raises Erased."""
        fresh = _to_document(self._vault.new(complaint_id))
        self._insert_unless_there(complaint_id, {"envelope": fresh, "fields": []})
        found = self._find(complaint_id)
        if "sealed" in found:
            self._into_envelope(found)
            found = self._find(complaint_id)
        envelope = _envelope(found)
        if envelope is None:
            raise Erased(complaint_id)
        return envelope

    def lock(self, complaint_id: str) -> Lock:
        """What opens and seals whatever else belongs to this complaint. Raises Erased."""
        return self._vault.lock(complaint_id, self.envelope(complaint_id))

    def _keep_late(self, complaint_id: str, identity: Mapping[str, str], fingerprints: Sequence[str]) -> None:
        found = self._find(complaint_id)
        envelope = _envelope(found)
        if envelope is None or "kept" in found:
            return
        kept = self._kept(complaint_id, envelope, identity, fingerprints)
        fields = {"$each": kept.pop("fields")}
        query = {"_id": complaint_id, "kept": {"$exists": False}, "envelope": {"$exists": True}, **_STANDS}
        self._collection.update_one(query, {"$set": kept, "$push": {"fields": fields}})

    def _kept(
        self, complaint_id: str, envelope: Envelope, identity: Mapping[str, str], fingerprints: Sequence[str]
    ) -> Document:
        fields = self._fields(complaint_id, envelope, identity)
        return {"fields": fields, "kept": True, "fingerprints": list(fingerprints)}

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
        envelope = _envelope(found)
        if envelope is None:
            return self._into_envelope(found) if "sealed" in found else 0
        newest = self._vault.rewrap(found["_id"], envelope)
        if newest is envelope:
            return 0
        query = {"_id": found["_id"], "envelope.key": envelope.key}
        return self._collection.update_one(query, {"$set": {"envelope": _to_document(newest)}}).modified_count

    def _into_envelope(self, found: Document) -> int:
        record_id, envelope = found["_id"], self._vault.new(found["_id"])
        identity = self._vault.open(record_id, None, found["sealed"])
        record = {"envelope": _to_document(envelope), **self._kept(record_id, envelope, identity, ())}
        query = {"_id": record_id, "sealed": {"$exists": True}}
        return self._collection.update_one(query, {"$set": record, "$unset": {"sealed": 1}}).modified_count

    def _find(self, complaint_id: str) -> Document:
        return self._collection.find_one({"_id": complaint_id}) or {}

    def _insert_unless_there(self, complaint_id: str, record: Document) -> None:
        self._collection.update_one({"_id": complaint_id}, {"$setOnInsert": record}, upsert=True)


class Attachments:
    """What complainants attached, sealed under the data key of their complaint: no name, no hash, all sealed."""

    def __init__(self, database: Database[Document], complainants: Complainants) -> None:
        self._collection = database["attachments"]
        self._complainants = complainants

    def put(self, complaint_id: str, attachment_id: str, content: bytes) -> None:
        """Seal and keep the content; putting another under the same id changes nothing. Raises Erased."""
        key = f"{complaint_id}/{attachment_id}"
        sealed = self._complainants.lock(complaint_id).seal(key, content)
        self._collection.update_one({"_id": key}, {"$setOnInsert": {"sealed": sealed}}, upsert=True)

    def get(self, complaint_id: str, attachment_id: str) -> bytes | None:
        """The content in clear, None if there is none. Raises Tampered, and Erased with the complaint's key."""
        key = f"{complaint_id}/{attachment_id}"
        found = self._collection.find_one({"_id": key})
        return self._complainants.lock(complaint_id).open(key, bytes(found["sealed"])) if found else None

    def forget(self, complaint_id: str, attachment_id: str) -> None:
        """Remove every part of one attachment."""
        part = f"{complaint_id}/{attachment_id}."
        self._collection.delete_many({"_id": {"$gt": part, "$lt": f"{part}{_LAST}"}})

    def erase(self, complaint_id: str) -> None:
        """Remove every attachment of the complaint."""
        self._collection.delete_many({"_id": {"$gt": f"{complaint_id}/", "$lt": f"{complaint_id}/{_LAST}"}})


def _to_document(envelope: Envelope) -> Document:
    return {"key": envelope.key, "wrapped": envelope.wrapped}


def _envelope(found: Document) -> Envelope | None:
    kept = found.get("envelope")
    return Envelope(kept["key"], bytes(kept["wrapped"])) if kept else None


def _sealed(found: Document) -> dict[str, bytes]:
    return {**found.get("sealed", {}), **{field["name"]: field["sealed"] for field in found.get("fields", ())}}
