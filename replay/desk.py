"""The desk that takes a register in: its people, the services they ask, and what was there before."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from jiandu.client import Client, GaveUp, answered, histories

AGENCY: Final = "register-replay"
PATIENCE_SECONDS: Final = 120.0

Open = Callable[[str, str], Client]
"""Gives a client that acts in a role in a region, for the agency AGENCY and a person named after the role."""


@dataclass
class Desk:
    """Clients by role and region, shared by all rows. Thread-safe."""

    open: Open
    before: frozenset[str] = frozenset()
    _clients: dict[tuple[str, str], Client] = field(default_factory=dict)
    _done: dict[str, Any] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def client(self, role: str, region: str) -> Client:
        """The client for somebody in this role."""
        with self._lock:
            found = self._clients.get((role, region))
            if found is None:
                found = self._clients[role, region] = self.open(role, region)
        return found

    def applied(self, region: str, ledgers: Iterable[str]) -> Counter[str]:
        """The commands of this desk that have been applied, by the services' own ledgers, each with how often.

        A ledger is named by its service and its kind of aggregate, e.g. complaints.complaints.
        """
        causes: Counter[str] = Counter()
        auditor = self.client("auditor", region)
        for ledger in ledgers:
            service, _, kind = ledger.partition(".")
            for row in histories(partial(_asked, auditor), service, kind):
                found = (entry["cause"] for entry in row["history"])
                causes.update(cause for cause in found if cause.startswith(f"{AGENCY}/"))
        return causes

    @property
    def acknowledged(self) -> frozenset[str]:
        """The causes of every command answered in this run."""
        return frozenset(self._done)

    def close(self) -> None:
        """Give every connection up."""
        for client in self._clients.values():
            client.close()


@dataclass
class Errand:
    """What is done for one row, in `region`. `causes` are the commands it stands on, whoever sent them first."""

    desk: Desk
    region: str
    causes: list[str] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)

    def act(self, role: str, method: str, command_id: str, **fields: Any) -> Any:
        """Have somebody in `role` carry out a command, once in a run. Raises CallFailed, GaveUp."""
        cause = f"{AGENCY}/{command_id}"
        self.causes.append(cause)
        if cause in self.desk._done:
            return self.desk._done[cause]
        client = self.desk.client(role, self.region)
        send = partial(client.call, method, command_id=command_id, **fields)
        answer = answered(method, send, seconds=PATIENCE_SECONDS)
        self.desk._done[cause] = answer
        return answer

    def ask_until(self, role: str, method: str, true: Callable[[Any], bool], **fields: Any) -> Any:
        """The answer to a question as soon as it is as wanted. Raises CallFailed, GaveUp."""
        client, end, pause = self.desk.client(role, self.region), time.monotonic() + PATIENCE_SECONDS, 0.02
        while True:
            answer = _asked(client, method, **fields)
            if true(answer):
                return answer
            if time.monotonic() > end:
                raise GaveUp(f"{method} did not come to say what has to follow")
            time.sleep(pause)
            pause = min(1.0, pause * 1.5)

    @property
    def there_before(self) -> bool:
        """True if all of it had been applied before this run."""
        return bool(self.causes) and self.desk.before.issuperset(self.causes)


def _asked(client: Client, method: str, **fields: Any) -> Any:
    return answered(method, partial(client.ask, method, **fields), seconds=PATIENCE_SECONDS)
