"""certificates: the list of its commands."""

import click

from jiandu.cli.lazy import LazyGroup

COMMANDS = {
    "import": "jiandu.cli.certificates.import_roster:import_roster",
}


@click.command(cls=LazyGroup, where=COMMANDS)
def certificates() -> None:
    """Bring officers and their certificates into the registry."""
