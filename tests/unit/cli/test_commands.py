"""The command line, with nothing running."""

import json
import os
import subprocess
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from jiandu.cli.commands import COMMANDS, run
from jiandu.embedded import places

RUN = places.REPOSITORY / "run"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JIANDU_HOME", str(tmp_path))
    return tmp_path


def test_every_listed_command_is_there_and_says_what_it_does() -> None:
    with click.Context(run) as context:
        for name in COMMANDS:
            command = run.get_command(context, name)
            assert command is not None
            assert command.get_short_help_str(200)


def test_help_names_every_command() -> None:
    told = CliRunner().invoke(run, ["--help"])
    assert told.exit_code == 0
    assert all(name in told.output for name in COMMANDS)


def test_an_unknown_command_is_an_error_that_names_it() -> None:
    told = CliRunner().invoke(run, ["fly"])
    assert told.exit_code == 2
    assert "fly" in told.output


def test_status_tells_that_nothing_runs(home: Path) -> None:
    told = CliRunner().invoke(run, ["status"])
    assert told.exit_code == 3
    assert "./run up" in told.output


def test_status_for_a_program_is_one_object(home: Path) -> None:
    told = CliRunner().invoke(run, ["status", "--json"])
    assert json.loads(told.output) == {"running": False}


def test_down_and_reset_are_content_with_nothing(home: Path) -> None:
    assert CliRunner().invoke(run, ["down"]).output == "Nothing was running.\n"
    assert CliRunner().invoke(run, ["reset", "--yes"]).output == "Nothing is stored.\n"


def test_reset_erases_what_was_stored_after_asking_and_nothing_else(home: Path) -> None:
    for name in ("store", "packages", "family photos"):
        (home / name).mkdir()
    refused = CliRunner().invoke(run, ["reset"], input="n\n")
    assert refused.exit_code == 1
    assert (home / "store").is_dir()
    assert CliRunner().invoke(run, ["reset"], input="y\n").exit_code == 0
    assert sorted(path.name for path in home.iterdir()) == ["family photos", "packages"]


def test_logs_of_all_processes_are_told_apart(home: Path) -> None:
    (home / "log").mkdir()
    (home / "log" / "broker.log").write_text("one\ntwo\nthree\n", encoding="utf-8")
    (home / "log" / "store.log").write_text("四\n", encoding="utf-8")
    told = CliRunner().invoke(run, ["logs", "-n", "2"])
    assert told.output.splitlines() == ["broker | two", "broker | three", "store  | 四"]
    assert CliRunner().invoke(run, ["logs", "store"]).output == "四\n"


def test_an_unknown_log_is_an_error_that_lists_the_known(home: Path) -> None:
    (home / "log").mkdir()
    (home / "log" / "broker.log").touch()
    told = CliRunner().invoke(run, ["logs", "brocker"])
    assert told.exit_code == 1
    assert "logs: broker" in told.output


@pytest.mark.parametrize("arguments", [["ping"], ["complaints.submit", "{"], ["complaints.submit", "[]"]])
def test_a_call_that_makes_no_sense_is_refused_before_it_is_sent(arguments: list[str]) -> None:
    assert CliRunner().invoke(run, ["call", *arguments]).exit_code == 2


def test_the_launcher_is_what_a_plain_shell_understands() -> None:
    subprocess.run(["sh", "-n", str(RUN)], check=True)
    assert os.access(RUN, os.X_OK)


def test_the_launcher_says_in_one_line_that_python_is_missing(tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("sh", "dirname", "readlink", "cat", "cmp"):
        found = next(Path(place) / tool for place in ("/usr/bin", "/bin") if (Path(place) / tool).exists())
        (tools / tool).symlink_to(found)
    launcher = tmp_path / "run"
    launcher.write_text(RUN.read_text(encoding="utf-8").replace("/usr/bin/python3", "python3"), encoding="utf-8")
    told = subprocess.run(
        [tools / "sh", launcher], env={"PATH": str(tools)}, capture_output=True, text=True, check=False
    )
    assert told.returncode == 1
    assert told.stderr.count("\n") == 1
    assert "apt install python3 python3-venv" in told.stderr
