"""Runs one command so that nothing of it outlives the process that holds the other end of standard input.

    python -I -S tether.py [--detached] [--grace SECONDS] [--death-signal NAME] [--report FD] -- COMMAND…

The tether adopts every orphan below it (PR_SET_CHILD_SUBREAPER), so "nothing of it" includes what the command
started and forgot. Standard input at its end (the holder closed it or was killed), a SIGTERM, or the end of the
command itself: the command gets a SIGTERM and `--grace` seconds, then whatever is left is killed.
If the tether itself is killed the kernel sends the command `--death-signal`. Standard library only, Linux only.
"""

import argparse
import contextlib
import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

PROGRAM = Path(__file__).resolve()
"""This file, to be run by an interpreter that knows nothing of jiandu."""

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_GONE = 127


def die_with_parent(death_signal: int) -> Callable[[], None]:
    """Returns what a child runs between fork and exec so that the kernel signals it when its parent ends.

    The kernel means the parent *thread*: call from a thread that lives as long as its process.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def prepare() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(_GONE)

    return prepare


def adopt_orphans() -> None:
    """From now on whatever is left below this process stays below it."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def descendants(pid: int) -> list[int]:
    """Returns the process ids below `pid`, parents before children."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                # The command's name stands in parentheses and may contain anything, so read after the last one.
                fields = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
                if fields[0] != "Z":
                    children.setdefault(int(fields[1]), []).append(int(entry.name))
    found: list[int] = []
    waiting = list(children.get(pid, ()))
    while waiting:
        child = waiting.pop(0)
        found.append(child)
        waiting.extend(children.get(child, ()))
    return found


def kill_tree(pid: int) -> None:
    """Kills everything below `pid`, until nothing is left below it."""
    while below := descendants(pid):
        for child in below:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        time.sleep(0.01)


class Tether:
    """One command, and the promise that it ends when its holder does."""

    def __init__(self, command: Sequence[str], *, grace: float, death_signal: int, detached: bool) -> None:
        self._grace = grace
        self._detached = detached
        self._holder = os.getppid()
        self._stopping = False
        self._wake, wake = os.pipe()
        os.set_blocking(wake, False)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._on_stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        adopt_orphans()
        self._child = subprocess.Popen(  # noqa: S603  (the arguments are ours)
            command,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_parent(death_signal),
        )
        self.pid = self._child.pid

    def run(self) -> int:
        """Waits for the command or its holder to end; returns the command's exit code as a shell would."""
        while not self._stopping and self._child.poll() is None:
            if self._sleep(1.0):
                self._reap_orphans()
        if self._child.poll() is None:
            self._child.terminate()
            give_up = time.monotonic() + self._grace
            while self._child.poll() is None and time.monotonic() < give_up:
                self._sleep(0.2)
        kill_tree(os.getpid())
        code = self._child.wait()
        return code if code >= 0 else 128 - code

    def _on_stop(self, *_: object) -> None:
        self._stopping = True

    def _sleep(self, seconds: float) -> bool:
        watched = [self._wake] if self._detached or self._stopping else [self._wake, 0]
        ready, _, _ = select.select(watched, [], [], seconds)
        woken = self._wake in ready
        if woken:
            os.read(self._wake, 512)
        if 0 in ready and not os.read(0, 512):
            self._stopping = True
        # A copy of the holder's end of the pipe may live on in a fork of it.
        if not self._detached and os.getppid() != self._holder:
            self._stopping = True
        return woken

    def _reap_orphans(self) -> None:
        for pid in [p for p in _zombies_of(os.getpid()) if p != self.pid]:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)


def _zombies_of(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                fields = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
                if fields[0] == "Z" and int(fields[1]) == parent:
                    found.append(int(entry.name))
    return found


def main(arguments: Sequence[str]) -> int:
    """Runs the command named after `--`; returns its exit code."""
    parser = argparse.ArgumentParser(prog="tether", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--detached", action="store_true")
    parser.add_argument("--grace", type=float, default=10.0)
    parser.add_argument("--death-signal", default="SIGKILL")
    parser.add_argument("--report", type=int)
    parser.add_argument("command", nargs="+")
    options = parser.parse_args(arguments)
    tether = Tether(
        options.command,
        grace=options.grace,
        death_signal=signal.Signals[options.death_signal],
        detached=options.detached,
    )
    if options.report is not None:
        with contextlib.suppress(BrokenPipeError), os.fdopen(options.report, "w", encoding="utf-8") as report:
            report.write(f"{tether.pid}\n")
    return tether.run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
