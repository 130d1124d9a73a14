"""One running process of ours: how it is started, recognised, signalled and ended."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from jiandu.embedded import tether
from jiandu.embedded.plan import Process


@dataclass(frozen=True)
class Identity:
    """A process that cannot be mistaken for a later one with the same id."""

    pid: int
    started: str
    """Boot id and start time in clock ticks, as the kernel keeps them."""

    @classmethod
    def of(cls, pid: int) -> "Identity | None":
        """Returns the identity of a running process, None if there is none (a zombie does not run)."""
        try:
            text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
            boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        except OSError:
            return None
        fields = text.rpartition(")")[2].split()
        return None if fields[0] in {"Z", "X"} else cls(pid, f"{boot}/{fields[19]}")

    def is_running(self) -> bool:
        """Tells whether this very process still runs."""
        return Identity.of(self.pid) == self

    def send(self, number: int) -> bool:
        """Signals this very process; returns False if it is gone."""
        if not self.is_running():
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)
            return True
        return False

    def freeze(self) -> None:
        """Stops it in its tracks, and waits until all its threads stand still."""
        if self.send(signal.SIGSTOP):
            self._wait_for(lambda states: states <= {"T"})

    def thaw(self) -> None:
        """Lets it go on if it was stopped in its tracks, and waits until all its threads do.

        A signal right behind SIGCONT may go to a thread that wakes sooner than the one that would act on it.
        """
        if self.send(signal.SIGCONT):
            self._wait_for(lambda states: "T" not in states)

    def _wait_for(self, holds: Callable[[set[str]], bool]) -> None:
        give_up = time.monotonic() + 5.0
        while not holds(self._thread_states()) and time.monotonic() < give_up:
            time.sleep(0.005)

    def _thread_states(self) -> set[str]:
        states = set()
        for stat in Path(f"/proc/{self.pid}/task").glob("*/stat"):
            with contextlib.suppress(OSError):
                states.add(stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0])
        return states

    def wait(self, seconds: float) -> bool:
        """Waits until it is gone, at most `seconds`; returns whether it is."""
        give_up = time.monotonic() + seconds
        while self.is_running():
            if time.monotonic() > give_up:
                return False
            time.sleep(0.02)
        return True


class Child:
    """A process started from here, with its output in a log file.

    `tethered`: between it and us stands a tether that ends it, and everything below it, when we end in
    whatever way. Otherwise the kernel kills it when the calling thread ends, which suits a main loop.
    """

    def __init__(self, process: Process, log: IO[bytes], *, tethered: bool, grace: float | None = None) -> None:
        self.process = process
        self._holder: IO[bytes] | None = None
        if tethered:
            self._popen, pid = self._start_tethered(process, log, process.stop_seconds if grace is None else grace)
        else:
            self._popen = subprocess.Popen(  # noqa: S603  (the plan is ours)
                process.argv, env=dict(process.env), cwd=process.cwd,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=tether.die_with_parent(signal.SIGKILL),
            )  # fmt: skip
            pid = self._popen.pid
        self.pid = pid
        self.identity = Identity.of(pid) or Identity(pid, "ended at once")

    def _start_tethered(
        self, process: Process, log: IO[bytes], grace: float
    ) -> tuple[subprocess.Popen[bytes], int]:
        reading, writing = os.pipe()
        command = [
            sys.executable,
            "-I",
            "-S",
            str(tether.PROGRAM),
            "--grace",
            str(grace),
            "--report",
            str(writing),
            "--",
        ]
        try:
            popen = subprocess.Popen(  # noqa: S603  (the plan is ours)
                [*command, *process.argv], env=dict(process.env), cwd=process.cwd,
                stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True, pass_fds=[writing],
            )  # fmt: skip
        finally:
            os.close(writing)
        self._holder = popen.stdin
        with os.fdopen(reading, encoding="ascii") as report:
            line = report.readline()
        if not line:
            self._let_go()
            popen.wait()
            raise RuntimeError(f"{process.name} could not be started: {process.argv[0]} (see its log)")
        return popen, int(line)

    def freeze(self) -> None:
        """Stops it in its tracks."""
        self.identity.freeze()

    def thaw(self) -> None:
        """Lets it go on if it was stopped in its tracks."""
        self.identity.thaw()

    def exit_code(self) -> int | None:
        """Returns the exit code, negative for a signal; None while it runs."""
        return self._popen.poll()

    def send(self, number: int) -> bool:
        """Signals the process itself, not its tether; returns False if it is gone."""
        return self.identity.send(number)

    def kill(self) -> None:
        """Kills it, waits for its end, and clears away what it left below."""
        self.send(signal.SIGKILL)
        self._popen.wait()
        self._let_go()

    def stop(self) -> None:
        """Asks it to end, kills it after its time, waits for its end."""
        self.identity.thaw()
        self.send(signal.SIGTERM)
        try:
            self._popen.wait(self.process.stop_seconds)
        except subprocess.TimeoutExpired:
            self.kill()
        self._let_go()

    def _let_go(self) -> None:
        if self._holder is not None:
            self._holder.close()
            self._holder = None
