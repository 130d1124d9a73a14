"""What a YAML text may be before anything is made of it: shallow, of a bounded size, with plain keys.

The reading of a text recurses and its aliases multiply, so one small text could end the process that reads it.
The bounds are checked on the stream of the parser's events, which neither recurses nor expands.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser where PyYAML was built with it
DEPTH = 30
VALUES = 200_000
LENGTH = 4_000_000
_NUMBER = 100
_DIGITS = re.compile(r"[-+.:_0-9a-fA-Fxo]*\Z")  # what YAML may take for a number, whose cost is quadratic


class OutOfBounds(Exception):  # noqa: N818 - reads as what it is
    """A text is larger, deeper or stranger than a file of law ever is; `line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass
class _Open:
    """A list or mapping that has begun. `before` is what stood before it, `height` the depth found in it."""

    anchor: str | None
    mapping: bool
    before: int
    height: int = 0
    key_next: bool = field(init=False)

    def __post_init__(self) -> None:
        self.key_next = self.mapping

    def turn(self) -> bool:
        """True if what begins now is a key; the next one is its value, and so on in turn."""
        key = self.key_next
        self.key_next = self.mapping and not key
        return key


def check(text: str) -> None:
    """Raises OutOfBounds, or yaml.YAMLError where the text is no YAML."""
    if len(text) > LENGTH:
        raise OutOfBounds(1, f"more than {LENGTH} characters")
    walk = _Walk()
    for event in yaml.parse(text, Loader=LOADER):
        problem = walk.problem(event)
        if problem:
            raise OutOfBounds(event.start_mark.line + 1 if event.start_mark else 1, problem)


class _Walk:
    """Counts values as they would be with every alias written out."""

    def __init__(self) -> None:
        self._open: list[_Open] = []
        self._sizes: dict[str, tuple[int, int] | None] = {}  # None while the anchor's own value lasts
        self._values = 0

    def problem(self, event: yaml.Event) -> str | None:
        """What is wrong with the next event, None if nothing is."""
        match event:
            case yaml.ScalarEvent():
                problem = self._scalar(event)
            case yaml.AliasEvent():
                problem = self._alias(str(event.anchor))
            case yaml.CollectionStartEvent():
                problem = self._begins(event)
            case yaml.CollectionEndEvent():
                self._ends()
                problem = None
            case _:
                return None
        return problem or (f"more than {VALUES} values" if self._values > VALUES else None)

    def _scalar(self, event: Any) -> str | None:
        key = bool(self._open) and self._open[-1].turn()
        self._values += 1
        if event.anchor is not None:
            self._sizes[event.anchor] = (1, 0)
        if event.tag is not None:
            return f"a tag ({event.tag}) has no place here"
        if key and event.implicit[0] and event.value == "<<":
            return "mappings are not merged here"
        if event.implicit[0] and len(event.value) > _NUMBER and _DIGITS.match(event.value):
            return "a number of this length has no place here"
        return None

    def _alias(self, anchor: str) -> str | None:
        if self._open and self._open[-1].turn():
            return "a key is a word, not a reference"
        if anchor not in self._sizes:
            return f"nothing is called &{anchor}"
        size = self._sizes[anchor]
        if size is None:
            return f"*{anchor} stands inside &{anchor} itself"
        self._values += size[0]
        return self._deep(size[1])

    def _begins(self, event: Any) -> str | None:
        if self._open and self._open[-1].turn():
            return "a key is a word, not a list or a mapping"
        if event.tag is not None:
            return f"a tag ({event.tag}) has no place here"
        if event.anchor is not None:
            self._sizes[event.anchor] = None
        self._open.append(_Open(event.anchor, isinstance(event, yaml.MappingStartEvent), self._values))
        self._values += 1
        return self._deep(0)

    def _ends(self) -> None:
        ended = self._open.pop()
        if ended.anchor is not None:
            self._sizes[ended.anchor] = (self._values - ended.before, ended.height + 1)
        if self._open:
            self._open[-1].height = max(self._open[-1].height, ended.height + 1)

    def _deep(self, more: int) -> str | None:
        if self._open:
            self._open[-1].height = max(self._open[-1].height, more)
        return f"nested more than {DEPTH} deep" if len(self._open) + more > DEPTH else None
