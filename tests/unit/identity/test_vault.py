from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiandu.identity.vault import Tampered, Vault

VAULT = Vault(bytes(32))
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)


@given(TEXT, st.dictionaries(TEXT, TEXT))
def test_what_is_sealed_opens_for_its_record(record, identity):
    assert VAULT.open(record, VAULT.seal(record, identity)) == identity


def test_a_sealed_field_shows_nothing_and_never_looks_the_same_twice():
    one, two = (VAULT.seal("c-1", {"name": "张三"})["name"] for _ in range(2))
    assert one != two
    assert "张三".encode() not in one


@given(st.data())
def test_a_changed_octet_is_found(data):
    sealed = bytearray(VAULT.seal("c-1", {"phone": "13800000000"})["phone"])
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Tampered):
        VAULT.open("c-1", {"phone": bytes(sealed)})


@pytest.mark.parametrize(("record", "field"), [("c-2", "name"), ("c-1", "phone"), ("c-1:name", "")])
def test_a_field_does_not_open_elsewhere(record, field):
    sealed = VAULT.seal("c-1", {"name": "张三"})
    with pytest.raises(Tampered) as caught:
        VAULT.open(record, {field: sealed["name"]})
    assert "张三" not in str(caught.value)


def test_another_key_opens_nothing():
    with pytest.raises(Tampered):
        Vault(bytes([1] * 32)).open("c-1", VAULT.seal("c-1", {"name": "张三"}))


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x02" + bytes(40), b"\x01" + bytes(12)])
def test_rubbish_does_not_open(sealed):
    with pytest.raises(Tampered):
        VAULT.open("c-1", {"name": sealed})


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    path = tmp_path / "vault" / "complainants.key"
    sealed = Vault.at(path).seal("c-1", {"name": "张三"})
    assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["complainants.key"]
    assert Vault.at(path).open("c-1", sealed) == {"name": "张三"}
    path.chmod(0o644)
    with pytest.raises(PermissionError):
        Vault.at(path)


def test_processes_that_start_together_share_one_key(tmp_path):
    path = tmp_path / "complainants.key"
    with ThreadPoolExecutor(8) as pool:
        vaults = list(pool.map(lambda _: Vault.at(path), range(8)))
    sealed = vaults[0].seal("c-1", {"name": "张三"})
    assert all(vault.open("c-1", sealed) for vault in vaults)
