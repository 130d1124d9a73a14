"""A supervisor with processes that stand in for services: order, restarts, nothing left behind."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from jiandu.embedded import plan, stack, state
from jiandu.embedded.child import Identity
from jiandu.embedded.plan import Process
from jiandu.embedded.stack import Stack
from tests.processes import running, until

# Writes down when it starts and ends, and ends politely.
POLITE = """
import signal, sys, time
name, journal = sys.argv[1:3]
def note(what):
    with open(journal, "a") as file:
        file.write(f"{what} {name}\\n")
def end(*_):
    time.sleep(0.05)
    note("ended")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
note("started")
while True:
    time.sleep(60)
"""

DRIVER = """
import sys, time
from pathlib import Path
from jiandu.embedded import plan
from jiandu.embedded.stack import Stack
from tests.processes import running, until
with Stack.start(Path(sys.argv[1]), processes=plan.load(Path(sys.argv[2]))) as running:
    running.wait_ready()
    print("ready", flush=True)
    time.sleep(60)
"""


def a_process(name: str, journal: Path, *depends: str, once: bool = False) -> Process:
    argv = (sys.executable, "-I", "-S", "-c", "pass" if once else POLITE, name, str(journal))
    return Process(name=name, argv=argv, env=dict(os.environ), depends=depends, once=once)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    file = tmp_path / "journal"
    file.touch()
    return file


def test_processes_start_after_what_they_need_and_end_before_it(home: Path, journal: Path) -> None:
    processes = [
        a_process("service", journal, "setup"),
        a_process("setup", journal, "broker", once=True),
        a_process("broker", journal),
    ]
    with Stack.start(home, processes=processes) as running_stack:
        until(lambda: "started service" in journal.read_text(), "the service starts")
        assert running_stack.current().entry("setup").state == "done"
    assert journal.read_text().split("\n") == [
        "started broker",
        "started service",
        "ended service",
        "ended broker",
        "",
    ]
    assert running(home) == []


def test_what_dies_is_started_again_and_counted(home: Path, journal: Path) -> None:
    with Stack.start(home, processes=[a_process("service", journal)]) as running_stack:
        running_stack.wait_ready()
        first = running_stack.pids["service"]
        assert running_stack.kill("service", signal.SIGKILL)
        until(lambda: running_stack.pids.get("service", first) != first, "a new process")
        entry = running_stack.current().entry("service")
        assert (entry.restarts, entry.last_exit) == (1, -signal.SIGKILL)


def test_a_process_that_cannot_start_does_not_keep_the_others_from_running(home: Path, journal: Path) -> None:
    broken = Process(name="broken", argv=("/nonexistent",))
    with Stack.start(home, processes=[broken, a_process("service", journal)]) as running_stack:
        running_stack.wait_ready(["service"])
        until(lambda: running_stack.restarts("broken") > 1, "another try")
        with pytest.raises(stack.NotRunning, match=r"broken \(backoff\)(.|\n)*cannot start"):
            running_stack.wait_ready(seconds=0.1)


def test_a_process_held_down_comes_back_when_it_is_let_go(home: Path, journal: Path) -> None:
    with Stack.start(home, processes=[a_process("service", journal)]) as running_stack:
        running_stack.wait_ready()
        with running_stack.held_down("service", signal.SIGTERM):
            assert "service" not in running_stack.pids
        assert "service" in running_stack.pids
        assert journal.read_text().split("\n")[:3] == ["started service", "ended service", "started service"]


def test_a_second_stack_in_the_same_home_is_refused(home: Path, journal: Path) -> None:
    processes = [a_process("service", journal)]
    with Stack.start(home, processes=processes) as running_stack:
        with pytest.raises(stack.AlreadyRunning):
            Stack.start(home, processes=processes)
        assert Stack.attach(home).current().supervisor == running_stack.current().supervisor


@pytest.mark.parametrize("victims", [("supervisor",), ("tether",), ("supervisor", "tether")])
def test_nothing_survives_the_supervisor(home: Path, journal: Path, victims: tuple[str, ...]) -> None:
    # A child that puts itself out of reach of its group is found all the same.
    fugitive = Process(
        name="fugitive", argv=("sh", "-c", f"setsid sh -c 'sleep 60; : {home}' & wait"), env=dict(os.environ)
    )
    if "tether" in victims:
        fugitive = a_process("other", journal)
    started = Stack.start(home, processes=[a_process("service", journal), fugitive], tether=False)
    try:
        started.wait_ready()
        until(lambda: len(running(journal)) + len(running(f": {home}")) >= 2, "both run")
        now = started.current()
        for victim in victims:
            assert getattr(now, victim).send(signal.SIGKILL)
        until(lambda: not running(home) and not running(journal), "everything ends")
        with pytest.raises(stack.NotRunning):
            Stack.attach(home)
    finally:
        started.stop()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_nothing_survives_the_driver(home: Path, journal: Path, tmp_path: Path, number: signal.Signals) -> None:
    file = tmp_path / "plan.json"
    file.write_text(plan.save([a_process("service", journal)]), encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-c", DRIVER, str(home), str(file)],
        env=os.environ | {"PYTHONPATH": str(Path(stack.__file__).parents[2])},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as driver:
        assert driver.stdout is not None
        assert driver.stdout.readline() == b"ready\n"
        driver.send_signal(number)
    until(lambda: not running(home) and not running(journal), "everything ends")
    assert journal.read_text().split("\n") == ["started service", "ended service", ""]


def test_a_detached_stack_outlives_its_driver_until_it_is_cleaned_up(home: Path, journal: Path) -> None:
    started = Stack.start(home, processes=[a_process("service", journal)], tether=False)
    started.wait_ready()
    assert stack.clean_up(home) == ["service"]
    assert stack.clean_up(home) == []
    assert running(home) == []
    started.stop()


def test_cleaning_up_after_a_crash_signals_nobody_else(home: Path) -> None:
    with subprocess.Popen(["sleep", "60"]) as stranger:
        lost = Identity(stranger.pid, "an earlier boot/1")
        entry = state.Entry(name="service", state="ready", identity=lost)
        (home / "run").mkdir(parents=True)
        state.write(home, state.State(supervisor=lost, tether=lost, entries=(entry,)))
        assert stack.clean_up(home) == []
        assert stranger.poll() is None
        stranger.kill()
    assert state.read(home) is None


def test_a_state_that_is_not_legible_counts_as_none(home: Path) -> None:
    (home / "run").mkdir(parents=True)
    for text in ("", "{", json.dumps({"entries": []})):
        state.path(home).write_text(text, encoding="utf-8")
        assert state.read(home) is None
