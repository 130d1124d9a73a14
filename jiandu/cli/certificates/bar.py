"""How far an import is, on the standard error, where that is a terminal."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

T = TypeVar("T")


class Bar:
    """A line for each thing that is under way."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._sending: TaskID | None = None

    def reading(self, rows: Iterable[T]) -> Iterator[T]:
        """The rows, counted as they pass; how many there will be is not known."""
        task = self._progress.add_task("读取 reading", total=None)
        for row in rows:
            yield row
            self._progress.advance(task)

    def sending(self, persons: int) -> None:
        """From now on persons are sent."""
        self._sending = self._progress.add_task("录入 sending", total=persons)

    def sent(self, persons: int) -> None:
        """So many more were answered."""
        if self._sending is not None:
            self._progress.advance(self._sending, persons)


@contextmanager
def bar() -> Iterator[Bar]:
    """Shown until the end of the block, and gone then."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield Bar(progress)
