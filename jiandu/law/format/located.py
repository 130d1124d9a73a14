"""YAML that remembers on which line every value stands, so that a mistake can be shown where it was made."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from marshmallow import Schema, ValidationError
from yaml.constructor import SafeConstructor

from jiandu.law.format.bounds import LOADER, OutOfBounds, check

_NO_MAPPING = "expected a mapping"
_SAID_BETTER = {"Invalid input type.": _NO_MAPPING}
Path = tuple[str | int, ...]


class MalformedFile(Exception):  # noqa: N818 - reads as what it is
    """A pack or calendar file does not say what its format asks; `problems` are "file:line: path: message"."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Located:
    """Parsed values with the line of each path; lines count from 1."""

    name: str
    data: Any
    lines: Mapping[Path, int]

    def problem(self, path: Path, message: str) -> str:
        """The message with file, line and path; the nearest parent's line where the path is absent."""
        known = path
        while known and known not in self.lines:
            known = known[:-1]
        shown = ".".join(str(part) for part in path) or "(file)"
        return f"{self.name}:{self.lines.get(known, 1)}: {shown}: {message}"

    def load(self, schema: Schema) -> Any:
        """What `schema` makes of the data. Raises MalformedFile naming every problem at once."""
        if not isinstance(self.data, Mapping):
            raise MalformedFile([self.problem((), _NO_MAPPING)])
        try:
            return schema.load(self.data)
        except ValidationError as invalid:
            found = [self.problem(path, text) for path, text in _flatten(invalid.messages)]
            raise MalformedFile(found) from invalid


def parse(name: str, text: str) -> Located:
    """Parse `text` of the file called `name`.

    Raises MalformedFile for bad YAML, for YAML out of bounds (see `bounds`), for a value such as the date
    2026-02-30, and for a key given twice.
    """
    lines: dict[Path, int] = {}
    try:
        check(text)
        node, data = _read(text)
    except OutOfBounds as wrong:
        raise MalformedFile([f"{name}:{wrong.line}: (file): {wrong.message}"]) from wrong
    except UnicodeEncodeError as broken:
        line = text.count("\n", 0, broken.start) + 1
        raise MalformedFile([f"{name}:{line}: (file): not readable as text"]) from broken
    except yaml.YAMLError as broken:
        mark = getattr(broken, "problem_mark", None)
        problem = getattr(broken, "problem", None) or "not readable as text"
        raise MalformedFile([f"{name}:{mark.line + 1 if mark else 1}: (file): {problem}"]) from broken
    problems = list(_index(node, (), lines)) if node is not None else []
    located = Located(name, data, lines)
    if problems:
        raise MalformedFile([located.problem(path, "given twice") for path in problems])
    return located


def _read(text: str) -> tuple[yaml.Node | None, Any]:
    loader = LOADER(text)
    try:
        node = loader.get_single_node()
        return node, None if node is None else _constructed(loader, node)
    finally:
        loader.dispose()


def _constructed(loader: Any, node: yaml.Node) -> Any:
    try:
        return loader.construct_document(node)
    except ValueError:
        for scalar in _scalars(node):
            try:
                SafeConstructor().construct_object(scalar)
            except ValueError as wrong:
                line = scalar.start_mark.line + 1
                raise OutOfBounds(line, f"{scalar.value} is no value: {wrong}") from wrong
        raise


def _scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _scalars(key)
            yield from _scalars(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _scalars(value)
    elif isinstance(node, yaml.ScalarNode):
        yield node


def _index(node: yaml.Node, path: Path, lines: dict[Path, int]) -> Sequence[Path]:
    lines[path] = node.start_mark.line + 1
    twice: list[Path] = []
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            inner = (*path, str(key.value))
            if key.value in seen:
                twice.append(inner)
            seen.add(key.value)
            twice += _index(value, inner, lines)
            lines[inner] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            twice += _index(value, (*path, position), lines)
    return twice


def _flatten(messages: Any, path: Path = ()) -> list[tuple[Path, str]]:
    if isinstance(messages, Mapping):
        found: list[tuple[Path, str]] = []
        for key, inner in messages.items():
            found += _flatten(inner, path if key == "_schema" else (*path, key))
        return found
    if isinstance(messages, list):
        return [flat for inner in messages for flat in _flatten(inner, path)]
    return [(path, _SAID_BETTER.get(str(messages), str(messages)))]
