"""Many agencies in one process, each with the software, the connections, the key and the record of its own.

    python -m tests.reach.crowd SETTINGS.json

Says `ready` when those that are to be there consume; on the line `return` has the others come back and says
`ready` again; ends when its standard input does.
"""

import json
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from demo.journal import Journal
from jiandu.bus.envelope import Envelope
from jiandu.client import FollowedList, Keeping, Mirror, OfflineList, Rejected, Subscription
from jiandu.client.agency import Handed
from jiandu.identity.keyring import FolderKeyring
from jiandu.ops.time import TravellingTime

RECORD = "record.jsonl"
_READY_SECONDS = 120.0
_AT_ONCE = 16


def play(folder: Path, now: Callable[[], datetime]) -> ExitStack:
    """An agency that is at work when this returns, until the stack is closed. Raises TimeoutError."""
    handed, keyring, playing = Handed.read(folder), FolderKeyring(folder), ExitStack()
    journal = Journal(folder / RECORD)
    playing.callback(journal.close)
    mirror = playing.enter_context(Mirror(folder / "registry.sqlite"))
    sender = playing.enter_context(handed.sender())

    def applied(heard: Envelope) -> None:
        journal.add({"order_id": heard.data["order_id"], "at": datetime.now(UTC).isoformat()})

    def rejected(message: Rejected) -> None:
        journal.add({"rejected": message.reason})

    followed = FollowedList(OfflineList(keyring), folder / "status-list.json")
    keeping = Keeping(mirror, followed, sender, applied=applied, now=now)
    subscription = Subscription(handed.amqp_uri, handed.queue, keyring, keeping.handle, on_reject=rejected)
    playing.enter_context(subscription)
    if not subscription.wait_ready(_READY_SECONDS):
        playing.close()
        raise TimeoutError(f"{handed.agency}: {subscription.last_error}")
    return playing


def main(file: Path) -> None:
    """Play the agencies that the file names."""
    settings = json.loads(file.read_text(encoding="utf-8"))
    now = TravellingTime(Path(settings["time_file"])).now
    playing: list[ExitStack] = []
    with ThreadPoolExecutor(_AT_ONCE) as pool:

        def begin(folders: Iterable[str]) -> None:
            playing.extend(pool.map(lambda folder: play(Path(folder), now), folders))
            sys.stdout.write("ready\n")
            sys.stdout.flush()

        begin(settings["there"])
        for line in sys.stdin:
            if line.strip() == "return":
                begin(settings["away"])
        list(pool.map(ExitStack.close, playing))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
