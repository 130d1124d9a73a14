"""`./run reach`: a revocation, hundreds of agencies, some of them away: it reaches every one, exactly once."""

import json
import sys
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from demo.report import quantile
from jiandu.embedded import places
from tests.reach.campaign import Reached, Wanted, run

_TITLES = (
    ("to_last_service", "decision committed → last of 3 services"),
    ("to_each_agency", "→ each agency that was there"),
    ("to_last_agency", "→ the last of them"),
    ("to_last_acknowledgement", "→ the last of their acknowledgements noted"),
)


@click.command()
@click.option(
    "--agencies", type=click.IntRange(1, 999), default=512, show_default=True, help="How many subscribe."
)
@click.option(
    "--offline",
    type=click.FloatRange(0, 0.9),
    default=0.1,
    show_default=True,
    help="The share of them that is away during the orders, and returns.",
)
@click.option("--revocations", type=click.IntRange(1, 500), default=20, show_default=True, help="Orders.")
@click.option("--seconds", default=600.0, show_default=True, help="How long a step may take before it has failed.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON object.")
def reach(agencies: int, offline: float, revocations: int, seconds: float, as_json: bool) -> None:
    """Revoke certificates with many agencies subscribed, and count who applied what, how often and how soon.

    Real services, broker and store of its own; every agency has its own broker user, queue, signing key and
    record, and some are away and return. It takes about ten minutes and leaves nothing running.

    Exit code 0 only if every order was applied exactly once by everybody, and every coverage is complete.
    """
    console = Console(stderr=True)
    wanted = Wanted(agencies, round(agencies * offline), revocations, seconds)
    reached = run(places.home() / "reach", wanted, lambda line: console.print(line, markup=False))
    if as_json:
        click.echo(json.dumps(_as_object(reached), ensure_ascii=False, indent=1))
    else:
        _print(reached)
    sys.exit(1 if reached.faults else 0)


def _as_object(reached: Reached) -> dict[str, Any]:
    figures = reached.figures
    return {
        "agencies": reached.wanted.agencies,
        "away": reached.wanted.away,
        "revocations": reached.wanted.revocations,
        "coverages": [f"{each['acknowledged']} of {each['expected']}" for each in reached.coverages],
        "applications": figures.applications,
        "acknowledgements": figures.acknowledgements,
        "ms": {name: _spread(getattr(figures, name)) for name, _ in _TITLES},
        "seconds": reached.seconds,
        "faults": reached.faults,
    }


def _spread(values: list[float]) -> dict[str, float]:
    return {"count": len(values), "p50": quantile(values, 0.5), "p99": quantile(values, 0.99), "max": max(values)}


def _print(reached: Reached) -> None:
    console, figures = Console(), reached.figures
    table = Table("", title="Reach (milliseconds)", title_justify="left")
    for name in ("count", "p50", "p99", "max"):
        table.add_column(name, justify="right")
    for name, title in _TITLES:
        seen = _spread(getattr(figures, name))
        table.add_row(title, *(f"{seen[each]:.0f}" for each in ("count", "p50", "p99", "max")))
    console.print(table)
    complete = sum(each["state"] == "complete" for each in reached.coverages)
    console.print(f"coverage complete: {complete} of {reached.wanted.revocations} orders")
    console.print(
        f"applied by agencies: {figures.applications}; acknowledgements noted: {figures.acknowledgements}"
    )
    for fault in reached.faults:
        console.print(f"✗ {fault}", markup=False)
