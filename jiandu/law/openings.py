"""Which measures the ladders of a text open on given facts, which they impose, and what bars them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from jiandu.domain import Citation
from jiandu.law.bodies import Item
from jiandu.law.condition import Facts, Finding, unless
from jiandu.law.judged import Bar, Ladder, Tier
from jiandu.law.pack import Pack


class Standing(StrEnum):
    """What the text says about imposing a measure."""

    MANDATORY = "mandatory"
    ONE_OF = "one_of"
    OPEN = "open"
    CLOSED = "closed"
    BARRED = "barred"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Undecided:
    """A rule that would apply or not, if the `missing` facts were known."""

    rule: str
    source: Citation
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Opening:
    """How a measure against a `subject` stands; `sources` are the articles that open, grade or bar it.

    `unless` are the ids of rules still undecided that would exempt from it: what is not barred stands only if they
    do not apply.
    """

    code: str
    words: str
    subject: str
    standing: Standing
    sources: tuple[Citation, ...]
    effect: str | None = None
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mercy:
    """What exempts for certain, and what may yet."""

    certain: tuple[Citation, ...]
    possible: tuple[str, ...]


def measures(pack: Pack, facts: Facts, mercy: Mercy) -> tuple[tuple[Opening, ...], tuple[Undecided, ...]]:
    """Every measure against the subject, or all where none is given, and what is undecided about them."""
    ladders = [each for each in pack.all(Ladder) if facts.get("subject", each.subject) == each.subject]
    graded = {(each.grades, item.code) for each in ladders for item in each.measures.items if each.grades}
    openings: list[Opening] = []
    undecided: list[Undecided] = []
    for ladder in ladders:
        found = unless(ladder.when, ladder.unless, facts)
        if found.holds is False:
            continue
        if found.holds is None:
            undecided.append(Undecided(ladder.name, ladder.source, found.missing))
        for item in ladder.measures.items:
            if (ladder.name, item.code) not in graded:
                opening, missing = _opening(pack, ladder, item, found, facts, mercy)
                openings.append(opening)
                if missing and found.holds:
                    undecided.append(Undecided(ladder.name, ladder.source, tuple(dict.fromkeys(missing))))
    return tuple(openings), tuple(dict.fromkeys(undecided))


def _opening(
    pack: Pack, ladder: Ladder, item: Item, found: Finding, facts: Facts, mercy: Mercy
) -> tuple[Opening, tuple[str, ...]]:
    """How one measure stands, and the facts that would decide it."""
    standing, sources, missing = _graded(ladder, item, found, facts)
    if standing is Standing.CLOSED:
        return Opening(item.code, item.words, ladder.subject, standing, sources, item.effect), ()
    bars = list(_barring(pack, item, facts))
    if bars:
        standing = Standing.BARRED if any(each.holds for _, each in bars) else Standing.UNDECIDED
        sources = (*sources, *(bar.source for bar, _ in bars))
        missing = (*missing, *(name for _, each in bars for name in each.missing))
    if mercy.certain and ladder.exemptible:
        standing, sources, missing = Standing.BARRED, (*sources, *mercy.certain), ()
    possible = mercy.possible if ladder.exemptible and standing is not Standing.BARRED else ()
    return Opening(item.code, item.words, ladder.subject, standing, sources, item.effect, possible), missing


def _graded(
    ladder: Ladder, item: Item, found: Finding, facts: Facts
) -> tuple[Standing, tuple[Citation, ...], tuple[str, ...]]:
    """How the ladder itself puts a measure, before any bar."""
    if found.holds is None:
        return Standing.UNDECIDED, (ladder.source,), found.missing
    tiers = [(tier, tier.when.of(facts)) for tier in ladder.tiers if item.code in tier.measures]
    if not tiers:
        return Standing.OPEN, (ladder.source,), ()
    for tier, reached in tiers:
        if reached.holds:
            return _imposed(tier), (ladder.source,), ()
    missing = tuple(name for _, reached in tiers for name in reached.missing)
    return (Standing.UNDECIDED if missing else Standing.CLOSED), (ladder.source,), missing


def _imposed(tier: Tier) -> Standing:
    if not tier.mandatory:
        return Standing.OPEN
    return Standing.ONE_OF if tier.choose_one else Standing.MANDATORY


def _barring(pack: Pack, item: Item, facts: Facts) -> Iterable[tuple[Bar, Finding]]:
    for bar in pack.all(Bar):
        if item.code in bar.blocks or item.kind in bar.blocks:
            found = unless(bar.when, bar.unless, facts)
            if found.holds is not False:
                yield bar, found
