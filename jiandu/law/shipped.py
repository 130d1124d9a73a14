"""The packs that files make: each in the format, under its own name, and in its place among the others."""

from collections.abc import Iterable, Iterator, Mapping

from jiandu.domain import Refused
from jiandu.errors import to_wire
from jiandu.law.format.located import Located, MalformedFile, parse
from jiandu.law.format.reading import read_pack
from jiandu.law.pack import Pack
from jiandu.law.place import check_place


def read_packs(texts: Iterable[tuple[str, str]]) -> Mapping[str, Pack]:
    """The packs that files make, by ref; `texts` are their names and what they hold.

    Raises MalformedFile naming file, line and path where one of them is not in the format, is called otherwise
    than its ref, or could not be published beside the others.
    """
    problems: list[str] = []
    read: list[tuple[Located, Pack]] = []
    for name, text in texts:
        try:
            source = parse(name, text)
            read.append((source, read_pack(source)))
        except MalformedFile as wrong:
            problems += wrong.problems
    packs = by_ref(pack for _, pack in read)
    for source, pack in read if not problems else ():
        problems += _without_place(source, pack, packs)
    if problems:
        raise MalformedFile(problems)
    return packs


def by_ref(packs: Iterable[Pack]) -> Mapping[str, Pack]:
    """The packs by what matters keep of them."""
    return {pack.ref: pack for pack in packs}


def _without_place(source: Located, pack: Pack, packs: Mapping[str, Pack]) -> Iterator[str]:
    if source.name != f"{pack.ref}.yaml":
        yield source.problem(("id",), f"this is {pack.ref}, so its file is called {pack.ref}.yaml")
        return
    others = {ref: each for ref, each in packs.items() if each.id != pack.id or each.version < pack.version}
    try:
        check_place(pack, others)
    except Refused as refused:
        said = str(refused.detail.get("problems") or to_wire(refused)["message"]["en"])
        yield source.problem(tuple((refused.field or "").split(".")), said)
