"""What keeps messages that could not be applied promises, whichever it is."""

from datetime import UTC, datetime, timedelta

import pytest

from jiandu.domain import Refused
from jiandu.store.lanes import RawMessage

LANE = "q|/services/s|x"
NOW = datetime.now(UTC)
LATER = NOW + timedelta(hours=1)


def message(number, body=None, **headers):
    return RawMessage(
        "q", body or f"body {number}".encode(), {"ce-id": f"x:{number}", **headers}, {"message_id": f"x:{number}"}
    )


def park(lanes, number, lane=LANE):
    raw = message(number)
    lanes.hold(lane, raw, "/services/s", "SCHEMA", "what", None)
    return raw


def states(lanes, lane=LANE):
    return [(entry["properties"]["message_id"], entry["state"]) for entry in lanes.entries(lane)]


def test_a_free_lane_is_not_joined(lanes):
    assert not lanes.blocked(LANE)
    assert not lanes.join(LANE, message(1), None)
    assert lanes.entries(LANE) == []


def test_later_messages_join_behind_in_the_order_in_which_they_came(lanes):
    park(lanes, 1)
    assert lanes.blocked(LANE)
    for number in (2, 3, 4):
        assert lanes.join(LANE, message(number), "/services/s")
    assert states(lanes) == [("x:1", "parked"), ("x:2", "waiting"), ("x:3", "waiting"), ("x:4", "waiting")]


def test_other_lanes_stay_free(lanes):
    park(lanes, 1)
    assert not lanes.join("q|/services/s|y", message(2), None)


def test_a_message_delivered_again_while_it_is_kept_changes_nothing(lanes):
    park(lanes, 1)
    before = lanes.entries(LANE)
    lanes.hold(LANE, message(1), "/services/s", "OTHER", "else", LATER)
    assert lanes.join(LANE, message(1), "/services/s")
    assert lanes.join(LANE, message(2), "/services/s")
    assert lanes.join(LANE, message(2), "/services/s")
    assert lanes.entries(LANE)[0] == before[0]
    assert len(lanes.entries(LANE)) == 2


def test_the_same_id_and_body_under_other_headers_is_another_message(lanes):
    park(lanes, 1)
    assert lanes.join(LANE, message(1, **{"ce-dataschema": "jiandu:a.b:1"}), "/services/s")
    assert len(lanes.entries(LANE)) == 2


def test_the_lane_opens_with_the_last_entry_only(lanes):
    first = park(lanes, 1)
    second = message(2)
    lanes.join(LANE, second, "/services/s")
    lanes.settle(LANE, first.key, "applied")
    assert lanes.blocked(LANE)
    lanes.settle(LANE, second.key, "applied")
    assert not lanes.blocked(LANE)
    assert lanes.due(LATER) == []
    assert states(lanes) == [("x:1", "applied"), ("x:2", "applied")]


def test_who_waits_behind_a_settled_entry_is_due_at_once(lanes):
    first = park(lanes, 1)
    lanes.join(LANE, message(2), "/services/s")
    assert lanes.due(LATER) == []
    lanes.settle(LANE, first.key, "applied")  # and here the process dies
    assert lanes.due(datetime.now(UTC)) == [LANE]


def test_what_one_replica_has_settled_another_neither_opens_again_nor_settles_otherwise(lanes):
    key, other = park(lanes, 1).key, message(2)
    lanes.join(LANE, other, None)
    lanes.settle(LANE, key, "applied")
    lanes.postpone(LANE, other.key, "CONFLICT", "what", LATER)
    lanes.settle(LANE, key, "discarded")
    assert lanes.due(NOW) == []  # what waits for its time is not brought forward
    lanes.settle(LANE, other.key, "applied")
    lanes.postpone(LANE, key, "CONFLICT", "what", LATER)
    lanes.settle(LANE, key, "discarded")
    assert states(lanes) == [("x:1", "applied"), ("x:2", "applied")]
    assert not lanes.blocked(LANE)
    assert lanes.due(LATER) == []


def test_a_lane_can_be_blocked_again_after_it_was_open(lanes):
    lanes.settle(LANE, park(lanes, 1).key, "applied")
    assert not lanes.join(LANE, message(2), None)
    park(lanes, 2)
    assert lanes.blocked(LANE)
    assert lanes.join(LANE, message(3), None)


