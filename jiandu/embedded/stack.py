"""A whole stack: a supervisor with its processes, as its driver sees it.

`Stack.start` runs one that ends with its driver (demo, tests), or a detached one (`./run up`);
`Stack.attach` finds one that runs; `clean_up` leaves nothing running whatever happened before.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO

from jiandu.embedded import logfile, plan, state
from jiandu.embedded.broker_admin import BrokerAdmin
from jiandu.embedded.places import REPOSITORY, private, write_private
from jiandu.embedded.plan import Process
from jiandu.embedded.running import tail
from jiandu.embedded.tether import PROGRAM, kill_tree

STOP_SECONDS = 90.0
"""How long a supervisor may take to stop everything in order before it is all killed."""


class AlreadyRunning(Exception):  # noqa: N818  (says what is the case)
    """A stack runs in this home already."""


class NotRunning(Exception):  # noqa: N818  (says what is the case)
    """No stack runs in this home, or one of its processes does not get ready; the text says which and why."""


class Stack:
    """A running stack. As a context manager it stops at the end."""

    def __init__(self, home: Path, holder: IO[bytes] | None, popen: subprocess.Popen[bytes] | None) -> None:
        self.home = home
        self._holder = holder
        self._popen = popen

    @classmethod
    def start(
        cls,
        home: Path,
        *,
        processes: Sequence[Process],
        addresses: Mapping[str, str] | None = None,
        tether: bool = True,
    ) -> "Stack":
        """Starts a supervisor for these processes; does not wait for them (see `wait_ready`).

        `tether`: the stack ends when this process ends in whatever way; otherwise it goes on without us.
        `addresses`: where things are, kept in the state; known names: amqp_uri, mongo_uri, broker_api (with user
        and password). Errors: AlreadyRunning.
        """
        found = state.read(home)
        if found is not None and found.is_running():
            raise AlreadyRunning(f"a stack already runs in {home}")
        clean_up(home)
        private(home)
        run = private(home / "run")
        private(home / "log")
        for held in (run / "hold").glob("*") if (run / "hold").is_dir() else ():
            held.unlink()
        write_private(run / "plan.json", plan.save(processes))
        write_private(run / "addresses.json", json.dumps(dict(addresses or {})))
        popen = _launch(home, detached=not tether)
        stack = cls(home, popen.stdin, popen)
        while (current := state.read(home)) is None or not current.is_running():
            if popen.poll() is not None:
                raise NotRunning(f"the supervisor ended at once:\n{tail(home / 'log' / 'supervisor.log')}")
            time.sleep(0.02)
        return stack

    @classmethod
    def attach(cls, home: Path) -> "Stack":
        """Returns the stack that runs in `home`; errors: NotRunning."""
        found = state.read(home)
        if found is None or not found.is_running():
            raise NotRunning(f"nothing runs in {home}")
        return cls(home, None, None)

    def current(self) -> state.State:
        """Returns what runs now; errors: NotRunning."""
        found = state.read(self.home)
        if found is None or not found.is_running():
            log = tail(self.home / "log" / "supervisor.log")
            raise NotRunning(f"the supervisor in {self.home} is gone:\n{log}")
        return found

    @property
    def amqp_uri(self) -> str:
        """The broker as its administrator; errors: KeyError if the stack has none."""
        return self.current().addresses["amqp_uri"]

    @property
    def mongo_uri(self) -> str:
        """The store; errors: KeyError if the stack has none."""
        return self.current().addresses["mongo_uri"]

    @property
    def admin(self) -> BrokerAdmin | None:
        """The broker's management interface, None if it was not given."""
        url = self.current().addresses.get("broker_api")
        return BrokerAdmin.from_url(url) if url else None

    @property
    def pids(self) -> dict[str, int]:
        """The ids of the processes that run now, by name."""
        return {entry.name: entry.identity.pid for entry in self.current().entries if entry.identity is not None}

    def restarts(self, name: str) -> int:
        """Returns how often a process was started again."""
        return self.current().entry(name).restarts

    def kill(self, name: str, number: int = signal.SIGKILL) -> bool:
        """Signals one process; whatever dies is started again. Returns False if it does not run now."""
        identity = self.current().entry(name).identity
        return identity is not None and identity.send(number)

    @contextlib.contextmanager
    def held_down(self, name: str, number: int = signal.SIGKILL) -> Iterator[None]:
        """Signals one process and keeps it down until the block ends; then waits until it is ready again."""
        hold = self.home / "run" / "hold" / name
        hold.parent.mkdir(exist_ok=True)
        hold.touch()
        try:
            self.kill(name, number)
            self._await(lambda now: now.entry(name).state == "held", 60.0, name)
            yield
        finally:
            hold.unlink(missing_ok=True)
        self.wait_ready([name])

    @contextlib.contextmanager
    def frozen(self, name: str) -> Iterator[None]:
        """Stops one process in its tracks until the block ends: its connections stay open, nothing answers."""
        identity = self.current().entry(name).identity
        if identity is None:
            raise NotRunning(f"{name} does not run")
        identity.freeze()
        try:
            yield
        finally:
            identity.thaw()

    def wait_ready(
        self,
        names: Sequence[str] | None = None,
        *,
        seconds: float = 120.0,
        say: Callable[[state.State], None] = lambda _state: None,
    ) -> None:
        """Waits until these processes (default: all) are ready. Errors: NotRunning, with a log that tells why."""

        def is_ready(now: state.State) -> bool:
            say(now)
            return all(e.state in {"ready", "done"} for e in now.entries if names is None or e.name in names)

        self._await(is_ready, seconds, ", ".join(names or ()))

    def stop(self) -> None:
        """Stops everything in order; what does not obey is killed."""
        if self._holder is not None:
            self._holder.close()
            self._wait_for_tether(STOP_SECONDS)
        clean_up(self.home)
        self._wait_for_tether(5.0)

    def __enter__(self) -> "Stack":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _wait_for_tether(self, seconds: float) -> None:
        if self._popen is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._popen.wait(seconds)

    def _await(self, holds: Callable[[state.State], bool], seconds: float, what: str) -> None:
        give_up = time.monotonic() + seconds
        while not holds(now := self.current()):
            if time.monotonic() > give_up:
                raise NotRunning(_why_not_ready(now, what, seconds))
            time.sleep(0.05)


