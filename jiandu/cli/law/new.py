"""law new: a scaffold for a regulation that is to be encoded."""

import json
import re
from pathlib import Path

import click

from jiandu.cli.law import sources
from jiandu.law.texts import article_numbers

_UNREAD = "status: not_automatable, reason: not read yet"
_SCAFFOLD = """\
id: {id}
version: 1
title: {title}
issuer: null            # who made it, as printed
document_number: null   # as printed, or null
upper: []               # packs of the higher law it stands under
scope:
  regions: []           # GB/T 2260 codes; 000000 is the whole country
  sectors: []           # none: all
  levels: []            # none: all
  matters: [supervision]
in_force: {{words: null}} # from: 2026-01-01, and the words that say so
status: undated         # in_force once the first day is known; an undated text never governs
text:
  file: {file}
notes: []
questions: []           # what a lawyer should answer
provisions:
  # One rule of the text. The ids and their types are those of jiandu/law/vocabulary.yaml;
  # what each type holds is told in docs/law.md. Begin with what has a number in it.
  - id: purpose
    article: {first}
    quote: {quote}
    modality: must
    body: {{type: statement}}
coverage:
  # executed (a machine can act on it), recorded (shown to people) or not_automatable, with the reason.
{rows}
"""


@click.command()
@click.argument("pack_id", metavar="PACK-ID")
@click.option("--title", default="…", help="The title of the text.")
@click.option("--text", type=click.Path(path_type=Path), help="The text, to list its articles (第N条).")
@click.option("--out", type=click.Path(path_type=Path), help="Where to write it; by default PACK-ID.yaml here.")
@click.option("--json", "as_json", is_flag=True, help="Print one object for a program.")
def new(pack_id: str, title: str, text: Path | None, out: Path | None, as_json: bool) -> None:
    """Begin a pack: a file in the format, with one row of coverage for each article of the text.

    \b
    ./run law new nanning-2026 --title 南宁市行政执法监督办法 --text nanning.txt
    ./run law coverage nanning-2026.yaml --texts .
    """
    if not re.fullmatch(r"[a-z0-9-]+", pack_id):
        raise click.BadParameter("lower-case letters, digits and - only", param_hint="PACK-ID")
    path = out or Path(f"{pack_id}.yaml")
    if path.exists():
        raise click.ClickException(f"{path} is there already")
    words = _read(text) if text else ""
    articles = article_numbers(words) or ["第一条"]
    rows = "\n".join(f"  - {{article: {each}, {_UNREAD}}}" for each in articles)
    quote = _opening(words, articles[0]) or "…"
    quoted = {"id": pack_id, "title": title, "file": text.name if text else "…", "quote": quote}
    given = {name: json.dumps(said, ensure_ascii=False) for name, said in quoted.items()}
    made = _SCAFFOLD.format(**given, first=articles[0], rows=rows)
    sources.pack_of(path, made)
    try:
        path.write_text(made, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror}") from error
    if as_json:
        click.echo(json.dumps({"file": str(path), "id": pack_id, "articles": articles}, ensure_ascii=False))
        return
    click.echo(f"{path}: {len(articles)} articles to read. Next: ./run law coverage {path} --articles")


def _read(text: Path) -> str:
    try:
        return text.read_text(encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{text}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{text}: not UTF-8 text") from error


def _opening(words: str, article: str) -> str:
    found = re.search(re.escape(article) + r"\s*([^\s,。:;“”\"]{2,20})", words)
    return found.group(1) if found else ""
