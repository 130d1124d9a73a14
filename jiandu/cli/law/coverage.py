"""law coverage: what became of every article of every text."""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

import click
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from jiandu.cli.law import sources
from jiandu.cli.law.tables import table
from jiandu.law.coverage import Tally, tally, total
from jiandu.law.pack import Covered, Pack
from jiandu.law.texts import Missing, misquoted, uncovered


@click.command()
@click.argument("packs", nargs=-1, metavar="[PACK|FILE]...")
@click.option("--texts", type=click.Path(path_type=Path), help="The folder of the source texts.")
@click.option(
    "--articles", is_flag=True, help="List every article with its status, its provisions and the reason."
)
@click.option("--json", "as_json", is_flag=True, help="Print one object for a program.")
def coverage(packs: tuple[str, ...], texts: Path | None, articles: bool, as_json: bool) -> None:
    """Count articles and provisions, and check every quoted word against the texts if they are at hand.

    An article is executed (a machine can act on it), recorded (its words are shown to people) or not automatable.
    "asked" are the provisions some service asks for by name today. The texts are looked for in JIANDU_LAW_TEXTS,
    by default in ../shared/seeds.

    Exit code 1: a quotation does not stand in its article, an article has no status, or a file that ships is not a
    pack with its place among the others (its name, its version, its first day, its claim).
    """
    sources.law()
    found = [sources.chosen(name) for name in packs or sources.shipped()]
    folder = sources.texts_folder(texts)
    problems = list(_problems(found, folder)) if folder.is_dir() else None
    asked = sources.asked_by_services()
    tallies = [tally(pack, asked) for pack in found]
    if as_json:
        click.echo(json.dumps(_plain(found, tallies, problems, articles), ensure_ascii=False))
    else:
        _show(found, tallies, articles)
        _tell(problems, folder)
    if problems:
        sys.exit(1)


def _problems(packs: Iterable[Pack], folder: Path) -> Iterable[str]:
    for pack in packs:
        try:
            yield from uncovered(pack, folder)
            yield from misquoted(pack, folder)
        except Missing as missing:
            yield str(missing)


def _plain(
    packs: Sequence[Pack], tallies: Sequence[Tally], problems: list[str] | None, articles: bool
) -> dict[str, object]:
    rows = [asdict(each) for each in tallies]
    if articles:
        for row, pack in zip(rows, packs, strict=True):
            row["coverage"] = [asdict(covered) for covered in pack.coverage]
    checked = problems is not None
    return {"packs": rows, "total": asdict(total(tallies)), "texts_checked": checked, "problems": problems or []}


def _show(packs: Sequence[Pack], tallies: Sequence[Tally], articles: bool) -> None:
    counted = Table(title="条文覆盖 Coverage", title_justify="left", box=SIMPLE)
    counted.add_column("pack", no_wrap=True)
    for name in ("art.", "exec.", "rec.", "not a.", "prov.", "asked"):
        counted.add_column(name, justify="right", no_wrap=True)
    for row in (*tallies, total(tallies)):
        counts = (row.articles, row.executed, row.recorded, row.not_automatable, row.provisions, row.asked)
        counted.add_row(row.pack, *map(str, counts), style="bold" if row.pack == "total" else "")
    console = Console()
    console.print(counted)
    console.print("articles: executed, recorded, not automatable; provisions, and those a service asks for")
    for pack in packs if articles else ():
        columns = ("article", "status", "provisions", "reason")
        rows = ((row.article, row.status, "\n".join(row.provisions), _why(row)) for row in pack.coverage)
        console.print(table(columns, rows, title=f"{pack.ref} {pack.title}"))


def _why(row: Covered) -> str:
    return "; ".join(each for each in (row.reason, row.rest) if each)


def _tell(problems: list[str] | None, folder: Path) -> None:
    if problems is None:
        click.echo(f"The texts are not at hand ({folder}): quotations were not checked. Set {sources.TEXTS}.")
    elif problems:
        click.echo("\n".join(problems), err=True)
    else:
        click.echo("Every quotation and every list item stands in the article it cites.")
