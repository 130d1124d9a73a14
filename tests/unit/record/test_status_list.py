"""The status list: two bits for each link, and a chain of signed epochs."""

import base64
import json
import zlib
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiandu.identity.signing import signed_bytes
from jiandu.record import chain, seal
from jiandu.record.status_bits import MOST_LINKS
from jiandu.record.status_delta import deflate, pack, unpack
from jiandu.record.status_list import (
    TOLERANCE,
    BadList,
    Epoch,
    Listed,
    Snapshot,
    StatusBits,
    applied,
    check_epoch,
    check_place,
    check_snapshot,
    next_epoch,
)
from tests.unit.record.listing import (
    AGENCY,
    ENDED,
    KEYS,
    MINUTE,
    NOON,
    OTHER_SERVICE,
    REGISTRY,
    STRANGER,
    chain_of,
    statuses,
)

VALUES = st.sampled_from(list(Listed))
CHANGES = st.dictionaries(st.integers(0, 60), VALUES, max_size=8)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def refused(reason, ask, *arguments, **named):
    with pytest.raises(BadList) as caught:
        ask(*arguments, **named)
    assert caught.value.reason == reason
    assert caught.value.reason in BadList.WORDS
    return caught.value


# --- two bits for each link


@given(st.lists(VALUES, max_size=40))
def test_a_list_gives_back_what_was_set_also_after_its_octets_have_travelled(values):
    bits = StatusBits(len(values))
    for index, value in enumerate(values):
        bits.set(index, value)
    again = StatusBits.from_bytes(bits.size, bits.to_bytes())
    assert statuses(bits) == statuses(again) == values
    assert again.digest() == bits.digest()
    assert len(bits.to_bytes()) == (len(values) + 3) // 4


@given(st.integers(0, 30), VALUES)
def test_a_list_is_filled_with_one_status(size, fill):
    bits = StatusBits(size, fill)
    assert statuses(bits) == [fill] * size
    assert bits.digest() == StatusBits.from_bytes(size, bits.to_bytes()).digest()


@given(st.integers(0, 30), st.integers(0, 30))
def test_links_that_nobody_spoke_of_are_not_valid_and_a_list_never_shrinks(size, other):
    bits = StatusBits(size, Listed.VALID)
    bits.grow(other)
    assert statuses(bits) == [Listed.VALID] * size + [Listed.NOT_VALID] * max(0, other - size)


@pytest.mark.parametrize("index", [-1, 5, 2**70])
def test_an_index_outside_the_list_is_an_index_error(index):
    bits = StatusBits(5, Listed.VALID)
    for ask in (bits.get, lambda at: bits.set(at, 0)):
        with pytest.raises(IndexError):
            ask(index)


def test_a_status_that_does_not_exist_is_not_noted():
    bits = StatusBits(5)
    with pytest.raises(ValueError, match="4"):
        bits.set(0, 4)
    assert statuses(bits) == [Listed.NOT_VALID] * 5


def test_a_copy_goes_its_own_way():
    bits = StatusBits(3, Listed.VALID)
    bits.copy().set(0, Listed.REVOKED)
    assert bits.get(0) is Listed.VALID


@pytest.mark.parametrize(
    ("size", "octets", "reason"),
    [
        (1, b"", "malformed"),
        (4, b"\0\0", "malformed"),
        (5, b"\0\0", "malformed"),  # what is beyond the last link must not look valid
        (-1, b"", "too_large"),
        (MOST_LINKS + 1, b"", "too_large"),
    ],
)
def test_octets_that_are_no_list_of_that_size_are_refused(size, octets, reason):
    refused(reason, StatusBits.from_bytes, size, octets)


def test_a_list_does_not_grow_without_bounds():
    refused("too_large", StatusBits, MOST_LINKS + 1)


# --- the changes, packed


@given(st.dictionaries(st.integers(0, MOST_LINKS - 1), VALUES))
def test_changes_are_unpacked_as_they_were_packed(changes):
    delta = tuple(sorted(changes.items()))
    assert unpack(pack(delta), MOST_LINKS) == delta


