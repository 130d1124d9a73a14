"""law show: a text as it is encoded, article by article."""

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from jiandu.cli.law import sources, versions, wording
from jiandu.law.bodies import Provision
from jiandu.law.format.words import vocabulary
from jiandu.law.pack import Covered, Pack

_MODALITY = {"must": "应当 must", "may": "可以 may", "should": "宜 should", "must_not": "不得 must not"}


@click.command()
@click.argument("pack", metavar="PACK|FILE")
@click.argument("article", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one object for a program.")
def show(pack: str, article: str | None, as_json: bool) -> None:
    """Read a pack, or one article of it: what it says, in whose words, and what is made of it.

    \b
    ./run law show weihai-2021
    ./run law show weihai-2021 第三十二条
    ./run law show weihai-2021 notice.objection
    """
    found = sources.chosen(pack)
    rows = [row for row in found.coverage if article is None or _asked(row, article, found)]
    if not rows:
        known = "、".join(row.article for row in found.coverage)
        raise click.ClickException(f"{found.ref} has no article or provision {article!r}; articles: {known}")
    if as_json:
        click.echo(json.dumps(_plain_pack(found, rows), ensure_ascii=False))
        return
    console = Console()
    if article is None:
        _head(console, found)
    for row in rows:
        _article(console, found, row)


def _asked(row: Covered, article: str, pack: Pack) -> bool:
    """True of the article itself, and of that in which a paragraph, an item or a provision stands."""
    inside = {pack.provisions[name].source.article for name in row.provisions}
    return article in {row.article, *row.provisions, *inside}


def _head(console: Console, pack: Pack) -> None:
    console.rule(f"[bold]{escape(pack.title)}[/]  {pack.ref}")
    scope = pack.scope
    facts = [
        ("制定机关 issuer", pack.issuer or "未印 not printed"),
        ("文号 number", pack.document_number or "无 none"),
        ("效力 status", pack.status),
        ("施行 in force", f"{pack.in_force_from or '未定 unknown'} – {pack.in_force_to or ''}"),
        ("其他版本 other versions", " ".join(versions.others(pack))),
        ("地区 regions", " ".join(scope.regions) or "未定 unknown"),
        ("领域 sectors", " ".join(scope.sectors) or "全部 all"),
        ("层级 levels", " ".join(scope.levels) or "全部 all"),
        ("事项 matters", " ".join(scope.matters)),
        ("上位法 upper law", " ".join(pack.upper) or "–"),
        ("缺失 missing", "; ".join(pack.missing)),
    ]
    for label, value in facts:
        if value:
            console.print(f"[dim]{label}:[/] {escape(value)}")
    for note in pack.notes:
        console.print(Padding(f"[dim]{escape(note)}[/]", (0, 0, 0, 2)))
    console.print()


def _article(console: Console, pack: Pack, row: Covered) -> None:
    why = f"  [dim]{escape('; '.join(each for each in (row.reason, row.rest) if each))}[/]"
    console.print(f"[bold]{row.article}[/]  {row.status}{why}")
    for name in row.provisions:
        _provision(console, pack.provisions[name])
    console.print()


def _provision(console: Console, provision: Provision) -> None:
    meaning = vocabulary()[provision.name].meaning
    title = f"[cyan]{provision.name}[/]  {meaning.zh} {meaning.en}  [yellow]{_MODALITY[provision.modality]}[/]"
    console.print(Padding(title, (0, 0, 0, 2)))
    console.print(Padding(escape(f"{provision.source.article}“{provision.source.quote}”"), (0, 0, 0, 4)))
    for line in wording.lines(provision):
        console.print(Padding(escape(line), (0, 0, 0, 4)))
    if provision.note:
        console.print(Padding(f"[dim]{escape(provision.note)}[/]", (0, 0, 0, 4)))


def _plain_pack(pack: Pack, rows: list[Covered]) -> dict[str, Any]:
    names = [name for row in rows for name in row.provisions]
    head = {field.name: getattr(pack, field.name) for field in fields(pack)}
    del head["provisions"], head["coverage"]
    shown = {
        "coverage": [plain(row) for row in rows],
        "provisions": {name: _typed(pack.provisions[name]) for name in names},
    }
    return {"ref": pack.ref, **{key: plain(value) for key, value in head.items()}, **shown}


def _typed(provision: Provision) -> dict[str, Any]:
    said: dict[str, Any] = plain(provision)
    return {"type": vocabulary()[provision.name].type, **said}


def plain(value: Any) -> Any:
    """A value of the law as JSON knows values."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    return {key: plain(each) for key, each in value.items()} if isinstance(value, dict) else value
