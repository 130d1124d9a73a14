"""What an agency acknowledges: what it has kept, and nothing else; and how it follows the status list."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jiandu.bus.envelope import Envelope
from jiandu.client import FollowedList, Keeping, Mirror, OfflineList, Status, Unreachable
from jiandu.identity.keyring import KeyRecord, MemoryKeyring
from jiandu.identity.signing import Signer
from jiandu.record.status_list import Snapshot, StatusBits, next_epoch

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOLDING = {"number": "C1", "periods": [{"status": "revoked", "since": "2026-03-01T00:00:00+08:00", "until": None}]}
SIGNER = Signer("certificates", Ed25519PrivateKey.generate())
KEYS = MemoryKeyring(
    KeyRecord(
        key_id="certificates",
        owner="certificates",
        kind="service",
        public=SIGNER.private.public_key().public_bytes_raw(),
    )
)


class Letters:
    """A sender whose broker can be away."""

    agency = "water-01"

    def __init__(self):
        self.sent, self.away = [], False

    def send(self, type_, **said):
        if self.away:
            raise Unreachable
        self.sent.append((type_, said["id_"], said["data"]["order_id"]))


class Answers:
    """A registry that may be asked, and knows what it is told here; what depends on the question is a function."""

    def __init__(self, **answers):
        self.answers, self.asked = answers, []

    def ask(self, method, **fields):
        self.asked.append((method, fields))
        answer = self.answers[method.partition(".")[2]]
        return answer(**fields) if callable(answer) else answer


def chain(count, begins=NOON):
    """So many epochs, each of one certificate more."""
    bits, made = StatusBits(), []
    for number in range(count):
        made.append(next_epoch(made[-1] if made else None, bits, {number: 0}, begins + number * MINUTE, SIGNER))
    return made, Snapshot(made[-1], bits.to_bytes())


@pytest.fixture
def letters():
    return Letters()


@pytest.fixture
def agency(tmp_path, letters):
    """An agency, which may ask a registry or may not."""
    applied, faults = [], []
    mirror = Mirror(tmp_path / "registry.sqlite")

    def made(registry=None):
        followed = FollowedList(OfflineList(KEYS), tmp_path / "status-list.json", registry)
        keeping = Keeping(
            mirror,
            followed,
            letters,
            registry=registry,
            applied=lambda heard: applied.append(heard.data["order_id"]),
            list_fault=faults.append,
            now=lambda: NOON + 10 * MINUTE,
        )
        keeping.applied, keeping.faults = applied, faults
        return keeping

    yield made
    mirror.close()


def heard(type_, schema_version=1, **data):
    return Envelope(
        id="certificates:1",
        source="/services/certificates",
        type=f"certificate.{type_}",
        time=NOON,
        subject="o-1",
        sequence=1,
        schema_version=schema_version,
        data={"region": "652300", "officer_id": "o-1", **data},
        correlation="acc-1",
    )


def change(order="order-1"):
    return heard("status_changed", 2, order_id=order, version=1, holdings=[HOLDING])


ACK = ("certificate.acknowledged", "ack:water-01:order-1", "order-1")


def test_a_change_is_kept_before_it_is_acknowledged(agency, letters):
    letters.away = True
    with pytest.raises(Unreachable):
        agency().handle(change())
    assert agency().mirror.status("C1", NOON) == "revoked"
    letters.away = False
    agency().handle(change())
    assert letters.sent == [ACK]
    assert agency().applied == ["order-1"]  # once, although it came twice


def test_a_reminder_of_what_is_applied_is_answered_and_of_what_is_not_is_not(agency, letters):
    reminder = heard("acknowledgement_due", order_id="order-1", expected_at=NOON.isoformat())
    agency().handle(reminder)
    assert letters.sent == []
    agency().handle(change())
    agency().handle(reminder)
    assert letters.sent == [ACK, ACK]


def test_reminded_of_an_order_whose_message_is_gone_it_reads_the_current_state_first(agency, letters):
    row = {"officer_id": "o-1", "version": 4, "holdings": [HOLDING]}
    keeping = agency(Answers(current={"rows": [row], "next": None}))
    keeping.handle(heard("acknowledgement_due", order_id="order-1"))
    assert keeping.mirror.status("C1", NOON) == "revoked"
    assert (letters.sent, keeping.applied) == ([ACK], ["order-1"])


def test_it_does_not_acknowledge_for_a_person_whom_it_is_not_shown(agency, letters):
    agency(Answers(current={"rows": [], "next": None})).handle(heard("acknowledgement_due", order_id="order-1"))
    assert letters.sent == []


def epoch_heard(epoch):
    return heard("status_list", number=epoch.number, epoch=epoch.to_plain())


def status(keeping, index, minutes=2):
    return keeping.status_list.offline.status(index, NOON + minutes * MINUTE).status


def test_the_list_is_followed_and_kept_over_a_new_start(agency):
    epochs, _ = chain(3)
    keeping = agency()
    for each in epochs:
        keeping.handle(epoch_heard(each))
    again = agency()
    assert again.status_list.begin(NOON + 2 * MINUTE) is None
    assert status(again, 2) is Status.VALID
    assert set(keeping.faults) == {None}


def test_a_missing_epoch_leaves_a_list_that_grows_old_and_is_unknown_then(agency):
    epochs, _ = chain(3)
    keeping = agency()
    keeping.handle(epoch_heard(epochs[0]))
    keeping.handle(epoch_heard(epochs[2]))
    assert keeping.faults == [None, "gap"]
    assert status(keeping, 0) is Status.VALID
    assert status(keeping, 0, minutes=11) is Status.UNKNOWN


def test_who_may_ask_fetches_what_is_missing(agency):
    epochs, snapshot = chain(3)
    registry = Answers(
        status_list_since={"snapshot": None, "epochs": [epochs[1].to_plain(), epochs[2].to_plain()]}
    )
    keeping = agency(registry)
    keeping.handle(epoch_heard(epochs[0]))
    keeping.handle(epoch_heard(epochs[2]))
    assert registry.asked == [("certificates.status_list_since", {"since": 1})]
    assert status(keeping, 2) is Status.VALID

    new = Answers(status_list_since={"snapshot": snapshot.to_plain(), "epochs": []})
    newly_subscribed = agency(new)
    newly_subscribed.handle(epoch_heard(epochs[2]))
    assert new.asked == [("certificates.status_list_since", {"since": None})]
    assert status(newly_subscribed, 2) is Status.VALID


def test_a_registry_that_was_restored_and_counts_again_is_followed_by_its_whole_list(agency):
    epochs, _ = chain(2)
    anew, snapshot = chain(5, begins=NOON + 3 * MINUTE)

    def since(since):
        if since is None:
            return {"snapshot": snapshot.to_plain(), "epochs": []}
        return {"snapshot": None, "epochs": [each.to_plain() for each in anew[since:]]}

    registry = Answers(status_list_since=since)
    keeping = agency(registry)
    for each in (*epochs, anew[4]):
        keeping.handle(epoch_heard(each))
    assert [fields for _, fields in registry.asked] == [{"since": 2}, {"since": None}]
    assert set(keeping.faults) == {None}
    assert status(keeping, 4, minutes=8) is Status.VALID


def test_an_epoch_that_nobody_signed_changes_nothing_and_stops_nothing(agency, letters):
    epochs, _ = chain(2)
    keeping = agency()
    keeping.handle(epoch_heard(epochs[0]))
    forged = {**epochs[1].to_plain(), "signature": epochs[0].to_plain()["signature"]}
    keeping.handle(heard("status_list", number=2, epoch=forged))
    assert keeping.faults[-1] not in (None, "gap")
    keeping.handle(change())
    assert letters.sent == [ACK]


def test_what_is_not_of_the_registry_is_left_to_others(agency, letters):
    agency().handle(heard("notice"))
    assert letters.sent == []
