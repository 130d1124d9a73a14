import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from jiandu.identity.keyring import BadKeyring, FolderKeyring, UnknownKey, create_key
from jiandu.identity.keys import PUBLIC_FILE, load_private, private_path


def test_a_private_key_is_readable_by_its_owner_only(tmp_path):
    create_key(tmp_path, "a-1", "a", "agency")
    path = private_path(tmp_path, "a-1")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    path.chmod(0o640)
    with pytest.raises(BadKeyring):
        load_private(tmp_path, "a-1")


def test_the_public_file_holds_no_private_key(tmp_path):
    record = create_key(tmp_path, "a-1", "a", "agency", not_before=datetime(2026, 1, 1, tzinfo=UTC))
    text = (tmp_path / PUBLIC_FILE).read_text()
    assert "PRIVATE" not in text
    assert set(json.loads(text)["a-1"]) == {"owner", "kind", "algorithm", "public", "not_before", "not_after"}
    assert FolderKeyring(tmp_path).find("a-1") == record


def test_a_key_id_is_never_given_twice(tmp_path):
    create_key(tmp_path, "a-1", "a", "agency")
    before = private_path(tmp_path, "a-1").read_bytes()
    with pytest.raises(FileExistsError):
        create_key(tmp_path, "a-1", "b", "agency")
    assert private_path(tmp_path, "a-1").read_bytes() == before


@pytest.mark.parametrize("key_id", ["", "../a", "a/b", ".hidden", "x" * 65])
def test_a_key_id_is_a_safe_file_name(tmp_path, key_id):
    with pytest.raises(BadKeyring):
        create_key(tmp_path, key_id, "a", "agency")


def test_keys_made_at_the_same_time_are_all_kept(tmp_path):
    names = [f"k-{n}" for n in range(20)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: create_key(tmp_path, name, name, "agency"), names))
    keyring = FolderKeyring(tmp_path)
    assert [keyring.find(name).owner for name in names] == names
    assert sorted(p.name for p in (tmp_path / "private").iterdir()) == sorted(f"{n}.pem" for n in names)


def test_a_new_key_is_known_and_a_removed_one_forgotten_at_once(tmp_path):
    create_key(tmp_path, "a-1", "a", "agency")
    keyring = FolderKeyring(tmp_path)
    with pytest.raises(UnknownKey):
        keyring.find("b-1")
    assert not keyring.may_speak_for("b-1", "/agencies/b")
    create_key(tmp_path, "b-1", "b", "agency")
    assert keyring.may_speak_for("b-1", "/agencies/b")
    path = tmp_path / PUBLIC_FILE
    known = json.loads(path.read_text())
    del known["a-1"]
    (tmp_path / "next").write_text(json.dumps(known))
    (tmp_path / "next").replace(path)
    assert not keyring.may_speak_for("a-1", "/agencies/a")


def test_a_spoilt_file_leaves_the_known_keys_in_force(tmp_path):
    create_key(tmp_path, "a-1", "a", "agency")
    keyring = FolderKeyring(tmp_path)
    (tmp_path / PUBLIC_FILE).write_text("{")
    assert keyring.find("a-1").owner == "a"
    with pytest.raises(UnknownKey):
        keyring.find("b-1")


@pytest.mark.parametrize(
    "text",
    [
        None,
        "{",
        "[]",
        '{"k": {}}',
        '{"k": {"owner": "a", "kind": "king", "algorithm": "Ed25519", "public": "AAAA"}}',
        '{"k": {"owner": "a", "kind": "agency", "algorithm": "Ed25519", "public": "?"}}',
        '{"k": {"owner": "a", "kind": "agency", "algorithm": "Ed25519", "public": "", "not_after": "2026-01-01"}}',
    ],
)
def test_an_unusable_trust_directory_is_refused_at_the_start(tmp_path, text):
    if text is not None:
        (tmp_path / PUBLIC_FILE).write_text(text)
    with pytest.raises(BadKeyring):
        FolderKeyring(tmp_path)


def test_a_key_of_an_algorithm_not_known_here_verifies_nothing(tmp_path):
    create_key(tmp_path, "a-1", "a", "agency")
    path = tmp_path / PUBLIC_FILE
    known = json.loads(path.read_text())
    known["a-1"]["algorithm"] = "SM2"
    path.write_text(json.dumps(known))
    message = b"message"
    signature = load_private(tmp_path, "a-1").sign(message)
    assert not FolderKeyring(tmp_path).find("a-1").verifies(signature, message)
