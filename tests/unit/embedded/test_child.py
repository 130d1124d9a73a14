"""One process: recognised, signalled, ended."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from jiandu.embedded import logfile, tether
from jiandu.embedded.child import Child, Identity
from jiandu.embedded.plan import Process
from tests.processes import running, until


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(["sleep", "60"]) as process:
        yield process
        process.kill()


def test_a_process_is_recognised_while_it_runs_and_not_after(sleeper: subprocess.Popen[bytes]) -> None:
    identity = Identity.of(sleeper.pid)
    assert identity is not None
    assert identity.is_running()
    assert identity.send(signal.SIGKILL)
    assert identity.wait(10)
    assert not identity.send(signal.SIGKILL)


def test_another_process_with_the_same_id_is_never_signalled(sleeper: subprocess.Popen[bytes]) -> None:
    stranger = Identity(sleeper.pid, "another boot/12345")
    assert not stranger.is_running()
    assert not stranger.send(signal.SIGKILL)
    assert sleeper.poll() is None


def test_a_frozen_process_ends_in_good_order_when_it_is_stopped(tmp_path: Path) -> None:
    code = (
        "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: sys.exit(0)); print(1); time.sleep(60)"
    )
    process = Process(name="polite", argv=(sys.executable, "-u", "-c", code), env=dict(os.environ))
    path = tmp_path / "polite.log"
    with logfile.start(path) as log:
        child = Child(process, log, tethered=True)
    until(lambda: path.read_text(encoding="utf-8"), "it runs")
    child.send(signal.SIGSTOP)
    child.stop()
    assert child.exit_code() == 0


def test_what_a_tethered_process_started_and_forgot_ends_with_it(tmp_path: Path) -> None:
    marker = f"60.{os.getpid()}"
    command = f"(setsid sh -c 'setsid sleep {marker} & sleep {marker}' &); trap '' TERM; echo up; sleep {marker}"
    process = Process(
        name="careless", argv=("sh", "-c", command), env={"PATH": os.environ["PATH"]}, stop_seconds=0.2
    )
    path = tmp_path / "careless.log"
    with logfile.start(path) as log:
        child = Child(process, log, tethered=True)
    until(lambda: len(running(f"sleep {marker}")) >= 4, "all of them run")
    child.stop()
    assert running(marker) == []


def test_a_command_that_does_not_exist_is_an_error_not_a_silence(tmp_path: Path) -> None:
    with logfile.start(tmp_path / "log") as log, pytest.raises(RuntimeError, match="could not be started"):
        Child(Process(name="nothing", argv=("/nonexistent/program",)), log, tethered=True)


def test_descendants_are_listed_parents_first(sleeper: subprocess.Popen[bytes]) -> None:
    assert sleeper.pid in tether.descendants(os.getpid())
    assert tether.descendants(sleeper.pid) == []
