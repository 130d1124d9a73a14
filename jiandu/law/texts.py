"""The texts themselves, where they are at hand: split into articles, so that every quoted word can be found."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path

from jiandu.law.bodies import ActorCase, Item, ProcedureStep, Provision
from jiandu.law.format.reading import article_of
from jiandu.law.headings import article_sequence, headings
from jiandu.law.judged import Bearer, Excused, Tier
from jiandu.law.pack import Pack

_PAGE_MARK = re.compile(r"^\s*\d+/\d+\s*$", re.MULTILINE)
_BLANK = re.compile(r"[\s\u3000\u200b\ufeff]+")


class Missing(Exception):  # noqa: N818 - reads as what it is
    """The text, or a part of it, is not where the pack says."""


def bare(text: str) -> str:
    """The text without white space."""
    return _BLANK.sub("", text)


@cache
def simplified(text: str) -> str:
    """Traditional characters converted to simplified ones."""
    from opencc import OpenCC

    converted: str = OpenCC("tw2s").convert(text)
    return converted


def articles(pack: Pack, folder: Path) -> Mapping[str, str]:
    """Each article of the pack's text by the key of its coverage, without white space and page marks.

    Raises Missing where the file, the words between which the text stands, or an article is not there.
    """
    text = _whole(pack, folder)
    starts: list[tuple[str, int]] = []
    position = 0
    for row in pack.coverage:
        found = text.find(bare(row.marker or row.article), position)
        if found < 0:
            raise Missing(f"{pack.id}: {row.article} is not in the text after {starts[-1:] or 'its beginning'}")
        starts.append((row.article, found))
        position = found + 1
    ends = [start for _, start in starts[1:]] + [len(text)]
    return {article: text[start:end] for (article, start), end in zip(starts, ends, strict=True)}


def misquoted(pack: Pack, folder: Path) -> Iterator[str]:
    """One line for every quotation, and every list item, that does not stand in the article it cites."""
    texts = articles(pack, folder)
    for name, provision in pack.provisions.items():
        key = article_of(provision.source.article, list(texts))
        where = texts.get(key or "", "")
        for words in (provision.source.quote, *_printed(provision)):
            if bare(words) not in where:
                yield f"{pack.id}: {name}: {provision.source.article} does not say “{words}”"


def uncovered(pack: Pack, folder: Path) -> Iterator[str]:
    """One line for every heading of the text without a row of the coverage, and every row without its heading.

    A heading that only gathers others (二 where there are rows for 二(一) and 二(二)) needs no row of its own;
    articles the pack names as missing need none either. Raises Missing where the text is not there.
    """
    keys = [row.article for row in pack.coverage]
    printed, named = headings(_whole(pack, folder), keys, pack.missing)
    if not printed:
        yield f"{pack.id}: no heading was found in {pack.text.file}; nothing shows that its coverage is whole"
    for heading in dict.fromkeys(printed):
        if not any(key == heading or _gathers(heading, key) for key in keys):
            yield f"{pack.id}: {heading} has no status"
    for key in named:
        if printed and key not in printed:
            yield f"{pack.id}: {key} has a status, and its heading is not in its place in the text"


def _gathers(heading: str, key: str) -> bool:
    return key.startswith(heading) and not (heading[-1].isdigit() and key[len(heading)].isdigit())


def article_numbers(text: str) -> list[str]:
    """The articles 第一条, 第二条 … of a text, in their order, as far as one follows the other."""
    return list(article_sequence(bare(text)))


def _whole(pack: Pack, folder: Path) -> str:
    path = folder / pack.text.file
    if not path.is_file():
        raise Missing(f"{path} is not there")
    try:
        whole = bare(_PAGE_MARK.sub("", path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise Missing(f"{path} cannot be read as UTF-8 text: {error}") from error
    text = _between(pack, whole)
    return simplified(text) if pack.text.script == "traditional" else text


def _between(pack: Pack, whole: str) -> str:
    start = whole.find(bare(pack.text.begins)) if pack.text.begins else 0
    if start < 0:
        raise Missing(f"{pack.id}: the text does not begin with “{pack.text.begins}” anywhere in {pack.text.file}")
    end = whole.find(bare(pack.text.ends), start) if pack.text.ends else len(whole)
    if end < 0:
        raise Missing(f"{pack.id}: “{pack.text.ends}” does not follow in {pack.text.file}")
    return whole[start:end]


def _printed(value: object) -> Iterator[str]:
    """Every word of the text that a body repeats."""
    if isinstance(value, ActorCase | Bearer | Excused | Item | ProcedureStep | Tier):
        yield value.words
    elif isinstance(value, Provision):
        for one in fields(value):
            inner = getattr(value, one.name)
            if one.name in ("words", "authority_words"):
                yield inner
            elif one.name not in ("name", "source", "modality", "note"):
                yield from _printed(inner)
    elif isinstance(value, tuple):
        for each in value:
            yield from _printed(each)
