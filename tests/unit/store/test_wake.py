"""The datagram that tells the relay of a commit."""

import socket
from contextlib import closing

from jiandu.store.wake import WakeListener, Waker

HERE = "127.0.0.1"


def test_commits_are_named_by_collection_and_id():
    with closing(WakeListener((HERE, 0))) as heard, closing(Waker((HERE, heard.port))) as waker:
        for aggregate in ("case-1", "case-2"):
            waker.wake("cases", aggregate)
        named = heard.wait(5)["cases"]
        while len(named) < 2:
            named += heard.wait(5)["cases"]
        assert named == ["case-1", "case-2"]


def test_a_host_may_be_named():
    with closing(WakeListener((HERE, 0))) as heard, closing(Waker(("localhost", heard.port))) as waker:
        named = {}
        while not named:
            waker.wake("cases", "case-1")
            named = heard.wait(0.05)
        assert named == {"cases": ["case-1"]}


def test_a_relay_in_a_container_listens_on_every_address():
    with closing(WakeListener(("0.0.0.0", 0))) as heard, closing(Waker((HERE, heard.port))) as waker:  # noqa: S104
        waker.wake("cases", "case-1")
        assert heard.wait(5) == {"cases": ["case-1"]}


def test_a_host_nobody_knows_stops_no_command(monkeypatch):
    def unknown(*_: object) -> None:
        raise socket.gaierror("unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with closing(Waker(("no-such-relay", 9400))) as waker:
        waker.wake("cases", "case-1")


def test_nobody_listening_stops_no_command():
    with closing(WakeListener((HERE, 0))) as gone:
        port = gone.port
    with closing(Waker((HERE, port))) as waker:
        for _ in range(3):
            waker.wake("cases", "case-1")
