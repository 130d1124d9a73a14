"""The desk that takes a register in: its people, the services they ask, and what was there before."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from jiandu.client import CallFailed, Client

AGENCY: Final = "register-replay"
PATIENCE_SECONDS: Final = 120.0
_AGAIN: Final = frozenset(
    {"TIMEOUT", "UNREACHABLE", "UNKNOWN_SERVICE", "STORE_UNAVAILABLE", "CONFLICT", "DEADLINE_PASSED"}
)

Open = Callable[[str, str], Client]
"""Gives a client that acts in a role in a region, for the agency AGENCY and a person named after the role."""


class GaveUp(Exception):  # noqa: N818 - it says what happened
    """The services did not answer, or what had to follow did not follow, within PATIENCE_SECONDS."""


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
            after: dict[str, Any] = {}
            while True:
                page = answered(partial(auditor.ask, f"{service}.ledger", aggregate=kind, **after))
                for row in page["rows"]:
                    found = (entry["cause"] for entry in row["history"])
                    causes.update(cause for cause in found if cause.startswith(f"{AGENCY}/"))
                if page["next"] is None:
                    break
                after = {"after": page["next"]}
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
        answer = answered(lambda: client.call(method, command_id=command_id, **fields))
        self.desk._done[cause] = answer
        return answer

    def ask_until(self, role: str, method: str, true: Callable[[Any], bool], **fields: Any) -> Any:
        """The answer to a question as soon as it is as wanted. Raises CallFailed, GaveUp."""
        client, end, pause = self.desk.client(role, self.region), time.monotonic() + PATIENCE_SECONDS, 0.02
        while True:
            answer = answered(lambda: client.ask(method, **fields))
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


def answered(send: Callable[[], Any]) -> Any:
    """The answer, asked for again until there is one: repeating is safe. Raises CallFailed, GaveUp."""
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return send()
        except CallFailed as failure:
            if failure.code not in _AGAIN:
                raise
            if time.monotonic() > end:
                raise GaveUp(f"the services do not answer: {failure.code}") from failure
        time.sleep(0.3)
