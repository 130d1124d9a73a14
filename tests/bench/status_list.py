"""`./run bench status-list`: how large the status list is, and how long each thing done with it takes."""

import json
import random
import time
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from rich.console import Console
from rich.table import Table

from jiandu.client.status_list import OfflineList
from jiandu.identity.keyring import KeyRecord, MemoryKeyring
from jiandu.identity.signing import Signer
from jiandu.record.status_delta import SMALLEST
from jiandu.record.status_list import Epoch, Listed, Snapshot, StatusBits, next_epoch

LINKS: Final = (1, 5, 10)  # millions
SHARES: Final = (0.1, 0.5, 2.0, 10.0)  # percent that are not valid
CHANGES: Final = 1000
LOOKUPS: Final = 200_000
_WEIGHTS: Final = {Listed.SUSPENDED: 1, Listed.REVOKED: 1, Listed.NOT_VALID: 8}  # most have merely run out


@dataclass(frozen=True)
class Row:
    """One list; `_octets` are of what is named, and compressed as zlib does, not yet as base64 in JSON."""

    links: int
    percent_not_valid: float
    raw_octets: int
    compressed_octets: int
    sorted_numbers_octets: int
    build_ms: float
    compress_ms: float
    load_ms: float
    lookup_ns: float
    status_ns: float
    epoch_octets: int
    sign_ms: float
    apply_ms: float


@click.command("status-list")
@click.option("--links", type=click.IntRange(1, 100), multiple=True, default=LINKS, help="Millions of links.")
@click.option("--seed", default=1, show_default=True, help="Of the random indexes.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON object.")
def status_list(links: tuple[int, ...], seed: int, as_json: bool) -> None:
    """Measure the status list: octets of a list and of an epoch, and the time to make, load, ask and apply them.

    Beside it stands the list that a registry would publish otherwise: the sorted 14-digit numbers of the
    certificates that are not valid, compressed in the same way. A time is the shortest of a few on this machine.
    """
    chosen = random.Random(seed)  # noqa: S311 - which links are not valid is no secret
    rows = []
    for millions in links:
        for share in SHARES:
            rows.append(_measured(millions * 1_000_000, share, chosen))
            Console(stderr=True).print(f"{millions} million links, {share} % not valid")
    if as_json:
        click.echo(json.dumps({"rows": [asdict(row) for row in rows]}, indent=1))
    else:
        _print(rows)


def _measured(links: int, share: float, chosen: random.Random) -> Row:
    indexes = chosen.sample(range(links), int(links * share / 100))
    values = chosen.choices(list(_WEIGHTS), list(_WEIGHTS.values()), k=len(indexes))
    build_ms, bits = _timed(lambda: _built(links, indexes, values), 1)
    compress_ms, compressed = _timed(lambda: zlib.compress(bits.to_bytes(), SMALLEST), 1)
    registry = Registry()
    first = next_epoch(None, bits, {}, registry.noon, registry.signer)
    snapshot = Snapshot(first, bits.to_bytes())
    changes = {index: chosen.choice(list(Listed)) for index in chosen.sample(range(links), CHANGES)}
    sign_ms, second = _timed(lambda: registry.follow(first, bits.copy(), changes), 3)
    wire = json.dumps(second.to_plain()).encode()
    kept = registry.offline(snapshot)
    return Row(
        links=links,
        percent_not_valid=share,
        raw_octets=len(snapshot.octets),
        compressed_octets=len(compressed),
        sorted_numbers_octets=_sorted_numbers(len(indexes), chosen),
        build_ms=build_ms,
        compress_ms=compress_ms,
        load_ms=_timed(lambda: StatusBits.from_bytes(links, zlib.decompress(compressed)), 5)[0],
        lookup_ns=_lookup(bits.get, links, chosen),
        status_ns=_lookup(lambda index: kept.status(index, registry.noon), links, chosen),
        epoch_octets=len(wire),
        sign_ms=sign_ms,
        apply_ms=min(registry.applied(snapshot, wire) for _ in range(3)),
    )


