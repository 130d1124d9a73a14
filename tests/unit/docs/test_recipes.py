"""The recipes can be followed to the letter: every snippet, put where the page says, makes a house that stands."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.pages import ROOT, text

PLACE = r",\s(?P<where>after|before|in place of)\s`(?P<anchor>[^`\n]+)`"
STEP = re.compile(
    rf"\b(?:[Nn]ew|[Ii]n)\s+`(?P<path>[\w./@-]+)`(?:{PLACE})?[^\n]*:\n"
    r"(?P<indent> *)```\w*\n(?P<code>.*?)^(?P=indent)```$",
    re.DOTALL | re.MULTILINE,
)
GOES = {"before": slice(0, 0), "in place of": slice(0, 1), "after": slice(1, 1)}
PROOF = (
    *("architecture", "services", "law/test_situations.py", "docs/test_pages.py", "docs/test_glossary.py"),
    *("deploy/test_compose.py", "deploy/test_prometheus.py"),
)


@dataclass(frozen=True)
class Snippet:
    """One snippet and where the page says it goes: a new file, or a place at the first line with these words."""

    path: str
    code: str
    where: str | None
    anchor: str | None

    def follow(self, house: Path) -> None:
        file = house / self.path
        if file.exists() and self.code in file.read_text(encoding="utf-8"):
            return  # whoever is trying a recipe out has followed it already
        if self.where is None or self.anchor is None:
            assert not file.exists(), self.path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self.code, encoding="utf-8")
            return
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        found = next((number for number, line in enumerate(lines) if self.anchor in line), None)
        assert found is not None, f"{self.path}: no line holds {self.anchor}"
        goes = GOES[self.where]
        lines[found + goes.start : found + goes.stop] = [self.code]
        file.write_text("".join(lines), encoding="utf-8")


def snippets() -> Iterator[Snippet]:
    for found in STEP.finditer(text(ROOT / "docs" / "recipes.md")):
        code = re.sub(f"(?m)^{found['indent']}", "", found["code"])  # the list it stands in is indented
        yield Snippet(found["path"], code, found["where"], found["anchor"])


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this one in which every recipe was followed."""
    copy = tmp_path_factory.mktemp("recipes") / "house"
    tidy = shutil.ignore_patterns(".git", ".venv", ".jiandu", "__pycache__", ".*_cache", ".hypothesis")
    shutil.copytree(ROOT, copy, ignore=tidy)
    for snippet in snippets():
        snippet.follow(copy)
    python(copy, "-W", "ignore", "-m", "jiandu.cli", "generate")
    return copy


def python(house: Path, *arguments: str) -> None:
    alone = {"PYTHONPATH": str(house), "PATH": os.defpath}
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=house, env=alone, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


def test_every_snippet_of_the_page_is_followed():
    told = re.findall(r"(?m)^ *```(?:py|md|yaml)$", text(ROOT / "docs" / "recipes.md"))
    assert len(list(snippets())) >= len(told) > 30


def test_what_the_recipes_make_is_clean(house: Path):
    python(house, "-m", "ruff", "check", "--quiet", "services", "tests/unit/services")
    python(house, "-m", "ruff", "format", "--check", "--quiet", "services", "tests/unit/services")
    python(house, "-m", "mypy", "services")


def test_what_the_recipes_make_passes_the_tests_they_name(house: Path):
    tests = ("tests/contract/messages", *(f"tests/unit/{name}" for name in PROOF))
    python(house, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests)


def test_the_pack_of_the_recipe_says_what_its_text_says(house: Path):
    python(house, "-W", "ignore", "-m", "jiandu.cli", "law", "coverage", "nanning-2026", "--texts", ".")


def test_the_service_of_the_recipe_is_one_of_those_that_start(house: Path):
    found = "'inspections' in {path.split('.')[1] for path in services()}"
    python(house, "-c", f"from jiandu.cli.lifecycle import services; assert {found}")
