"""`./run call` against a real service: a command, its repetition, a query, a refusal."""

import json
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from jiandu.cli import call as module
from jiandu.cli.commands import run
from jiandu.embedded import deployment
from jiandu.identity.keyring import create_key

COMPLAINT = {
    "region": "652300",
    "channel": "web",
    "kind": "complaint",
    "respondents": [{"body_id": "CJ-market-01"}],
    "facts": "执法人员未出示证件即作出罚款决定。",
}


@pytest.fixture(scope="module", autouse=True)
def complaints(realm):
    create_key(realm.keys, deployment.ISSUER, deployment.ISSUER, "issuer")
    realm.serve("services.complaints.service:ComplaintsService")


@pytest.fixture
def invoke(realm, monkeypatch):
    running = SimpleNamespace(home=realm.folder, amqp_uri=realm.amqp_uri)
    monkeypatch.setattr(module, "Stack", SimpleNamespace(attach=lambda _home: running))
    return lambda *arguments: CliRunner().invoke(run, ["call", "--json", *arguments])


def test_a_command_finds_its_id_by_itself_and_may_be_repeated_with_it(invoke):
    first = invoke("complaints.submit", json.dumps(COMPLAINT))
    assert first.exit_code == 0, first.stderr
    command_id = first.stderr.removeprefix("command_id: ").strip()
    again = invoke("complaints.submit", json.dumps(COMPLAINT), "--command-id", command_id)
    answers = [json.loads(each.stdout) for each in (first, again)]
    assert answers[0].pop("receipt_code") != answers[1].pop("receipt_code")
    assert answers[0] == answers[1]
    complaint = {"complaint_id": json.loads(first.stdout)["id"]}
    assert json.loads(invoke("complaints.get", json.dumps(complaint)).stdout)["state"] == "submitted"


def test_a_refusal_ends_in_exit_code_one(invoke):
    told = invoke("complaints.get", '{"complaint_id": "cmp-0"}')
    assert told.exit_code == 1
    assert json.loads(told.stdout)["error"]["code"] == "NOT_FOUND"


def test_a_role_that_may_not_is_refused(invoke):
    told = invoke("complaints.get", '{"complaint_id": "cmp-0"}', "--as", "operator")
    assert json.loads(told.stdout)["error"]["code"] == "NOT_PERMITTED"
