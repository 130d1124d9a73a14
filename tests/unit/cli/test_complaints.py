"""./run complaints: what it asks the service for, and what people and spreadsheets get."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from jiandu.cli.commands import run
from jiandu.cli.complaints import circular, statistics
from services.complaints.domain.counted import DIMENSIONS

ROW = {"agency": None, "own": False, "received": 12, "open": None, "timely_share": 0.75, "median_days": None}
ANSWER = {
    "rows": [ROW, {**ROW, "agency": "=cmd|' /C calc'!A0", "received": 7}],
    "columns": [
        {"name": name, "zh": zh, "en": name}
        for name, zh in (("agency", "主体"), ("received", "收到"), ("open", "在办"), ("timely_share", "按期率"))
    ],
    "suppressed": 2,
    "threshold": 5,
    "note": {"zh": "说明", "en": "a note"},
}
PERIOD = ("--region", "371000", "--from", "2026-01-01", "--to", "2026-03-31")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    found: list[tuple[str, dict[str, Any]]] = []

    def ask(method: str, **fields: Any) -> Any:
        found.append((method, fields))
        return ANSWER if method == "statistics" else {"id": "circ-1", "document": "# 通报\n"}

    monkeypatch.setattr(statistics, "ask", ask)
    monkeypatch.setattr(circular, "ask", ask)
    return found


def invoke(*arguments: str) -> Result:
    told = CliRunner().invoke(run, ["complaints", *arguments])
    assert told.exception is None or isinstance(told.exception, SystemExit), told.exception
    return told


def test_it_asks_for_the_period_and_what_to_count_by(asked: list[Any]) -> None:
    invoke("statistics", *PERIOD, "--by", "agency", "--by", "month", "--threshold", "9")
    period = {"region": "371000", "since": "2026-01-01", "until": "2026-03-31"}
    assert asked == [("statistics", {**period, "by": ["agency", "month"], "threshold": 9})]


def test_the_threshold_is_the_services_unless_one_is_named(asked: list[Any]) -> None:
    invoke("statistics", *PERIOD, "--by", "agency")
    assert "threshold" not in asked[0][1]


def test_people_get_a_table_in_both_languages_with_a_sign_for_what_is_withheld(asked: list[Any]) -> None:
    lines = invoke("statistics", *PERIOD, "--by", "agency").stdout.splitlines()
    assert lines[0].split() == ["主体", "收到", "在办", "按期率"]
    assert lines[2].split() == ["合计", "total", "12", "*", "75.0%"]
    assert lines[-2:] == ["说明", "a note"]


def test_many_figures_are_told_in_tables_that_fit_a_terminal(
    asked: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    figures = [{"name": f"f{n}", "zh": "办理日数中位数", "en": "median days"} for n in range(12)]
    row = {"agency": None, "own": False, **{f"f{n}": 1000 + n for n in range(12)}}
    monkeypatch.setattr(statistics, "ask", lambda *_, **__: {**ANSWER, "columns": figures, "rows": [row]})
    told = invoke("statistics", *PERIOD, "--by", "agency").stdout
    assert [number for number in range(1000, 1012) if str(number) not in told] == []
    assert "…" not in told


def test_a_spreadsheet_knows_the_characters_and_calculates_nothing(asked: list[Any], tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"
    invoke("statistics", *PERIOD, "--by", "agency", "--csv", str(file))
    head, whole, agency, _ = file.read_bytes().decode().split("\r\n")
    assert head == "\ufeffagency,own,received,open,timely_share,median_days"
    assert whole == ",False,12,,0.75,"
    assert agency == "'=cmd|' /C calc'!A0,False,7,,0.75,"


@pytest.mark.parametrize("begins", ["=1", "+1", "-1", "@a", "\t=1", "\r=1"])
def test_every_sign_that_begins_a_formula_is_neutralised(begins: str) -> None:
    assert "'" + begins in statistics.spreadsheet({"rows": [{"agency": begins}]})


def test_a_program_gets_the_answer_as_it_is(asked: list[Any]) -> None:
    assert json.loads(invoke("statistics", *PERIOD, "--by", "agency", "--json").stdout) == ANSWER
    assert invoke("statistics", *PERIOD, "--by", "agency", "--csv", "-").stdout.startswith("\ufeffagency")


@pytest.mark.parametrize(
    "wrong",
    [["--by", "weather"], ["--by", "kind", "--threshold", "2"], [], ["--by", "kind", "--json", "--csv", "-"]],
)
def test_nonsense_is_refused_before_anything_is_asked(asked: list[Any], wrong: list[str]) -> None:
    assert (invoke("statistics", *PERIOD, *wrong).exit_code, asked) == (2, [])


def test_the_command_counts_by_what_the_service_counts_by() -> None:
    assert set(statistics.DIMENSIONS) == set(DIMENSIONS)


def test_a_circular_is_printed_or_written_into_a_file(asked: list[Any], tmp_path: Path) -> None:
    assert invoke("circular", "circ-1").stdout == "# 通报\n"
    invoke("circular", "circ-1", "--out", str(tmp_path / "c.md"))
    assert (tmp_path / "c.md").read_text(encoding="utf-8") == "# 通报\n"
    assert asked[0] == ("get_circular", {"circular_id": "circ-1"})


def test_a_program_gets_the_circular_with_its_figures(asked: list[Any]) -> None:
    assert json.loads(invoke("circular", "circ-1", "--json").stdout)["id"] == "circ-1"


def test_a_file_that_cannot_be_written_is_said_so(asked: list[Any], tmp_path: Path) -> None:
    told = invoke("circular", "circ-1", "--out", str(tmp_path))
    assert (told.exit_code, str(tmp_path) in told.stderr) == (1, True)


def test_without_a_stack_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIANDU_HOME", str(tmp_path))
    told = CliRunner().invoke(run, ["complaints", "circular", "circ-1"])
    assert "nothing runs" in str(told.exception)
