"""What somebody can type wrong at `./run call` ends in one line, and before anything is sent."""

import pytest
from click.testing import CliRunner

from jiandu.cli.call import call
from jiandu.cli.token import token
from jiandu.embedded import broker
from jiandu.embedded.running import DidNotStart


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (['{"complaint_id": "\\ud800"}'], "no UTF-8 text"),
        (['{"complaint_id": 1e400}'], "not JSON"),
        (["[" * 30_000], "not JSON"),
        (["{}", "--deadline", "inf"], "--deadline"),
        (["{}", "--deadline", "0"], "--deadline"),
        (["{}", "--as", ""], "no such role"),
    ],
)
def test_a_value_that_can_not_travel_is_named(arguments, told, monkeypatch, tmp_path):
    monkeypatch.setenv("JIANDU_HOME", str(tmp_path))
    result = CliRunner().invoke(call, ["complaints.get", *arguments])
    assert result.exit_code == 2
    assert told in result.output.replace("nested too deeply", "not JSON")


def test_a_token_of_no_role_is_not_made(monkeypatch, tmp_path):
    monkeypatch.setenv("JIANDU_HOME", str(tmp_path))
    result = CliRunner().invoke(token, ["--as", "emperor"])
    assert result.exit_code == 2
    assert "no such role" in result.output


def test_a_home_whose_path_rabbitmq_can_not_use_is_refused_with_the_way_out(tmp_path):
    with pytest.raises(DidNotStart, match="JIANDU_HOME"):
        broker.prepare(tmp_path / "监督", lambda _line: None)
