"""What the pages say of themselves and of each other holds."""

import importlib
import re
from pathlib import Path

import pytest

from docs import generate
from tests.pages import PAGES, ROOT, blocks, name, prose, text

LINK = re.compile(r"\]\(([^)\s]+)\)")


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"(?m)^#+ (.+)$", prose(page))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_relative_link_leads_somewhere(page: Path):
    for target in LINK.findall(prose(page)):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), target
        assert found.is_relative_to(ROOT), target
        if anchor:
            assert anchor in anchors(found), target


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_python_block_compiles_and_imports_what_exists(page: Path):
    for code in blocks(page, "python"):
        compile(code, name(page), "exec")
        for module, imported in re.findall(r"(?m)^from (\S+) import (.+)$", code):
            for each in imported.split(", "):
                assert hasattr(importlib.import_module(module), each), f"{module}.{each}"


@pytest.fixture(scope="module")
def derived() -> dict[Path, str]:
    return generate.derived()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_generated_part_is_up_to_date(page: Path, derived: dict[Path, str]):
    if "\n<!-- generated:" in text(page):
        assert derived[page] == text(page), "run: ./run generate"


def test_the_readme_is_one_page():
    for readme in ("README.md", "README.zh-CN.md"):
        assert len(text(ROOT / readme).splitlines()) <= 80


def test_every_decision_is_short():
    for record in (ROOT / "docs" / "adr").glob("*.md"):
        assert len(text(record).splitlines()) <= 40, record.name


def test_every_service_has_a_page_with_a_runbook():
    for service in (ROOT / "services").glob("*/service.py"):
        assert "## Runbook" in text(service.parent / "README.md")


def test_every_collection_and_every_queue_stands_in_its_services_page():
    from tests import deployed

    for service in deployed.CLASSES:
        page = text(ROOT / "services" / service.name / "README.md")
        owned = {each.repository.name for each in deployed.aggregates_of(service)}
        assert [name for name in owned if f"| `{name}` |" not in page] == []
        queues = {queue for queue, _ in deployed.consumed() if queue.startswith(f"{service.name}.")}
        assert [queue for queue in queues if f"`{queue}`" not in page] == []


def test_every_method_stands_in_its_services_page():
    from jiandu.service.base import Service
    from tests import deployed

    for service, method, _ in deployed.methods():
        if not hasattr(Service, method):
            assert f"`{method}`" in text(ROOT / "services" / service.name / "README.md"), method
