"""The status list as an agency keeps it: however it arrives, it is the right list, or said not to be."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiandu.client import OfflineList, SnapshotNeeded, Status
from jiandu.client.status_list import FRESH, WHY_UNKNOWN
from jiandu.record.attestation import BadAttestation, attest
from jiandu.record.status_list import TOLERANCE, BadList, Listed, Snapshot, StatusBits, check_snapshot, next_epoch
from tests.unit.record.listing import KEYS, MINUTE, NOON, OTHER_SERVICE, REGISTRY, STRANGER, chain_of

SECOND = timedelta(seconds=1)
LATER = NOON + 60 * MINUTE
MEANWHILE = NOON + 6 * MINUTE  # no epoch of the first ten minutes is stale or ahead then
CHANGES = st.dictionaries(st.integers(0, 20), st.sampled_from(list(Listed)), max_size=4)


def listed(*snapshots):
    kept = OfflineList(KEYS)
    for snapshot in snapshots:
        assert kept.load(snapshot, LATER)
    return kept


def seen(kept, size, now=NOON):
    return [kept.status(index, now).status for index in range(size)]


# --- what is asked of it


def test_each_status_is_told_with_the_epoch_that_says_so():
    kept = listed(*chain_of({index: index for index in range(4)}))
    assert seen(kept, 4) == [Status.VALID, Status.SUSPENDED, Status.REVOKED, Status.NOT_VALID]
    checked = kept.status(2, NOON)
    assert (checked.as_of, checked.epoch, checked.reason) == (NOON, 1, None)


@pytest.mark.parametrize(
    ("index", "now", "reason"),
    [
        (0, NOON + FRESH, None),
        (0, NOON + FRESH + SECOND, "stale"),
        (0, NOON - TOLERANCE, None),
        (0, NOON - TOLERANCE - SECOND, "clock_behind"),
        (1, NOON, "not_listed"),
        (-1, NOON, "not_listed"),
    ],
)
def test_what_the_list_cannot_say_is_unknown_and_never_valid(index, now, reason):
    checked = listed(*chain_of({0: Listed.VALID})).status(index, now)
    assert (checked.reason, checked.epoch, checked.as_of) == (reason, 1, NOON)
    assert checked.status is (Status.VALID if reason is None else Status.UNKNOWN)
    assert reason is None or reason in WHY_UNKNOWN


def test_without_a_list_everything_is_unknown():
    kept = OfflineList(KEYS)
    checked = kept.status(0, NOON)
    assert (checked.status, checked.reason, checked.as_of, checked.epoch) == (
        Status.UNKNOWN,
        "no_list",
        None,
        None,
    )
    assert kept.epoch is None


# --- what arrives


@given(st.lists(CHANGES, min_size=1, max_size=7), st.data())
@settings(max_examples=60)
def test_lost_repeated_and_reordered_epochs_lead_to_the_right_list_or_ask_for_a_snapshot(changes, data):
    chain = chain_of(*changes)
    arriving = data.draw(st.lists(st.sampled_from(chain), max_size=12))
    kept, number = OfflineList(KEYS), 0
    for snapshot in arriving:
        if asks_for_a_snapshot(kept, snapshot.epoch, number):
            kept.load(data.draw(st.sampled_from(chain)), LATER)  # the service answers with one it has at hand
        assert kept.epoch.number >= number
        number = kept.epoch.number
        truth, size = listed(chain[number - 1]), chain[-1].epoch.size + 1
        assert seen(kept, size, MEANWHILE) == seen(truth, size, MEANWHILE)
    if asks_for_a_snapshot(kept, chain[-1].epoch, number):
        kept.load(chain[-1], LATER)
    assert kept.epoch == chain[-1].epoch


def asks_for_a_snapshot(kept, epoch, number):
    """Whether it does, which it has to if it is at another number than the one before the epoch's."""
    if epoch.number <= number + 1:
        assert kept.apply(epoch, LATER) is (epoch.number == number + 1)
        return False
    with pytest.raises(SnapshotNeeded, match="gap" if number else "no_list"):
        kept.apply(epoch, LATER)
    return True


def test_an_epoch_or_a_snapshot_that_is_known_or_older_changes_nothing():
    first, second, third = chain_of({0: 0}, {0: 2}, {0: 1})
    kept = listed(first)
    assert kept.apply(second.epoch, LATER)
    for again in (second, first):
        assert not kept.apply(again.epoch, LATER)
        assert not kept.load(again, LATER)
        assert kept.status(0, MEANWHILE).status is Status.REVOKED
    assert kept.apply(third.epoch, LATER)


def test_a_missing_epoch_asks_for_a_snapshot_and_changes_nothing():
    first, _, third = chain_of({0: 0}, {0: 2}, {0: 1})
    kept = listed(first)
    with pytest.raises(SnapshotNeeded, match="gap"):
        kept.apply(third.epoch, LATER)
    assert kept.epoch == first.epoch
    assert kept.load(third, LATER)
    assert kept.status(0, MEANWHILE).status is Status.SUSPENDED


def test_a_registry_restored_from_a_back_up_is_followed_by_its_next_snapshot():
    first, _, third = chain_of({0: 0}, {0: 1}, {0: 0})
    kept = listed(third)
    bits = check_snapshot(first, KEYS)  # what was in the back-up: it counts again from there
    epoch = next_epoch(first.epoch, bits, {0: Listed.REVOKED}, NOON + 5 * MINUTE, REGISTRY)
    with pytest.raises(SnapshotNeeded, match="does_not_follow"):
        kept.apply(epoch, LATER)
    assert kept.load(Snapshot(epoch, bits.to_bytes()), LATER)
    assert kept.status(0, MEANWHILE).status is Status.REVOKED


