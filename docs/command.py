"""generate: writes every file that follows from the code, or says which no longer does."""

import sys
import warnings
from pathlib import Path

import click

from jiandu.embedded.places import REPOSITORY


def derived() -> dict[Path, str]:
    """What every derived file should hold. A saved message that exists is not one: it stays as it is for ever."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nameko's libraries announce their own end at every import
        from deploy.rabbitmq import generate as broker
        from docs import generate as pages
        from tests.contract.messages import save as messages
    return {**pages.derived(), **broker.derived(), **messages.derived()}


@click.command()
@click.option("--check", is_flag=True, help="Write nothing: name what is out of date, exit code 1 if anything is.")
def generate(check: bool) -> None:
    """Write what follows from the code: parts of the pages, the broker's definitions, messages of new versions.

    Run it after a change of a service, a pack or an error code; what it wrote belongs to the same commit.
    """
    stale = {file: text for file, text in derived().items() if _held(file) != text}
    for file, text in stale.items():
        if not check:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        click.echo(f"{'out of date' if check else 'written'}: {file.relative_to(REPOSITORY)}")
    if not stale:
        click.echo("Everything is up to date.")
    sys.exit(1 if check and stale else 0)


def _held(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.exists() else None
