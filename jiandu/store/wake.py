"""Telling the relay, in the moment of the commit, which aggregate has something to publish.

A datagram that gets lost costs a second, not an event: the relay's sweep finds the outbox anyway.
"""

import contextlib
import ipaddress
import socket
import threading
import time
from typing import Final

_LOOK_UP_SECONDS: Final = 30.0


class Waker:
    """Sends one datagram per commit. Never blocks and never fails the command that was just committed.

    `address` may name a host instead of giving its number. The name is looked up in a thread, again and again,
    because a container that was made anew has another number; until it is known, the sweep is all there is.
    """

    def __init__(self, address: tuple[str, int]) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._address: tuple[str, int] | None = address if _is_number(address[0]) else None
        if self._address is None:
            threading.Thread(target=self._look_up, args=address, name="wake-look-up", daemon=True).start()

    def wake(self, collection: str, aggregate_id: str) -> None:
        if self._address is not None:
            with contextlib.suppress(OSError):  # nobody listening or buffer full: the sweep is the fallback
                self._socket.sendto(f"{collection} {aggregate_id}".encode(), self._address)

    def close(self) -> None:
        self._socket.close()

    def _look_up(self, host: str, port: int) -> None:
        while self._socket.fileno() != -1:
            with contextlib.suppress(OSError):
                found = socket.getaddrinfo(host, port, socket.AF_INET, socket.SOCK_DGRAM)
                self._address = (str(found[0][4][0]), port)
            time.sleep(_LOOK_UP_SECONDS)


def _is_number(host: str) -> bool:
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        return False
    return True


class WakeListener:
    """The relay's end: waits for datagrams and hands over what they name, many at once.

    Port 0 takes a free one; `port` is the one really bound.
    """

    def __init__(self, address: tuple[str, int]) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self._socket.bind(address)
        self.port = int(self._socket.getsockname()[1])

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
