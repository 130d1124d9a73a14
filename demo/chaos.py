"""`./run chaos`: the demo with processes killed at random moments; whatever happens, its check has to hold."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from jiandu.embedded import places, stack, state

DRIVER, SUPERVISOR = "driver", "supervisor"
ROUND_SECONDS = 900


@dataclass
class Round:
    """What was killed, after how many seconds, and how it ended."""

    number: int
    killed: list[str] = field(default_factory=list)
    restarts: int = 0
    holds: bool = False
    detail: str = ""


@click.command()
@click.option("--rounds", default=20, show_default=True, help="How many demos to disturb.")
@click.option("--seed", default=None, type=int, help="Repeat the same kills; their moments still vary a little.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
def chaos(rounds: int, seed: int | None, as_json: bool) -> None:
    """Kill -9 random processes of the small demo, many times over, and check that nothing is lost or doubled.

    Every round kills one to three of: a service, a relay, the broker, the store, an agency, the supervisor, the
    demo itself. What the supervisor restarts is left to it; a demo that died is started again and goes on where
    it was. A round takes about a minute. Exit code 0 only if the check of every round holds.
    """
    console = Console(stderr=as_json)
    chosen = random.Random(seed)  # noqa: S311 - not a secret
    home = places.home() / "chaos"
    done = []
    for number in range(1, rounds + 1):
        one = _round(number, chosen, home)
        done.append(one)
        mark = "✓" if one.holds else "✗"
        console.print(
            f"{mark} {number}: {', '.join(one.killed)}; {one.restarts} restart(s) {one.detail}", markup=False
        )
        if not one.holds:
            break
    holds = all(one.holds for one in done)
    if as_json:
        click.echo(json.dumps({"holds": holds, "rounds": [vars(one) for one in done]}, ensure_ascii=False))
    else:
        _print(done, console)
    sys.exit(0 if holds else 1)


def _round(number: int, chosen: random.Random, home: Path) -> Round:
    one = Round(number)
    demo = _start(home)
    moments = sorted(chosen.uniform(1, 25) for _ in range(chosen.randint(1, 3)))
    begun = time.monotonic()
    try:
        for moment in moments:
            while time.monotonic() < begun + moment and demo.poll() is None:
                time.sleep(0.05)
            if demo.poll() is not None:
                break
            one.killed.append(f"{_kill(chosen, home, demo)} at {moment:.1f} s")
        answer, _ = demo.communicate(timeout=ROUND_SECONDS)
        while demo.returncode not in (0, 1) or not answer.strip():
            if one.restarts == 3:
                one.detail = f"the demo ended with {demo.returncode} again and again"
                return one
            one.restarts += 1
            demo = _start(home)
            answer, _ = demo.communicate(timeout=ROUND_SECONDS)
        seen = json.loads(answer)
        one.holds = demo.returncode == 0 and bool(seen["holds"])
        if not one.holds:
            one.detail = json.dumps({name: seen[name] for name in ("failures", "check")}, ensure_ascii=False)
    finally:
        if demo.poll() is None:
            demo.kill()
            demo.communicate()
        stack.clean_up(home / "demo")
    return one


def _start(home: Path) -> subprocess.Popen[str]:
    places.private(home)
    for shared in ("packages", "store-venv"):  # what ./run installed once serves every round
        installed, link = places.home() / shared, home / shared
        if installed.exists() and not link.exists():
            link.symlink_to(installed)
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "jiandu.cli", "demo", "--small", "--json"],
        env={**os.environ, "JIANDU_HOME": str(home), "PYTHONPATH": str(places.REPOSITORY)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def _kill(chosen: random.Random, home: Path, demo: subprocess.Popen[str]) -> str:
    """Kill -9 one of the processes that run now; its name."""
    found = state.read(home / "demo")
    victims = {DRIVER: demo.pid}
    if found is not None and found.is_running():
        running = {entry.name: entry.identity.pid for entry in found.entries if entry.identity is not None}
        victims |= running | {SUPERVISOR: found.supervisor.pid}
    name = chosen.choice(sorted(victims))
    try:
        os.kill(victims[name], signal.SIGKILL)
    except ProcessLookupError:
        return f"{name} (gone by itself)"
    return name


def _print(done: list[Round], console: Console) -> None:
    table = Table(title="Chaos: attempted = acknowledged = applied once, after kill -9", title_justify="left")
    for name in ("round", "holds", "killed", "restarts"):
        table.add_column(name)
    for one in done:
        table.add_row(str(one.number), "✓" if one.holds else "✗", ", ".join(one.killed), str(one.restarts))
    console.print(table)
