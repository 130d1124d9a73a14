"""Makes a virtual environment hold what lock files pin, and nothing half-made.

Runs on a bare interpreter before anything is installed, so: standard library only, no import of jiandu.
The stamp of an installed lock file is a copy of it in ENVIRONMENT/installed/, written last.
"""

import fcntl
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

Say = Callable[[str], None]


class CannotInstall(Exception):  # noqa: N818  (says what is the case)
    """Says in one line why the environment could not be made, and where the whole story is."""


def ensure(folder: Path, locks: Sequence[Path], say: Say) -> None:
    """Promises that every lock file in `locks` is installed in the environment `folder`.

    Safe to call from several processes at once and after an interrupted call. Errors: CannotInstall.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _alone_in(folder.parent):
            if any(_differs(folder, lock) for lock in locks) or not _intact(folder):
                _create(folder, say)
            for lock in locks:
                if not _is_installed(folder, lock):
                    _install(folder, lock, say)
    except OSError as error:
        reason = f"{error.strerror or error} ({error.filename})" if error.filename else str(error)
        raise CannotInstall(f"cannot make {folder}: {reason}; it has to be writable for you") from error


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    # A lock on the folder itself leaves no file behind and dies with its holder.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _stamp(folder: Path, lock: Path) -> Path:
    return folder / "installed" / lock.name


def _is_installed(folder: Path, lock: Path) -> bool:
    stamp = _stamp(folder, lock)
    return stamp.is_file() and stamp.read_bytes() == lock.read_bytes()


def _differs(folder: Path, lock: Path) -> bool:
    return _stamp(folder, lock).is_file() and not _is_installed(folder, lock)


def _intact(folder: Path) -> bool:
    interpreter = folder / "installed" / "interpreter"
    python = folder / "bin" / "python"
    return (
        interpreter.is_file()
        and python.exists()
        and interpreter.read_text(encoding="utf-8").strip() == str(python.resolve())
    )


def _create(folder: Path, say: Say) -> None:
    say(f"Creating {folder.name} with Python {sys.version.split()[0]} …")
    if folder.exists():
        shutil.rmtree(folder)
    try:
        venv.EnvBuilder(with_pip=True, symlinks=True).create(folder)
    except subprocess.CalledProcessError as error:
        raise CannotInstall(f"could not create {folder}: {error}") from error
    installed = folder / "installed"
    installed.mkdir()
    python = (folder / "bin" / "python").resolve()
    (installed / "interpreter").write_text(f"{python}\n", encoding="utf-8")


def _install(folder: Path, lock: Path, say: Say) -> None:
    total = sum(1 for line in lock.read_text(encoding="utf-8").splitlines() if re.match(r"[A-Za-z0-9]", line))
    log = folder / "installed" / f"{lock.stem}.log"
    # Settings of the caller that would send the packages elsewhere do not apply to an environment of ours.
    elsewhere = {"PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PYTHONHOME"}
    environ = {key: value for key, value in os.environ.items() if key not in elsewhere}
    environ |= {"PIP_USER": "0", "PYTHONUNBUFFERED": "1"}
    command = [str(folder / "bin" / "python"), "-m", "pip", "install", "--require-hashes", "--no-input"]
    command += ["--disable-pip-version-check", "--progress-bar", "off", "-r", str(lock)]
    say(f"Installing {total} packages from {lock.name} …")
    pip = subprocess.Popen(  # noqa: S603  (the arguments are ours)
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )
    with log.open("w", encoding="utf-8") as transcript, pip:
        collected = 0
        for line in pip.stdout or ():
            transcript.write(line)
            if line.startswith(("Collecting", "Processing", "Requirement already satisfied")):
                collected += 1
                say(f"\rInstalling from {lock.name}: {collected}/{total}")
            elif line.startswith("Installing collected"):
                say(f"\rInstalling from {lock.name}: unpacking {total} packages …")
    if pip.returncode != 0:
        lines = log.read_text(encoding="utf-8").strip().splitlines()
        last = lines[-1] if lines else "pip failed"
        reason = next((line for line in reversed(lines) if line.startswith("ERROR")), last)
        raise CannotInstall(f"could not install {lock.name}: {reason} (whole output: {log})")
    shutil.copyfile(lock, _stamp(folder, lock))


def say_on(stream: object) -> Say:
    """Returns a printer of progress: lines that start with a carriage return overwrite each other on a terminal,
    and are left out where nobody watches."""
    watched = bool(getattr(stream, "isatty", lambda: False)())
    overwriting = False
    last = ""

    def say(line: str) -> None:
        nonlocal overwriting, last
        if line.startswith("\r"):
            if watched and line != last:
                last = line
                _write(stream, f"\r\x1b[K{line[1:]}")
                overwriting = True
            return
        _write(stream, ("\r\x1b[K" if overwriting else "") + line + "\n")
        overwriting = False

    return say


def _write(stream: object, text: str) -> None:
    stream.write(text)  # type: ignore[attr-defined]
    stream.flush()  # type: ignore[attr-defined]


def main(arguments: Sequence[str]) -> int:
    """Installs the lock files named after the folder; returns an exit code."""
    say = say_on(sys.stderr)
    folder = Path(arguments[0]).absolute()
    try:
        ensure(folder, [Path(name).absolute() for name in arguments[1:]], say)
    except CannotInstall as error:
        say(f"run: {error}")
        return 1
    except KeyboardInterrupt:
        say("run: interrupted; the next start goes on from here")
        return 130
    say("Ready.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
