"""Domain values to plain JSON values and back, so that a state or an event can be stored, hashed and sent."""

from datetime import date, datetime
from typing import Any, TypeVar

import cattrs
from cattrs.strategies import configure_union_passthrough

T = TypeVar("T")

_converter = cattrs.Converter(forbid_extra_keys=False)
_converter.register_unstructure_hook(datetime, lambda value: value.isoformat())
_converter.register_structure_hook(datetime, lambda value, _: datetime.fromisoformat(value))
_converter.register_unstructure_hook(date, lambda value: value.isoformat())
_converter.register_structure_hook(date, lambda value, _: date.fromisoformat(value))
_converter.register_unstructure_hook(frozenset, lambda value: sorted(map(_converter.unstructure, value)))
_converter.register_unstructure_hook(tuple, lambda value: [_converter.unstructure(v) for v in value])
configure_union_passthrough(str | int | float | bool | None, _converter)


def to_plain(value: Any) -> Any:
    """`value` as dicts, lists, strings, numbers, booleans and None; times as ISO 8601 with their offset."""
    return _converter.unstructure(value)


def from_plain(plain: Any, kind: type[T]) -> T:
    """The value of dataclass `kind` that `plain` was made from.

    Fields added to the class since then take their defaults; fields removed since then are ignored.
    Raises cattrs.BaseValidationError if a required field is missing or of another shape.
    """
    return _converter.structure(plain, kind)
