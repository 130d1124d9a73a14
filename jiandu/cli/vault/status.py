"""vault status: how many records each key still wraps."""

import json

import click
from rich.console import Console
from rich.table import Table

from jiandu.cli.vault.running import left_under_older, running_vault


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one object for a program.")
def status(as_json: bool) -> None:
    """Show how many records each key of the vault still wraps. Opens nothing.

    An older key that wraps no record any more is needed for old copies of the database only. Remove its file when
    the last of them is gone: what was erased since then is out of everybody's reach for good.
    """
    with running_vault() as vault:
        told = vault.status()
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    table = Table(box=None, pad_edge=False)
    for title in ("key", "records", ""):
        table.add_column(title)
    for each in told["keys"]:
        table.add_row(str(each["key"]), str(each["records"]), "current" if each["key"] == told["current"] else "")
    Console(highlight=False).print(table)
    if left := left_under_older(told):
        click.echo(f"{left} records lie under an older key: ./run vault rotate goes on with them.")
