"""Statistics 统计 of complaints: how many, and what became of them, by agency, region, ground and so on."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import ceil

from jiandu.domain import Refused
from jiandu.domain.message import significant
from services.complaints.domain.counted import DIMENSIONS, Counted, Path, divisions
from services.complaints.domain.suppression import Column, Counts, withheld

RECEIVED = "received"

_QUANTILES = {"median_days": Fraction("1/2"), "p90_days": Fraction("9/10")}
_SHARES = {"timely_share": ("timely", "untimely"), "satisfied_share": ("satisfied", "dissatisfied")}

Value = str | int | float | bool | None


@dataclass(frozen=True, kw_only=True)
class Question:
    """Of the complaints of a region that came in from `since` to `until`, both days included: how many, by what?

    `by` are one or more of DIMENSIONS, the wider first: each splits the rows of the one before it.
    """

    region: str
    since: date
    until: date
    by: tuple[str, ...]
    threshold: int


@dataclass(frozen=True, kw_only=True)
class Table:
    """An answer that can be shown: numbers below `threshold`, and what would give them away, are None.

    The first row is the whole. A row names the values of its dimensions, None where it is the sum of them.
    `suppressed` is how many numbers were withheld. The rows of agencies may sum up to more than the whole: a
    complaint about several agencies counts once under each of them, and once in the whole. `own` marks, under a
    division with others below it, what was laid with that division itself.
    """

    by: tuple[str, ...]
    threshold: int
    suppressed: int
    rows: tuple[dict[str, Value], ...]


_FLAGS: dict[str, Callable[[Counted], bool]] = {
    RECEIVED: lambda _: True,
    "concluded": lambda each: each.concluded_on is not None,
    "open": lambda each: each.concluded_on is None,
    "overdue": lambda each: bool(each.overdue),
    "timely": lambda each: each.timely is True,
    "untimely": lambda each: each.timely is False,
    "replied": lambda each: each.replied_on is not None,
    "repeats": lambda each: each.repeat,
    "satisfied": lambda each: each.satisfied is True,
    "dissatisfied": lambda each: each.satisfied is False,
    "disputed": lambda each: each.disputed,
}
UNANSWERED = "unanswered"
FIGURES = (*_FLAGS, UNANSWERED)


def _unjudged(counts: Counts) -> bool:
    return counts["timely"] + counts["untimely"] < counts[RECEIVED]


def _silent(counts: Counts) -> bool:
    return counts["satisfied"] + counts["dissatisfied"] < counts["replied"]


# What can be told from one another is withheld together. Nobody is asked before there is a reply.
_COLUMNS = (
    Column(("concluded", "open"), lambda counts: counts["concluded"] > 0, lambda counts: counts["open"] > 0),
    Column(
        ("untimely", "overdue"),
        lambda counts: counts["untimely"] > 0 and counts["overdue"] > 0,
        lambda counts: _unjudged(counts) and counts["overdue"] < counts[RECEIVED],
    ),
    Column(("timely",), lambda counts: counts["timely"] > 0, _unjudged),
    Column(("replied",), _silent, lambda counts: counts["replied"] < counts[RECEIVED]),
    Column(("satisfied",), lambda counts: counts["satisfied"] > 0, _silent),
    Column(("dissatisfied",), lambda counts: counts["dissatisfied"] > 0, _silent),
    Column(
        ("repeats",), lambda counts: counts["repeats"] > 0, lambda counts: counts["repeats"] < counts[RECEIVED]
    ),
    Column(
        ("disputed",), lambda counts: counts["disputed"] > 0, lambda counts: counts["disputed"] < counts[RECEIVED]
    ),
    Column((UNANSWERED,), lambda counts: counts[UNANSWERED] > 0, lambda _: True),
)


class _Tally:
    def __init__(self) -> None:
        self.counts = dict.fromkeys(FIGURES, 0)
        self.days: Counter[int] = Counter()


def statistics(complaints: Iterable[Counted], question: Question) -> Table:
    """The answer, with small numbers withheld. Raises Refused INVALID_VALUE where the question makes no sense."""
    check(question)
    tallies = _tallies(_asked(complaints, question), question)
    counts = {path: tally.counts for path, tally in tallies.items()}
    hidden = withheld(counts, RECEIVED, _COLUMNS, question.threshold)
    rows = [_row(path, tallies[path], hidden[path], question) for path in sorted(tallies)]
    suppressed = sum(len(figures) for figures in hidden.values())
    return Table(by=question.by, threshold=question.threshold, suppressed=suppressed, rows=tuple(rows))


def check(question: Question) -> None:
    """Raise Refused INVALID_VALUE where the period is none, or what to count by is unknown or said twice."""
    if question.since > question.until:
        raise Refused("INVALID_VALUE", field="until")
    if len(set(question.by)) != len(question.by) or not set(question.by) <= set(DIMENSIONS):
        raise Refused("INVALID_VALUE", field="by")


def _asked(complaints: Iterable[Counted], question: Question) -> list[Counted]:
    within = significant(question.region)
    return [
        each
        for each in complaints
        if question.since <= each.submitted_on <= question.until and each.region.startswith(within)
    ]


def _tallies(complaints: list[Counted], question: Question) -> dict[Path, _Tally]:
    """One tally for the whole and for each part, however many levels it lies above what is counted there."""
    found_at = divisions({each.region for each in complaints}, question.region)
    found: dict[Path, _Tally] = {(): _Tally()}
    for each in complaints:
        leaves: list[Path] = [()]
        for dimension in question.by:
            steps = [found_at[each.region]] if dimension == "region" else DIMENSIONS[dimension](each)
            leaves = [path + step for path in leaves for step in steps]
        figures = [name for name, holds in _FLAGS.items() if holds(each)]
        days = None if each.concluded_on is None else (each.concluded_on - each.submitted_on).days
        for path in {leaf[:length] for leaf in leaves for length in range(len(leaf) + 1)}:
            tally = found.get(path)
            if tally is None:
                tally = found[path] = _Tally()
            for name in figures:
                tally.counts[name] += 1
            tally.counts[UNANSWERED] += _unanswered(each, path)
            if days is not None:
                tally.days[days] += 1
    return found


def _unanswered(complaint: Counted, path: Path) -> int:
    for key in path:
        if key.dimension == "agency":
            return int(key.value in complaint.unanswered)
    return len(complaint.unanswered)


def _row(path: Path, tally: _Tally, hidden: frozenset[str], question: Question) -> dict[str, Value]:
    row: dict[str, Value] = dict.fromkeys(question.by)
    row.update({key.dimension: key.value for key in path})
    row["own"] = any(key.own for key in path)
    row.update({name: None if name in hidden else count for name, count in tally.counts.items()})
    for name, (part, rest) in _SHARES.items():
        judged = tally.counts[part] + tally.counts[rest]
        row[name] = None if judged == 0 or {part, rest} & hidden else tally.counts[part] / judged
    for name, share in _QUANTILES.items():
        known = "concluded" not in hidden
        row[name] = quantile(tally.days, share, question.threshold) if known else None
    return row


def together(tables: tuple[Table, ...]) -> tuple[Table, ...]:
    """Tables of the same complaints that are shown side by side.

    A figure of the whole that one of them withholds would be told by another: it is withheld in all.
    """
    gone = {name for table in tables for name in FIGURES if table.rows[0][name] is None}
    gone |= {share for share, parts in _SHARES.items() if gone & set(parts)}
    gone |= set(_QUANTILES) if "concluded" in gone else set()
    return tuple(_without(table, gone) for table in tables)


def _without(table: Table, gone: set[str]) -> Table:
    rows = tuple({name: None if name in gone else value for name, value in row.items()} for row in table.rows)
    suppressed = sum(row[name] is None for row in rows for name in FIGURES)
    return replace(table, rows=rows, suppressed=suppressed)


def quantile(days: Counter[int], share: Fraction, threshold: int) -> int | None:
    """The least number of days within which this share was done; None unless enough lie on both sides of it.

    With fewer than `threshold` at or below it, or at or above it, the number would be one of a few complaints.
    """
    total = days.total()
    rank = ceil(share * total)
    if rank < threshold or total - rank + 1 < threshold:
        return None
    reached = 0
    for number in sorted(days):
        reached += days[number]
        if reached >= rank:
            break
    return number
