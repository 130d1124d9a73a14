"""What `./run call` sends and what it prints, without a stack."""

import json
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from jiandu.cli import call as module
from jiandu.cli.commands import run
from jiandu.client import CallFailed, TimedOut
from jiandu.embedded import deployment
from jiandu.identity.keyring import FolderKeyring, create_key
from jiandu.identity.permissions import ROLES
from jiandu.identity.tokens import TokenVerifier

NO_ID = CallFailed("MISSING_FIELD", {"zh": "缺少字段 command_id", "en": "missing"}, field="command_id")
BARRED = CallFailed(
    "NOT_OVERDUE",
    {"zh": "尚未逾期", "en": "Not overdue"},
    field="case_id",
    article={"pack": "p", "title": "监督办法", "article": "第二十四条", "quote": "三十日内整改"},
    incident="0123",
)


class Wire:
    """A client that notes what it is asked for, and a stack that has it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.amqp_uri = "amqp://nobody@nowhere"
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.called: list[tuple[str, dict[str, Any]]] = []
        self.refusals: list[CallFailed] = []
        self.token = ""

    def client(self, _uri: str, token: str, timeout: float) -> "Wire":
        self.token = token
        return self

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def ask(self, target: str, **fields: Any) -> Any:
        self.asked.append((target, fields))
        if self.refusals:
            raise self.refusals.pop(0)
        return {"状态": "valid"}

    def call(self, target: str, **fields: Any) -> Any:
        self.called.append((target, fields))
        if self.refusals:
            raise self.refusals.pop(0)
        return {"id": "c-1"}


@pytest.fixture
def wire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Wire:
    create_key(tmp_path / "keys", deployment.ISSUER, deployment.ISSUER, "issuer")
    made = Wire(tmp_path)
    monkeypatch.setattr(module, "Client", made.client)
    monkeypatch.setattr(module, "Stack", SimpleNamespace(attach=lambda _home: made))
    return made


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(run, ["call", *arguments])


def test_a_query_is_asked_once_and_its_answer_printed(wire: Wire) -> None:
    told = invoke("certificates.check", '{"number": "1"}')
    assert told.exit_code == 0
    assert json.loads(told.stdout) == {"状态": "valid"}
    assert "状态" in told.stdout
    assert wire.asked == [("certificates.check", {"number": "1"})]
    assert wire.called == []


def test_what_turns_out_to_be_a_command_gets_an_id_that_is_told(wire: Wire) -> None:
    wire.refusals = [NO_ID]
    told = invoke("complaints.accept", '{"complaint_id": "c-1"}')
    ((target, fields),) = wire.called
    assert (target, fields["complaint_id"]) == ("complaints.accept", "c-1")
    assert fields["command_id"] in told.stderr


@pytest.mark.parametrize(
    "arguments", [['{"command_id": "mine"}'], ["--command-id", "mine"], ["{}", "--command-id", "mine"]]
)
def test_what_has_an_id_is_a_command_at_once(wire: Wire, arguments: list[str]) -> None:
    assert invoke("complaints.accept", *arguments).exit_code == 0
    assert wire.asked == []
    assert wire.called == [("complaints.accept", {"command_id": "mine"})]


def test_another_missing_field_is_the_callers_to_mend(wire: Wire) -> None:
    wire.refusals = [CallFailed("MISSING_FIELD", {"zh": "缺", "en": "missing"}, field="facts")]
    assert invoke("complaints.submit").exit_code == 1
    assert wire.called == []


def test_a_refusal_is_told_in_both_languages_with_its_article(wire: Wire) -> None:
    wire.refusals = [BARRED]
    told = invoke("supervision.decide")
    assert told.exit_code == 1
    assert told.stdout == ""
    for words in (
        "NOT_OVERDUE",
        "case_id",
        "尚未逾期",
        "Not overdue",
        "《监督办法》第二十四条",
        "三十日内整改",
        "0123",
    ):
        assert words in told.stderr


def test_a_refusal_for_a_program_is_one_line(wire: Wire) -> None:
    wire.refusals = [BARRED]
    told = invoke("--json", "supervision.decide")
    assert told.exit_code == 1
    assert told.stdout.count("\n") == 1
    error = json.loads(told.stdout)["error"]
    assert (error["code"], error["field"], error["incident"]) == ("NOT_OVERDUE", "case_id", "0123")
    assert error["article"]["article"] == "第二十四条"


def test_who_got_no_answer_is_told_how_to_repeat(wire: Wire) -> None:
    wire.refusals = [TimedOut(command_id="mine")]
    assert "--command-id mine" in invoke("complaints.accept", "--command-id", "mine").stderr


def claims(wire: Wire) -> Any:
    return TokenVerifier(FolderKeyring(wire.home / "keys")).verify(wire.token, datetime.now(UTC))


def test_the_token_is_a_developers_unless_told_otherwise(wire: Wire) -> None:
    invoke("complaints.parked")
    actor = claims(wire)
    assert actor.roles == set(ROLES) - {"enforcement_legal_unit"}
    assert (actor.subject, actor.agency, actor.regions) == ("developer", "development", ("*",))


def test_the_token_says_who_one_wants_to_be(wire: Wire) -> None:
    invoke(
        *("complaints.parked", "--as", "operator, auditor", "--subject", "li"),
        *("--agency", "ops", "--region", "65,37"),
    )
    actor = claims(wire)
    assert actor.roles == {"operator", "auditor"}
    assert (actor.subject, actor.agency, actor.regions) == ("li", "ops", ("65", "37"))


@pytest.mark.parametrize(
    "arguments",
    [["c.m", "--as", "king"], ["c.m", '{"deadline": 1}'], ["c.m", '{"method": 1}'], ["c.m", '{"n": NaN}']],
)
def test_nonsense_is_refused_before_anything_is_sent(wire: Wire, arguments: list[str]) -> None:
    assert invoke(*arguments).exit_code == 2
    assert wire.asked == wire.called == []


def test_without_a_stack_the_call_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIANDU_HOME", str(tmp_path))
    told = invoke("complaints.parked")
    assert told.exit_code == 1
    assert "nothing runs" in str(told.exception)
