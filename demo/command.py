"""`./run demo`."""

import fcntl
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from demo import generator, report, run, stage
from demo.journal import Journal
from demo.ledger import Ledger
from jiandu.embedded import places
from jiandu.embedded.stack import NotRunning, Stack, clean_up
from services.deployables import SERVICES

BEGUN, FINISHED, KEPT = "begun", "finished", "kept"


@click.command()
@click.option("--small", is_flag=True, help="A quick look: few agencies, the same stories.")
@click.option("--keep", is_flag=True, help="Leave everything running and say what to try next.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object.")
def demo(small: bool, keep: bool, as_json: bool) -> None:
    """Play the main job with realistic input, and check it.

    Complaints come in from several provinces at once; a notice goes overdue, an officer's certificates are
    revoked in every system, a suspected bribe is referred and receipted, an agency complained of stays silent
    and never learns who complained, bad messages are kept and repaired.
    Exit code 0 only if every story holds and every message was applied exactly once. A demo that was
    interrupted goes on where it was; a finished one begins anew.
    """
    console = Console(stderr=as_json)
    home = places.home() / "demo"
    with _only_one(home):
        _play(home, small, keep, as_json, console)


def _play(home: Path, small: bool, keep: bool, as_json: bool, console: Console) -> None:
    clean_up(home)  # what an interrupted demo left is still stopping
    wanted = "small" if small else "full"
    if (home / FINISHED).exists() or _begun(home) not in (None, wanted):
        stage.erase(home)
    places.private(home)
    (home / BEGUN).write_text(wanted, encoding="utf-8")
    size, agencies = (generator.SMALL, 5) if small else (generator.FULL, 25)
    say = _say(console)
    set_up = stage.build(home, SERVICES, agencies, say)
    ledger = Ledger(Journal(home / "journal.jsonl"))
    try:
        with _bars(console) as bars:
            summary = run.play(set_up, ledger, size, say, _bar(bars))
        (home / FINISHED).touch()
    finally:
        set_up.world.close()
        set_up.stack.stop()
    if as_json:
        click.echo(json.dumps(report.as_object(summary, ledger), ensure_ascii=False, indent=1))
    else:
        report.print_tables(summary, ledger, console)
    if keep:  # until here everything would have ended with this process
        kept = set_up.again(say)
        (home / KEPT).touch()
        _next_steps(console, kept, home)
    sys.exit(0 if summary.holds else 1)


@contextmanager
def _only_one(home: Path) -> Iterator[None]:
    """Two demos at once would share ports and time; the lock goes with the process, however it ends."""
    places.private(home.parent)
    with (home.parent / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise click.ClickException("a demo is being played here already") from None
        if _is_kept(home):
            raise click.ClickException(f"a demo was kept running; stop it first: JIANDU_HOME={home} ./run down")
        yield


def _begun(home: Path) -> str | None:
    """The size of the demo that began here; its command ids stand for other content in another size."""
    return (home / BEGUN).read_text(encoding="utf-8") if (home / BEGUN).is_file() else None


def _is_kept(home: Path) -> bool:
    try:
        Stack.attach(home)
    except NotRunning:
        (home / KEPT).unlink(missing_ok=True)
    return (home / KEPT).exists()


def _say(console: Console) -> Callable[[str], None]:
    def say(text: str) -> None:
        if text.startswith("\r"):
            if console.is_terminal:
                console.file.write(text)
                console.file.flush()
        else:
            console.print(text, markup=False, highlight=False, soft_wrap=True)

    return say


def _bars(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, disable=not console.is_terminal)


def _bar(bars: Progress) -> run.Progress:
    def start(what: str, total: int) -> Callable[[], None]:
        task = bars.add_task(what, total=total)
        return lambda: bars.advance(task)

    return start


def _next_steps(console: Console, stack: Stack, home: Path) -> None:
    addresses = stack.current().addresses
    console.print("\n一切仍在运行 Everything keeps running. Try next:")
    for line in (
        f"  curl {addresses['certificates_metrics']}",
        f"  JIANDU_HOME={home} ./run status",
        f'  JIANDU_HOME={home} ./run call certificates.check \'{{"number": "652301-0001"}}\'',
        f"  JIANDU_HOME={home} ./run down",
    ):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
