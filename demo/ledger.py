"""What the demo asked for and what it was answered: the outside half of the final check.

Everything asked and answered is written down before and after. A demo that was killed and started again finds what
it had asked, sends the very same content again under the same command id, and takes what was answered as answered:
also a refusal, which would not be given a second time once the matter has moved on.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from demo.journal import Journal
from demo.world import Person, World
from jiandu.client import CallFailed, Client, answered

PATIENCE_SECONDS = 180.0


class Ledger:
    """Commands attempted, acknowledged and refused, with how long each answer took (seconds). Thread-safe."""

    def __init__(self, journal: Journal | None = None) -> None:
        self.attempted: dict[str, str] = {}
        self.acknowledged: dict[str, Any] = {}
        self.refused: dict[str, CallFailed] = {}
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.resent = 0
        self._content: dict[str, dict[str, Any]] = {}
        self._journal = journal
        self._lock = threading.Lock()
        for line in journal.found if journal else ():
            self._remember(line)

    def _remember(self, line: dict[str, Any]) -> None:
        cause = line["cause"]
        if "method" in line:
            self.attempted[cause], self._content[cause] = line["method"], line["fields"]
        elif "answer" in line:
            self.acknowledged[cause] = line["answer"]
        else:
            self.refused[cause] = CallFailed(**line["refusal"])

    def _note(self, line: dict[str, Any]) -> None:
        if self._journal is not None:
            self._journal.add(line)
        with self._lock:
            self._remember(line)

    def call(self, client: Client, by: Person, method: str, command_id: str, **fields: Any) -> Any:
        """Have the command carried out, asking again with the same id and content until there is an answer.

        Raises CallFailed for a refusal, GaveUp if there is no answer at all.
        """
        cause = f"{by.agency}/{command_id}"
        if cause in self.refused:
            raise self.refused[cause]
        if cause in self.acknowledged:
            return self.acknowledged[cause]
        if cause not in self._content:
            self._note({"cause": cause, "method": method, "fields": fields})
        content = self._content[cause]
        try:
            answer = self._answer(lambda: client.call(method, command_id=command_id, **content), method)
        except CallFailed as failure:
            self._note({"cause": cause, "refusal": _plain(failure)})
            raise
        self._note({"cause": cause, "answer": answer})
        return answer

    def ask(self, client: Client, method: str, **fields: Any) -> Any:
        """The answer to a question, asked again until there is one."""
        return self._answer(lambda: client.ask(method, **fields), method)

    def operate(self, client: Client, method: str, command_id: str, **fields: Any) -> Any:
        """Have an operation on a parked message carried out, asking again with the same id until answered.

        It is not noted: no history of a matter holds it, so there is nothing to hold it against.
        """
        return self._answer(lambda: client.call(method, command_id=command_id, **fields), method)

    def _answer(self, send: Callable[[], Any], method: str) -> Any:
        def timed() -> Any:
            sent = time.monotonic()
            answer = send()
            with self._lock:
                self.seconds[method].append(time.monotonic() - sent)
            return answer

        return answered(method, timed, seconds=PATIENCE_SECONDS, resent=self._count_resent)

    def _count_resent(self) -> None:
        with self._lock:
            self.resent += 1


def _plain(failure: CallFailed) -> dict[str, Any]:
    names = ("code", "message", "field", "article", "incident")
    return {name: getattr(failure, name) for name in names}


@dataclass
class Actors:
    """The ledger and the world together: `act(person, method, id, …)` in one breath."""

    world: World
    ledger: Ledger

    def act(self, person: Person, method: str, command_id: str, **fields: Any) -> Any:
        """Have `person` carry out a command."""
        return self.ledger.call(self.world.client(person), person, method, command_id, **fields)

    def ask(self, person: Person, method: str, **fields: Any) -> Any:
        """Have `person` ask a question."""
        return self.ledger.ask(self.world.client(person), method, **fields)

    def operate(self, person: Person, method: str, command_id: str, **fields: Any) -> Any:
        """Have `person` carry out an operation on a parked message."""
        return self.ledger.operate(self.world.client(person), method, command_id, **fields)

    def refused(self, person: Person, method: str, command_id: str, **fields: Any) -> CallFailed:
        """Have `person` try what must be refused; the refusal. Raises AssertionError if it was not."""
        try:
            self.act(person, method, command_id, **fields)
        except CallFailed as failure:
            return failure
        raise NotAsTold(f"{method} was not refused")

    def until(self, true: Callable[[], Any], what: str, seconds: float = PATIENCE_SECONDS) -> Any:
        """The value of a condition as soon as it holds. Raises NotAsTold after `seconds`."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                value = true()
            except CallFailed as failure:
                if failure.code != "NOT_FOUND":
                    raise
                value = None
            if value:
                return value
            time.sleep(0.05)
        raise NotAsTold(f"{what}: not within {seconds:.0f} s")


class NotAsTold(Exception):  # noqa: N818 - it says what happened
    """The story did not go as the law and the README say it goes."""
