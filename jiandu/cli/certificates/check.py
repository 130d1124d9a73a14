"""certificates check: what a certificate is, or was, by what is or was known."""

import json

import click

from jiandu.cli.certificates.asking import asking


@click.command()
@click.argument("number")
@click.option("--as-of", metavar="INSTANT", default=None, help="What it was at this instant; now unless given.")
@click.option("--known-at", metavar="INSTANT", default=None, help="By what was recorded up to this instant.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer, or {error}, on one line for a program.")
def check(number: str, as_of: str | None, known_at: str | None, as_json: bool) -> None:
    """Print what the certificate of this number is at a moment, and which order made it so.

    \b
    ./run certificates check 652301-0001
    ./run certificates check 652301-0001 --as-of 2026-03-01T09:00:00+08:00

    An INSTANT names its zone. Exit code 0: answered; 1: refused, or nobody here knows the number.
    """
    with asking(as_json=as_json) as ask:
        told = ask("check", number=number, as_of=as_of, known_at=known_at)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    words = told["words"]
    click.echo(f"{told['number']}: {words['zh']} {words['en']} ({told['status']})")
    for title, value in (
        ("时刻 as of", told["as_of"]),
        ("持证人 officer", told["officer_id"]),
        ("执法主体 body", told["body_id"]),
        ("决定 order", told["order_id"]),
    ):
        if value is not None:
            click.echo(f"  {title}: {value}")
