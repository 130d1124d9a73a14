"""What became of every article of every text, counted."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jiandu.law.format.kinds import KINDS
from jiandu.law.pack import Pack

_TYPES = {kind.makes: name for name, kind in KINDS.items()}


@dataclass(frozen=True)
class Tally:
    """Articles by their status and provisions by their type.

    `asked` are the provisions some service asks for, `today` the articles that hold one of them.
    """

    pack: str
    articles: int
    executed: int
    recorded: int
    not_automatable: int
    provisions: int
    asked: int
    today: int
    types: Mapping[str, int]


def tally(pack: Pack, asked: frozenset[str] = frozenset()) -> Tally:
    """The counts of one pack."""
    statuses = Counter(row.status for row in pack.coverage)
    types = Counter(_TYPES[type(provision)] for provision in pack.provisions.values())
    return Tally(
        pack=pack.ref,
        articles=len(pack.coverage),
        executed=statuses["executed"],
        recorded=statuses["recorded"],
        not_automatable=statuses["not_automatable"],
        provisions=len(pack.provisions),
        asked=len(asked & pack.provisions.keys()),
        today=sum(not asked.isdisjoint(row.provisions) for row in pack.coverage),
        types=dict(sorted(types.items())),
    )


def total(tallies: Iterable[Tally]) -> Tally:
    """The counts of all of them together."""
    each = list(tallies)
    types = sum((Counter(one.types) for one in each), Counter[str]())
    return Tally(
        pack="total",
        articles=sum(one.articles for one in each),
        executed=sum(one.executed for one in each),
        recorded=sum(one.recorded for one in each),
        not_automatable=sum(one.not_automatable for one in each),
        provisions=sum(one.provisions for one in each),
        asked=sum(one.asked for one in each),
        today=sum(one.today for one in each),
        types=dict(sorted(types.items())),
    )
