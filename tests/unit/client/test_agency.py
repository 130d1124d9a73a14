"""The example of an agency on the command line: what is wrong with what it was handed is one clear line."""

import json

import pytest

from jiandu.client.agency import main
from jiandu.identity.keyring import create_key

SETTINGS = {"agency": "water-01", "amqp_uri": "amqp://water-01:geheim@127.0.0.1:1/jiandu", "queue": "q"}


@pytest.fixture
def handed(tmp_path):
    """The folder as an agency gets it, with other settings where they are given; without them it has no keys."""

    def hand(settings, *, keys=True):
        (tmp_path / "settings.json").write_text(settings, encoding="utf-8")
        if keys:
            create_key(tmp_path, "water-01", "water-01", "agency")
        return str(tmp_path)

    return hand


def said(capsys, code, *arguments):
    assert main(arguments) == code
    told = capsys.readouterr()
    (line,) = told.err.splitlines()
    assert "geheim" not in line
    return line


def test_it_says_how_it_is_used(capsys):
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    assert "FOLDER" in told
    assert "退出码 exit codes" in told


@pytest.mark.parametrize("arguments", [(), ("a", "b"), ("--verbose",)])
def test_it_wants_one_folder(capsys, arguments):
    assert "需要一个文件夹 one FOLDER is needed" in said(capsys, 2, *arguments)


def test_a_folder_that_holds_nothing_is_named(capsys, tmp_path):
    assert str(tmp_path / "settings.json") in said(capsys, 1, str(tmp_path))


@pytest.mark.parametrize("settings", ["{", "[]", "1", '{"agency": "a"}', "null"])
def test_settings_that_are_none_are_told_so(capsys, handed, settings):
    assert "holds no agency, amqp_uri, queue" in said(capsys, 1, handed(settings))


def test_a_missing_key_is_told_so(capsys, handed, tmp_path):
    assert "密钥不能用 the keys cannot be used" in said(capsys, 1, handed(json.dumps(SETTINGS), keys=False))
    folder = handed(json.dumps(SETTINGS))
    (tmp_path / "private" / "water-01.pem").unlink()
    assert "private key water-01" in said(capsys, 1, folder)


@pytest.mark.parametrize("address", ["broker", "amqp://water-01:geheim", "amqp://water-01:geheim/jiandu"])
def test_an_address_that_is_none_is_told_without_its_password(capsys, handed, address):
    folder = handed(json.dumps({**SETTINGS, "amqp_uri": address}))
    assert "amqp_uri is no address" in said(capsys, 1, folder)
