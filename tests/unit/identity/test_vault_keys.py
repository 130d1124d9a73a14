from concurrent.futures import ThreadPoolExecutor

import pytest

from jiandu.identity.vault_keys import Keys, UnknownKey, secret_at


@pytest.fixture
def first(tmp_path):
    return tmp_path / "vault" / "complainants.key"


def test_a_secret_is_made_once_and_only_its_owner_reads_it(first):
    secret = secret_at(first)
    assert len(secret) == 32
    assert first.stat().st_mode & 0o777 == 0o600
    assert first.parent.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in first.parent.iterdir()] == ["complainants.key"]
    assert secret_at(first) == secret
    first.chmod(0o644)
    with pytest.raises(PermissionError):
        secret_at(first)


@pytest.mark.parametrize("content", ["", "AAAA", "no base64!"])
def test_a_file_without_a_secret_is_refused(first, content):
    first.parent.mkdir()
    first.write_text(content)
    first.chmod(0o600)
    with pytest.raises(ValueError, match=r"complainants\.key"):
        Keys(first)


def test_processes_that_start_together_share_one_key(first):
    with ThreadPoolExecutor(8) as pool:
        vaults = list(pool.map(lambda _: Keys(first), range(8)))
    assert len({keys.find(1) for keys in vaults}) == 1


def test_a_rotation_makes_the_next_key_and_keeps_the_old(first):
    keys = Keys(first)
    old = keys.find(1)
    assert (keys.make_next(), keys.make_next()) == (2, 3)
    assert keys.current == 3
    assert list(keys.numbers) == [1, 2, 3]
    assert keys.find(1) == old
    assert len({keys.find(number) for number in (1, 2, 3)}) == 3
    names = sorted(path.name for path in first.parent.iterdir())
    assert names == ["complainants.2.key", "complainants.3.key", "complainants.key"]


def test_a_key_made_by_another_process_is_in_use_at_once(first):
    mine, other = Keys(first), Keys(first)
    other.make_next()
    assert mine.current == 2
    other.make_next()
    assert mine.find(3) == other.find(3)


def test_an_old_key_that_was_removed_stays_unknown_and_is_not_made_anew(first):
    Keys(first).make_next()
    first.unlink()
    keys = Keys(first)
    assert list(keys.numbers) == [2]
    assert not first.exists()
    with pytest.raises(UnknownKey):
        keys.find(1)


def test_a_rotated_key_others_may_read_is_refused(first):
    keys = Keys(first)
    keys.make_next()
    first.with_name("complainants.2.key").chmod(0o640)
    with pytest.raises(PermissionError):
        Keys(first)


def test_files_that_are_no_keys_of_this_vault_are_left_alone(first):
    keys = Keys(first)
    for name in ("complainants.0.key", "complainants.x.key", "receipts.key", ".complainants.2.key.1.ab"):
        first.with_name(name).write_text("x")
    assert keys.current == 1
    assert list(keys.numbers) == [1]