def test_what_is_to_be_tried_again_is_due_at_its_time(lanes):
    raw = message(1)
    lanes.hold(LANE, raw, "/services/s", "NOT_FOUND", "what", NOW)
    assert lanes.due(NOW - timedelta(seconds=1)) == []
    assert lanes.due(NOW) == [LANE]
    lanes.postpone(LANE, raw.key, "NOT_FOUND", "what", LATER)
    assert lanes.due(NOW) == []
    assert lanes.due(LATER) == [LANE]
    lanes.postpone(LANE, raw.key, "HANDLER_FAILED", "why", None)
    assert lanes.due(LATER) == []
    (entry,) = lanes.entries(LANE)
    assert (entry["state"], entry["reason"], entry["detail"], entry["attempts"]) == (
        "parked",
        "HANDLER_FAILED",
        "why",
        3,
    )


@pytest.mark.parametrize("size", [0, 1, (4 << 20) - 1, 4 << 20, 20 << 20])
def test_a_body_of_any_size_comes_back_whole(lanes, size):
    body = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    raw = RawMessage("q", body, {"ce-id": "x:1"}, {"message_id": "x:1", "content_type": "application/json"})
    lanes.hold(LANE, raw, None, "UNDECODABLE", "what", None)
    assert lanes.message(lanes.entries(LANE)[0]) == raw


@pytest.mark.parametrize("name", ["$where", "a.b", "", "nul\x00", "half\ud800"])
def test_a_header_of_any_name_and_text_is_kept(lanes, name):
    raw = RawMessage("q", b"x", {name: "值\x00\udfff", "number": 7}, {"message_id": "half\ud800"})
    lanes.hold(LANE, raw, None, "UNDECODABLE", "what", None)
    kept = lanes.message(lanes.entries(LANE)[0])
    assert kept.headers == {name: "值\x00\udfff"}
    assert kept.properties == raw.properties
    assert lanes.find(raw.key)[0] == LANE


@pytest.mark.parametrize("name", ["nameko.token", "nameko.deadline", "Nameko.Token"])
def test_what_calls_carry_in_their_headers_is_never_kept(lanes, name):
    raw = RawMessage("q", b"x", {name: "secret", "ce-id": "x:1"}, {"message_id": "x:1"})
    lanes.hold(LANE, raw, None, "UNDECODABLE", "what", None)
    assert lanes.join(LANE, RawMessage("q", b"y", {name: "secret"}, {"message_id": "x:2"}), None)
    assert [entry["headers"] for entry in lanes.entries(LANE)] == [{"ce-id": "x:1"}, {}]
    assert lanes.message(lanes.entries(LANE)[0]).headers == {"ce-id": "x:1"}


def test_an_entry_is_found_by_its_key(lanes):
    raw = park(lanes, 1)
    lane, entry = lanes.find(raw.key)
    assert (lane, entry["key"], entry["sender"], entry["reason"]) == (LANE, raw.key, "/services/s", "SCHEMA")
    with pytest.raises(Refused) as refused:
        lanes.find("unknown")
    assert refused.value.code == "NOT_FOUND"


def test_listed_are_open_entries_and_on_request_the_settled_ones_too(lanes):
    settled = park(lanes, 1, "q|/services/s|done")
    lanes.settle("q|/services/s|done", settled.key, "discarded")
    park(lanes, 2)
    assert [entry["state"] for _, entry in lanes.listed()] == ["parked"]
    assert sorted(entry["state"] for _, entry in lanes.listed(settled=True)) == ["discarded", "parked"]


def test_a_decision_is_written_only_if_the_entry_is_still_as_expected(lanes):
    raw = park(lanes, 1)
    park(lanes, 2)
    assert lanes.amend(LANE, raw.key, {"proposal": "a"}, {"state": "parked", "proposal": None})
    assert not lanes.amend(LANE, raw.key, {"proposal": "b"}, {"state": "parked", "proposal": None})
    assert not lanes.amend(LANE, raw.key, {"proposal": "b"}, {"proposal": "c"})
    assert [entry.get("proposal") for entry in lanes.entries(LANE)] == ["a", None]
    assert lanes.amend(LANE, raw.key, {"proposal": None}, {"proposal": "a"})
    assert lanes.amend(LANE, raw.key, {"proposal": "b"}, {"state": "parked", "proposal": None})


def test_what_operators_decide_is_kept_with_the_entry(lanes):
    raw = park(lanes, 1)
    lanes.amend(LANE, raw.key, {"repair": {"state": "proposed", "data": {"amount": 7}}})
    assert lanes.entries(LANE)[0]["repair"] == {"state": "proposed", "data": {"amount": 7}}
    assert lanes.entries(LANE)[0]["state"] == "parked"
