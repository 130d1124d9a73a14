"""A call is made until it is answered, and a ledger is read to its last page."""

import pytest

from jiandu.client import CallFailed, GaveUp, answered, histories, patience


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    monkeypatch.setattr(patience, "_PAUSE_SECONDS", 0.0)


def failing(*codes, then="done", **details):
    """A call that fails so and so, then is answered; it notes how often it was made."""
    left = list(codes)

    def send():
        send.made += 1
        if left:
            raise CallFailed(left.pop(0), {}, **details)
        return then

    send.made = 0
    return send


@pytest.mark.parametrize("code", ["TIMEOUT", "UNREACHABLE", "STORE_UNAVAILABLE", "CONFLICT"])
def test_what_is_not_answered_is_sent_again(code):
    told = []
    assert answered("a.call", failing(code, code), resent=lambda: told.append(code)) == "done"
    assert told == [code, code]


def test_who_called_too_often_waits_as_long_as_told_unless_that_is_beyond_their_patience(monkeypatch):
    slept = []
    monkeypatch.setattr(patience.time, "sleep", slept.append)
    monkeypatch.setattr(patience.time, "monotonic", lambda: 0.0)
    assert answered("a.call", failing("QUOTA_EXCEEDED", retry_after=3)) == "done"
    for hopeless in ({"retry_after": 3}, {}):
        with pytest.raises(CallFailed, match="QUOTA_EXCEEDED"):
            answered("a.call", failing("QUOTA_EXCEEDED", **hopeless), seconds=2)
    assert slept == [3]


def test_a_refusal_is_an_answer():
    send = failing("NOT_PERMITTED")
    with pytest.raises(CallFailed, match="NOT_PERMITTED"):
        answered("a.call", send)
    assert send.made == 1


def test_who_waits_no_longer_is_told_what_was_asked_and_how_it_failed_last():
    with pytest.raises(GaveUp, match=r"complaints\.submit.*TIMEOUT") as gave_up:
        answered("complaints.submit", failing("TIMEOUT"), seconds=-1)
    assert isinstance(gave_up.value.__cause__, CallFailed)


def test_a_ledger_is_read_to_its_last_page():
    pages = {None: {"rows": [{"id": "a"}], "next": "a"}, "a": {"rows": [{"id": "b"}], "next": None}}

    def ask(method, *, aggregate, after=None):
        assert (method, aggregate) == ("complaints.ledger", "complaints")
        return pages[after]

    assert [row["id"] for row in histories(ask, "complaints", "complaints")] == ["a", "b"]