def _built(links: int, indexes: list[int], values: list[Listed]) -> StatusBits:
    bits = StatusBits(links, Listed.VALID)
    for index, value in zip(indexes, values, strict=True):
        bits.set(index, value)
    return bits


def _sorted_numbers(count: int, chosen: random.Random) -> int:
    numbers = sorted(chosen.sample(range(10**13, 10**14), count))
    return len(zlib.compress("\n".join(map(str, numbers)).encode(), SMALLEST))


class Registry:
    """A key, and what an agency that trusts it does."""

    def __init__(self) -> None:
        self.signer = Signer("certificates-bench", Ed25519PrivateKey.generate())
        public = self.signer.private.public_key().public_bytes_raw()
        self.keys = MemoryKeyring(
            KeyRecord(key_id=self.signer.key_id, owner="certificates", kind="service", public=public)
        )
        self.noon = datetime.now(UTC)

    def follow(self, last: Epoch, bits: StatusBits, changes: dict[int, int]) -> Epoch:
        """The next epoch."""
        return next_epoch(last, bits, changes, self.noon, self.signer)

    def offline(self, snapshot: Snapshot) -> OfflineList:
        """A list kept offline that has been loaded."""
        kept = OfflineList(self.keys)
        kept.load(snapshot, self.noon)
        return kept

    def applied(self, snapshot: Snapshot, wire: bytes) -> float:
        """Milliseconds from an epoch as it arrives to the list it leads to, everything checked."""
        kept = self.offline(snapshot)
        now = self.noon + timedelta(minutes=1)
        return _timed(lambda: kept.apply(Epoch.from_plain(json.loads(wire)), now), 1)[0]


def _lookup(ask: Callable[[int], object], links: int, chosen: random.Random) -> float:
    """Nanoseconds for one index, the loop around it not counted."""
    indexes = chosen.choices(range(links), k=LOOKUPS)

    def bare() -> None:
        for _ in indexes:
            pass

    def asking() -> None:
        for index in indexes:
            ask(index)

    return (_timed(asking, 3)[0] - _timed(bare, 3)[0]) * 1_000_000 / LOOKUPS


def _timed(act: Callable[[], Any], times: int) -> tuple[float, Any]:
    """The shortest of the times in milliseconds, and what came of it."""
    shortest, result = float("inf"), None
    for _ in range(times):
        begun = time.perf_counter()
        result = act()
        shortest = min(shortest, (time.perf_counter() - begun) * 1000)
    return shortest, result


def _print(rows: list[Row]) -> None:
    _table(
        "Octets (kB)",
        ("list", "list, zlib", "numbers, zlib", f"epoch of {CHANGES:,} changes"),
        [(r.raw_octets, r.compressed_octets, r.sorted_numbers_octets, r.epoch_octets) for r in rows],
        rows,
    )
    _table(
        "Milliseconds for a whole list, and for an epoch",
        ("build", "compress", "load", "epoch: sign", "epoch: read, verify, apply"),
        [(r.build_ms, r.compress_ms, r.load_ms, r.sign_ms, r.apply_ms) for r in rows],
        rows,
    )
    _table(
        "Nanoseconds for one index",
        ("in the list", "OfflineList.status"),
        [(r.lookup_ns, r.status_ns) for r in rows],
        rows,
    )


def _table(title: str, columns: tuple[str, ...], figures: list[tuple[float, ...]], rows: list[Row]) -> None:
    table = Table("links", "not valid", title=title, title_justify="left")
    for name in columns:
        table.add_column(name, justify="right")
    for row, values in zip(rows, figures, strict=True):
        shown = (
            f"{v / 1000:.1f}" if isinstance(v, int) else f"{v:.0f}" if v >= 100 else f"{v:.1f}" for v in values
        )
        table.add_row(f"{row.links // 1_000_000} M", f"{row.percent_not_valid} %", *shown)
    Console().print(table)