@given(st.binary(max_size=12))
def test_what_is_unpacked_would_be_packed_the_same_or_is_refused(octets):
    try:
        delta = unpack(octets, 1000)
    except BadList:
        return
    assert pack(delta) == octets


def test_changes_out_of_order_are_not_packed():
    with pytest.raises(ValueError, match="order"):
        pack(((2, 0), (1, 0)))


# --- epochs


@given(st.lists(CHANGES, min_size=1, max_size=6))
@settings(max_examples=40)
def test_every_epoch_leads_from_one_list_to_the_next_and_survives_its_journey(changes):
    bits, before, expected = StatusBits(), None, {}
    for snapshot in chain_of(*changes):
        expected |= changes[snapshot.epoch.number - 1]
        epoch = Epoch.from_plain(json.loads(json.dumps(snapshot.epoch.to_plain())))
        assert epoch == snapshot.epoch
        check_epoch(epoch, KEYS, follows=before)
        bits, before = applied(epoch, bits), epoch
        assert statuses(bits) == [expected.get(i, Listed.NOT_VALID) for i in range(bits.size)]
        assert bits.size == max(expected, default=-1) + 1
        again = Snapshot.from_plain(json.loads(json.dumps(snapshot.to_plain())))
        assert again == snapshot
        assert statuses(check_snapshot(again, KEYS)) == statuses(bits)


def test_the_first_epoch_begins_the_chain_and_names_only_what_differs():
    bits = StatusBits(4, Listed.VALID)
    first = next_epoch(None, bits, {0: Listed.VALID, 2: Listed.REVOKED, 5: Listed.NOT_VALID}, NOON, REGISTRY)
    assert (first.number, first.previous, first.size) == (1, chain.GENESIS, 6)
    assert first.delta == ((2, Listed.REVOKED), (5, Listed.NOT_VALID))
    assert (first.key_id, first.algorithm, first.list_digest) == ("certificates-1", "Ed25519", bits.digest())


def test_an_epoch_tells_the_instant_in_one_zone():
    shanghai = NOON.astimezone(timezone(timedelta(hours=8)))
    assert next_epoch(None, StatusBits(), {}, shanghai, REGISTRY).to_plain()["at"] == NOON.isoformat()
    with pytest.raises(ValueError, match="zone"):
        next_epoch(None, StatusBits(), {}, datetime(2026, 7, 1), REGISTRY)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("changes", "at", "reason"),
    [({0: Listed.REVOKED}, NOON - MINUTE, "goes_back"), ({0: 2, MOST_LINKS: 0}, NOON, "too_large")],
)
def test_an_epoch_that_nobody_would_take_is_not_made_and_the_list_stays(changes, at, reason):
    bits = StatusBits()
    first = next_epoch(None, bits, {0: Listed.VALID}, NOON, REGISTRY)
    refused(reason, next_epoch, first, bits, changes, at, REGISTRY)
    assert statuses(bits) == [Listed.VALID]


def test_more_changes_than_an_epoch_holds_are_refused(monkeypatch):
    monkeypatch.setattr("jiandu.record.status_list.MOST_CHANGES", 2)
    refused("too_large", next_epoch, None, StatusBits(), dict.fromkeys(range(3), 0), NOON, REGISTRY)


# --- who signed


@pytest.mark.parametrize(
    ("signer", "reason"),
    [
        (STRANGER, "unknown_key"),
        (ENDED, "key_not_valid"),
        (OTHER_SERVICE, "wrong_speaker"),
        (AGENCY, "wrong_speaker"),  # although it is called certificates
    ],
)
def test_only_the_registry_signs_epochs_and_only_while_its_key_is_valid(signer, reason):
    (snapshot,) = chain_of({0: 0}, signer=signer)
    refused(reason, check_epoch, snapshot.epoch, KEYS, follows=None)
    refused(reason, check_snapshot, snapshot, KEYS)


