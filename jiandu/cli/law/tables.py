"""Tables of the law: however narrow the terminal, no word of a text is cut and none is read as markup."""

from collections.abc import Iterable
from typing import Any

from rich.table import Table
from rich.text import Text


def table(columns: Iterable[str], rows: Iterable[Iterable[str]], **options: Any) -> Table:
    """The rows under their columns; what does not fit goes on in the next line."""
    made = Table(title_justify="left", **options)
    for name in columns:
        made.add_column(name, overflow="fold")
    for row in rows:
        made.add_row(*map(Text, row))
    return made
