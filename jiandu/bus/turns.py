"""Whose turn it is: deliveries of one lane pass one by one, in the order in which they came."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """One at a time per lane, in the order of asking; lanes do not wait for each other."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._turns: dict[str, tuple[threading.Lock, int]] = {}

    @contextmanager
    def of(self, lane: str) -> Iterator[None]:
        with self._guard:
            lock, users = self._turns.get(lane, (threading.Lock(), 0))
            self._turns[lane] = (lock, users + 1)
        try:
            with lock:
                yield
        finally:
            with self._guard:
                lock, users = self._turns[lane]
                if users == 1:
                    del self._turns[lane]
                else:
                    self._turns[lane] = (lock, users - 1)
