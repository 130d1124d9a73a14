"""`./run bench registry`: how fast a roster comes in, and how fast a certificate is checked."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Final

import click
from pymongo import MongoClient
from rich.console import Console
from rich.table import Table

from demo import stage
from demo.report import quantile
from demo.stories import changji
from demo.world import CHANGJI, staff
from jiandu.client import Client
from jiandu.embedded import places
from jiandu.embedded.stack import clean_up
from services.deployables import SERVICES

PART: Final = 500
SENDERS: Final = 3
CALLERS: Final = 8
BODY: Final = "bench-body"
_TERM: Final = {"valid_from": "2023-01-01", "valid_to": "2027-12-31"}


@dataclass
class Measured:
    """Rows per second of each round beside a bare bulk write in the same round, and milliseconds of each check."""

    imported: list[float] = field(default_factory=list)
    written: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    one_caller: list[float] = field(default_factory=list)
    found: list[float] = field(default_factory=list)
    many_callers: list[float] = field(default_factory=list)
    per_second: list[float] = field(default_factory=list)

    def as_object(self) -> dict[str, Any]:
        """The figures as plain data."""
        pairs = zip(self.imported, self.written, strict=True)
        return {
            "import_rows_per_second": {"median": median(self.imported), "all": self.imported},
            "bulk_write_rows_per_second": {"median": median(self.written), "all": self.written},
            "import_over_bulk_write": {
                "all": (shares := [ours / bare for ours, bare in pairs]),
                "median": median(shares),
            },
            "unchanged_rows_per_second": {"median": median(self.again), "all": self.again},
            "check_one_caller_ms": _spread(self.one_caller),
            "bare_find_ms": _spread(self.found),
            f"check_{CALLERS}_callers_ms": _spread(self.many_callers),
            "checks_per_second": {"median": median(self.per_second), "all": self.per_second},
        }


@click.command("registry")
@click.option("--rounds", default=3, show_default=True, help="Rounds, each with its own floor beside it.")
@click.option("--rows", default=5000, show_default=True, help="Officers with one certificate each, in a round.")
@click.option("--checks", default=500, show_default=True, help="Certificates checked in a round.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON object.")
def registry(rounds: int, rows: int, checks: int, as_json: bool) -> None:
    """Measure the import of a roster beside a bare pymongo bulk write of the same documents, and checks.

    A check stands beside a bare find of the same document by the same index. Absolute figures are this machine's.
    """
    console = Console(stderr=True)
    home = places.home() / "bench"
    clean_up(home)
    stage.erase(home)
    set_up = stage.build(home, SERVICES, 0, console.print)
    measured = Measured()
    try:
        set_up.world.travel_to(changji.BEGINS)
        registrar = set_up.world.client(staff(CHANGJI)["registrar"])
        registrar.call("certificates.register_body", body_id=BODY, region=CHANGJI, name="某局")
        with MongoClient[dict[str, Any]](set_up.stack.mongo_uri) as store:
            for number in range(rounds):
                console.print(f"round {number + 1} of {rounds}")
                _import(registrar, store, measured, number, rows)
                _check(registrar, store, measured, number, min(rows, checks))
    finally:
        set_up.world.close()
        set_up.stack.stop()
    if as_json:
        click.echo(json.dumps(measured.as_object(), ensure_ascii=False, indent=1))
    else:
        _print(measured)


def _import(registrar: Client, store: Any, measured: Measured, number: int, rows: int) -> None:
    parts = list(_parts(number, rows))

    def send(roster: str) -> Callable[[list[dict[str, Any]]], Any]:
        asked = {"body_id": BODY, "region": CHANGJI, "roster_id": roster}
        return lambda part: registrar.call("certificates.import_roster", **asked, rows=part)

    measured.imported.append(_rate(rows, lambda: _all(send(f"roster-{number}"), parts)))
    measured.again.append(_rate(rows, lambda: _all(send(f"roster-{number}-again"), parts)))
    officers = _officers(store)
    while officers.find_one(
        {"unlisted": True}, {"_id": 1}
    ):  # until the status list has caught up, for a quiet store
        time.sleep(1)
    stored = [officers.find_one({"_id": row["officer_id"]}) for row in parts[0]]
    bare = store["bench_floor"]["officers"]
    for name in ("numbers", "orders", "member", "former", "expires", "announced", "unlisted", "boundary"):
        bare.create_index(name)

    def write(place: int) -> None:
        bare.insert_many([{**each, "_id": f"{each['_id']}-{place}"} for each in stored], ordered=False)

    measured.written.append(_rate(rows, lambda: _all(write, range(number * rows, (number + 1) * rows, PART))))


def _check(registrar: Client, store: Any, measured: Measured, number: int, checks: int) -> None:
    officers = _officers(store)
    numbers = [f"C-{number}-{row}" for row in range(checks)]
    for each in numbers:  # turn and turn about, so that both meet the same machine
        measured.one_caller.append(_timed(lambda each=each: registrar.ask("certificates.check", number=each)))
        measured.found.append(_timed(lambda each=each: officers.find_one({"numbers": each}, {"state": 1})))
    begun = time.perf_counter()
    with ThreadPoolExecutor(CALLERS) as pool:
        measured.many_callers += pool.map(
            lambda each: _timed(lambda: registrar.ask("certificates.check", number=each)), numbers
        )
    measured.per_second.append(checks / (time.perf_counter() - begun))


def _parts(number: int, rows: int) -> Iterator[list[dict[str, Any]]]:
    for begin in range(0, rows, PART):
        yield [_row(number, row) for row in range(begin, min(begin + PART, rows))]


def _row(number: int, row: int) -> dict[str, Any]:
    certificate = {"number": f"C-{number}-{row}", "kind": "local", "issuer": "changji", **_TERM}
    return {"row": row, "officer_id": f"B-{number}-{row}", "name": "某某某", "certificates": [certificate]}


def _officers(store: Any) -> Any:
    (name,) = [each for each in store.list_database_names() if each.endswith("certificates")]
    return store[name]["officers"]


def _all(do: Callable[[Any], Any], parts: Any) -> None:
    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(do, parts))


def _rate(rows: int, do: Callable[[], None]) -> float:
    return rows / (_timed(do) / 1000)


def _timed(do: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    do()
    return (time.perf_counter() - begun) * 1000


def _spread(values: list[float]) -> dict[str, float]:
    return {"count": len(values), "p50": quantile(values, 0.5), "p99": quantile(values, 0.99)}


def _print(measured: Measured) -> None:
    seen = measured.as_object()
    table = Table("", "median", title="Rows per second", title_justify="left")
    for name in ("import_rows_per_second", "bulk_write_rows_per_second", "unchanged_rows_per_second"):
        table.add_row(name.removesuffix("_rows_per_second").replace("_", " "), f"{seen[name]['median']:.0f}")
    table.add_row("import / bulk write", f"{seen['import_over_bulk_write']['median']:.2f}")
    times = Table("", "count", "p50", "p99", title="Milliseconds", title_justify="left")
    for name in ("check_one_caller_ms", "bare_find_ms", f"check_{CALLERS}_callers_ms"):
        spread = seen[name]
        label = name.removesuffix("_ms").replace("_", " ")
        times.add_row(label, str(spread["count"]), f"{spread['p50']:.1f}", f"{spread['p99']:.1f}")
    console = Console()
    console.print(table)
    console.print(times)
    console.print(f"checks per second with {CALLERS} callers: {seen['checks_per_second']['median']:.0f}")
