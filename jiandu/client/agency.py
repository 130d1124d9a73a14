"""An agency that subscribed: it hears each change of a status, and acknowledges it when it has applied it.

    python -m jiandu.client.agency FOLDER

FOLDER is what the agency was handed when it was enrolled: settings.json, keys.json, private/. Run like this it
prints one line for each change in place of applying it: an example to begin with.
"""

import json
import signal
import sys
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from jiandu.bus.envelope import Envelope
from jiandu.client.sender import Sender
from jiandu.client.subscription import Subscription
from jiandu.identity.keyring import FolderKeyring
from jiandu.identity.signing import Signer

STATUS_CHANGED: Final = "certificate.status_changed"


@dataclass(frozen=True)
class Handed:
    """What the agency was handed: its id, its address at the broker (user, password), its queue, its keys."""

    agency: str
    amqp_uri: str
    queue: str
    keys: Path

    @classmethod
    def read(cls, folder: Path) -> "Handed":
        """What lies in `folder`. Raises OSError, ValueError, KeyError if it is not that."""
        settings = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
        return cls(settings["agency"], settings["amqp_uri"], settings["queue"], folder)

    def sender(self) -> Sender:
        """What the agency signs and sends."""
        return Sender(self.amqp_uri, self.agency, Signer.load(self.keys, self.agency))


def acknowledge(sender: Sender, changed: Envelope) -> None:
    """Tell the registry that a change is applied; the id follows from the order, so telling twice is telling once.

    Raises what `Sender.send` raises.
    """
    order_id = str(changed.data["order_id"])
    sender.send(
        "certificate.acknowledged",
        id_=f"ack:{sender.agency}:{order_id}",
        subject=order_id,
        correlation=changed.correlation,
        causation=changed.id,
        data={
            "order_id": order_id,
            "region": changed.data["region"],
            "acknowledged_at": datetime.now(UTC).isoformat(),
        },
    )


def run(handed: Handed) -> None:
    """Print and acknowledge every change until told to stop."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    with handed.sender() as sender:

        def handle(envelope: Envelope) -> None:
            if envelope.type == STATUS_CHANGED:
                sys.stdout.write(f"{json.dumps(dict(envelope.data), ensure_ascii=False)}\n")  # apply it here
                sys.stdout.flush()
                acknowledge(sender, envelope)

        with Subscription(handed.amqp_uri, handed.queue, FolderKeyring(handed.keys), handle):
            stopping.wait()


if __name__ == "__main__":
    run(Handed.read(Path(sys.argv[1])))