def clean_up(home: Path) -> list[str]:
    """Leaves nothing of a stack in `home` running, however it ended; returns the names of what was stopped.

    Only processes that the state names and that are provably the same ones are signalled.
    """
    found = state.read(home)
    if found is None:
        return []
    running = [entry for entry in found.entries if entry.identity is not None and entry.identity.is_running()]
    names = [entry.name for entry in running]
    if found.supervisor.send(signal.SIGTERM):
        names = names or ["supervisor"]
        found.supervisor.wait(STOP_SECONDS)
    if found.tether is not None:
        found.tether.wait(5.0)
    left = [found.tether, found.supervisor, *(entry.identity for entry in found.entries)]
    for identity in filter(None, left):
        if identity.is_running():
            kill_tree(identity.pid)
            identity.send(signal.SIGKILL)
            identity.wait(5.0)
    state.path(home).unlink(missing_ok=True)
    return names


def _launch(home: Path, *, detached: bool) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-I", "-S", str(PROGRAM)]
    command += ["--grace", str(STOP_SECONDS), "--death-signal", "SIGTERM"]
    command += ["--detached"] if detached else []
    command += ["--", sys.executable, "-m", "jiandu.embedded.supervisor", str(home)]
    with logfile.start(home / "log" / "supervisor.log") as log:
        return subprocess.Popen(  # noqa: S603  (the arguments are ours)
            command,
            cwd=home,
            env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
            stdin=subprocess.DEVNULL if detached else subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _why_not_ready(now: state.State, what: str, seconds: float) -> str:
    waiting = [entry for entry in now.entries if entry.state not in {"ready", "done"}]
    # What waits for something else is not the cause.
    culprit = next((entry for entry in waiting if entry.state != "waiting"), None)
    names = ", ".join(f"{entry.name} ({entry.state})" for entry in waiting) or what
    log = f"\n{culprit.log}:\n{tail(Path(culprit.log))}" if culprit is not None else ""
    return f"not ready after {seconds:.0f} s: {names}{log}"
