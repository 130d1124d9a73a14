"""Telling the relay, in the moment of the commit, which aggregate has something to publish.

A datagram that gets lost costs a second, not an event: the relay's sweep finds the outbox anyway.
"""

import contextlib
import socket


class Waker:
    """Sends one datagram per commit. Never blocks and never fails the command that was just committed."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._address = address
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)

    def wake(self, collection: str, aggregate_id: str) -> None:
        with contextlib.suppress(OSError):  # nobody listening or buffer full: the sweep is the fallback
            self._socket.sendto(f"{collection} {aggregate_id}".encode(), self._address)


class WakeListener:
    """The relay's end: waits for datagrams and hands over what they name, many at once."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self._socket.bind(address)

    def wait(self, seconds: float, at_most: int = 200) -> dict[str, list[str]]:
        """Ids by collection, as soon as there is at least one; empty after `seconds` without any."""
        named: dict[str, dict[str, None]] = {}
        self._socket.settimeout(seconds)
        for _ in range(at_most):
            try:
                collection, _, aggregate_id = self._socket.recv(512).decode().partition(" ")
            except (TimeoutError, BlockingIOError):
                break
            except UnicodeDecodeError:  # not from us; the sweep covers whatever it meant
                continue
            named.setdefault(collection, {})[aggregate_id] = None
            self._socket.setblocking(False)
        return {collection: list(ids) for collection, ids in named.items()}

    def close(self) -> None:
        self._socket.close()
