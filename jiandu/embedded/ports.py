"""Ports of our own on 127.0.0.1: chosen once, remembered, and chosen anew only if somebody else took them.

Between the choice and the moment at which something listens, and while what listens is started again, a port would
be anybody's. Whoever chooses one therefore holds it as long as it lives: an abstract socket named after the port,
which no second process can have, and which lies in the same network namespace as the port itself.
"""

import json
import random
import socket
from collections.abc import Collection, Sequence
from pathlib import Path

from jiandu.embedded.places import write_private

LOOPBACK = "127.0.0.1"
_LOWEST = 12000

_held: dict[int, socket.socket] = {}


def reserve(file: Path, names: Sequence[str]) -> dict[str, int]:
    """Returns a port for each name: the one remembered in `file` if it is free now, else a new one, remembered.

    Call it while what listens on these ports is stopped.
    """
    known: dict[str, int] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    chosen = dict(known)
    for name in names:
        if name not in chosen or not (is_free(chosen[name]) and _hold(chosen[name])):
            chosen[name] = find(avoid=chosen.values())
    if chosen != known:
        write_private(file, json.dumps(chosen, indent=1) + "\n")
    return {name: chosen[name] for name in names}


def find(*, avoid: Collection[int] = ()) -> int:
    """Returns a port that nobody listens on now and nobody else is given as long as this process lives.

    It lies below the range from which the kernel takes ports for outgoing connections: within that range a
    client that keeps knocking at a stopped server can end up connected to itself.
    """
    below = min(int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii").split()[0]), 32768)
    candidates = range(_LOWEST, below) if below > _LOWEST + 1000 else range(61000, 65535)
    for _ in range(200):
        port = random.choice(candidates)  # noqa: S311  (not a secret)
        if port not in avoid and port not in _held and is_free(port) and _hold(port):
            return port
    raise OSError("no free port found on 127.0.0.1")


def is_free(port: int) -> bool:
    """Tells whether a server could listen on this port of 127.0.0.1 now (TCP and UDP)."""
    stream = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    datagram = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    with stream, datagram:
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            stream.bind((LOOPBACK, port))
            stream.listen(1)
            datagram.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def _hold(port: int) -> bool:
    """Keep the port from other processes like this one; False if one of them has it."""
    if port not in _held:
        mine = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            mine.bind(f"\0jiandu-port-{port}")
        except OSError:
            mine.close()
            return False
        _held[port] = mine
    return True
