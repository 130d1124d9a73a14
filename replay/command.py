"""replay: take in a register that somebody else kept."""

import contextlib
import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from jiandu.cli.lifecycle import services
from jiandu.client import CallFailed, Client, GaveUp
from jiandu.embedded import deployment, environment, places, stack
from jiandu.identity.keyring import FolderKeyring
from jiandu.identity.tokens import Issuer
from jiandu.law import legal_day
from replay.desk import AGENCY, Desk
from replay.entry import REASONS, Adapter
from replay.reading import Register, Unreadable, open_register
from replay.registers import adapter_for
from replay.runner import ACCEPTED, LINKED, QUARANTINED, Result, Summary, replay

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.command("replay")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object.")
@click.option(
    "--results", type=click.Path(dir_okay=False, path_type=Path), help="Where the result of each row goes."
)
def command(file: Path, as_json: bool, results: Path | None) -> None:
    """Take in a register: New York's complaint board, or Virginia's revocations or agencies, as .csv or .csv.gz.

    Uses the stack that ./run up started, or starts one for as long as it takes. Each row is accepted, linked to an
    earlier row or quarantined with a reason, and gets a line in the results. Safe to run twice. The exit code is 0
    if every row has its result, also where rows are quarantined.
    """
    home = places.home()
    results = results or places.private(home / "replay") / f"{file.name}.results.jsonl"
    # a run that is broken off leaves the results of the last whole one alone
    partial = results.with_name(f"{results.name}.partial")
    begun = time.monotonic()
    try:
        with contextlib.ExitStack() as ends:
            register = ends.enter_context(open_register(file))
            adapter = adapter_for(register, file.parent)
            out = ends.enter_context(partial.open("w", encoding="utf-8"))
            desk = ends.enter_context(_desk(home))
            advance = ends.enter_context(_bar(file, adapter))
            summary = replay(register, adapter, desk, legal_day(datetime.now(UTC)), out, advance)
        partial.replace(results)
    except (Unreadable, GaveUp, CallFailed, OSError) as failure:
        _fail(as_json, getattr(failure, "code", type(failure).__name__), str(failure))
    told = _as_object(summary, results, time.monotonic() - begun)
    told["ignored_columns"] = [name for name in register.header if name not in adapter.columns]
    click.echo(json.dumps(told, ensure_ascii=False)) if as_json else _print(summary, told)
    sys.exit(1 if summary.faults else 0)


def _fail(as_json: bool, code: str, told: str) -> None:
    if as_json:
        click.echo(json.dumps({"error": {"code": code, "message": told}}, ensure_ascii=False))
        sys.exit(1)
    raise click.ClickException(f"{told} [{code}]")


@contextlib.contextmanager
def _desk(home: Path) -> Iterator[Desk]:
    with contextlib.ExitStack() as ends:
        try:
            running = stack.Stack.attach(home)
        except stack.NotRunning:
            say = environment.say_on(sys.stderr)
            planned = deployment.plan(home, services(), say)
            say("No stack runs; one is started for this replay.")
            running = ends.enter_context(
                stack.Stack.start(home, processes=planned.processes, addresses=planned.addresses)
            )
        running.wait_ready()
        keys = home / "keys"
        issuer = Issuer.load(keys, FolderKeyring(keys).find(deployment.ISSUER))
        desk = Desk(lambda role, region: _client(running.amqp_uri, issuer, role, region))
        ends.callback(desk.close)
        yield desk


def _client(uri: str, issuer: Issuer, role: str, region: str) -> Client:
    def token() -> str:
        return issuer.issue(
            subject=f"replay-{role}", agency=AGENCY, roles=(role,), regions=(region,), now=datetime.now(UTC)
        )

    return Client(uri, token, timeout=30)


@contextlib.contextmanager
def _bar(file: Path, adapter: Adapter) -> Iterator[Any]:
    console = Console(stderr=True)
    shown = (TextColumn(adapter.name), BarColumn(), MofNCompleteColumn(), TextColumn("rows"), TimeElapsedColumn())
    if not console.is_terminal:
        yield lambda _result: None
        return
    with open_register(file) as counted:
        total = _rows(counted)
    with Progress(*shown, console=console, transient=True) as progress:
        task = progress.add_task(adapter.name, total=total)

        def advance(_result: Result) -> None:
            progress.advance(task)

        yield advance


def _rows(register: Register) -> int:
    return sum(1 for _ in register.records())


def _as_object(summary: Summary, results: Path, seconds: float) -> dict[str, Any]:
    return {
        "register": summary.register,
        "rows": summary.rows,
        "outcomes": {name: summary.outcomes[name] for name in (ACCEPTED, LINKED, QUARANTINED)},
        "already_there": {name: summary.already_there[name] for name in (ACCEPTED, LINKED)},
        "reasons": dict(summary.reasons.most_common()),
        "rules": dict(summary.rules.most_common()),
        "commands": {"acknowledged": summary.commands, "applied_by_this_run": summary.applied_now},
        "faults": summary.faults,
        "seconds": round(seconds, 1),
        "results": str(results),
    }


def _print(summary: Summary, told: dict[str, Any]) -> None:
    table = Table(box=None, pad_edge=False, title=f"{summary.register}: {summary.rows} rows", title_justify="left")
    for title in ("outcome", "rows", "already there", "what it is"):
        table.add_column(title, justify="left" if title in {"outcome", "what it is"} else "right", overflow="fold")
    table.add_row("accepted", str(summary.outcomes[ACCEPTED]), str(summary.already_there[ACCEPTED]), "")
    table.add_row("linked", str(summary.outcomes[LINKED]), str(summary.already_there[LINKED]), "")
    for rule, rows in summary.rules.most_common():
        table.add_row(f"  {rule}", str(rows), "", "to an earlier row")
    table.add_row("quarantined", str(summary.outcomes[QUARANTINED]), "", "")
    for reason, rows in summary.reasons.most_common():
        table.add_row(f"  {reason}", str(rows), "", REASONS.get(reason, "refused by a service"))
    console = Console(highlight=False, soft_wrap=True)
    console.print(table)
    commands = told["commands"]
    console.print(
        f"{commands['acknowledged']} commands acknowledged, {commands['applied_by_this_run']} of them applied by "
        f"this run, in {told['seconds']} s. Row by row: {told['results']}"
    )
    if told["ignored_columns"]:
        console.print(f"Columns not used: {', '.join(told['ignored_columns'])}")
    for fault in summary.faults[:20]:
        console.print(f"[red]{fault}[/]")