OTHER_HASH = f"sha256:{'1' * 64}"


@pytest.mark.parametrize(
    ("forged", "reason"),
    [
        ({"number": 3}, "bad_signature"),
        ({"at": NOON}, "bad_signature"),
        ({"size": 3}, "bad_signature"),
        ({"previous": OTHER_HASH}, "bad_signature"),
        ({"list_digest": OTHER_HASH}, "bad_signature"),
        ({"delta": ((1, Listed.VALID),)}, "bad_signature"),
        ({"delta": ()}, "bad_signature"),
        ({"key_id": "nobody"}, "unknown_key"),
        ({"algorithm": "SM2"}, "wrong_algorithm"),
        ({"signature": ""}, "unsigned"),
        ({"signature": "A" * 86}, "bad_signature"),
        ({"signature": "A"}, "bad_signature"),
        ({"signature": "?"}, "bad_signature"),
        ({"signature": "签"}, "bad_signature"),
    ],
)
def test_whatever_of_an_epoch_is_forged_it_is_refused(forged, reason):
    first, second = (snapshot.epoch for snapshot in chain_of({0: 0, 1: 0}, {1: 2}))
    refused(reason, check_epoch, replace(second, **forged), KEYS, follows=first)


def test_nothing_that_was_signed_for_another_purpose_is_an_epoch():
    epoch = chain_of({0: 0})[0].epoch
    bare = REGISTRY.private.sign(epoch.signed_octets)
    as_message = REGISTRY.private.sign(signed_bytes({f"ce-{k}": v for k, v in epoch.to_plain().items()}, b""))
    as_attestation = seal.seal(REGISTRY, "jiandu-attestation/1", epoch.signed_octets)
    for signature in (bare, as_message, as_attestation):
        forged = replace(epoch, signature=base64.urlsafe_b64encode(signature).decode())
        refused("bad_signature", check_epoch, forged, KEYS, follows=None)


# --- each in its place


def test_an_epoch_has_its_place_after_one_other():
    first, second, third = (snapshot.epoch for snapshot in chain_of({0: 0}, {0: 1}, {0: 2}))
    stranger = chain_of({0: 3})[0].epoch
    check_epoch(third, KEYS, follows=second)
    refused("gap", check_epoch, third, KEYS, follows=first)
    refused("does_not_follow", check_epoch, second, KEYS, follows=second)
    refused("does_not_follow", check_epoch, first, KEYS, follows=second)
    refused("does_not_follow", check_epoch, second, KEYS, follows=stranger)


def test_the_first_epoch_follows_nothing_and_no_other_does():
    first, second = (snapshot.epoch for snapshot in chain_of({0: 0}, {0: 1}))
    check_place(first, None)
    check_place(second, None)
    refused("does_not_follow", check_place, replace(first, number=2), None)
    refused("does_not_follow", check_place, replace(second, number=1), None)


@pytest.mark.parametrize("other", [{"at": NOON - MINUTE}, {"size": 0}])
def test_neither_time_nor_size_goes_back(other):
    first, second = (snapshot.epoch for snapshot in chain_of({0: 0}, {0: 1}))
    refused("goes_back", check_place, replace(second, **other), first)


def test_an_epoch_of_the_future_is_refused_where_the_time_is_known():
    (snapshot,) = chain_of({0: 0})
    check_epoch(snapshot.epoch, KEYS, follows=None, now=NOON - TOLERANCE)
    now = NOON - TOLERANCE - timedelta(seconds=1)
    refused("from_the_future", check_epoch, snapshot.epoch, KEYS, follows=None, now=now)


def test_a_list_that_is_not_the_one_signed_is_refused():
    first, second = chain_of({0: 0, 1: 0}, {1: 2})
    refused("list_differs", applied, second.epoch, StatusBits(2))
    refused("list_differs", applied, first.epoch, StatusBits(9))
    refused("list_differs", check_snapshot, replace(second, octets=first.octets), KEYS)
    refused("malformed", check_snapshot, replace(second, octets=b""), KEYS)


