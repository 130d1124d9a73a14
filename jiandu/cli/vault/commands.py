"""vault: the list of its commands."""

import click

from jiandu.cli.lazy import LazyGroup

COMMANDS = {
    "status": "jiandu.cli.vault.status:status",
    "rotate": "jiandu.cli.vault.rotate:rotate",
}


@click.command(cls=LazyGroup, where=COMMANDS)
def vault() -> None:
    """See and renew the keys under which complainants are sealed.

    \b
    Every complaint has a data key of its own, kept beside it and wrapped under a
    key of the vault. The keys of the vault are files outside the database, in the
    trust directory: vault/complainants.key is number 1, then complainants.2.key …
    The newest wraps what is new. Keep a copy of the folder in a safe place, apart
    from the copies of the database: without the files nobody opens anything.
    """
