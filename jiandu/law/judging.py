"""What a text makes of given facts: a fault or none, who answers for it, what weighs, what may be imposed.

Nothing is filled in. A rule whose facts are not all known is reported as undecided, with the facts that would
decide it; a matter the text does not speak of is reported as silent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from jiandu.domain import Citation
from jiandu.law.bodies import Item, Modality, Provision
from jiandu.law.condition import Fact, Facts, Finding, unless
from jiandu.law.format.words import fact_book
from jiandu.law.judged import Bar, CircumstanceList, Criterion, Ladder, LiabilityRule, Tier
from jiandu.law.pack import P, Pack

FAULT = "fault.definition"
_EXEMPTS = {"exempt", "not_fault"}
_BINDING = (Modality.MUST, Modality.MUST_NOT)


class Standing(StrEnum):
    """What the text says about imposing a measure."""

    MANDATORY = "mandatory"
    ONE_OF = "one_of"
    OPEN = "open"
    CLOSED = "closed"
    BARRED = "barred"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Share:
    """Somebody bears a share, or is excused (`share` None)."""

    who: str
    share: str | None
    words: str
    rule: str
    source: Citation


@dataclass(frozen=True)
class Undecided:
    """A rule that would apply or not, if the `missing` facts were known."""

    rule: str
    source: Citation
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Weight:
    """A circumstance that is present, and what the text lets it do. `requires` has to follow."""

    code: str
    words: str
    effects: tuple[str, ...]
    modality: Modality
    requires: tuple[str, ...]
    rule: str
    source: Citation


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
class Met:
    """Whether what the text calls `of` is there; None where facts are missing."""

    of: str
    holds: bool | None
    rule: str
    source: Citation


@dataclass(frozen=True)
class Judgment:
    """Everything one text says about the facts.

    `silent` names the matters for which it has no rule here: no definition of a fault, no rule of liability that
    meets these facts, no circumstances, no measures against this subject.
    """

    criteria: tuple[Met, ...]
    shares: tuple[Share, ...]
    weights: tuple[Weight, ...]
    measures: tuple[Opening, ...]
    undecided: tuple[Undecided, ...]
    silent: tuple[str, ...]


def judge(pack: Pack, facts: Mapping[str, Fact]) -> Judgment:
    """What the text makes of the facts. Raises Refused INVALID_VALUE for a fact, or a value, that nobody knows."""
    fact_book().check(facts)
    shares, open_shares = _shares(pack, facts)
    weights, open_weights = _weights(pack, facts)
    criteria, open_criteria = _criteria(pack, facts)
    mercy = _Mercy(_spared(criteria, weights), _sparing(pack, (*open_criteria, *open_weights)))
    measures, open_measures = _measures(pack, facts, mercy)
    spoken = {
        "fault": any(rule.name.startswith("fault.") for rule in _of(pack, Criterion)),
        "liability": bool(shares or open_shares),
        "circumstances": _has(pack, CircumstanceList),
        "measures": any(ladder.subject == facts.get("subject", ladder.subject) for ladder in _of(pack, Ladder)),
    }
    return Judgment(
        criteria=criteria,
        shares=shares,
        weights=weights,
        measures=measures,
        undecided=(*open_criteria, *open_shares, *open_weights, *open_measures),
        silent=tuple(matter for matter, speaks in spoken.items() if not speaks),
    )


def _of(pack: Pack, kind: type[P]) -> Iterable[P]:
    return (each for each in pack.provisions.values() if isinstance(each, kind))


def _has(pack: Pack, kind: type[Provision]) -> bool:
    return any(True for _ in _of(pack, kind))


def _open(rule: Provision, found: Finding) -> Undecided:
    return Undecided(rule.name, rule.source, found.missing)


def _criteria(pack: Pack, facts: Facts) -> tuple[tuple[Met, ...], tuple[Undecided, ...]]:
    met, undecided = [], []
    for rule in _of(pack, Criterion):
        found = unless(rule.when, rule.unless, facts)
        met.append(Met(rule.of, found.holds, rule.name, rule.source))
        if found.holds is None:
            undecided.append(_open(rule, found))
    return tuple(met), tuple(undecided)


def _shares(pack: Pack, facts: Facts) -> tuple[tuple[Share, ...], tuple[Undecided, ...]]:
    shares, undecided = [], []
    for rule in _of(pack, LiabilityRule):
        found = unless(rule.when, rule.unless, facts)
        if found.holds is None:
            undecided.append(_open(rule, found))
        if found.holds:
            shares += [Share(each.who, each.share, each.words, rule.name, rule.source) for each in rule.bears]
            shares += [Share(each.who, None, each.words, rule.name, rule.source) for each in rule.excused]
    return tuple(shares), tuple(undecided)


def _weights(pack: Pack, facts: Facts) -> tuple[tuple[Weight, ...], tuple[Undecided, ...]]:
    weights, undecided = [], []
    for rule in _of(pack, CircumstanceList):
        for item in rule.items:
            found = _item(item, facts)
            if found.holds is None:
                undecided.append(_open(rule, found))
            elif found.holds:
                weight = (item.code, item.words, rule.effects, rule.modality, item.requires)
                weights.append(Weight(*weight, rule.name, rule.source))
    return tuple(weights), tuple(undecided)


def _item(item: Item, facts: Facts) -> Finding:
    return Finding(False) if item.when is None else unless(item.when, item.unless, facts)


def _spared(criteria: tuple[Met, ...], weights: tuple[Weight, ...]) -> tuple[Citation, ...]:
    """The articles under which nobody is pursued: no fault, or a circumstance that has to exempt."""
    faultless = [each.source for each in criteria if each.rule == FAULT and each.holds is False]
    exempting = [each.source for each in weights if each.modality in _BINDING and set(each.effects) <= _EXEMPTS]
    return (*faultless, *exempting)


def _sparing(pack: Pack, undecided: tuple[Undecided, ...]) -> tuple[str, ...]:
    """The undecided rules under which nobody might be pursued."""
    rules = [pack.provisions[name] for name in dict.fromkeys(each.rule for each in undecided)]
    return tuple(each.name for each in rules if each.name == FAULT or _exempts(each))


def _exempts(rule: Provision) -> bool:
    return isinstance(rule, CircumstanceList) and rule.modality in _BINDING and set(rule.effects) <= _EXEMPTS


@dataclass(frozen=True)
class _Mercy:
    """What exempts for certain, and what may yet."""

    certain: tuple[Citation, ...]
    possible: tuple[str, ...]


def _measures(pack: Pack, facts: Facts, mercy: _Mercy) -> tuple[tuple[Opening, ...], tuple[Undecided, ...]]:
    ladders = [each for each in _of(pack, Ladder) if facts.get("subject", each.subject) == each.subject]
    graded = {(each.grades, item.code) for each in ladders for item in each.measures.items if each.grades}
    openings: list[Opening] = []
    undecided: list[Undecided] = []
    for ladder in ladders:
        found = unless(ladder.when, ladder.unless, facts)
        if found.holds is False:
            continue
        if found.holds is None:
            undecided.append(_open(ladder, found))
        for item in ladder.measures.items:
            if (ladder.name, item.code) not in graded:
                opening, missing = _opening(pack, ladder, item, found, facts, mercy)
                openings.append(opening)
                if missing and found.holds:
                    undecided.append(Undecided(ladder.name, ladder.source, tuple(dict.fromkeys(missing))))
    return tuple(openings), tuple(dict.fromkeys(undecided))


def _opening(
    pack: Pack, ladder: Ladder, item: Item, found: Finding, facts: Facts, mercy: _Mercy
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
    for bar in _of(pack, Bar):
        if item.code in bar.blocks or item.kind in bar.blocks:
            found = unless(bar.when, bar.unless, facts)
            if found.holds is not False:
                yield bar, found
