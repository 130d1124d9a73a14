"""A process that tests and tools start and stop by hand, without a supervisor: tethered, and waited for."""

import time
from pathlib import Path

from jiandu.embedded import logfile, probe
from jiandu.embedded.child import Child
from jiandu.embedded.plan import Process


class DidNotStart(Exception):  # noqa: N818  (says what is the case)
    """A process ended, or did not become ready in its time; the text ends with the last lines of its log."""


class Running:
    """One process, its log in `logs`, ready when `start` returns."""

    def __init__(self, process: Process, logs: Path) -> None:
        self._process = process
        self._log = logs / f"{process.name}.log"
        self._child: Child | None = None

    @property
    def pid(self) -> int:
        """The id of the process itself; RuntimeError if it was never started."""
        if self._child is None:
            raise RuntimeError(f"{self._process.name} was never started")
        return self._child.pid

    def is_running(self) -> bool:
        """Tells whether it runs now."""
        return self._child is not None and self._child.exit_code() is None

    def start(self) -> None:
        """Starts it unless it runs, and waits until it is ready. Errors: DidNotStart."""
        if self.is_running():
            return
        with logfile.again(self._log) as log:
            self._child = Child(self._process, log, tethered=True)
        give_up = time.monotonic() + self._process.start_seconds
        while not all(probe.answers(address) for address in self._process.ready):
            if not self.is_running() or time.monotonic() > give_up:
                self.kill()
                raise DidNotStart(f"{self._process.name} did not start:\n{tail(self._log)}")
            time.sleep(0.05)

    def freeze(self) -> None:
        """Stops it in its tracks."""
        if self._child is not None:
            self._child.freeze()

    def thaw(self) -> None:
        """Lets it go on."""
        if self._child is not None:
            self._child.thaw()

    def kill(self) -> None:
        """Kills it and waits for its end."""
        if self._child is not None:
            self._child.kill()

    def stop(self) -> None:
        """Asks it to end, kills it after its time, waits for its end."""
        if self._child is not None:
            self._child.stop()


def tail(path: Path, lines: int = 15) -> str:
    """Returns the last lines of a log file."""
    if not path.is_file():
        return "(no log)"
    return "\n".join(path.read_bytes()[-20_000:].decode("utf-8", "replace").splitlines()[-lines:])
