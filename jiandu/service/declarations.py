"""What a service's class declares, and where the class is. Nothing here imports nameko."""

import importlib
from collections.abc import Iterator
from typing import Any, TypeVar

E = TypeVar("E")


def class_at(path: str) -> Any:
    """The service class at MODULE:CLASS."""
    module, _, name = path.partition(":")
    return getattr(importlib.import_module(module), name)


def entrypoints(service_class: Any, kind: type[E]) -> Iterator[tuple[str, E]]:
    """The entrypoints of one kind, with the names of their methods, in alphabetical order."""
    for name in sorted(dir(service_class)):
        for entrypoint in getattr(getattr(service_class, name), "nameko_entrypoints", ()):
            if isinstance(entrypoint, kind):
                yield name, entrypoint
