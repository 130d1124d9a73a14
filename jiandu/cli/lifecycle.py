"""up, status, down, reset: the life of a stack that runs in the background."""

import importlib
import json
import shutil
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from jiandu.embedded import deployment, environment, places, probe, stack, state

# What reset erases. What was downloaded stays, and so does whatever else lies in JIANDU_HOME.
_STORED = (
    *("broker", "store", "keys", "log", "run", "ports.json", "broker-users.json", "agencies"),
    *("demo", "chaos", "bench", "replay", "imports"),
)
_BESIDE = ("demo", "chaos/demo", "bench")

_COLOURS = {"ready": "green", "done": "green", "backoff": "red", "not answering": "red"}


def services() -> tuple[str, ...]:
    """Returns the service classes of this checkout."""
    # By name: the library knows no service, only this command line puts the two together.
    try:
        module = importlib.import_module("services.deployables")
    except ModuleNotFoundError as error:
        if error.name not in {"services", "services.deployables"}:
            raise
        return ()
    found: tuple[str, ...] = module.SERVICES
    return found


@click.command()
def up() -> None:
    """Start everything in the background and print what runs where."""
    home = places.home()
    with places.one_at_a_time(home):
        try:
            running = stack.Stack.attach(home)
        except stack.NotRunning:
            running = _start(home)
    _print_table(running.current())


def _start(home: Path) -> stack.Stack:
    say = environment.say_on(sys.stderr)
    stack.clean_up(home)
    planned = deployment.plan(home, services(), say)
    running = stack.Stack.start(home, processes=planned.processes, addresses=planned.addresses, tether=False)
    try:
        running.wait_ready(say=lambda now: say(f"\rStarting: {_progress(now)}"))
    except BaseException:
        running.stop()
        raise
    say("Everything runs. ./run down stops it.")
    return running


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for a program to read.")
def status(as_json: bool) -> None:
    """Show what runs where. Exit code 0: all ready, 1: not all, 3: nothing runs."""
    found = state.read(places.home())
    if found is None or not found.is_running():
        click.echo(json.dumps({"running": False}) if as_json else "Nothing runs. ./run up starts everything.")
        sys.exit(3)
    observed = {entry.name: _observe(entry) for entry in found.entries}
    if as_json:
        click.echo(json.dumps(_as_object(found, observed), ensure_ascii=False, indent=1))
    else:
        _print_table(found, observed)
    sys.exit(0 if all(seen in {"ready", "done"} for seen in observed.values()) else 1)


@click.command()
def down() -> None:
    """Stop everything, also what a crash left behind. What was stored stays."""
    stopped = _clean_up(places.home())
    click.echo(f"Stopped: {', '.join(stopped)}." if stopped else "Nothing was running.")


@click.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def reset(yes: bool) -> None:
    """Stop everything and erase all that was stored: messages, cases, keys, logs."""
    home = places.home()
    stored = [home / name for name in _STORED if (home / name).exists()]
    if not stored:
        _clean_up(home)
        click.echo("Nothing is stored.")
        return
    if not yes:
        click.confirm(f"Erase everything stored in {home}?", abort=True)
    _clean_up(home)
    for path in stored:
        _erase(path)
    click.echo("Erased.")


def _clean_up(home: Path) -> list[str]:
    """Stop the stack of this home and those that a demo, a campaign or a bench left beside it."""
    stopped = stack.clean_up(home)
    for beside in _BESIDE:
        stopped += [f"{beside}/{name}" for name in stack.clean_up(home / beside)]
    return stopped


def _erase(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _observe(entry: state.Entry) -> str:
    if entry.state == "ready" and not all(probe.answers(address, seconds=2.0) for address in entry.ready):
        return "not answering"
    return entry.state


def _progress(now: state.State) -> str:
    waiting = [entry.name for entry in now.entries if entry.state not in {"ready", "done"}]
    return f"{len(now.entries) - len(waiting)} of {len(now.entries)}" + (f", next {waiting[0]}" if waiting else "")


def _as_object(found: state.State, observed: dict[str, str]) -> dict[str, object]:
    return {
        "running": True,
        "addresses": dict(found.addresses),
        "processes": [
            {
                "name": entry.name,
                "state": observed[entry.name],
                "pid": entry.identity.pid if entry.identity else None,
                "restarts": entry.restarts,
                "log": entry.log,
            }
            for entry in found.entries
        ],
    }


def _print_table(found: state.State, observed: dict[str, str] | None = None) -> None:
    table = Table(box=None, pad_edge=False)
    for title in ("process", "state", "pid", "restarts", "where"):
        table.add_column(title, overflow="fold")
    for entry in found.entries:
        seen = observed[entry.name] if observed is not None else entry.state
        colour = _COLOURS.get(seen, "yellow")
        where = entry.ready[0].rpartition("@")[2].rpartition("//")[2] if entry.ready else ""
        pid = str(entry.identity.pid) if entry.identity else ""
        table.add_row(entry.name, f"[{colour}]{seen}[/]", pid, str(entry.restarts or ""), where)
    console = Console(highlight=False)
    console.print(table)
    if "broker_api" in found.addresses:
        console.print(
            f"Management: {found.addresses['broker_api'].rpartition('@')[2]}"
            "  (./run status --json gives every address with its password)"
        )
