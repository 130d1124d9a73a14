"""`./run vault`, with a vault in memory in place of the running one."""

import json
from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from jiandu.cli.commands import run
from jiandu.cli.vault import rotate as rotate_module
from jiandu.cli.vault import status as status_module
from jiandu.cli.vault.rotate import rewrap_all

PAGE = 2


class HeldVault:
    """Records and the key each lies under; `breaks_after` pages the wire breaks once."""

    def __init__(self, **records):
        self.records = records
        self.current = max(records.values(), default=1)
        self.unseen = 0
        self.breaks_after = None
        self.stubborn = set()

    @property
    def keys(self):
        return self

    def make_next(self):
        self.current += 1
        return self.current + self.unseen

    def status(self):
        numbers = range(1, self.current + 1)
        keys = [{"key": key, "records": list(self.records.values()).count(key)} for key in numbers]
        return {"keys": keys, "current": self.current}

    def rewrap(self, after):
        if self.breaks_after is not None:
            self.breaks_after -= 1
            if self.breaks_after < 0:
                self.breaks_after = None
                raise ConnectionError
        page = sorted(name for name in self.records if name > (after or ""))[:PAGE]
        old = [name for name in page if self.records[name] != self.current and name not in self.stubborn]
        self.records.update(dict.fromkeys(old, self.current))
        return len(old), page[-1] if len(page) == PAGE else None


@pytest.fixture
def use(monkeypatch):
    def put(vault):
        @contextmanager
        def running():
            yield vault

        for module in (rotate_module, status_module):
            monkeypatch.setattr(module, "running_vault", running)
        return vault

    return put


def vault_command(*arguments):
    return CliRunner().invoke(run, ["vault", *arguments])


def test_a_rotation_makes_a_key_and_brings_every_record_under_it(use):
    vault = use(HeldVault(a=1, b=1, c=1, d=1, e=1))
    told = vault_command("rotate")
    assert told.exit_code == 0
    assert "Key 2 made." in told.output
    assert "5 records brought under key 2; 0 left" in told.output
    assert set(vault.records.values()) == {2}


def test_a_rotation_of_an_empty_vault_makes_the_key_alone(use):
    vault = use(HeldVault())
    assert json.loads(vault_command("rotate", "--json").output) == {
        "key": 2,
        "made": True,
        "rewrapped": 0,
        "left": 0,
    }
    assert vault.current == 2


def test_an_interrupted_rotation_goes_on_with_the_same_key(use):
    vault = use(HeldVault(a=1, b=1, c=1, d=1, e=1))
    vault.breaks_after = 1
    assert isinstance(vault_command("rotate").exception, ConnectionError)
    assert vault.status() == {"keys": [{"key": 1, "records": 3}, {"key": 2, "records": 2}], "current": 2}
    told = vault_command("rotate")
    assert "goes on to key 2" in told.output
    assert "3 records brought under key 2; 0 left" in told.output
    assert set(vault.records.values()) == {2}


def test_records_that_stay_under_an_older_key_are_told(use):
    vault = use(HeldVault(a=1, b=1))
    vault.stubborn.add("b")
    told = vault_command("rotate", "--json")
    assert told.exit_code == 1
    assert json.loads(told.output) == {"key": 2, "made": True, "rewrapped": 1, "left": 1}


def test_a_service_that_does_not_see_the_new_key_is_noticed(use):
    vault = use(HeldVault(a=1))
    vault.unseen = 1
    told = vault_command("rotate")
    assert told.exit_code == 1
    assert "do its keys lie elsewhere" in told.output
    assert vault.records == {"a": 1}


def test_the_status_tells_the_records_of_each_key(use):
    use(HeldVault(a=1, b=2))
    told = vault_command("status").output
    assert "1 records lie under an older key" in told
    assert "current" in told
    assert json.loads(vault_command("status", "--json").output) == {
        "keys": [{"key": 1, "records": 1}, {"key": 2, "records": 1}],
        "current": 2,
    }


def test_every_page_is_told_as_it_comes():
    said = []
    vault = HeldVault(a=1, b=1, c=1)
    vault.make_next()
    assert rewrap_all(vault.rewrap, said.append) == 3
    assert said == [2, 1]


@pytest.mark.parametrize("command", ["status", "rotate"])
def test_help_teaches(command):
    told = vault_command(command, "--help")
    assert told.exit_code == 0
    assert "old copies of the database" in " ".join(told.output.split())
