"""Stand-ins for the collections of the complaints service: what they promise, in a dict, over the real vault."""

from collections.abc import Mapping, Sequence
from typing import Any

from jiandu.identity.vault import Envelope, Lock, Vault
from jiandu.store.memory import MemoryAggregates
from services.complaints.repository.sealed import Erased


class KeptInMemory:
    """Stands for Complainants: the first identity under an id stays, and nothing after erasure."""

    def __init__(self, vault: Vault) -> None:
        self.records: dict[str, dict[str, Any]] = {}
        self._vault = vault

    def keep(
        self, complaint_id: str, identity: Mapping[str, str], fingerprints: Sequence[str], envelope: Envelope
    ) -> bool:
        sealed = self._vault.seal(complaint_id, envelope, identity)
        record = {"envelope": envelope, "fields": sealed, "fingerprints": set(fingerprints)}
        return bool(self.records.setdefault(complaint_id, record)["envelope"] == envelope)

    def add(self, complaint_id: str, name: str, text: str) -> None:
        record = self.records[complaint_id]
        record["fields"].setdefault(name, self._vault.seal(complaint_id, record["envelope"], {name: text})[name])

    def envelope_of(self, complaint_id: str) -> Envelope | None:
        return self.records.get(complaint_id, {}).get("envelope")

    def lock(self, complaint_id: str) -> Lock:
        envelope = self.envelope_of(complaint_id)
        if envelope is None:
            raise Erased(complaint_id)
        return self._vault.lock(complaint_id, envelope)

    def names_of(self, complaint_id: str) -> list[str]:
        return list(self.records.get(complaint_id, {}).get("fields", ()))

    def open(self, complaint_id: str, names: Sequence[str]) -> dict[str, str]:
        fields = self.records.get(complaint_id, {}).get("fields", {})
        sealed = {name: octets for name, octets in fields.items() if name in names}
        return self._vault.open(complaint_id, self.envelope_of(complaint_id), sealed) if sealed else {}

    def erase(self, complaint_id: str) -> None:
        self.records[complaint_id] = {}

    def alike(self, fingerprint: str, limit: int) -> list[str]:
        found = [name for name, record in self.records.items() if fingerprint in record.get("fingerprints", ())]
        return found[:limit]


class ComplaintsInMemory(MemoryAggregates):
    """Stands for Complaints: found by their indexed fields too."""

    def alike(self, field: str, value: str, limit: int) -> list[str]:
        found = (
            name
            for name, document in self._documents.items()
            if value == document[field] or (isinstance(document[field], list) and value in document[field])
        )
        return list(found)[:limit]

    def everything(self) -> str:
        """All that is stored, as text: to look for what must not be in it."""
        return repr(self._documents)


class ReceiptsInMemory:
    """Stands for Receipts: codes are counted, not drawn."""

    def __init__(self) -> None:
        self.leads: dict[str, str] = {}

    def hashed(self) -> tuple[str, str]:
        code = f"code-{len(self.leads)}"
        return code, f"hash of {code}"

    def keep(self, hashed: str, complaint_id: str) -> None:
        self.leads[hashed] = complaint_id
