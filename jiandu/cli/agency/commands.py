"""agency: the list of its commands."""

import click

from jiandu.cli.lazy import LazyGroup

COMMANDS = {
    "add": "jiandu.cli.agency.add:add",
}


@click.command(cls=LazyGroup, where=COMMANDS)
def agency() -> None:
    """Enrol the agencies that subscribe to changes of certificates."""
