"""How a story is told: lines for people, facts for the summary."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Told:
    """What one story showed. `facts` goes into the summary as it is."""

    title: str
    say: Callable[[str], None]
    facts: dict[str, Any] = field(default_factory=dict)

    def line(self, text: str) -> None:
        """Tell one thing that happened."""
        self.say(f"  {text}")
