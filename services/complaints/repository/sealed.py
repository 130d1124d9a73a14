"""What complainants entrusted, sealed and apart from their complaints: who they are, their words, attachments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from jiandu.identity.vault import Envelope, Tampered, Vault
from jiandu.store.connection import Document
from services.complaints.repository.complaints import Complaints
from services.complaints.repository.data_keys import LAST, STANDS, DataKeys, Erased, envelope_in, to_document

__all__ = ["Attachments", "Attempt", "Complainants", "Erased"]

_SPARE = 4
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Attempt:
    """One attempt to submit a complaint: its data key, by what its content is told from another, when it came.

    The content of a record that was kept before contents were told apart is "", and None where none was kept.
    """

    envelope: Envelope
    content: str | None
    at: datetime


class Complainants(DataKeys):
    """Identities, and what else may name somebody, sealed in a collection of their own under the complaint's id.

    Beside the sealed fields lie `{kept, fingerprints, content, unwritten}`: `unwritten` says since when, until it
    is known that the complaint itself was written.
    """

    def __init__(self, database: Database[Document], vault: Vault) -> None:
        super().__init__(database, vault)
        self._complaints = database[Complaints.name]

    def ensure_indexes(self) -> None:
        """Create what the queries here need; harmless when it is there already."""
        for field in ("fingerprints", "envelope.key", "unwritten"):
            self._collection.create_index(field)

    def keep(
        self,
        complaint_id: str,
        identity: Mapping[str, str],
        fingerprints: Sequence[str] = (),
        attempt: Attempt | None = None,
    ) -> bool:
        """Seal and keep the identity; keeping another under the same complaint, or after erasure, changes nothing.

        The fingerprints are kept beside it, for `alike`. False if an attempt is given and the record is that of
        another: of another content, or under another data key, where what is sealed under this one does not open.
        """
        envelope = attempt.envelope if attempt else self._vault.new(complaint_id)
        kept = self._kept(complaint_id, envelope, identity, fingerprints, attempt)
        try:
            self._collection.insert_one({"_id": complaint_id, "envelope": to_document(envelope), **kept})
        except DuplicateKeyError:
            # an attachment or supplement may have come first and brought the data key
            self._keep_late(complaint_id, identity, fingerprints, attempt)
            return attempt is None or self._is_of(complaint_id, attempt)
        return True

    def attempt_of(self, complaint_id: str) -> Attempt | None:
        """The attempt that left a record of this complaint, if one did."""
        found = self._find(complaint_id)
        envelope = envelope_in(found)
        if envelope is None:
            return None
        content = found.get("content", "") if "kept" in found else None
        return Attempt(envelope, content, found.get("unwritten", _EPOCH))

    def add(self, complaint_id: str, name: str, text: str) -> None:
        """Seal one more field under the complaint; a name that is there already keeps what it has.

        Raises Erased if it was erased.
        """
        fields = self._fields(complaint_id, self._envelope_at_last(complaint_id), {name: text})
        query = {"_id": complaint_id, "fields.name": {"$ne": name}, **STANDS}
        self._change_unless_erased(complaint_id, query, {"$push": {"fields": {"$each": fields}}})

    def mark(self, complaint_id: str, fingerprints: Sequence[str]) -> None:
        """Keep these fingerprints too, for `alike`. Raises Erased if it was erased."""
        if fingerprints:
            query = {"_id": complaint_id, **STANDS}
            update = {"$addToSet": {"fingerprints": {"$each": list(fingerprints)}}}
            self._change_unless_erased(complaint_id, query, update)

    def open(self, complaint_id: str, names: Sequence[str]) -> dict[str, str]:
        """These fields in clear, those there are. Nothing if there is no such record or it was erased.

        Raises Tampered if one does not open.
        """
        found = self._find(complaint_id)
        sealed = {name: octets for name, octets in _sealed(found).items() if name in names}
        return self._vault.open(complaint_id, envelope_in(found), sealed) if sealed else {}

    def names_of(self, complaint_id: str) -> list[str]:
        """Which fields there are, without opening any."""
        return list(_sealed(self._find(complaint_id)))

    def erase(self, complaint_id: str, tombstone: Mapping[str, Any]) -> None:
        """Destroy the data key, the fields and the fingerprints; the first tombstone is kept for ever."""
        told_apart = ("fingerprints", "content", "unwritten", "orphan")
        gone = dict.fromkeys(("envelope", "fields", "sealed", "kept", *told_apart), 1)
        update = {"$set": {"erased": dict(tombstone)}, "$unset": gone}
        if not self._collection.update_one({"_id": complaint_id, **STANDS}, update).matched_count:
            self._insert_unless_there(complaint_id, {"erased": dict(tombstone)})

    def alike(self, fingerprints: Sequence[str], limit: int) -> list[str]:
        """Up to `limit` complaints whose complainant left one of these fingerprints, in no order.

        None of those that were never written: what a crash left tells nothing.
        """
        if not fingerprints:
            return []
        query: Document = {"fingerprints": {"$in": list(fingerprints)}}
        # more than are wanted, as some may never have been written
        found = self._collection.find(query, {"_id": 1}).limit(limit * _SPARE)
        return self._written([each["_id"] for each in found])[:limit]

    def orphans(self, before: datetime, limit: int) -> list[str]:
        """Of up to `limit` records that were kept until `before`, those whose complaint was never written.

        A record whose complaint was written is not looked at again. An orphan that a repetition takes up
        afterwards is none any more.
        """
        query: Document = {"unwritten": {"$gte": _EPOCH, "$lte": before}}
        found = [each["_id"] for each in self._collection.find(query, {"_id": 1}).limit(limit)]
        if not found:
            return []
        written = set(self._written(found))
        orphans = [each for each in found if each not in written]
        self._collection.update_many({"_id": {"$in": sorted(written)}}, {"$unset": {"unwritten": 1}})
        self._collection.update_many({"_id": {"$in": orphans}, **query}, {"$set": {"orphan": True}})
        return orphans

    def forget(self, complaint_id: str) -> None:
        """Remove an orphan; nothing else is removed."""
        self._collection.delete_one({"_id": complaint_id, "orphan": True})

    def _written(self, found: Sequence[str]) -> list[str]:
        return [each["_id"] for each in self._complaints.find({"_id": {"$in": list(found)}}, {"_id": 1})]

    def _is_of(self, complaint_id: str, attempt: Attempt) -> bool:
        query = {"_id": complaint_id, "envelope.wrapped": attempt.envelope.wrapped, "content": attempt.content}
        taken_up = {"$set": {"unwritten": attempt.at}, "$unset": {"orphan": 1}}
        return self._collection.update_one(query, taken_up).matched_count == 1

    def _keep_late(
        self, complaint_id: str, identity: Mapping[str, str], fingerprints: Sequence[str], attempt: Attempt | None
    ) -> None:
        found = self._find(complaint_id)
        envelope = envelope_in(found)
        if envelope is None or "kept" in found:
            return
        kept = self._kept(complaint_id, envelope, identity, fingerprints, attempt)
        fields = {"$each": kept.pop("fields")}
        query = {"_id": complaint_id, "kept": {"$exists": False}, "envelope": {"$exists": True}, **STANDS}
        self._collection.update_one(query, {"$set": kept, "$push": {"fields": fields}})

    def _kept(
        self,
        complaint_id: str,
        envelope: Envelope,
        identity: Mapping[str, str],
        fingerprints: Sequence[str],
        attempt: Attempt | None,
    ) -> Document:
        fields = self._fields(complaint_id, envelope, identity)
        told_apart = {"content": attempt.content, "unwritten": attempt.at} if attempt else {}
        return {"fields": fields, "kept": True, "fingerprints": list(fingerprints), **told_apart}

    def _change_unless_erased(self, complaint_id: str, query: Document, update: Document) -> None:
        if not self._collection.update_one(query, update).matched_count and self.is_erased(complaint_id):
            raise Erased(complaint_id)


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
        if found is None:
            return None
        lock = self._complainants.opener(complaint_id)
        if lock is None:
            raise Tampered(key)
        return lock.open(key, bytes(found["sealed"]))

    def forget(self, complaint_id: str, attachment_id: str) -> None:
        """Remove every part of one attachment."""
        part = f"{complaint_id}/{attachment_id}."
        self._collection.delete_many({"_id": {"$gt": part, "$lt": f"{part}{LAST}"}})

    def erase(self, complaint_id: str) -> None:
        """Remove every attachment of the complaint."""
        self._collection.delete_many({"_id": {"$gt": f"{complaint_id}/", "$lt": f"{complaint_id}/{LAST}"}})


def _sealed(found: Document) -> dict[str, bytes]:
    return {**found.get("sealed", {}), **{field["name"]: field["sealed"] for field in found.get("fields", ())}}
