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

RECIPES = ROOT / "docs" / "recipes"
# in the order of the index: some examples go on where another ends
PAGES = re.findall(r"(?m)^\| \[[^\]]+\]\((\w+\.md)\)", text(RECIPES / "README.md"))
LETTER = "\n## The example, to the letter\n"
HALF_A_PAGE = 25
FENCE = r"(?P<indent> *)```(?P<label>\w*)\n(?P<code>.*?)^(?P=indent)```$"
PLACE = r",\s(?P<where>after|before|in place of)\s`(?P<anchor>[^`\n]+)`"
STEP = re.compile(
    rf"\b(?:[Nn]ew|[Ii]n)\s+`(?P<path>[\w./@-]+)`(?:{PLACE})?[^\n]*:\n{FENCE}", re.DOTALL | re.MULTILINE
)
ANY = re.compile(rf"^{FENCE}", re.DOTALL | re.MULTILINE)
RUN = "sh"
GOES = {"before": slice(0, 0), "in place of": slice(0, 1), "after": slice(1, 1)}
PROOF = (
    *("architecture", "services", "law/test_situations.py", "docs/test_pages.py", "docs/test_glossary.py"),
    *("docs/test_commands.py", "deploy/test_compose.py", "deploy/test_prometheus.py"),
)


@dataclass(frozen=True)
class Snippet:
    """One snippet and where its page says it goes: a new file, or a place at the first line with these words."""

    page: str
    path: str
    code: str
    where: str | None
    anchor: str | None

    def follow(self, house: Path) -> None:
        file = house / self.path
        if file.exists() and self.code in file.read_text(encoding="utf-8"):
            return  # whoever is trying a recipe out has followed it already
        if self.where is None or self.anchor is None:
            assert not file.exists(), f"{self.page}: {self.path} is there already"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self.code, encoding="utf-8")
            return
        assert file.exists(), f"{self.page}: there is no {self.path}"
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        found = next((number for number, line in enumerate(lines) if self.anchor in line), None)
        assert found is not None, f"{self.page}: in {self.path} no line holds {self.anchor}"
        goes = GOES[self.where]
        lines[found + goes.start : found + goes.stop] = [self.code]
        file.write_text("".join(lines), encoding="utf-8")


def snippets() -> Iterator[Snippet]:
    for page in PAGES:
        for found in STEP.finditer(text(RECIPES / page)):
            yield Snippet(page, found["path"], as_code(found), found["where"], found["anchor"])


def as_code(fence: re.Match[str]) -> str:
    """What stands between the marks, without the indent of the list it stands in."""
    return re.sub(f"(?m)^{fence['indent']}", "", fence["code"])


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
    said = done.stdout[-3000:] + done.stderr[-3000:]
    assert done.returncode == 0, f"{' '.join(sorted(pages_of(said)))}\n{said}"


def pages_of(said: str) -> set[str]:
    """The pages whose files are spoken of."""
    return {snippet.page for snippet in snippets() if snippet.path in said}


def test_the_index_names_every_page():
    assert sorted(PAGES) == sorted(page.name for page in RECIPES.glob("*.md") if page.name != "README.md")


@pytest.mark.parametrize("page", PAGES)
def test_every_snippet_of_the_page_is_followed(page: str):
    fences = list(ANY.finditer(text(RECIPES / page)))
    assert "" not in {fence["label"] for fence in fences}, "a fence without a label"
    told = [as_code(fence) for fence in fences if fence["label"] != RUN]
    assert [snippet.code for snippet in snippets() if snippet.page == page] == told


@pytest.mark.parametrize("page", PAGES)
def test_a_recipe_is_half_a_page(page: str):
    recipe, _, example = text(RECIPES / page).partition(LETTER)
    assert example
    assert len(recipe.splitlines()) <= HALF_A_PAGE


def test_what_the_recipes_make_is_clean(house: Path):
    python(house, "-m", "ruff", "check", "--quiet", "services", "tests/unit/services")
    python(house, "-m", "ruff", "format", "--check", "--quiet", "services", "tests/unit/services")
    python(house, "-m", "mypy", "services")


def test_what_the_recipes_make_passes_the_tests_they_name(house: Path):
    tests = ("tests/contract/messages", *(f"tests/unit/{name}" for name in PROOF))
    # the many lives of complaints are long, and no recipe's example leads through them
    elsewhere = "--ignore=tests/unit/services/complaints"
    python(house, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", elsewhere, *tests)


def test_the_pack_of_the_recipe_says_what_its_text_says(house: Path):
    python(house, "-W", "ignore", "-m", "jiandu.cli", "law", "coverage", "nanning-2026", "--texts", ".")


def test_the_service_of_the_recipe_is_one_of_those_that_start(house: Path):
    found = "'inspections' in {path.split('.')[1] for path in services()}"
    python(house, "-c", f"from jiandu.cli.lifecycle import services; assert {found}")
