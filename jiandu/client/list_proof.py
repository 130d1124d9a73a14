"""What can be shown of exported epochs and snapshots of the status list, and what does not hold."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from jiandu.client.exported import Exported
from jiandu.record.bad_list import BadList
from jiandu.record.epoch import Epoch, Snapshot
from jiandu.record.seal import Keys
from jiandu.record.status_bits import StatusBits
from jiandu.record.status_list import applied, check_epoch, check_place, check_snapshot

Placed = tuple[str, Epoch]
_WORDS: Final = MappingProxyType(
    {
        **BadList.WORDS,
        "empty": ("没有任何时期或快照", "there is no epoch and no snapshot in it"),
        "two_histories": ("同一期有两个不同版本", "there are two different epochs of this number"),
    }
)


@dataclass(frozen=True)
class Finding:
    """Something that does not hold: `what` is file, epoch, chain, list or snapshot; `number` is the epoch's."""

    what: str
    where: str
    number: int | None
    reason: str
    field: str | None
    zh: str
    en: str


@dataclass
class Proof:
    """What was shown: counts of what holds, what does not, and the numbers of lists nothing led to."""

    epochs: int = 0
    signatures: int = 0
    links: int = 0
    lists: int = 0
    snapshots: int = 0
    first: int | None = None
    last: int | None = None
    at: str | None = None
    size: int | None = None
    list_digest: str | None = None
    unproven_lists: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """True if nothing was found that does not hold."""
        return not self.findings

    def fails(self, what: str, where: str, number: int | None, bad: BadList) -> None:
        """Note that something does not hold."""
        self.findings.append(Finding(what, where, number, bad.reason, bad.field, *_WORDS[bad.reason]))


def verify(contents: Iterable[Exported], keyring: Keys, now: datetime) -> Proof:
    """Everything that can be shown of what was exported."""
    proof = Proof()
    epochs: dict[int, Placed] = {}
    snapshots: dict[int, list[tuple[str, Snapshot]]] = {}
    for each in contents:
        content = each.content
        if isinstance(content, BadList):
            proof.fails("file", each.where, None, content)
            continue
        if isinstance(content, Snapshot):
            snapshots.setdefault(content.epoch.number, []).append((each.where, content))
            content = content.epoch
        known = epochs.get(content.number)
        if known is None or known[1] != content:
            _prove_epoch(proof, each.where, content, keyring, now)
        if known is None:
            epochs[content.number] = (each.where, content)
        elif known[1].hash != content.hash:
            proof.fails("chain", each.where, content.number, BadList("two_histories"))
    chain = [epochs[number] for number in sorted(epochs)]
    _prove_chain(proof, chain)
    _prove_lists(proof, chain, snapshots, keyring)
    return proof


def _prove_epoch(proof: Proof, where: str, epoch: Epoch, keyring: Keys, now: datetime) -> None:
    try:
        check_epoch(epoch, keyring, follows=None, now=now)
    except BadList as bad:
        proof.fails("epoch", where, epoch.number, bad)
    else:
        proof.signatures += 1


def _prove_chain(proof: Proof, chain: Sequence[Placed]) -> None:
    for (_, before), (where, epoch) in pairwise(chain):
        try:
            check_place(epoch, before)
        except BadList as bad:
            proof.fails("chain", where, epoch.number, bad)
        else:
            proof.links += 1
    if chain:
        first, last = chain[0][1], chain[-1][1]
        proof.epochs, proof.first, proof.last = len(chain), first.number, last.number
        proof.at, proof.size, proof.list_digest = last.at.isoformat(), last.size, last.list_digest


def _prove_lists(
    proof: Proof, chain: Sequence[Placed], snapshots: Mapping[int, list[tuple[str, Snapshot]]], keyring: Keys
) -> None:
    bits: StatusBits | None = None
    before = 0
    for where, epoch in chain:
        base = StatusBits() if epoch.number == 1 else bits if epoch.number == before + 1 else None
        bits = None if base is None else _led_to(proof, where, epoch, base)
        for place, snapshot in snapshots.get(epoch.number, ()):
            try:
                whole = check_snapshot(snapshot, keyring)
            except BadList as bad:
                proof.fails("snapshot", place, epoch.number, bad)
                continue
            proof.snapshots += 1
            if bits is None and snapshot.epoch == epoch:
                bits = whole
        if bits is None:
            proof.unproven_lists.append(epoch.number)
        else:
            proof.lists += 1
        before = epoch.number


def _led_to(proof: Proof, where: str, epoch: Epoch, base: StatusBits) -> StatusBits | None:
    try:
        return applied(epoch, base)
    except BadList as bad:
        if epoch.number > 1:  # what was listed before the first epoch is in a snapshot only
            proof.fails("list", where, epoch.number, bad)
        return None
