"""law judge: what a text makes of given facts."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console

from jiandu.cli.law import sources
from jiandu.cli.law.show import plain
from jiandu.cli.law.tables import table
from jiandu.domain import Refused
from jiandu.law.condition import Fact
from jiandu.law.format.located import MalformedFile, parse
from jiandu.law.format.words import FactKind, fact_book
from jiandu.law.judging import Judgment, judge
from jiandu.law.openings import Standing

_SILENT = "原文未作规定 the text is silent"


@click.command("judge")
@click.argument("pack", metavar="PACK|FILE", required=False)
@click.argument("facts", nargs=-1, metavar="[FACT=VALUE]...")
@click.option("--facts", "file", type=click.Path(path_type=Path), help="A YAML file of facts.")
@click.option("--list", "listing", is_flag=True, help="List the facts that can be given, and end.")
@click.option("--json", "as_json", is_flag=True, help="Print one object for a program.")
def command(pack: str | None, facts: tuple[str, ...], file: Path | None, listing: bool, as_json: bool) -> None:
    """Who answers, what weighs, and which measures are open, each with its article.

    Facts that are not given stay unknown: rules that turn on them are listed as undecided, with what is missing.

    \b
    ./run law judge tongzhou-accountability-2008 subject=person review=done handler_concealed=true
    """
    if listing:
        _list(as_json)
        return
    if pack is None:
        raise click.UsageError("which pack? ./run law coverage lists them; --list lists the facts")
    given = {**_from_file(file), **dict(_pair(each) for each in facts)}
    found = sources.chosen(pack)
    try:
        judgment = judge(found, given)
    except Refused as refused:
        name = refused.field
        kind = fact_book().facts.get(str(name))
        if kind is None:
            raise click.ClickException(f"no fact is called {name}; --list lists them") from refused
        allowed = " | ".join(kind.values) or ("a whole number" if kind.number else "true | false")
        raise click.ClickException(f"{name} is {allowed}, not {refused.detail['value']}") from refused
    if as_json:
        click.echo(json.dumps(plain(judgment), ensure_ascii=False))
    else:
        _show(judgment)


def _from_file(file: Path | None) -> dict[str, Fact]:
    if file is None:
        return {}
    try:
        given = parse(file.name, file.read_text(encoding="utf-8")).data
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file}: {error}") from error
    except MalformedFile as wrong:
        raise click.ClickException("\n".join(wrong.problems)) from wrong
    if not isinstance(given, dict):
        raise click.ClickException(f"{file}: expected a mapping of facts")
    return given


def _pair(text: str) -> tuple[str, Fact]:
    name, equals, value = text.partition("=")
    if not equals:
        raise click.UsageError(f"{text}: expected FACT=VALUE")
    if value in ("true", "false"):
        return name, value == "true"
    return name, int(value) if re.fullmatch(r"-?[0-9]{1,18}", value) else value


def _list(as_json: bool) -> None:
    facts = fact_book().facts
    if as_json:
        click.echo(json.dumps(plain(dict(facts)), ensure_ascii=False))
        return
    rows = ((name, kind.meaning.zh, kind.meaning.en, _values(kind)) for name, kind in facts.items())
    Console().print(table(("fact", "事实", "meaning", "values"), rows))


def _values(kind: FactKind) -> str:
    return " | ".join(kind.values) or ("number" if kind.number else "true | false")


def _show(judgment: Judgment) -> None:
    console = Console()
    for met in judgment.criteria:
        holds = {True: "是 yes", False: "否 no", None: "待定 undecided"}[met.holds]
        console.print(f"{met.of}: {holds}  {met.source.article}")
    _table(
        console,
        "责任 Liability",
        "liability" in judgment.silent,
        ("who", "share", "words", "article"),
        [(each.who, each.share or "不承担 excused", each.words, each.source.article) for each in judgment.shares],
    )
    weights = [
        (each.code, each.modality, "/".join(each.effects), each.words, each.source.article)
        for each in judgment.weights
    ]
    columns = ("circumstance", "modality", "effect", "words", "article")
    _table(console, "情节 Circumstances", "circumstances" in judgment.silent, columns, weights)
    measures = [
        (
            each.words,
            each.standing,
            each.effect or "",
            "、".join(dict.fromkeys(one.article for one in each.sources)),
        )
        for each in judgment.measures
        if each.standing is not Standing.CLOSED
    ]
    if unless := dict.fromkeys(rule for each in judgment.measures for rule in each.unless):
        console.print(f"以下处理以不构成 {'、'.join(unless)} 的免责情形为前提,尚待认定")
        console.print(f"The measures stand only if {', '.join(unless)} (undecided) does not exempt from them.")
    graded = ("measure", "standing", "effect", "article")
    _table(console, "处理 Measures", "measures" in judgment.silent, graded, measures)
    undecided = [(each.rule, each.source.article, ", ".join(each.missing)) for each in judgment.undecided]
    if undecided:
        _table(console, "待定 Undecided", False, ("rule", "article", "missing facts"), undecided)


def _table(
    console: Console, title: str, silent: bool, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]
) -> None:
    if not rows:
        console.print(f"{title}: {_SILENT if silent else '无 none on these facts'}")
        return
    console.print(table(columns, rows, title=title))
