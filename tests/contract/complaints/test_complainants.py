"""What keeps complainants promises."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from jiandu.identity.vault import Lock, Tampered
from services.complaints.repository.sealed import Attempt, Erased

IDENTITY = {"1.name": "测试甲", "1.phone": "13900000000", "2.name": "测试乙"}
TOMBSTONE = {"by": "officer-1", "because": "asked for it"}


def octets_of(database, complaint_id):
    return str(database["complainants"].find_one({"_id": complaint_id})).encode()


def write(database, *complaints):
    """As if these complaints had been written after what is sealed of them."""
    database["complaints"].insert_many([{"_id": each} for each in complaints])


def attempt(vault, content="said", day=1, complaint_id="c-1"):
    return Attempt(vault.new(complaint_id), content, datetime(2026, 3, day, tzinfo=UTC))


@pytest.fixture
def sealed_before(database, complainants, vault):
    """A record as the version before wrote it: fields directly under key 1."""
    old = Lock("c-old", vault.keys.find(1))
    sealed = {"name": old.seal("name", "测试丙".encode()), "phone": old.seal("phone", b"13900000001")}
    database["complainants"].insert_one({"_id": "c-old", "sealed": sealed})
    return "c-old"


def test_what_was_kept_opens_field_by_field(complainants):
    complainants.keep("c-1", IDENTITY)
    assert complainants.open("c-1", ["1.phone", "unknown"]) == {"1.phone": "13900000000"}
    assert complainants.open("c-1", list(IDENTITY)) == IDENTITY
    assert set(complainants.names_of("c-1")) == set(IDENTITY)
    assert complainants.open("c-2", ["1.name"]) == {}
    assert complainants.names_of("c-2") == []


def test_nothing_of_it_lies_in_clear(database, complainants):
    complainants.keep("c-1", IDENTITY)
    stored = octets_of(database, "c-1")
    assert not any(value.encode() in stored for value in IDENTITY.values())


def test_the_first_identity_stays(complainants):
    complainants.keep("c-1", IDENTITY, ["f-1"])
    complainants.keep("c-1", {"1.name": "别人"}, ["f-2"])
    assert complainants.open("c-1", ["1.name"]) == {"1.name": "测试甲"}


def test_of_many_who_keep_at_once_one_identity_stays_whole(complainants):
    def keep(number):
        complainants.keep("c-1", {"1.name": f"甲{number}", "1.phone": str(number)})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(keep, range(8)))
    kept = complainants.open("c-1", ["1.name", "1.phone"])
    assert kept["1.name"] == f"甲{kept['1.phone']}"


def test_a_supplement_is_added_once_under_its_name(complainants):
    complainants.keep("c-1", IDENTITY)
    complainants.add("c-1", "supplement.1", "我补充")
    complainants.add("c-1", "supplement.1", "另一句")
    complainants.add("c-1", "supplement.2", "再补充")
    told = complainants.open("c-1", ["supplement.1", "supplement.2", "1.name"])
    assert told == {"supplement.1": "我补充", "supplement.2": "再补充", "1.name": "测试甲"}


def test_an_identity_may_come_after_a_supplement_of_an_anonymous_complaint(database, complainants):
    write(database, "c-1")
    complainants.add("c-1", "supplement.1", "我补充")
    complainants.keep("c-1", IDENTITY, ["f-1"])
    complainants.keep("c-1", {"1.name": "别人"})
    assert complainants.open("c-1", ["supplement.1", "1.name"]) == {
        "supplement.1": "我补充",
        "1.name": "测试甲",
    }
    assert complainants.alike(["f-1"], 5) == ["c-1"]


def test_what_was_erased_is_gone_and_stays_gone(database, complainants, vault):
    write(database, "c-1")
    complainants.keep("c-1", IDENTITY, ["f-1"], attempt(vault))
    complainants.erase("c-1", TOMBSTONE)
    complainants.erase("c-1", {"by": "somebody else"})
    complainants.keep("c-1", IDENTITY, ["f-1"])
    with pytest.raises(Erased):
        complainants.add("c-1", "supplement.1", "我补充")
    assert complainants.is_erased("c-1")
    assert complainants.open("c-1", list(IDENTITY)) == {}
    assert complainants.names_of("c-1") == complainants.alike(["f-1"], 5) == []
    assert database["complainants"].find_one({"_id": "c-1"}) == {"_id": "c-1", "erased": TOMBSTONE}


def test_a_complaint_without_an_identity_can_be_erased_for_ever(complainants):
    complainants.erase("c-1", TOMBSTONE)
    complainants.keep("c-1", IDENTITY)
    assert complainants.is_erased("c-1")
    assert not complainants.is_erased("c-2")
    assert complainants.names_of("c-1") == []


def test_complaints_of_the_same_hand_are_found_by_their_fingerprint(database, complainants):
    write(database, *(f"c-{number}" for number in range(4)))
    for number in range(4):
        complainants.keep(f"c-{number}", IDENTITY, ["f-same", f"f-{number}"])
    assert set(complainants.alike(["f-same"], 9)) == {f"c-{number}" for number in range(4)}
    assert len(complainants.alike(["f-same"], 2)) == 2
    assert complainants.alike(["f-2"], 9) == ["c-2"]
    assert set(complainants.alike(["f-none", "f-1", "f-3"], 9)) == {"c-1", "c-3"}
    assert complainants.alike(["f-none"], 9) == complainants.alike([], 9) == []


def test_a_fingerprint_that_comes_later_is_found_too(database, complainants):
    write(database, "c-1")
    complainants.keep("c-1", IDENTITY, ["f-1"])
    complainants.mark("c-1", ["f-2", "f-1"])
    complainants.mark("c-1", [])
    assert complainants.alike(["f-1"], 5) == complainants.alike(["f-2"], 5) == ["c-1"]
    complainants.erase("c-1", TOMBSTONE)
    with pytest.raises(Erased):
        complainants.mark("c-1", ["f-3"])


def test_what_is_erased_while_words_are_being_sealed_takes_none(complainants, vault, monkeypatch):
    complainants.keep("c-1", IDENTITY)
    seal = vault.seal

    def erase_meanwhile(*what):
        complainants.erase("c-1", TOMBSTONE)
        return seal(*what)

    monkeypatch.setattr(vault, "seal", erase_meanwhile)
    with pytest.raises(Erased):
        complainants.add("c-1", "supplement.1", "我补充")


def test_the_same_content_is_taken_up_again_and_no_other(complainants, vault):
    first = attempt(vault)
    assert complainants.keep("c-1", IDENTITY, [], first)
    assert complainants.attempt_of("c-1") == first
    assert complainants.keep("c-1", IDENTITY, [], first)
    assert not complainants.keep("c-1", {"1.name": "别人"}, [], Attempt(first.envelope, "other", first.at))
    assert not complainants.keep("c-1", IDENTITY, [], attempt(vault))
    assert complainants.open("c-1", ["1.name"]) == {"1.name": "测试甲"}
    assert complainants.attempt_of("c-2") is None


def test_of_two_contents_that_find_a_data_key_at_once_one_is_kept(complainants, vault):
    complainants.lock("c-1")
    one = complainants.attempt_of("c-1")
    assert one.content is None
    assert complainants.keep("c-1", IDENTITY, [], Attempt(one.envelope, "one", one.at))
    assert not complainants.keep("c-1", {"1.name": "别人"}, [], Attempt(one.envelope, "other", one.at))
    assert complainants.attempt_of("c-1").content == "one"


def test_what_a_crash_left_without_its_complaint_is_found_and_removed(database, complainants, vault):
    for number in range(1, 5):
        complaint = f"c-{number}"
        complainants.keep(complaint, IDENTITY, ["f"], attempt(vault, day=number, complaint_id=complaint))
    write(database, "c-1", "c-4")
    before = datetime(2026, 3, 3, tzinfo=UTC)
    assert sorted(complainants.alike(["f"], 9)) == ["c-1", "c-4"]
    assert complainants.orphans(before, 9) == ["c-2", "c-3"]
    for complaint in ("c-1", "c-2", "c-3", "c-4"):
        complainants.forget(complaint)
    assert [each["_id"] for each in database["complainants"].find({}).sort("_id", 1)] == ["c-1", "c-4"]
    assert complainants.orphans(before, 9) == []


def test_a_record_whose_complaint_was_written_is_looked_at_once(database, complainants, vault):
    write(database, "c-1")
    complainants.keep("c-1", IDENTITY, [], attempt(vault))
    assert complainants.orphans(datetime(2026, 3, 2, tzinfo=UTC), 1) == []
    complainants.keep("c-2", IDENTITY, [], attempt(vault, complaint_id="c-2"))
    assert complainants.orphans(datetime(2026, 3, 2, tzinfo=UTC), 1) == ["c-2"]


def test_an_orphan_that_a_repetition_takes_up_is_not_removed(complainants, vault):
    first = attempt(vault)
    complainants.keep("c-1", IDENTITY, [], first)
    assert complainants.orphans(datetime(2026, 3, 2, tzinfo=UTC), 9) == ["c-1"]
    again = Attempt(first.envelope, first.content, datetime(2026, 3, 3, tzinfo=UTC))
    assert complainants.keep("c-1", IDENTITY, [], again)
    complainants.forget("c-1")
    assert complainants.open("c-1", ["1.name"]) == {"1.name": "测试甲"}


def test_to_read_writes_nothing(database, complainants, sealed_before):
    before = list(database["complainants"].find({}))
    assert complainants.opener("c-1") is None
    assert complainants.opener(sealed_before) is not None
    assert list(database["complainants"].find({})) == before
    sealed = complainants.lock("c-1").seal("text", b"said")
    assert complainants.opener("c-1").open("text", sealed) == b"said"
    complainants.erase("c-1", TOMBSTONE)
    with pytest.raises(Erased):
        complainants.opener("c-1")


def test_after_a_rotation_every_record_comes_under_the_new_key_page_by_page(complainants, vault):
    for number in range(5):
        complainants.keep(f"c-{number}", IDENTITY)
    complainants.erase("c-3", TOMBSTONE)
    vault.keys.make_next()
    complainants.keep("c-9", IDENTITY)
    assert complainants.records_by_key() == {1: 4, 2: 1}
    assert complainants.current_key() == 2
    assert complainants.records_by_key()[1]

    pages, after = [], None
    while not pages or after is not None:
        count, after = complainants.rewrap(after, 2)
        pages.append(count)
    assert (sum(pages), len(pages)) == (4, 4)
    assert complainants.rewrap(None, 100) == (0, None)
    assert complainants.records_by_key() == {1: 0, 2: 5}
    assert not complainants.records_by_key()[1]
    assert complainants.open("c-0", list(IDENTITY)) == IDENTITY


def test_a_damaged_record_keeps_no_other_from_a_new_key(database, complainants, vault):
    for complaint in ("c-1", "c-2", "c-3"):
        complainants.keep(complaint, IDENTITY)
    database["complainants"].update_one({"_id": "c-2"}, {"$set": {"envelope.wrapped": b"damaged"}})
    vault.keys.make_next()
    assert complainants.rewrap(None, 10) == (2, None)
    assert complainants.records_by_key() == {1: 1, 2: 2}


def test_a_record_of_the_version_before_opens_and_grows(complainants, sealed_before):
    assert complainants.names_of(sealed_before) == ["name", "phone"]
    assert complainants.open(sealed_before, ["name"]) == {"name": "测试丙"}
    complainants.keep(sealed_before, {"name": "别人"})
    complainants.add(sealed_before, "supplement.1", "我补充")
    told = complainants.open(sealed_before, ["name", "phone", "supplement.1"])
    assert told == {"name": "测试丙", "phone": "13900000001", "supplement.1": "我补充"}


def test_a_record_of_the_version_before_counts_for_key_1_and_is_rewrapped(complainants, vault, sealed_before):
    vault.keys.make_next()
    assert complainants.records_by_key() == {1: 1, 2: 0}
    assert complainants.rewrap(None, 10) == (1, None)
    assert complainants.records_by_key() == {1: 0, 2: 1}
    assert complainants.open(sealed_before, ["name"]) == {"name": "测试丙"}
    complainants.keep(sealed_before, {"name": "别人"})
    assert complainants.open(sealed_before, ["name"]) == {"name": "测试丙"}


def test_a_record_of_the_version_before_can_be_erased(complainants, sealed_before):
    complainants.erase(sealed_before, TOMBSTONE)
    assert complainants.open(sealed_before, ["name"]) == {}


def test_a_field_moved_to_another_complaint_does_not_open(database, complainants):
    complainants.keep("c-1", IDENTITY)
    complainants.keep("c-2", IDENTITY)
    moved = database["complainants"].find_one({"_id": "c-1"})
    database["complainants"].replace_one({"_id": "c-2"}, {**moved, "_id": "c-2"})
    with pytest.raises(Tampered):
        complainants.open("c-2", ["1.name"])
