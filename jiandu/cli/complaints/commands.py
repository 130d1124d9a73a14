"""complaints: the list of its commands."""

import click

from jiandu.cli.lazy import LazyGroup

COMMANDS = {
    "statistics": "jiandu.cli.complaints.statistics:statistics",
    "circular": "jiandu.cli.complaints.circular:circular",
}


@click.command(cls=LazyGroup, where=COMMANDS)
def complaints() -> None:
    """Count complaints, and print the circulars about them."""
