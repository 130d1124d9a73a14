"""From a file to a pack: what the format cannot see by itself is checked here, with file, line and path."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from jiandu.domain import Citation
from jiandu.law.bodies import Provision
from jiandu.law.format.kinds import KINDS, make
from jiandu.law.format.located import Located, MalformedFile, Path
from jiandu.law.format.schema import PackSchema
from jiandu.law.judged import Ladder
from jiandu.law.limits import ClockRule
from jiandu.law.numbers import contradictions
from jiandu.law.pack import Covered, Pack, Scope, SourceText

_EVALUATED = {kind.makes for kind in KINDS.values() if kind.evaluated}


def read_pack(source: Located) -> Pack:
    """The pack a file describes. Raises MalformedFile where the file is not in the format."""
    data: dict[str, Any] = source.load(PackSchema())
    ref = data["id"] if data["version"] == 1 else f"{data['id']}@{data['version']}"
    provisions = {entry["id"]: _provision(entry, ref, data["title"]) for entry in data["provisions"]}
    keys = [row["article"] for row in data["coverage"]]
    articles = {name: article_of(provision.source.article, keys) for name, provision in provisions.items()}
    problems = [
        *_homeless(data["provisions"], articles),
        *_empty(data["coverage"], articles, provisions),
        *_lost(data["provisions"], provisions),
    ]
    if problems:
        raise MalformedFile([source.problem(path, message) for path, message in problems])
    pack = _pack(data, provisions, articles)
    places: dict[str | None, Path] = {entry["id"]: ("provisions", n) for n, entry in enumerate(data["provisions"])}
    wrong = [source.problem(places.get(name, ("in_force",)), said) for name, said in contradictions(pack)]
    if wrong:
        raise MalformedFile(wrong)
    return pack


def article_of(article: str, keys: Sequence[str]) -> str | None:
    """The longest key of the coverage with which the article begins, None if there is none."""
    return max((key for key in keys if article.startswith(key)), key=len, default=None)


def _provision(entry: Mapping[str, Any], ref: str, title: str) -> Provision:
    common = {
        "name": entry["id"],
        "modality": entry["modality"],
        "source": Citation(ref, title, entry["article"], entry["quote"]),
        "note": entry.get("note"),
    }
    return make(entry["body"]["type"], entry["body"]["said"], common)


def _homeless(entries: Sequence[Mapping[str, Any]], articles: Mapping[str, str | None]) -> list[tuple[Path, str]]:
    return [
        (("provisions", number, "article"), f"{entry['article']} is no article of the coverage")
        for number, entry in enumerate(entries)
        if articles[entry["id"]] is None
    ]


def _empty(
    rows: Sequence[Mapping[str, Any]], articles: Mapping[str, str | None], provisions: Mapping[str, Provision]
) -> list[tuple[Path, str]]:
    problems: list[tuple[Path, str]] = []
    for number, row in enumerate(rows):
        here = [provisions[name] for name, article in articles.items() if article == row["article"]]
        if row["status"] == "executed" and not any(type(each) in _EVALUATED for each in here):
            problems.append((("coverage", number), "executed, yet no provision a machine can act on cites it"))
        if row["status"] == "recorded" and not here:
            problems.append((("coverage", number), "recorded, yet no provision shows its words"))
    return problems


def _lost(entries: Sequence[Mapping[str, Any]], provisions: Mapping[str, Provision]) -> list[tuple[Path, str]]:
    problems: list[tuple[Path, str]] = []
    for number, entry in enumerate(entries):
        rule = provisions[entry["id"]]
        if isinstance(rule, Ladder) and rule.grades is not None and rule.grades not in provisions:
            path = ("provisions", number, "body", "grades")
            problems.append((path, f"{rule.grades} is no provision of this pack"))
        if isinstance(rule, ClockRule) and rule.after is not None and rule.after not in provisions:
            problems.append(
                (("provisions", number, "body", "after"), f"{rule.after} is no provision of this pack")
            )
    return problems


def _pack(
    data: Mapping[str, Any], provisions: Mapping[str, Provision], articles: Mapping[str, str | None]
) -> Pack:
    force, scope = data["in_force"], data["scope"]
    first = force.get("first") or (date(force["year"] + 1, 1, 1) if "year" in force else None)
    return Pack(
        id=data["id"],
        version=data["version"],
        corrects=data.get("corrects"),
        title=data["title"],
        issuer=data["issuer"],
        document_number=data["document_number"],
        upper=tuple(data["upper"]),
        scope=Scope(**{key: tuple(scope[key]) for key in ("regions", "sectors", "levels", "matters")}),
        status=data["status"],
        in_force_from=first,
        in_force_to=force.get("last"),
        in_force_words=force["words"],
        day_blank="first" not in force,
        notes=tuple(data["notes"] + ([force["note"]] if "note" in force else [])),
        questions=tuple(data["questions"]),
        missing=tuple(data["missing"]),
        text=SourceText(**data["text"]),
        provisions=provisions,
        coverage=tuple(_covered(row, articles) for row in data["coverage"]),
    )


def _covered(row: Mapping[str, Any], articles: Mapping[str, str | None]) -> Covered:
    return Covered(
        article=row["article"],
        status=row["status"],
        reason=row.get("reason"),
        rest=row.get("rest"),
        marker=row.get("marker"),
        provisions=tuple(name for name, article in articles.items() if article == row["article"]),
    )
