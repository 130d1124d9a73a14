"""Every command a page prints can be typed: it exists, its options do, and what it calls takes those fields."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from jiandu.cli.commands import COMMANDS, run
from tests import deployed
from tests.pages import PAGES, blocks, name, prose, text

METHODS = {f"{service.name}.{method}": entrypoint for service, method, entrypoint in deployed.methods()}
PRINTED = re.compile(r"\./run ([a-z]+)(.*)")


def printed(page: Path) -> Iterator[list[str]]:
    """Each ./run command of a page as a shell reads it, without comments and the environment in front."""
    shell = "\n".join(blocks(page, "sh"))
    inline = "\n".join(re.findall(r"`([^`\n]*\./run [^`\n]*)`", prose(page)))
    on_one_line = re.sub(r"'[^']*'", lambda found: re.sub(r"\s*\n\s*", " ", found[0]), f"{shell}\n{inline}")
    for line in on_one_line.splitlines():
        if found := PRINTED.search(line.partition("  #")[0].partition(" | ")[0]):
            yield [found[1], *shlex.split(found[2])]


def options(command: str, arguments: list[str]) -> set[str]:
    with click.Context(run) as context:
        found = run.get_command(context, command)
        if isinstance(found, click.Group) and arguments:
            found = found.get_command(context, arguments[0])
        assert found is not None, f"{command} {' '.join(arguments)}"
        return {option for parameter in found.params for option in parameter.opts} | {"--help"}


def made_on(page: Path, target: str) -> bool:
    """Whether a recipe calls what its own snippets make; the house in which they were followed checks that."""
    method = target.partition(".")[2]
    made = re.search(rf"(?m)^ +(?:def {method}\(|{method} = )", text(page))
    return page.parent.name == "recipes" and made is not None


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_page_speaks_of_no_command_that_does_not_exist(page: Path):
    assert set(re.findall(r"\./run ([a-z]+)", text(page))) <= set(COMMANDS)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_of_a_page_exists_with_its_options(page: Path):
    for command, *arguments in printed(page):
        assert command in COMMANDS
        assert {word for word in arguments if word.startswith("--")} <= options(command, arguments)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_call_of_a_page_names_a_method_and_fields_it_takes(page: Path):
    for command, *arguments in printed(page):
        if command != "call" or "." not in arguments[0]:
            continue
        target, *rest = arguments
        method = METHODS.get(target)
        if method is None and made_on(page, target):
            continue
        assert method is not None, target
        given = json.loads(next((word for word in rest if word.startswith("{")), "{}"))
        assert set(given) <= set(method.schema().fields), target


def test_the_pages_do_print_commands():
    assert sum(1 for page in PAGES for _ in printed(page)) > 20


def test_the_help_shows_a_call_that_exists():
    (target,) = re.findall(r"\./run call (\S+)", run.help or "")
    assert target in METHODS


def test_both_readmes_print_the_same_commands_and_point_to_the_same_pages():
    english, chinese = (page for page in PAGES if name(page) in ("README.md", "README.zh-CN.md"))
    assert list(printed(english)) == list(printed(chinese))
    targets = [set(re.findall(r"\]\(([^)]+)\)", text(page))) for page in (english, chinese)]
    assert targets[0] - {"README.zh-CN.md"} == targets[1] - {"README.md"}
