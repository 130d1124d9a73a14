"""Small numbers are withheld, and with them whatever would give them away (docs/statistics.md).

The rows of a table form a tree: a row is the sum of the rows below it. What is withheld is chosen so that there is
always another set of complaints, with another number in that place, of which everything shown is true as well:
either a complaint lies in another of the rows withheld, or two complaints in different rows change their parts.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Path = tuple[Any, ...]
Counts = Mapping[str, int]
Table = Mapping[Path, Counts]


@dataclass(frozen=True)
class Column:
    """Figures withheld together, as one gives the other away.

    `less` and `more`: whether the first figure of a row could be one smaller, or one larger, with all others as
    they are.
    """

    figures: tuple[str, ...]
    less: Callable[[Counts], bool]
    more: Callable[[Counts], bool]


def withheld(table: Table, size: str, columns: Iterable[Column], threshold: int) -> dict[Path, frozenset[str]]:
    """Which figures of each row are not to be shown.

    A row is named by its path: () is the whole, (a,) a part of it, (a, b) a part of that. `size` is the figure
    that counts a row's complaints, `columns` are all others. A zero is shown, as nobody stands behind it, unless
    that would tell of others. The same table is always answered alike, so asking again tells no more.
    """
    tree = _Tree(table)
    rows = _small_rows(tree, {path: counts[size] for path, counts in table.items()}, threshold)
    found: dict[Path, set[str]] = {path: {size} if path in rows else set() for path in table}
    for column in columns:
        cells = rows if () in rows else _small_cells(tree, table, column, rows, threshold)
        for path in cells:
            found[path].update(column.figures)
        for parent, block in tree.blocks(rows):
            if parent not in cells:
                unknown = [name for name in column.figures if any(table[path][name] for path in block)]
                for path in tree.below(*block):
                    found[path].update(unknown)
    return {path: frozenset(figures) for path, figures in found.items()}


class _Tree:
    def __init__(self, table: Table) -> None:
        self.children: defaultdict[Path, list[Path]] = defaultdict(list)
        for path in sorted(table):
            if path:
                self.children[path[:-1]].append(path)
        self.parents = sorted(self.children, key=len)

    def below(self, *paths: Path) -> Iterator[Path]:
        """The rows and all that are parts of them."""
        waiting = list(paths)
        while waiting:
            path = waiting.pop()
            yield path
            waiting += self.children.get(path, ())

    def blocks(self, rows: set[Path]) -> Iterator[tuple[Path, list[Path]]]:
        """Each row that is shown, with those of its parts that are not."""
        for parent in self.parents:
            if parent not in rows and (block := [path for path in self.children[parent] if path in rows]):
                yield parent, block

    def reaching(self, leaves: Mapping[Path, bool]) -> dict[Path, bool]:
        """Of every row, whether it holds for one of its smallest parts."""
        found = dict(leaves)
        for parent in reversed(self.parents):
            found[parent] = any(found[path] for path in self.children[parent])
        return found


def _small_rows(tree: _Tree, size: Mapping[Path, int], threshold: int) -> set[Path]:
    """The rows of too few complaints, and beside them others: never one alone, nor too few in all.

    Every row that there is has a complaint. So one of the parts has to have two: of three complaints in three rows
    each has one.
    """
    small = {path for path, count in size.items() if 0 < count < threshold}
    spare = tree.reaching({path: size[path] > 1 for path in size if path not in tree.children})
    for parent in reversed(tree.parents):
        block = [path for path in tree.children[parent] if path in small]
        if parent in small or not block:
            continue
        rest = [path for path in tree.children[parent] if path not in small]
        rest.sort(key=lambda path: (spare[path], -size[path]))
        while rest and not (len(block) > 1 and _covered(block, size, threshold) and any(map(spare.get, block))):
            block.append(rest.pop())
        hides = block if len(block) > 1 and any(map(spare.get, block)) else [parent]
        small.update(tree.below(*hides))
    return small


def _covered(block: list[Path], size: Mapping[Path, int], threshold: int) -> bool:
    return sum(size[path] for path in block) >= threshold


def _small_cells(tree: _Tree, table: Table, column: Column, rows: set[Path], threshold: int) -> set[Path]:
    """The rows in which the column is withheld though the row is shown, with all that lies below them."""
    small = {
        path
        for path, counts in table.items()
        if path not in rows and any(0 < counts[name] < threshold for name in column.figures)
    }
    leaves = [path for path in table if path not in tree.children]
    less = tree.reaching({path: column.less(table[path]) for path in leaves})
    more = tree.reaching({path: column.more(table[path]) for path in leaves})
    weight = {path: sum(counts[name] for name in column.figures) for path, counts in table.items()}
    hidden = set(tree.below(*small))
    for parent in reversed(tree.parents):
        shown = [path for path in tree.children[parent] if path not in rows]
        units = [(less[path], more[path]) for path in shown if path in hidden]
        if parent in hidden or parent in rows or not units:
            continue
        block = [path for path in tree.children[parent] if path in rows]
        if all(any(table[path][name] for path in block) for name in column.figures):
            units.append((any(less[path] for path in block), any(more[path] for path in block)))
        rest = [path for path in shown if path not in hidden and weight[path]]
        rest.sort(key=lambda path: (less[path] and more[path], -weight[path]))
        while rest and not _exchange(units):
            path = rest.pop()
            hidden.update(tree.below(path))
            units.append((less[path], more[path]))
        if not _exchange(units):
            hidden.update(tree.below(parent))
    return hidden


def _exchange(units: list[tuple[bool, bool]]) -> bool:
    """Whether one of the units can be one smaller while another is one larger."""
    less = {place for place, unit in enumerate(units) if unit[0]}
    more = {place for place, unit in enumerate(units) if unit[1]}
    return bool(less and more) and len(less | more) > 1
