"""`./run bench calls`: how fast a complaint is taken in, and how fast a revocation reaches the services."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from demo import check, stage
from demo.ledger import Actors, Ledger
from demo.report import quantile
from demo.stories import changji
from demo.world import AUDITOR
from jiandu.embedded import places
from jiandu.embedded.stack import clean_up
from services.deployables import SERVICES
from tests.bench import complaint, revoking
from tests.bench.concurrency import Beside, Crowd
from tests.bench.floor import Floor

CALLERS = 8


@dataclass
class Measured:
    """Milliseconds, calls per second, and the ratio of each round to the floor measured within it."""

    one_caller: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)
    many_callers: list[float] = field(default_factory=list)
    per_second: list[float] = field(default_factory=list)
    propagation: list[float] = field(default_factory=list)
    crowds: list[Beside] = field(default_factory=list)

    def as_object(self) -> dict[str, Any]:
        """The figures as plain data."""
        return {
            "submit_one_caller_ms": _spread(self.one_caller),
            f"submit_{CALLERS}_callers_ms": _spread(self.many_callers),
            "submits_per_second": {"median": median(self.per_second), "all": self.per_second},
            "floor_ms": _spread(self.floor),
            "submit_over_floor": {"median": median(self.ratios), "all": self.ratios},
            "decision_to_last_service_ms": _spread(self.propagation),
            "concurrent_callers": [crowd.as_object() for crowd in self.crowds],
        }


def _spread(values: list[float]) -> dict[str, float]:
    return {"count": len(values), "p50": quantile(values, 0.5), "p99": quantile(values, 0.99)}


@click.command("calls")
@click.option("--rounds", default=5, show_default=True, help="Rounds, each with its own floor beside it.")
@click.option("--calls", default=100, show_default=True, help="Calls of each kind in a round.")
@click.option("--revocations", default=60, show_default=True, help="Officers whose certificates are revoked.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON object.")
def bench(rounds: int, calls: int, revocations: int, as_json: bool) -> None:
    """Measure calls and propagation on this machine, against a bare pika and pymongo floor in the same run.

    The floor is one durable request and reply over pika plus one journaled insert: what one submitted complaint
    cannot do without here. Many callers at once are measured against bare journaled inserts of the same size by
    as many threads. Absolute figures are this machine's; the ratios travel.
    """
    console = Console(stderr=True)
    home = places.home() / "bench"
    clean_up(home)
    stage.erase(home)
    set_up = stage.build(home, SERVICES, 1, console.print)
    actors, measured = Actors(set_up.world, Ledger()), Measured()
    try:
        set_up.world.travel_to(changji.BEGINS)
        changji.prepare(actors)
        with _echo(set_up.stack.amqp_uri) as queue:
            floor = Floor(set_up.stack.amqp_uri, queue, set_up.stack.mongo_uri)
            crowd = Crowd(actors, set_up.stack.mongo_uri)
            measured.crowds = crowd.measured
            for number in range(rounds):
                console.print(f"round {number + 1} of {rounds}")
                _round(actors, floor, measured, number, calls)
                crowd.round(number, calls * 2)
            crowd.close()
            floor.close()
        console.print(f"{revocations} revocations")
        _revoke(actors, revocations)
        measured.propagation = _propagation(actors, set_up, revocations)
    finally:
        set_up.world.close()
        set_up.stack.stop()
    if as_json:
        click.echo(json.dumps(measured.as_object(), ensure_ascii=False, indent=1))
    else:
        _print(measured)


@contextmanager
def _echo(amqp_uri: str) -> Iterator[str]:
    queue = "bench-echo"
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.floor", amqp_uri, queue],
        cwd=places.REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    )
    with server:
        assert server.stdout is not None
        server.stdout.readline()
        try:
            yield queue
        finally:
            server.terminate()


def _round(actors: Actors, floor: Floor, measured: Measured, number: int, calls: int) -> None:
    body = complaint.as_bytes()
    bare, ours = [], []
    for call in range(calls):  # turn and turn about, so that both meet the same machine
        bare.append(floor.once(body) * 1000)
        ours.append(complaint.submit(actors, f"bench-{number}-one-{call}"))
    measured.floor += bare
    measured.one_caller += ours
    measured.ratios.append(median(ours) / median(bare))
    begun = time.perf_counter()
    with ThreadPoolExecutor(CALLERS) as pool:
        measured.many_callers += pool.map(
            lambda call: complaint.submit(actors, f"bench-{number}-many-{call}"), range(calls * 2)
        )
    measured.per_second.append(calls * 2 / (time.perf_counter() - begun))


def _revoke(actors: Actors, count: int) -> None:
    """So many officers, each registered with two certificates and then sanctioned; one after the other."""
    for number in range(count):
        revoking.register(actors, number)
        revoking.decide(actors, number, revoking.propose(actors, number))


def _propagation(actors: Actors, set_up: stage.Stage, expected: int) -> list[float]:
    """Milliseconds from each decision's commit to the last service's, once all of them have arrived."""

    def arrived() -> list[float]:
        books = check.read_books(set_up.world.client(AUDITOR), actors.ledger)
        times = check.propagation(books)
        return times if len(times) == expected else []

    found: list[float] = actors.until(arrived, "all revocations")
    return found


def _print(measured: Measured) -> None:
    console = Console()
    rows = [
        ("submit a complaint, one caller", measured.one_caller),
        (f"submit a complaint, {CALLERS} callers", measured.many_callers),
        ("floor: bare request and reply, bare insert", measured.floor),
        ("decision committed → last service applied", measured.propagation),
    ]
    spreads = [(name, _spread(values)) for name, values in rows]
    console.print(
        _table(
            "Bench (milliseconds)",
            ("count", "p50", "p99"),
            [(name, str(seen["count"]), f"{seen['p50']:.1f}", f"{seen['p99']:.1f}") for name, seen in spreads],
        )
    )
    spread = f"{median(measured.ratios):.2f} ({min(measured.ratios):.2f} to {max(measured.ratios):.2f})"
    console.print(f"submit / floor: {spread} over {len(measured.ratios)} rounds")
    console.print(f"submits per second with {CALLERS} callers: {median(measured.per_second):.0f}")
    console.print(
        _table(
            "Callers at once, and bare journaled inserts by as many (medians of the rounds)",
            ("submits/s", "p99 ms", "inserts/s", "p99 ms", "submit / insert"),
            [_crowded(crowd.as_object()) for crowd in measured.crowds],
        )
    )


def _crowded(seen: dict[str, Any]) -> tuple[str, ...]:
    figures = [f"{seen[side][name]:.1f}" for side in ("submits", "bare_inserts") for name in ("per_second", "p99")]
    return str(seen["callers"]), *figures, f"{seen['submit_over_insert']['median']:.1f}"


def _table(title: str, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> Table:
    table = Table("", title=title, title_justify="left")
    for name in columns:
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(*row)
    return table
