"""complaints circular: a circular as it is printed."""

import json

import click

from jiandu.cli.complaints.asking import ask, write


@click.command()
@click.argument("circular_id", metavar="ID")
@click.option("--out", type=click.Path(allow_dash=True), default="-", help="Write the document into a file.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print the figures and all else as one object for a program."
)
def circular(circular_id: str, out: str, as_json: bool) -> None:
    """Print a circular: plain text that reads as it is, and that any Markdown program makes a page of.

    \b
    ./run complaints circular circ-… --out circular.md

    A draft says that it is one. The hash in the document is of the figures: --json shows them.
    """
    told = ask("get_circular", circular_id=circular_id)
    write(json.dumps(told, ensure_ascii=False) + "\n" if as_json else told["document"], out)
