"""What `./run bench` measures, by name."""

import json

import click
from click.testing import CliRunner

from tests.bench import status_list
from tests.bench.choice import BENCHES, bench


def test_every_bench_is_there_and_says_what_it_measures() -> None:
    with click.Context(bench) as context:
        for name in BENCHES:
            command = bench.get_command(context, name)
            assert command is not None
            assert command.name == name
            assert command.get_short_help_str(200)


def test_without_a_name_the_calls_are_measured() -> None:
    for arguments in ([], ["calls"]):
        told = CliRunner().invoke(bench, [*arguments, "--rounds", "many"])
        assert told.exit_code == 2
        assert "bench calls" in told.output
    assert "status-list" in CliRunner().invoke(bench, ["--help"]).output


def test_the_status_list_is_measured_beside_sorted_numbers(monkeypatch) -> None:
    monkeypatch.setattr(status_list, "SHARES", (0.1,))
    monkeypatch.setattr(status_list, "LOOKUPS", 100)
    told = CliRunner().invoke(bench, ["status-list", "--links", "1", "--json"])
    (row,) = json.loads(told.stdout)["rows"]
    assert row["raw_octets"] == 250_000
    assert row["compressed_octets"] < row["sorted_numbers_octets"]
    assert "1 M" in CliRunner().invoke(bench, ["status-list", "--links", "1"]).stdout
