"""What a text makes of given facts: a fault or none, who answers for it, what weighs, what may be imposed.

Nothing is filled in. A rule whose facts are not all known is reported as undecided, with the facts that would
decide it; a matter the text does not speak of is reported as silent.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from jiandu.domain import Citation
from jiandu.law.bodies import Item, Modality, Provision
from jiandu.law.condition import Fact, Facts, Finding, unless
from jiandu.law.format.words import fact_book
from jiandu.law.judged import CircumstanceList, Criterion, Ladder, LiabilityRule
from jiandu.law.openings import Mercy, Opening, Undecided, measures
from jiandu.law.pack import Pack

FAULT = "fault.definition"
_EXEMPTS = {"exempt", "not_fault"}
_BINDING = (Modality.MUST, Modality.MUST_NOT)


@dataclass(frozen=True)
class Share:
    """Somebody bears a share, or is excused (`share` None)."""

    who: str
    share: str | None
    words: str
    rule: str
    source: Citation


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
    mercy = Mercy(_spared(criteria, weights), _sparing(pack, (*open_criteria, *open_weights)))
    openings, open_measures = measures(pack, facts, mercy)
    spoken = {
        "fault": any(rule.name.startswith("fault.") for rule in pack.all(Criterion)),
        "liability": bool(shares or open_shares),
        "circumstances": any(pack.all(CircumstanceList)),
        "measures": any(ladder.subject == facts.get("subject", ladder.subject) for ladder in pack.all(Ladder)),
    }
    return Judgment(
        criteria=criteria,
        shares=shares,
        weights=weights,
        measures=openings,
        undecided=(*open_criteria, *open_shares, *open_weights, *open_measures),
        silent=tuple(matter for matter, speaks in spoken.items() if not speaks),
    )


def _open(rule: Provision, found: Finding) -> Undecided:
    return Undecided(rule.name, rule.source, found.missing)


def _criteria(pack: Pack, facts: Facts) -> tuple[tuple[Met, ...], tuple[Undecided, ...]]:
    met, undecided = [], []
    for rule in pack.all(Criterion):
        found = unless(rule.when, rule.unless, facts)
        met.append(Met(rule.of, found.holds, rule.name, rule.source))
        if found.holds is None:
            undecided.append(_open(rule, found))
    return tuple(met), tuple(undecided)


def _shares(pack: Pack, facts: Facts) -> tuple[tuple[Share, ...], tuple[Undecided, ...]]:
    shares, undecided = [], []
    for rule in pack.all(LiabilityRule):
        found = unless(rule.when, rule.unless, facts)
        if found.holds is None:
            undecided.append(_open(rule, found))
        if found.holds:
            shares += [Share(each.who, each.share, each.words, rule.name, rule.source) for each in rule.bears]
            shares += [Share(each.who, None, each.words, rule.name, rule.source) for each in rule.excused]
    return tuple(shares), tuple(undecided)


def _weights(pack: Pack, facts: Facts) -> tuple[tuple[Weight, ...], tuple[Undecided, ...]]:
    weights, undecided = [], []
    for rule in pack.all(CircumstanceList):
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
