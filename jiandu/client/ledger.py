"""The services' own record of what was applied, as an auditor reads it."""

from collections.abc import Callable, Iterator
from typing import Any


def histories(ask: Callable[..., Any], service: str, kind: str) -> Iterator[dict[str, Any]]:
    """Every history of one kind of aggregate of a service, page by page: id, version, and what was applied.

    `ask` is an auditor's `Client.ask`, or something that asks it more than once. Raises what it raises.
    """
    asked: dict[str, Any] = {"aggregate": kind}
    while True:
        page = ask(f"{service}.ledger", **asked)
        yield from page["rows"]
        if page["next"] is None:
            return
        asked["after"] = page["next"]
