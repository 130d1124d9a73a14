"""A row as it stands in a file."""

from dataclasses import dataclass

from jiandu.roster.cells import Cell


@dataclass(frozen=True)
class Record:
    """One row: its number as a spreadsheet counts, the first of the file being 1, and its cells as they are.

    With a `fault` the cells are what could be read of it, good to be shown and not to be sent.
    """

    row: int
    cells: tuple[Cell, ...]
    fault: str | None = None
