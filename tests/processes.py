"""What a test sees of the processes of this machine, from the kernel itself."""

import time
from collections.abc import Callable
from pathlib import Path


def running(marker: object) -> list[str]:
    """Returns the command lines, of processes that run, in which `marker` stands."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                # The command line of a zombie is empty.
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            except OSError:
                continue
            if str(marker) in command:
                found.append(command)
    return found


def until(holds: Callable[[], object], what: str) -> None:
    """Waits for something that has to happen; fails, naming it, when it does not."""
    give_up = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < give_up, f"never happened: {what}"
        time.sleep(0.02)
