"""certificates: the list of its commands."""

import click

from jiandu.cli.lazy import LazyGroup

COMMANDS = {
    "check": "jiandu.cli.certificates.check:check",
    "coverage": "jiandu.cli.certificates.coverage:coverage",
    "import": "jiandu.cli.certificates.import_roster:import_roster",
}


@click.command(cls=LazyGroup, where=COMMANDS)
def certificates() -> None:
    """Bring officers and their certificates into the registry, and ask it about them."""
