"""The processes that play the agencies."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from jiandu.embedded import places
from jiandu.embedded.places import write_private
from tests.reach.enrolling import Member

_EACH = 128  # agencies of one process
_STOP_SECONDS = 60.0


class Crowds:
    """Processes under way; they end with their standard input, and so with this process."""

    def __init__(self, processes: Sequence[subprocess.Popen[str]], seconds: float) -> None:
        self._processes, self._seconds = processes, seconds

    def wait_ready(self) -> None:
        """Wait until every agency that is to be there hears. Raises TimeoutError."""
        for process in self._processes:
            watch = threading.Timer(self._seconds, process.kill)
            watch.start()
            assert process.stdout is not None
            said = process.stdout.readline()
            watch.cancel()
            if said != "ready\n":
                raise TimeoutError("a process of agencies did not get ready")

    def bring_back(self) -> None:
        """Have those that were away come back, and wait until they hear. Raises TimeoutError."""
        for process in self._processes:
            assert process.stdin is not None
            process.stdin.write("return\n")
            process.stdin.flush()
        self.wait_ready()


@contextmanager
def crowds(
    home: Path, members: Sequence[Member], away: Sequence[Member], time_file: Path, seconds: float
) -> Iterator[Crowds]:
    """Within the block the agencies are at work, but for those `away`."""
    started: list[subprocess.Popen[str]] = []
    try:
        for number, first in enumerate(range(0, len(members), _EACH)):
            some = members[first : first + _EACH]
            file = home / f"crowd-{number}.json"
            told = {
                "time_file": str(time_file),
                "there": [str(each.folder) for each in some if each not in away],
                "away": [str(each.folder) for each in some if each in away],
            }
            write_private(file, json.dumps(told))
            started.append(_start(file, home / f"crowd-{number}.log"))
        yield Crowds(started, seconds)
    finally:
        for process in started:
            assert process.stdin is not None
            process.stdin.close()
        for process in started:
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            assert process.stdout is not None
            process.stdout.close()


def _start(file: Path, log: Path) -> subprocess.Popen[str]:
    with log.open("wb") as said:
        return subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.reach.crowd", str(file)],
            cwd=places.REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        )
