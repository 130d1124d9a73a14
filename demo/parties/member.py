"""What every party's process needs: its file of settings, its keys, its own record of what it received."""

import json
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from demo.journal import Journal
from jiandu.bus.envelope import Envelope
from jiandu.client import Rejected, Sender, Subscription
from jiandu.identity.keyring import FolderKeyring
from jiandu.identity.signing import Signer


@dataclass(frozen=True)
class Member:
    """One party: `party` is its name at the broker and in its messages, `record` where it notes what it got."""

    party: str
    amqp_uri: str
    queue: str
    keys: Path
    record: Path

    @classmethod
    def read(cls, file: Path) -> "Member":
        """The settings in a JSON file."""
        settings = json.loads(file.read_text(encoding="utf-8"))
        paths = {name: Path(settings[name]) for name in ("keys", "record")}
        return cls(**{**settings, **paths})

    def sender(self) -> Sender:
        """What this party signs and sends."""
        return Sender(self.amqp_uri, self.party, Signer.load(self.keys, self.party))

    @cached_property
    def journal(self) -> Journal:
        """This party's own record of what it received."""
        return Journal(self.record)

    def note(self, **facts: object) -> None:
        """Add a line to the record; on disk when this returns."""
        self.journal.add(facts, sync=True)
        self.journal.found.append(facts)

    def noted(self) -> list[dict[str, object]]:
        """Every line of the record."""
        return self.journal.found

    def listen(self, handler: Callable[[Envelope], None]) -> None:
        """Handle what arrives until SIGTERM; every message is verified before `handler` sees it."""
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        keyring = FolderKeyring(self.keys)
        with Subscription(self.amqp_uri, self.queue, keyring, handler, on_reject=self._rejected):
            stopping.wait()

    def _rejected(self, rejected: Rejected) -> None:
        self.note(rejected=rejected.reason)
