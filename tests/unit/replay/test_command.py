"""./run replay on files that are no register: told in one line, with a code, before anything is started."""

import json

import pytest
from click.testing import CliRunner

from jiandu.cli.commands import COMMANDS
from replay.command import command


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("JIANDU_HOME", str(tmp_path / "home"))

    def run(content, *options):
        file = tmp_path / "register.csv"
        file.write_bytes(content)
        return CliRunner().invoke(command, [str(file), *options])

    return run


def test_it_is_one_of_the_commands():
    assert COMMANDS["replay"] == "replay.command:command"


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "EMPTY"), (b"a,b\n1,2\n", "UNKNOWN_HEADER"), (b"\xff\n", "NO_HEADER"), (b"\x1f\x8b\x08", "TRUNCATED")],
)
def test_a_file_that_is_no_register_is_refused_with_a_code(run, content, code):
    answer = run(content)
    assert answer.exit_code == 1
    assert f"[{code}]" in answer.output
    told = json.loads(run(content, "--json").output)
    assert told["error"]["code"] == code


def test_results_that_cannot_be_written_are_told_before_anything_is_sent(run, tmp_path):
    header = b"place_of_employment,certified_officers_jailors\n"
    answer = run(header + b"Somewhere,3\n", "--results", str(tmp_path / "nowhere" / "results.jsonl"))
    assert answer.exit_code == 1
    assert "FileNotFoundError" in answer.output
