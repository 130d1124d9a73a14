"""./run generate writes what follows from the code, and nothing else."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from docs import command
from jiandu.cli.commands import run
from tests.contract.messages import save
from tests.pages import ROOT


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of two derived files, of which one is as it should be and one is not there."""
    (tmp_path / "right").write_text("as it should be", encoding="utf-8")
    held = {tmp_path / "right": "as it should be", tmp_path / "saved" / "new": "not there yet"}
    monkeypatch.setattr(command, "REPOSITORY", tmp_path)
    monkeypatch.setattr(command, "derived", lambda: held)
    return tmp_path


def generate(*options: str) -> Result:
    return CliRunner().invoke(run, ["generate", *options])


def test_it_writes_what_is_out_of_date_and_says_so(house: Path):
    told = generate()
    assert (told.exit_code, told.output) == (0, "written: saved/new\n")
    assert (house / "saved" / "new").read_text(encoding="utf-8") == "not there yet"
    assert generate().output == "Everything is up to date.\n"


def test_a_check_writes_nothing_and_fails_while_something_is_out_of_date(house: Path):
    told = generate("--check")
    assert (told.exit_code, told.output) == (1, "out of date: saved/new\n")
    assert not (house / "saved").exists()
    generate()
    assert generate("--check").exit_code == 0


def test_it_knows_the_pages_of_the_services_and_the_brokers_definitions():
    derived = command.derived()
    expected = ("docs/integration.md", "services/complaints/README.md", "deploy/rabbitmq/definitions.json")
    assert all(ROOT / name in derived for name in expected)


def test_a_message_is_saved_once_and_then_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    assert save.derived() == {}
    monkeypatch.setattr(save, "SAVED", tmp_path)
    assert tmp_path / "case.opened.v1.json" in save.derived()