# --- malformed


def plain_of(**other):
    return {**chain_of({0: 0, 3: 2})[0].epoch.to_plain(), **other}


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("format", "jiandu-status-epoch/2", "unknown_format"),
        ("number", 0, "malformed"),
        ("number", True, "malformed"),
        ("number", "1", "malformed"),
        ("number", 2**53, "too_large"),
        ("at", "2026-07-01", "malformed"),
        ("at", "2026-07-01T04:00:00", "malformed"),
        ("at", "2026-07-01T12:00:00+08:00", "malformed"),
        ("at", "0001-01-01T00:00:00+08:00", "malformed"),
        ("at", None, "malformed"),
        ("size", -1, "malformed"),
        ("size", 1.0, "malformed"),
        ("size", 3, "malformed"),  # the changes go beyond
        ("size", MOST_LINKS + 1, "too_large"),
        ("previous", "sha256:", "malformed"),
        ("list_digest", "md5:" + "0" * 64, "malformed"),
        ("delta", "?", "malformed"),
        ("delta", "", "malformed"),
        ("delta", "签", "malformed"),
        ("delta", [], "malformed"),
        ("delta", base64.b64encode(b"not zlib").decode(), "malformed"),
        ("delta", base64.b64encode(zlib.compress(b"\0")[:-1]).decode(), "malformed"),
        ("delta", base64.b64encode(zlib.compress(b"\0") + b"more").decode(), "malformed"),
        ("delta", deflate(b"\x80"), "malformed"),
        ("delta", deflate(b"\x80\0"), "malformed"),
        ("delta", deflate(b"\xff" * 6), "malformed"),
        ("delta", deflate(bytes(10**6)), "too_large"),
        ("delta", "A" * 10**4, "too_large"),
        ("algorithm", "", "malformed"),
        ("key_id", "\ud800", "malformed"),
        ("key_id", "../keys", "malformed"),
        ("signature", None, "malformed"),
    ],
)
def test_a_malformed_epoch_is_refused_with_its_field(name, value, reason):
    assert refused(reason, Epoch.from_plain, plain_of(**{name: value})).field in (name, "delta")


def test_more_changes_than_an_epoch_holds_are_not_read(monkeypatch):
    monkeypatch.setattr("jiandu.record.status_delta.MOST_CHANGES", 1)
    refused("too_large", Epoch.from_plain, plain_of())


def test_an_epoch_has_its_fields_and_no_others():
    refused("malformed", Epoch.from_plain, plain_of(more=1))
    short = plain_of()
    del short["previous"]
    assert refused("malformed", Epoch.from_plain, short).field == "previous"


@pytest.mark.parametrize(
    ("octets", "reason"),
    [(deflate(b""), None), (deflate(bytes(10**6)), "too_large"), ("A" * 4096, "too_large"), (b"", "malformed")],
)
def test_a_snapshot_is_unpacked_no_further_than_its_size(octets, reason):
    plain = {**chain_of({0: 0})[0].to_plain(), "octets": octets}
    if reason is None:
        refused("malformed", check_snapshot, Snapshot.from_plain(plain), KEYS)
    else:
        refused(reason, Snapshot.from_plain, plain)


@given(PLAIN)
@settings(max_examples=60)
def test_whatever_arrives_is_refused_and_breaks_nothing(plain):
    for read in (Epoch.from_plain, Snapshot.from_plain):
        with pytest.raises(BadList):
            read(plain)


@given(st.sampled_from(sorted(plain_of())), PLAIN)
@settings(max_examples=60)
def test_whatever_stands_in_a_field_is_refused_or_does_not_verify(name, value):
    plain = plain_of()
    if value == plain[name]:
        return
    with pytest.raises(BadList):
        check_epoch(Epoch.from_plain({**plain, name: value}), KEYS, follows=None)
