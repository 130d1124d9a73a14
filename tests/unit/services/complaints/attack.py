"""Somebody who has an answer with small numbers withheld, and tries to work them out."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import reduce
from itertools import product

Path = tuple[object, ...]
Cell = tuple[Path, str]
Shown = Mapping[Path, Mapping[str, int | None]]
Vector = tuple[int, ...]


def parts(table: Iterable[Path]) -> dict[Path, list[Path]]:
    """The parts of each row that has any."""
    found: dict[Path, list[Path]] = {}
    for path in table:
        if path:
            found.setdefault(path[:-1], []).append(path)
    return found


def by_arithmetic(shown: Shown, sums: Iterable[tuple[str, str, str]]) -> set[Cell]:
    """What is withheld and follows from the totals, and from figures that are sums of others in their row."""
    equations = [
        {(parent, name): 1, **{(path, name): -1 for path in children}}
        for parent, children in parts(shown).items()
        for name in shown[parent]
    ]
    equations += [{(path, a): 1, (path, b): -1, (path, c): -1} for path in shown for a, b, c in sums]
    known = {(path, name) for path, row in shown.items() for name, value in row.items() if value is not None}
    unknown = [{cell: Fraction(n) for cell, n in row.items() if cell not in known} for row in equations]
    return {next(iter(row)) for row in _reduced(unknown) if len(row) == 1}


def _reduced(rows: list[dict[Cell, Fraction]]) -> Iterable[dict[Cell, Fraction]]:
    """The same equations, none of which holds the first unknown of another."""
    solved: dict[Cell, dict[Cell, Fraction]] = {}
    for given in rows:
        row = dict(given)
        for cell in list(row):
            if cell in solved:
                row = _without(row, cell, solved[cell])
        if not row:
            continue
        pivot = next(iter(row))
        row = {cell: n / row[pivot] for cell, n in row.items()}
        solved = {each: _without(other, pivot, row) for each, other in solved.items()}
        solved[pivot] = row
    return solved.values()


def _without(row: dict[Cell, Fraction], cell: Cell, by: dict[Cell, Fraction]) -> dict[Cell, Fraction]:
    factor = row.get(cell, Fraction(0))
    left = {each: row.get(each, Fraction(0)) - factor * by.get(each, Fraction(0)) for each in (*row, *by)}
    return {each: n for each, n in left.items() if n}


def by_trying(shown: Shown, worlds: Iterable[Mapping[str, int]]) -> set[Cell]:
    """What is withheld and has the same value in every world of which all that is shown is true.

    `worlds` are all figures that one of the smallest parts can have.
    """
    names = list(shown[()])
    children = parts(shown)
    smallest = {tuple(each[name] for name in names) for each in worlds}

    def fits(path: Path, figures: Vector) -> bool:
        return all(shown[path][name] in (None, got) for name, got in zip(names, figures, strict=True))

    within: dict[Path, set[Vector]] = {}
    for path in sorted(shown, key=len, reverse=True):
        found = _summed(within[child] for child in children[path]) if path in children else smallest
        within[path] = {figures for figures in found if fits(path, figures)}
    for parent in sorted(children, key=len):
        kept = {}
        for child in children[parent]:
            rest = _summed(within[other] for other in children[parent] if other != child)
            kept[child] = {one for one in within[child] if any(_sum(one, more) in within[parent] for more in rest)}
        within |= kept
    return {
        (path, name)
        for path, row in shown.items()
        for place, name in enumerate(names)
        if row[name] is None and len({figures[place] for figures in within[path]}) == 1
    }


def _summed(choices: Iterable[set[Vector]]) -> set[Vector]:
    nothing: set[Vector] = {()}
    return reduce(lambda some, others: {_sum(a, b) for a, b in product(some, others)}, choices, nothing)


def _sum(some: Vector, others: Vector) -> Vector:
    return tuple(a + b for a, b in zip(some, others, strict=True)) if some and others else some or others