def test_an_epoch_whose_changes_do_not_lead_to_its_list_asks_for_a_snapshot():
    bits = StatusBits(3, Listed.VALID)  # listed before the first epoch
    first = next_epoch(None, bits, {}, NOON, REGISTRY)
    kept = OfflineList(KEYS)
    with pytest.raises(SnapshotNeeded, match="list_differs"):
        kept.apply(first, NOON)
    assert kept.load(Snapshot(first, bits.to_bytes()), NOON)
    assert seen(kept, 3) == [Status.VALID] * 3


@pytest.mark.parametrize("signer", [STRANGER, OTHER_SERVICE])
def test_what_the_registry_did_not_sign_is_refused_before_anything_else(signer):
    (genuine,) = chain_of({0: 0})
    kept = listed(genuine)
    for forged in (*chain_of({0: 2}, {0: 2}, {0: 2}, signer=signer), replace(genuine, octets=b"\xfd")):
        with pytest.raises(BadList):
            kept.load(forged, LATER)
    with pytest.raises(BadList):
        kept.apply(chain_of({0: 2}, {0: 2}, signer=signer)[1].epoch, LATER)
    assert kept.status(0, NOON).status is Status.VALID


def test_what_is_from_the_future_is_refused_so_that_it_does_not_stand_for_years():
    first, second = chain_of({0: 0}, {0: 2})
    kept = OfflineList(KEYS)
    for take in (lambda: kept.load(second, NOON - SECOND), lambda: kept.apply(first.epoch, NOON - 2 * MINUTE)):
        with pytest.raises(BadList, match="from_the_future"):
            take()
    assert kept.epoch is None


def test_readers_see_one_epoch_whole_while_another_is_applied():
    chain = chain_of(*({0: number % 4} for number in range(1, 150)), every=0 * MINUTE)
    kept, over = listed(chain[0]), threading.Event()

    def wrong():
        found = []
        while not over.is_set():
            checked = kept.status(0, NOON)
            if checked.status is not list(Status)[checked.epoch % 4]:
                found.append(checked)
        return found

    with ThreadPoolExecutor(3) as readers:
        asked = [readers.submit(wrong) for _ in range(3)]
        for snapshot in chain[1:]:
            kept.apply(snapshot.epoch, NOON)
        over.set()
        assert [each.result() for each in asked] == [[], [], []]
    assert kept.epoch == chain[-1].epoch


# --- a file


def test_a_saved_list_is_the_same_when_it_is_read_and_its_file_replaces_the_one_before(tmp_path):
    path = tmp_path / "list.json"
    first, second = chain_of({0: 0, 9: 1}, {0: 2})
    kept = listed(first)
    kept.save(path)
    kept.apply(second.epoch, LATER)
    kept.save(path)
    again = OfflineList(KEYS)
    assert again.restore(path, LATER)
    assert again.epoch == second.epoch
    assert seen(again, 11) == seen(kept, 11)
    assert not again.restore(path, LATER)
    assert [each.name for each in tmp_path.iterdir()] == ["list.json"]


def test_a_file_that_cannot_be_written_leaves_the_one_before(tmp_path, monkeypatch):
    path = tmp_path / "list.json"
    first, second = chain_of({0: 0}, {0: 2})
    listed(first).save(path)
    monkeypatch.setattr("jiandu.client.status_list.os.fsync", lambda _: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        listed(second).save(path)
    monkeypatch.undo()
    assert OfflineList(KEYS).restore(path, LATER)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_is_proven_again_when_it_is_read(tmp_path):
    path = tmp_path / "list.json"
    listed(*chain_of({0: 2})).save(path)
    plain = json.loads(path.read_text())
    broken = [
        (b"", "malformed"),
        (b"\xff", "malformed"),
        (b"[" * 10**5, "malformed"),
        (json.dumps(plain["epoch"]).encode(), "unknown_format"),
        (json.dumps({**plain, "epoch": None}).encode(), "malformed"),
        (json.dumps({**plain, "octets": ""}).encode(), "malformed"),
        (json.dumps({**plain, "epoch": {**plain["epoch"], "number": 2}}).encode(), "bad_signature"),
    ]
    for octets, reason in broken:
        path.write_bytes(octets)
        with pytest.raises(BadList) as caught:
            OfflineList(KEYS).restore(path, LATER)
        assert caught.value.reason == reason


def test_no_list_and_no_file_are_told_apart(tmp_path):
    with pytest.raises(LookupError):
        OfflineList(KEYS).save(tmp_path / "list.json")
    with pytest.raises(FileNotFoundError):
        OfflineList(KEYS).restore(tmp_path / "list.json", NOON)


# --- a QR code


def test_a_qr_code_is_held_against_the_list():
    text = attest(
        REGISTRY, number="652301-0001", index=1, body="b", kinds=["检查"], at=NOON, until=NOON + 5 * MINUTE
    )
    kept = listed(*chain_of({0: 0, 1: 2}))
    attested, checked = kept.check_qr(text, NOON)
    assert (attested.number, checked.status, checked.epoch) == ("652301-0001", Status.REVOKED, 1)
    assert OfflineList(KEYS).check_qr(text, NOON)[1].reason == "no_list"
    with pytest.raises(BadAttestation, match="expired"):
        kept.check_qr(text, NOON + 5 * MINUTE)
    with pytest.raises(BadAttestation, match="malformed"):
        kept.check_qr("652301-0001", NOON)
