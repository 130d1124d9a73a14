"""Stand-ins for the collections of the complaints service: what they promise, in a dict, over the real vault."""

from collections.abc import Mapping, Sequence
from typing import Any

from jiandu.identity.vault import Envelope, Lock, Vault
from jiandu.store.memory import MemoryAggregates
from services.complaints.repository.sealed import Attempt, Erased


class KeptInMemory:
    """Stands for Complainants: the first identity under an id stays, and nothing after erasure.

    `asked` counts the questions.
    """

    def __init__(self, vault: Vault, complaints: "ComplaintsInMemory") -> None:
        self.records: dict[str, dict[str, Any]] = {}
        self._vault = vault
        self._complaints = complaints
        self.asked = 0

    def keep(
        self, complaint_id: str, identity: Mapping[str, str], fingerprints: Sequence[str], attempt: Attempt
    ) -> bool:
        sealed = self._vault.seal(complaint_id, attempt.envelope, identity)
        record = {"attempt": attempt, "fields": sealed, "fingerprints": set(fingerprints)}
        kept: Attempt = self.records.setdefault(complaint_id, record)["attempt"]
        return (kept.envelope, kept.content) == (attempt.envelope, attempt.content)

    def attempt_of(self, complaint_id: str) -> Attempt | None:
        return self.records.get(complaint_id, {}).get("attempt")

    def add(self, complaint_id: str, name: str, text: str) -> None:
        sealed = self._vault.seal(complaint_id, self._envelope(complaint_id), {name: text})
        self.records[complaint_id]["fields"].setdefault(name, sealed[name])

    def mark(self, complaint_id: str, fingerprints: Sequence[str]) -> None:
        self._envelope(complaint_id)
        self.records[complaint_id]["fingerprints"].update(fingerprints)

    def lock(self, complaint_id: str) -> Lock:
        return self._vault.lock(complaint_id, self._envelope(complaint_id))

    def opener(self, complaint_id: str) -> Lock | None:
        return self.lock(complaint_id) if complaint_id in self.records else None

    def _envelope(self, complaint_id: str) -> Envelope:
        attempt = self.attempt_of(complaint_id)
        if attempt is None:
            raise Erased(complaint_id)
        return attempt.envelope

    def names_of(self, complaint_id: str) -> list[str]:
        return list(self.records.get(complaint_id, {}).get("fields", ()))

    def open(self, complaint_id: str, names: Sequence[str]) -> dict[str, str]:
        fields = self.records.get(complaint_id, {}).get("fields", {})
        sealed = {name: octets for name, octets in fields.items() if name in names}
        return self._vault.open(complaint_id, self._envelope(complaint_id), sealed) if sealed else {}

    def erase(self, complaint_id: str) -> None:
        self.records[complaint_id] = {}

    def alike(self, fingerprints: Sequence[str], limit: int) -> list[str]:
        self.asked += 1
        found = [name for name, each in self.records.items() if each.get("fingerprints", set()) & {*fingerprints}]
        return [name for name in found if self._complaints.history(name)][:limit]


class ComplaintsInMemory(MemoryAggregates):
    """Stands for Complaints: found by their indexed fields too. `asked` counts the questions."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def alike_any(self, field: str, values: Sequence[str], limit: int) -> list[str]:
        self.asked += bool(values)
        found = (
            name
            for name, document in self._documents.items()
            if {*values} & {*(document[field] if isinstance(document[field], list) else (document[field],))}
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
