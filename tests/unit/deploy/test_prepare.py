"""The one-shot set-ups of the containers."""

from pathlib import Path

import pytest

from deploy import prepare
from jiandu.embedded.broker_admin import BrokerRefused
from jiandu.embedded.deployment import ISSUER
from jiandu.identity.keyring import FolderKeyring
from jiandu.identity.signing import Signer
from jiandu.identity.tokens import Issuer
from services.deployables import SERVICES

NAMES = [path.split(".")[1] for path in SERVICES]
BROKER = {
    "JIANDU_BROKER_API": "http://root:root@rabbitmq:15672",
    "JIANDU_VHOST": "jiandu",
    **{f"{name.upper()}_BROKER_PASSWORD": name for name in NAMES},
}


def test_every_service_gets_a_key_and_tokens_can_be_issued(tmp_path: Path):
    assert prepare.main("keys", {"JIANDU_KEYS": str(tmp_path)}) == 0
    for name in NAMES:
        Signer.load(tmp_path, name)
    Issuer.load(tmp_path, FolderKeyring(tmp_path).find(ISSUER))


def test_keys_that_exist_stay(tmp_path: Path):
    prepare.main("keys", {"JIANDU_KEYS": str(tmp_path)})
    before = (tmp_path / "keys.json").read_bytes()
    prepare.main("keys", {"JIANDU_KEYS": str(tmp_path)})
    assert (tmp_path / "keys.json").read_bytes() == before


@pytest.fixture
def asked(monkeypatch):
    wanted = []
    monkeypatch.setattr(prepare, "provision", wanted.append)
    monkeypatch.setattr(prepare, "SETTLING_SECONDS", 0)
    return wanted


def test_the_broker_gets_every_users_password_and_the_definitions(asked):
    assert prepare.main("broker", BROKER) == 0
    (wanted,) = asked
    assert wanted["users"] == {name: name for name in NAMES}
    assert all(Path(file).is_file() for file in wanted["definitions"])


def test_nothing_of_the_brokers_is_ever_cleared(asked):
    prepare.main("broker", BROKER)
    assert asked[0]["settled"] is None


def test_a_missing_password_is_named(asked, capsys):
    incomplete = {name: value for name, value in BROKER.items() if name != "SUPERVISION_BROKER_PASSWORD"}
    assert prepare.main("broker", incomplete) == 1
    assert "SUPERVISION_BROKER_PASSWORD is not set" in capsys.readouterr().err
    assert asked == []


def test_a_broker_that_refuses_is_tried_again_by_whoever_started_us(monkeypatch, capsys):
    def refuse(_wanted):
        raise BrokerRefused("GET /vhosts: no answer")

    monkeypatch.setattr(prepare, "provision", refuse)
    assert prepare.main("broker", BROKER) == 1
    assert "no answer" in capsys.readouterr().err


def test_without_a_word_it_says_what_it_can_do(capsys):
    assert prepare.main("", {}) == 2
    assert "deploy.prepare keys" in capsys.readouterr().err
