"""`./run law dry-run`, `propose`, `publish` and `reject` against services that run."""

import json
from datetime import date
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from jiandu.cli.commands import run
from jiandu.cli.law import live
from jiandu.embedded import deployment
from jiandu.identity.keyring import create_key
from services.deployables import SERVICES

CALENDAR = """\
edition: cn-cli-1
authority: 国务院办公厅
years:
  - {year: 2026, notice: 试, issued: 2026-01-01, spans: []}
  - year: %d
    notice: 试
    issued: 2026-01-01
    spans: [{name: 新假, english: New day, from: %s, to: %s}]
"""


@pytest.fixture(scope="module", autouse=True)
def services(realm):
    create_key(realm.keys, deployment.ISSUER, deployment.ISSUER, "issuer")
    for path in SERVICES:
        realm.serve(path, relay=False)


@pytest.fixture(scope="module")
def last_day(realm):
    """The last day of a limit that runs."""
    officer = ("supervision_officer", "supervision_head")
    with realm.client(*officer, subject="wang", regions=["*"]) as wang:
        case = wang.call("supervision.open_case", region="371002", respondent="WH-1", facts="未出示证件")
        with realm.client(*officer, subject="li", regions=["*"]) as li:
            li.call("supervision.approve_case", case_id=case["id"])
        clocks = wang.ask("supervision.get_case", case_id=case["id"])["clocks"]
        return date.fromisoformat(clocks["case.limit"]["due_on"])


@pytest.fixture
def law(realm, monkeypatch):
    running = SimpleNamespace(home=realm.folder, amqp_uri=realm.amqp_uri)
    monkeypatch.setattr(live, "Stack", SimpleNamespace(attach=lambda _home: running))
    return lambda *arguments: CliRunner().invoke(run, ["law", *arguments])


def test_law_is_tried_proposed_and_published_by_two_persons(law, last_day, tmp_path):
    path = tmp_path / "calendar.yaml"
    path.write_text(CALENDAR % (last_day.year, last_day, last_day), encoding="utf-8")
    tried = json.loads(law("dry-run", "--calendar", str(path), "--json").stdout)
    assert tried["examined"] == 1
    assert [(move["service"], move["was"]) for move in tried["moves"]] == [("supervision", last_day.isoformat())]
    assert "1 running limits would move" in law("dry-run", "--calendar", str(path)).output

    asked = ("--calendar", str(path), "--reason", "国办发明电", "--subject", "wang", "--json")
    proposed = json.loads(law("propose", *asked).stdout)
    named = (proposed["edition_id"], proposed["digest"])
    alone = law("publish", *named, "--subject", "wang")
    assert (alone.exit_code, "SAME_PERSON" in alone.output) == (1, True)
    assert law("publish", *named, "--subject", "li").output.strip() == f"{named[0]}: published"
    assert law("reject", *named, "--subject", "li").exit_code == 1


def test_what_is_no_law_is_refused_with_its_lines(law, tmp_path):
    path = tmp_path / "pack.yaml"
    path.write_text("id: x\n", encoding="utf-8")
    for command in (("dry-run",), ("propose", "--reason", "r")):
        found = law(*command, "--pack", str(path))
        assert found.exit_code == 1
        assert "MALFORMED_LAW" in found.output
        assert "pack.yaml:1:" in found.output
