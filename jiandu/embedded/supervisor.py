"""Keeps the processes of a plan running: starts them in order, restarts what dies, stops them in reverse order.

    python -m jiandu.embedded.supervisor HOME

Reads HOME/run/plan.json, writes HOME/run/state.json. A file HOME/run/hold/NAME keeps that process from being
started again. One supervisor per HOME. Never run it without its tether (stack.py starts both).
"""

import contextlib
import fcntl
import json
import os
import select
import signal
import sys
import time
from pathlib import Path

from jiandu.embedded import logfile, plan, probe, state
from jiandu.embedded.child import Child, Identity
from jiandu.embedded.plan import Process

_FIRST_BACKOFF = 0.2
_LONGEST_BACKOFF = 5.0
_STEADY = 30.0
_TICK = 0.1


class Kept:
    """One process of the plan and what became of it so far."""

    def __init__(self, process: Process, home: Path) -> None:
        self.process = process
        self.state = "waiting"
        self.child: Child | None = None
        self.restarts = 0
        self.last_exit: int | None = None
        self.log = home / "log" / f"{process.name}.log"
        self._hold = home / "run" / "hold" / process.name
        self._backoff = _FIRST_BACKOFF
        self._due = 0.0
        self._began = 0.0
        self._logged = False

    def is_held(self) -> bool:
        """Tells whether somebody asked for it to stay down."""
        return self._hold.exists()

    def step(self, *, may_start: bool) -> None:
        """Moves it on by one step: start, notice readiness, notice death."""
        now = time.monotonic()
        match self.state:
            case "waiting" | "backoff" | "held":
                if self.is_held():
                    self.state = "held"
                elif may_start and now >= self._due:
                    self._start(now)
                elif self.state == "held":
                    self.state = "waiting"
            case "starting" | "ready":
                self._watch(now)

    def entry(self) -> state.Entry:
        """Returns what is written down about it."""
        running = self.state in {"starting", "ready"}
        return state.Entry(
            name=self.process.name,
            state=self.state,
            identity=self.child.identity if self.child is not None and running else None,
            restarts=self.restarts,
            last_exit=self.last_exit,
            ready=self.process.ready,
            log=str(self.log),
        )

    def ask_to_end(self) -> None:
        """Sends the first, polite signal."""
        if self.child is not None and self.child.exit_code() is None:
            self.child.thaw()
            self.child.send(signal.SIGTERM)

    def kill(self) -> None:
        """Ends it at once."""
        if self.child is not None:
            self.child.kill()

    def has_ended(self) -> bool:
        """Tells whether nothing of it runs."""
        return self.child is None or self.child.exit_code() is not None

    def _start(self, now: float) -> None:
        with logfile.again(self.log) if self._logged else logfile.start(self.log) as log:
            self._logged = True
            try:
                self.child = Child(self.process, log, tethered=False)
            except OSError as error:
                log.write(f"supervisor: cannot start: {error}\n".encode())
                self._back_off(now, exit_code=None)
                return
        self._began = now
        self.state = "starting"

    def _watch(self, now: float) -> None:
        code = self.child.exit_code() if self.child is not None else None
        if code is not None:
            if self.process.once and code == 0:
                self.state = "done"
            else:
                self._back_off(now, exit_code=code)
        elif self.state == "starting":
            if not self.process.once and all(probe.answers(a, seconds=0.5) for a in self.process.ready):
                self.state = "ready"
            elif now - self._began > self.process.start_seconds and self.child is not None:
                # It runs and never gets ready: a fresh start is all that can be tried.
                self.child.kill()
        elif now - self._began > _STEADY:
            self._backoff = _FIRST_BACKOFF

    def _back_off(self, now: float, exit_code: int | None) -> None:
        self.state = "backoff"
        self.last_exit = exit_code
        self.restarts += 1
        self._due = now + self._backoff
        self._backoff = min(self._backoff * 2, _LONGEST_BACKOFF)


class Supervisor:
    """The main loop. Single-threaded on purpose: the kernel ties each child to the thread that started it."""

    def __init__(self, home: Path) -> None:
        self._home = home
        processes = plan.load(home / "run" / "plan.json")
        self._kept = {process.name: Kept(process, home) for wave in plan.waves(processes) for process in wave}
        self._needs = plan.needs(processes)
        self._addresses = json.loads((home / "run" / "addresses.json").read_text(encoding="utf-8"))
        self._written: tuple[state.Entry, ...] | None = None
        self._stopping = False
        self._wake, wake = os.pipe()
        os.set_blocking(self._wake, False)
        os.set_blocking(wake, False)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_stop)

    def run(self) -> None:
        """Runs the plan until a SIGTERM or SIGINT."""
        next_look = 0.0
        while not self._stopping:
            for kept in self._kept.values():
                ready = all(self._kept[name].state in {"ready", "done"} for name in kept.process.depends)
                kept.step(may_start=ready)
            self._write_down()
            if time.monotonic() > next_look:
                next_look = time.monotonic() + 10.0
                for kept in self._kept.values():
                    logfile.bound(kept.log)
            unsettled = any(kept.state not in {"ready", "done"} for kept in self._kept.values())
            self._sleep(_TICK if unsettled else 1.0)
        self._stop()

    def _stop(self) -> None:
        """Ends everything, each as soon as nothing that runs depends on it any more."""
        asked: dict[str, float] = {}
        while remaining := {name: kept for name, kept in self._kept.items() if not kept.has_ended()}:
            needed = {name for kept in remaining.values() for name in self._needs[kept.process.name]}
            for name, kept in remaining.items():
                if name not in asked and name not in needed:
                    asked[name] = time.monotonic()
                    kept.ask_to_end()
                elif name in asked and time.monotonic() - asked[name] > kept.process.stop_seconds:
                    kept.kill()
            self._sleep(0.05)
        state.path(self._home).unlink(missing_ok=True)

    def _write_down(self) -> None:
        entries = tuple(kept.entry() for kept in self._kept.values())
        if entries != self._written:
            own = Identity.of(os.getpid())
            if own is None:
                raise RuntimeError("/proc does not know this process: Linux is needed")
            current = state.State(
                supervisor=own, tether=Identity.of(os.getppid()), addresses=self._addresses, entries=entries
            )
            state.write(self._home, current)
            self._written = entries

    def _on_stop(self, *_: object) -> None:
        self._stopping = True

    def _sleep(self, seconds: float) -> None:
        select.select([self._wake], [], [], seconds)
        with contextlib.suppress(BlockingIOError):
            while os.read(self._wake, 512):
                pass


def main(home: Path) -> int:
    """Supervises the plan in `home`; returns an exit code."""
    with (home / "run" / "lock").open("w", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.stderr.write(f"a supervisor already runs in {home}\n")
            return 1
        Supervisor(home).run()
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
