"""certificates coverage: who still has to acknowledge which order."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from jiandu.cli.certificates.asking import asking


@click.command()
@click.argument("order_id", metavar="[ORDER]", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, or {error}, for a program to read.")
def coverage(order_id: str | None, as_json: bool) -> None:
    """Print how far an order has reached: how many of all have acknowledged it, and who has not.

    \b
    ./run certificates coverage            every order that somebody still has to acknowledge, the oldest first
    ./run certificates coverage ORDER      one order

    Exit code 0: answered; 1: refused, or there is no such order.
    """
    with asking(as_json=as_json) as ask:
        if order_id is not None:
            one = ask("coverage", order_id=order_id)
            click.echo(json.dumps(one, ensure_ascii=False)) if as_json else _print_one(one)
            return
        rows = _waiting(ask)
    if as_json:
        oldest = rows[0]["expected_at"] if rows else None
        click.echo(json.dumps({"waiting": len(rows), "oldest": oldest, "orders": rows}, ensure_ascii=False))
    else:
        _print_all(rows)


def _waiting(ask: Callable[..., Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    after = None
    while True:
        page = ask("coverages_waiting", after=after)
        rows += page["rows"]
        after = page["next"]
        if after is None:
            return sorted(rows, key=lambda row: (row["expected_at"], row["order_id"]))


def _print_one(one: dict[str, Any]) -> None:
    click.echo(f"{one['order_id']}: {one['acknowledged']} / {one['expected']} ({one['state']})")
    for title, value in (
        ("持证人 officer", one["officer_id"]),
        ("发布 announced", one["expected_at"]),
        ("全部回执 complete", one["completed_at"]),
    ):
        if value is not None:
            click.echo(f"  {title}: {value}")
    for title, names in (("未回执 missing", one["missing"]), ("免予回执 excused", list(one["excused"]))):
        if names:
            _print_names(title, names)


def _print_names(title: str, names: Sequence[str]) -> None:
    table = Table(title, title_justify="left")
    for name in names:
        table.add_row(name)
    Console().print(table)


def _print_all(rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        click.echo("所有决定均已回执 every order is acknowledged by all who have to")
        return
    table = Table(title_justify="left")
    for name in ("决定 order", "持证人 officer", "发布 announced", "回执 acknowledged", "未回执 missing"):
        table.add_column(name, overflow="fold")
    for row in rows:
        counted = f"{row['acknowledged']} / {row['expected']}"
        table.add_row(row["order_id"], row["officer_id"], row["expected_at"], counted, "\n".join(row["missing"]))
    Console().print(table)
    click.echo(f"待回执 waiting: {len(rows)}; 最早 oldest: {rows[0]['expected_at']}")
