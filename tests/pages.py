"""The pages people read, and what stands in them."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    page
    for pattern in ("*.md", "docs/*.md", "docs/adr/*.md", "docs/recipes/*.md", "services/*/README.md")
    for page in ROOT.glob(pattern)
)
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def blocks(page: Path, language: str) -> list[str]:
    """The code blocks of a page that are marked with this language."""
    return [code for marked, code in BLOCK.findall(text(page)) if marked == language]


def prose(page: Path) -> str:
    """The page without its code blocks."""
    return BLOCK.sub("", text(page))
