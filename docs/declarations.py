"""What the services declare, for the parts that are generated from it."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

from marshmallow import Schema, fields, validate

from jiandu.bus.fields import GREATEST
from jiandu.domain import Procedure
from jiandu.service.base import Service
from jiandu.service.declarations import entrypoints

IDENTIFIER_LENGTH = 100  # of every id; not worth repeating


def own(service_class: Any, kind: type[Any]) -> Iterator[tuple[str, Any]]:
    """The entrypoints of one kind that not every service has."""
    return ((name, each) for name, each in entrypoints(service_class, kind) if not hasattr(Service, name))


def says(described: Any) -> str:
    """The first line of a docstring."""
    return (described.__doc__ or "").strip().partition("\n")[0]


def fields_of(schema: type[Schema], *, parts: bool = False, limits: bool = True) -> str:
    """The fields of a schema, those that must be given in bold; on request what objects consist of, in braces."""
    return _listed(schema(), parts, limits) or "–"


def _listed(schema: Schema, parts: bool, limits: bool) -> str:
    told = []
    for name, taken in schema.fields.items():
        key = taken.data_key or name
        inner = _parts(taken, limits) if parts else ""
        told.append((f"**{key}**" if taken.required else key) + inner + (_limits(taken) if limits else ""))
    return ", ".join(told)


def _parts(taken: Any, limits: bool) -> str:
    """The fields of an object, or of each object of a list; nothing for any other value."""
    if isinstance(taken, fields.List):
        each = _parts(taken.inner, limits).strip()
        return each and f" [{each}]"
    return f" {{{_listed(taken.schema, True, limits)}}}" if isinstance(taken, fields.Nested) else ""


def _limits(taken: Any) -> str:
    """What a value may be, where the schema says so: its words, its greatest number or length."""
    for check in taken.validators:
        if isinstance(check, validate.OneOf):
            return f" ({', '.join(map(str, check.choices))})"
        if isinstance(check, validate.Range) and check.max is not None and check.max < GREATEST:
            return f" (≤ {check.max})"
        if isinstance(check, validate.Length) and check.max is not None and check.max != IDENTIFIER_LENGTH:
            return f" (≤ {check.max})"
    return ""


def procedures_of(service: str) -> list[Procedure]:
    """The tables of a service's domain, each once."""
    domain = importlib.import_module(f"services.{service}.domain")
    names = sorted(module.name for module in pkgutil.iter_modules(domain.__path__))
    found: dict[str, Procedure] = {}
    for name in names:
        for value in vars(importlib.import_module(f"{domain.__name__}.{name}")).values():
            inner = value.values() if isinstance(value, dict) else (value,)
            found.update({each.name: each for each in inner if isinstance(each, Procedure)})
    return list(found.values())
