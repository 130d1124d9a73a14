"""What an agency keeps of the registry: the same whatever comes in which order and how often."""

import sqlite3
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiandu.client.mirror import Mirror

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = datetime(2026, 4, 2, tzinfo=UTC)


@pytest.fixture
def mirror(tmp_path):
    with Mirror(tmp_path / "registry.sqlite") as kept:
        yield kept


def period(status, since="2026-03-01T00:00:00+08:00", until=None):
    return {"status": status, "since": since, "until": until}


def announced(version, officer="o-1", order=None, **periods):
    """Version 2 of the message: all certificates of the person."""
    holdings = [{"number": number, "periods": said} for number, said in periods.items()]
    return {
        "officer_id": officer,
        "version": version,
        "order_id": order or f"{officer}-{version}",
        "holdings": holdings,
    }


def announced_before(version, status, *numbers, officer="o-1"):
    """Version 1 of the message: what the order did to which certificates."""
    return {
        "officer_id": officer,
        "version": version,
        "order_id": f"{officer}-{version}",
        "status": status,
        "numbers": list(numbers),
        "effective_at": "2026-03-01T00:00:00+08:00",
    }


def hear(mirror, changed):
    return mirror.apply(changed, 2 if "holdings" in changed else 1, NOON)


def test_a_certificate_nobody_spoke_of_is_unknown(mirror):
    assert mirror.status("C1", NOON) == "unknown"


def test_it_is_what_its_periods_say_and_unknown_before_them(mirror):
    turn = "2026-03-10T00:00:00+08:00"
    hear(mirror, announced(1, C1=[period("suspended", until=turn), period("valid", turn)]))
    assert mirror.status("C1", NOON) == "suspended"
    assert mirror.status("C1", datetime.fromisoformat(turn)) == "valid"
    assert mirror.status("C1", datetime(2020, 1, 1, tzinfo=UTC)) == "unknown"


def test_the_highest_version_of_a_person_counts_and_takes_what_it_does_not_name(mirror):
    hear(mirror, announced(2, C1=[period("revoked")]))
    hear(mirror, announced(1, C1=[period("valid")], C2=[period("valid")]))
    assert (mirror.status("C1", NOON), mirror.status("C2", NOON)) == ("revoked", "unknown")


def test_a_version_1_message_speaks_of_its_own_numbers_only(mirror):
    hear(mirror, announced_before(1, "revoked", "C1"))
    hear(mirror, announced_before(2, "suspended", "C2"))
    assert (mirror.status("C1", NOON), mirror.status("C2", NOON)) == ("revoked", "suspended")


def test_a_number_that_two_persons_hold_with_a_different_status_is_unknown(mirror):
    hear(mirror, announced(1, C1=[period("valid")]))
    hear(mirror, announced(1, officer="o-2", C1=[period("revoked")]))
    assert mirror.status("C1", NOON) == "unknown"


def test_an_order_is_applied_once_however_often_it_comes(mirror):
    one = announced(1, order="order-1", C1=[period("revoked")])
    assert hear(mirror, one)
    assert not hear(mirror, one)
    assert list(mirror.orders()) == ["order-1"]
    assert mirror.has_applied("order-1")
    assert not mirror.has_applied("order-2")


def test_what_was_kept_is_there_when_it_is_opened_again(mirror, tmp_path):
    hear(mirror, announced(1, order="order-1", C1=[period("revoked")]))
    mirror.close()
    with Mirror(tmp_path / "registry.sqlite") as again:
        assert again.status("C1", NOON) == "revoked"
        assert again.orders() == {"order-1": NOON}


def test_a_change_whose_order_can_not_be_kept_is_not_kept_either(mirror):
    with pytest.raises(sqlite3.Error):
        mirror.apply({**announced(1, C1=[period("revoked")]), "order_id": ["no", "text"]}, 2, NOON)
    assert mirror.status("C1", NOON) == "unknown"
    assert hear(mirror, announced(1, C1=[period("revoked")]))


class Pages:
    """The registry as who catches up sees it: two pages."""

    def __init__(self, *rows):
        self.rows, self.asked = rows, []

    def ask(self, method, *, after, limit):
        assert method == "certificates.current"
        self.asked.append(after)
        (row,) = [each for each in self.rows if after is None or each["officer_id"] > after][:1]
        return {"rows": [row], "next": row["officer_id"] if row is not self.rows[-1] else None}


def test_catching_up_takes_over_every_page_and_nothing_older_than_what_was_heard(mirror):
    hear(mirror, announced(3, C1=[period("revoked")]))
    registry = Pages(announced(2, C1=[period("valid")]), announced(5, officer="o-2", C2=[period("suspended")]))
    assert mirror.catch_up(registry) == {"o-1", "o-2"}
    assert registry.asked == [None, "o-1"]
    assert (mirror.status("C1", NOON), mirror.status("C2", NOON)) == ("revoked", "suspended")
    assert list(mirror.orders()) == ["o-1-3"]  # an order that was not heard is not acknowledged unasked


STORY = (
    announced_before(1, "suspended", "C1", "C2"),
    announced_before(2, "revoked", "C1"),
    announced(3, C1=[period("revoked")], C2=[period("valid")], C3=[period("lost")]),
    announced(4, C1=[period("valid")], C2=[period("cancelled")]),
    announced_before(5, "suspended", "C1"),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(range(len(STORY))), min_size=0, max_size=8).flatmap(
        lambda extra: st.permutations([*range(len(STORY)), *extra])
    )
)
def test_any_order_and_any_repetition_end_in_the_same(tmp_path_factory, order):
    with Mirror(tmp_path_factory.mktemp("mirror") / "registry.sqlite") as mirror:
        for place in order:
            hear(mirror, STORY[place])
        seen = {number: mirror.status(number, LATER) for number in ("C1", "C2", "C3")}
        assert seen == {"C1": "suspended", "C2": "cancelled", "C3": "unknown"}
        assert len(mirror.orders()) == len(STORY)
