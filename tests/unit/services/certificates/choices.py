"""What a random life does: each choice takes the next byte, and when none is left the life is over."""

from collections.abc import Callable, Sequence
from typing import Any


class OutOfChoices(Exception):  # noqa: N818 - a life that is over is no error
    """The life is over."""


class Choices:
    """What was chosen, by bytes."""

    def __init__(self, led_by: bytes) -> None:
        self._rest = iter(led_by)

    def __call__(self, several: Sequence[Any]) -> Any:
        """One of several."""
        for byte in self._rest:
            return several[byte % len(several)]
        raise OutOfChoices


Choose = Callable[[Sequence[Any]], Any]
