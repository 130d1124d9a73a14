"""test: the checks of the project, as CI runs them."""

import os
import subprocess
import sys
from pathlib import Path

import click

from jiandu.embedded.places import REPOSITORY
from jiandu.embedded.tether import adopt_orphans, kill_tree

_CHECKED = ("jiandu", "services", "demo", "replay")
# Most tests wait for other processes; what shares a broker, a store and services stands in one file.
# In the order of the folders the long files come first, so that neither worker is left alone at the end.
_WHOLE = ("--numprocesses=2", "--dist=loadfile", "--no-loadscope-reorder")


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("pytest_arguments", nargs=-1, type=click.UNPROCESSED)
def test(pytest_arguments: tuple[str, ...]) -> None:
    """Run ruff, mypy and pytest; fails if any of them does. Further arguments go to pytest.

    Without any, two processes share the tests; with some there is one, where a debugger can follow.
    """
    code = [name for name in _CHECKED if (REPOSITORY / name).is_dir()]
    adopt_orphans()
    results = [_passes("ruff", "check", "--quiet", "."), _passes("mypy", *code)]
    # Last, because its closing line shall be the last thing on the screen.
    results.append(_passes("pytest", *(pytest_arguments or _WHOLE)))
    # A run that was cut short may not have come to end what its tests had started.
    kill_tree(os.getpid())
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
