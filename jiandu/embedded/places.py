"""Where things lie: one folder for everything ./run makes, `.jiandu` in the checkout unless JIANDU_HOME is set."""

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def home() -> Path:
    """Returns the folder of everything ./run makes; it need not exist yet."""
    chosen = os.environ.get("JIANDU_HOME")
    return Path(chosen).absolute() if chosen else REPOSITORY / ".jiandu"


@contextmanager
def one_at_a_time(home: Path) -> Iterator[None]:
    """Waits until no other process is inside this block for the same home; ends with its holder."""
    with (private(home) / "starting.lock").open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def private(folder: Path) -> Path:
    """Makes `folder` (with its parents) and closes it to other users; returns it."""
    folder.mkdir(parents=True, exist_ok=True)
    if stat.S_IMODE(folder.stat().st_mode) & 0o077:
        folder.chmod(0o700)
    return folder


def write_private(path: Path, text: str) -> None:
    """Replaces the file at once and as a whole; only its owner can read it, from its first byte on."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
