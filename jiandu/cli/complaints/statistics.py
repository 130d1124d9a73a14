"""complaints statistics: how many complaints, and what became of them."""

import csv
import io
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from jiandu.cli.complaints.asking import ask, write

DIMENSIONS = ("agency", "region", "ground", "outcome", "kind", "channel", "month")
_DERIVED = ("timely_share", "satisfied_share", "median_days", "p90_days")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # with these a spreadsheet begins to calculate
_ABREAST = 4  # figures, so that a table fits a terminal
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--region", required=True, help="The GB/T 2260 code; divisions below it are counted with it.")
@click.option("--from", "since", type=_DAY, required=True, help="The first legal day of the period.")
@click.option("--to", "until", type=_DAY, required=True, help="The last legal day of the period.")
@click.option(
    "--by", multiple=True, type=click.Choice(DIMENSIONS), required=True, help="Once, or twice: a, then b."
)
@click.option("--threshold", type=click.IntRange(min=3), help="Withhold numbers below it; 5 if not said.")
@click.option(
    "--csv", "file", type=click.Path(allow_dash=True), help="Write a file for spreadsheets; - prints it."
)
@click.option("--json", "as_json", is_flag=True, help="Print one object for a program.")
def statistics(
    region: str,
    since: datetime,
    until: datetime,
    by: tuple[str, ...],
    threshold: int | None,
    file: str | None,
    as_json: bool,
) -> None:
    """Count the complaints that came in within a period, as they stand now.

    \b
    ./run complaints statistics --region 371000 --from 2026-01-01 --to 2026-03-31 --by agency
    ./run complaints statistics --region 650000 --from 2026-01-01 --to 2026-03-31 --by region --by month

    Small numbers are withheld, shown as *, and so is what would give them away: nobody shall be found by counting.
    A complaint about several agencies counts once under each and once in the total.
    """
    if as_json and file:
        raise click.UsageError("--csv or --json, not both")
    fields = {"region": region, "since": f"{since:%Y-%m-%d}", "until": f"{until:%Y-%m-%d}", "by": list(by)}
    answer = ask("statistics", **fields, **({} if threshold is None else {"threshold": threshold}))
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
    elif file:
        write(spreadsheet(answer), file)
    else:
        _show(answer)


def spreadsheet(answer: dict[str, Any]) -> str:
    """The rows as CSV that a spreadsheet opens in the right characters and calculates nothing of.

    A number that is withheld is an empty cell, and so is the name of what a row is the sum of.
    """
    text = io.StringIO(newline="")
    names = list(answer["rows"][0])
    sheet = csv.writer(text)
    sheet.writerow(names)
    sheet.writerows([_cell(row[name]) for name in names] for row in answer["rows"])
    return "\ufeff" + text.getvalue()


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _show(answer: dict[str, Any]) -> None:
    console = Console(highlight=False)
    names = [column for column in answer["columns"] if column["name"] in DIMENSIONS]
    figures = [column for column in answer["columns"] if column["name"] not in DIMENSIONS]
    for first in range(0, len(figures), _ABREAST):
        columns = [*names, *figures[first : first + _ABREAST]]
        shown = Table(box=None, pad_edge=False)
        for column in columns:
            justify: Literal["left", "right"] = "left" if column in names else "right"
            shown.add_column(f"{column['zh']}\n{column['en']}", justify=justify, overflow="fold")
        for row in answer["rows"]:
            shown.add_row(*_words(row, (column["name"] for column in columns)))
        console.print(shown)
        click.echo()
    click.echo(f"{answer['suppressed']} 个数未予显示 numbers withheld")
    click.echo(answer["note"]["zh"])
    click.echo(answer["note"]["en"])


def _words(row: dict[str, Any], names: Iterable[str]) -> Iterable[Text]:
    whole = all(row[name] is None for name in row if name in DIMENSIONS)
    for place, name in enumerate(names):
        value = row[name]
        if name in DIMENSIONS:
            own = " 本级" if name == "region" and row["own"] else ""
            yield Text("合计 total" if whole and place == 0 else f"{value or ''}{own}")
        elif value is None:
            yield Text("–" if name in _DERIVED else "*")
        else:
            yield Text(f"{value:.1%}" if name.endswith("_share") else str(value))
