"""test: the checks of the project, as CI runs them."""

import subprocess
import sys
from pathlib import Path

import click

from jiandu.embedded.places import REPOSITORY

_CHECKED = ("jiandu", "services", "demo", "replay")


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("pytest_arguments", nargs=-1, type=click.UNPROCESSED)
def test(pytest_arguments: tuple[str, ...]) -> None:
    """Run ruff, mypy and pytest; fails if any of them does. Further arguments go to pytest."""
    code = [name for name in _CHECKED if (REPOSITORY / name).is_dir()]
    results = [_passes("ruff", "check", "--quiet", "."), _passes("mypy", *code)]
    # Last, because its closing line shall be the last thing on the screen.
    results.append(_passes("pytest", *pytest_arguments))
    sys.exit(0 if all(results) else 1)


def _passes(tool: str, *arguments: str) -> bool:
    command = [sys.executable, "-m", tool, *arguments]
    if tool != "pytest":
        click.echo(f"{tool} {' '.join(arguments)}")
        sys.stdout.flush()
    process = subprocess.Popen(command, cwd=Path(REPOSITORY))  # noqa: S603  (the arguments are the user's own)
    while True:
        try:
            return process.wait() == 0
        except KeyboardInterrupt:
            # The tool got the same Ctrl-C and is cleaning up.
            continue
