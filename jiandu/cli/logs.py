"""logs: what the processes wrote."""

import sys
import time
from pathlib import Path

import click

from jiandu.embedded import places
from jiandu.embedded.running import tail


@click.command()
@click.argument("name", required=False)
@click.option("-f", "--follow", is_flag=True, help="Go on printing what is written; Ctrl-C ends it.")
@click.option("-n", "--lines", default=20, show_default=True, help="How many lines of each log to begin with.")
def logs(name: str | None, follow: bool, lines: int) -> None:
    """Print the end of the log of the process NAME, or of all."""
    folder = places.home() / "log"
    found = sorted(folder.glob("*.log"))
    chosen = [path for path in found if name in {None, path.stem}]
    if not chosen:
        known = ", ".join(path.stem for path in found) or "none yet"
        raise click.ClickException(f"no log {f'of {name!r}' if name else 'in ' + str(folder)}; logs: {known}")
    label = max(len(path.stem) for path in chosen) if len(chosen) > 1 else 0
    positions = {path: path.stat().st_size for path in chosen}
    for path in chosen:
        if path.stat().st_size:
            _print(path, tail(path, lines), label)
    while follow:
        sys.stdout.flush()
        time.sleep(0.3)
        for path in chosen:
            positions[path] = _print_new(path, positions[path], label)


def _print_new(path: Path, position: int, label: int) -> int:
    size = path.stat().st_size if path.is_file() else 0
    # A log that became shorter was begun anew.
    position = position if size >= position else 0
    if size == position:
        return position
    with path.open("rb") as file:
        file.seek(position)
        whole, newline, _ = file.read(size - position).rpartition(b"\n")
    if newline:
        _print(path, whole.decode("utf-8", "replace"), label)
    return position + len(whole) + len(newline)


def _print(path: Path, text: str, label: int) -> None:
    prefix = f"{path.stem:<{label}} | " if label else ""
    for line in text.splitlines():
        click.echo(prefix + line)
