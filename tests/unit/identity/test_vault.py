from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiandu.identity.vault import Envelope, Lock, Tampered, Vault
from jiandu.identity.vault_keys import UnknownKey

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)


class HeldKeys:
    """The keys of a vault that has no files: `make_next` rotates."""

    def __init__(self):
        self._known = [bytes([1] * 32)]

    @property
    def current(self):
        return len(self._known)

    def find(self, number):
        if number > len(self._known):
            raise UnknownKey(number)
        return self._known[number - 1]

    def make_next(self):
        self._known.append(bytes([len(self._known) + 1] * 32))


@pytest.fixture
def vault():
    return Vault(HeldKeys(), bytes(32))


VAULT = Vault(HeldKeys(), bytes(32))


@given(TEXT, st.dictionaries(TEXT, TEXT))
def test_what_is_sealed_opens_for_its_record(record, identity):
    envelope = VAULT.new(record)
    assert VAULT.open(record, envelope, VAULT.seal(record, envelope, identity)) == identity


def test_a_sealed_field_shows_nothing_and_never_looks_the_same_twice(vault):
    envelope = vault.new("c-1")
    one, two = (vault.seal("c-1", envelope, {"name": "测试甲"})["name"] for _ in range(2))
    assert one != two
    assert "测试甲".encode() not in one


def test_every_record_has_a_data_key_of_its_own(vault):
    one, two = vault.new("c-1"), vault.new("c-1")
    sealed = vault.seal("c-1", one, {"name": "测试甲"})
    with pytest.raises(Tampered):
        vault.open("c-1", two, sealed)


def test_fields_may_be_sealed_later_under_the_same_data_key(vault):
    envelope = vault.new("c-1")
    sealed = vault.seal("c-1", envelope, {"name": "测试甲"}) | vault.seal("c-1", envelope, {"words": "补充"})
    assert vault.open("c-1", envelope, sealed) == {"name": "测试甲", "words": "补充"}


@given(st.data())
def test_a_changed_octet_is_found(data):
    envelope = VAULT.new("c-1")
    sealed = bytearray(VAULT.seal("c-1", envelope, {"phone": "13900000000"})["phone"])
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Tampered):
        VAULT.open("c-1", envelope, {"phone": bytes(sealed)})


@given(st.data())
def test_a_changed_octet_of_the_envelope_is_found(data):
    envelope = VAULT.new("c-1")
    wrapped = bytearray(envelope.wrapped)
    at = data.draw(st.integers(0, len(wrapped) - 1))
    wrapped[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Tampered):
        VAULT.lock("c-1", Envelope(1, bytes(wrapped)))


@pytest.mark.parametrize(("record", "field"), [("c-2", "name"), ("c-1", "phone"), ("c-1:name", "")])
def test_a_field_does_not_open_elsewhere(vault, record, field):
    envelope = vault.new("c-1")
    sealed = vault.seal("c-1", envelope, {"name": "测试甲"})
    with pytest.raises(Tampered) as caught:
        vault.open(record, envelope, {field: sealed["name"]})
    assert "测试甲" not in str(caught.value)


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x02" + bytes(40), b"\x01" + bytes(12)])
def test_rubbish_does_not_open(vault, sealed):
    with pytest.raises(Tampered):
        vault.open("c-1", vault.new("c-1"), {"name": sealed})


def test_after_a_rotation_old_envelopes_open_and_new_ones_are_under_the_new_key(vault):
    old = vault.new("c-1")
    sealed = vault.seal("c-1", old, {"name": "测试甲"})
    vault.keys.make_next()
    assert vault.open("c-1", old, sealed) == {"name": "测试甲"}
    assert (old.key, vault.new("c-2").key) == (1, 2)


def test_rewrapping_changes_the_envelope_and_nothing_sealed_under_it(vault):
    old = vault.new("c-1")
    sealed = vault.seal("c-1", old, {"name": "测试甲"})
    assert vault.rewrap("c-1", old) is old
    vault.keys.make_next()
    newer = vault.rewrap("c-1", old)
    assert newer.key == 2
    assert vault.open("c-1", newer, sealed) == {"name": "测试甲"}
    with pytest.raises(Tampered):
        vault.rewrap("c-2", old)


def test_an_envelope_opens_under_the_key_it_names_only(vault):
    envelope = vault.new("c-1")
    vault.keys.make_next()
    with pytest.raises(Tampered):
        vault.lock("c-1", replace(envelope, key=2))
    with pytest.raises(UnknownKey) as caught:
        vault.lock("c-1", replace(envelope, key=9))
    assert caught.value.number == 9


def test_what_the_version_before_sealed_directly_under_key_1_still_opens(vault):
    sealed = {"name": Lock("c-1", vault.keys.find(1)).seal("name", "测试甲".encode())}
    vault.keys.make_next()
    assert vault.open("c-1", None, sealed) == {"name": "测试甲"}


def test_a_fingerprint_tells_repeats_apart_by_purpose_and_system(vault):
    here = vault.fingerprint("phone", "13900000000")
    assert here == vault.fingerprint("phone", "13900000000")
    others = (
        vault.fingerprint("name", "13900000000"),
        vault.fingerprint("phone", "13900000001"),
        Vault(HeldKeys(), bytes([1] * 32)).fingerprint("phone", "13900000000"),
    )
    assert here not in others
    vault.keys.make_next()
    assert here == vault.fingerprint("phone", "13900000000")


def test_the_secrets_of_a_vault_are_found_again(tmp_path):
    first = tmp_path / "vault" / "complainants.key"
    envelope = Vault.at(first).new("c-1")
    again = Vault.at(first)
    again.lock("c-1", envelope)
    assert sorted(path.name for path in first.parent.iterdir()) == ["complainants.key", "fingerprints.key"]
    assert again.fingerprint("phone", "1") == Vault.at(first).fingerprint("phone", "1")
