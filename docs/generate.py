"""What the code knows of itself, for the pages: methods, events, error codes, state machines, packs.

Only the text between a pair of `<!-- generated: NAME -->` and `<!-- end -->` lines is ever written; a part of one
service's page is called `NAME of SERVICE`. `./run generate` writes them, a test compares.
"""

import re
from collections.abc import Callable
from pathlib import Path

from docs.acts import acts
from docs.machines import procedures
from docs.regulations import bodies, measures, packs, provisions
from docs.wire import errors, events, events_of, methods, methods_of, roles

ROOT = Path(__file__).parents[1]
_PART = re.compile(r"^(<!-- generated: (\w+)(?: of (\w+))? -->\n).*?(<!-- end -->)", re.DOTALL | re.MULTILINE)

PARTS: dict[str, Callable[[], str]] = {
    "methods": methods,
    "events": events,
    "errors": errors,
    "bodies": bodies,
    "roles": roles,
    "measures": measures,
    "packs": packs,
    "provisions": provisions,
    "procedures": procedures,
    "acts": acts,
}
SERVICE_PARTS: dict[str, Callable[[str], str]] = {"methods": methods_of, "events": events_of}


def written(text: str) -> str:
    """`text` with every generated part made anew. Raises KeyError for a part nobody knows."""
    return _PART.sub(lambda part: f"{part[1]}\n{_made(part[2], part[3])}\n{part[4]}", text)


def _made(name: str, service: str | None) -> str:
    return PARTS[name]() if service is None else SERVICE_PARTS[name](service)


def derived() -> dict[Path, str]:
    """What each page with a generated part should hold."""
    pages = (*sorted(ROOT.glob("docs/*.md")), *sorted(ROOT.glob("services/*/README.md")))
    texts = {page: page.read_text(encoding="utf-8") for page in pages}
    return {page: written(text) for page, text in texts.items() if "\n<!-- generated:" in text}
