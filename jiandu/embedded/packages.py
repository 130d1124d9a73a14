"""Debian packages without root: fetched with an apt state of our own and unpacked where nobody else looks.

Nothing is installed and no maintainer script runs; the system's package lists, cache and status stay untouched.
The system's sources, keys and network settings are used as they are.
"""

import fcntl
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

Say = Callable[[str], None]

_LIBRARY = re.compile(r"lib(?!js-).*(?<!-perl)(?<!-common)(?<!-data)")
_URI = re.compile(r"^'[^']+' (?P<file>\S+?)_(?P<version>[^_\s]+)_[^_\s]+\.deb (?P<size>\d+)")


class CannotFetch(Exception):  # noqa: N818  (says what is the case)
    """Says in one line why a package could not be had, and what to do instead."""


def fetch(name: str, folder: Path, say: Say, *, family: str = "") -> Path:
    """Returns the root of an unpacked tree with package `name` and what it needs to run in place.

    That is: the package, every dependency whose name starts with `family`, and the shared libraries the system
    lacks (for which the caller sets LD_LIBRARY_PATH, see `library_path`). The tree is complete or absent, and is
    made once. Errors: CannotFetch.
    """
    root = folder / name
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if not root.is_dir():
            for tool in ("apt-get", "dpkg", "dpkg-query"):
                if shutil.which(tool) is None:
                    raise CannotFetch(f"{name} is not installed and there is no {tool} to fetch it with")
            work = folder / f".{name}"
            shutil.rmtree(work, ignore_errors=True)
            _fetch(name, family, work, say)
            (work / "root").rename(root)
            shutil.rmtree(work)
    finally:
        os.close(descriptor)
    return root


def library_path(root: Path) -> str:
    """Returns the value of LD_LIBRARY_PATH for programs of an unpacked tree; empty if it brought no libraries."""
    found = {str(path.parent) for top in ("lib", "usr/lib") for path in (root / top).glob("*-linux-*/*.so*")}
    return ":".join(sorted(found))


def _fetch(name: str, family: str, work: Path, say: Say) -> None:
    environ = _private_apt(work)
    say(f"Reading the distribution's package lists for {name} …")
    updated = _run(["apt-get", "update", "-q"], environ)
    listed = _run(["apt-get", "install", "--print-uris", "-qq", "-y", "--no-install-recommends", name], environ)
    if listed.returncode != 0:
        reason = _reason(listed) if updated.returncode == 0 else _reason(updated)
        raise CannotFetch(f"{name} cannot be fetched from the distribution: {reason}")
    present = _installed()
    wanted: dict[str, int] = {}
    for match in filter(None, map(_URI.match, listed.stdout.splitlines())):
        package = match["file"]
        is_missing_library = _LIBRARY.fullmatch(package) and package not in present
        if package == name or (family and package.startswith(family)) or is_missing_library:
            wanted[package] = int(match["size"])
    _download(wanted, work, environ, name, say)
    for archive in sorted(work.glob("debs/*.deb")):
        unpacked = _run(["dpkg", "-x", str(archive), str(work / "root")], environ)
        if unpacked.returncode != 0:
            raise CannotFetch(f"{archive.name} cannot be unpacked: {_reason(unpacked)}")


def _download(wanted: dict[str, int], work: Path, environ: dict[str, str], name: str, say: Say) -> None:
    debs = work / "debs"
    debs.mkdir()
    total = sum(wanted.values()) / 1e6
    say(f"Fetching {name} with {len(wanted) - 1} packages it needs, {total:.0f} MB …")
    with (work / "download.log").open("w", encoding="utf-8") as log:
        apt = subprocess.Popen(  # noqa: S603  (the arguments are ours)
            ["apt-get", "download", "-q", *sorted(wanted)],  # noqa: S607  (found on PATH, checked by fetch)
            cwd=debs, env=environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
        while apt.poll() is None:
            done = sum(path.stat().st_size for path in debs.rglob("*") if path.is_file()) / 1e6
            say(f"\rFetching {name}: {done:.0f} of {total:.0f} MB")
            time.sleep(0.2)
    if apt.returncode != 0:
        lines = (work / "download.log").read_text(encoding="utf-8", errors="replace").strip().splitlines()
        reason = lines[-1] if lines else "apt-get failed"
        raise CannotFetch(f"{name} cannot be fetched from the distribution: {reason}")


def _private_apt(work: Path) -> dict[str, str]:
    """Writes an apt configuration that keeps to `work`; returns the environment that makes apt use it."""
    for folder in ("state/lists/partial", "cache/archives/partial", "log", "root", "tmp"):
        (work / folder).mkdir(parents=True)
    # An empty status: what is wanted is decided from the package alone, not from what this machine has.
    (work / "status").touch()
    # Of the system's settings those of its network stay (proxies, certificates). The others may run commands
    # after an update or name files of the system.
    system = _run(["apt-config", "dump"], dict(os.environ)).stdout
    network = [line for line in system.splitlines() if line.startswith("Acquire::")]
    ours = {
        "Dir::State": work / "state",
        "Dir::State::Lists": work / "state" / "lists",
        "Dir::State::status": work / "status",
        "Dir::Cache": work / "cache",
        "Dir::Log": work / "log",
        "Dir::Etc::Parts": "/dev/null",
        "Dir::Etc::Main": "/dev/null",
        "APT::Sandbox::User": "root",
        "APT::Get::List-Cleanup": "false",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
    }
    settings = [f'{key} "{value}";' for key, value in ours.items()]
    (work / "apt.conf").write_text("\n".join([*network, *settings, ""]), encoding="utf-8")
    environ = {key: value for key, value in os.environ.items() if not key.startswith(("APT_", "DPKG_"))}
    return environ | {"APT_CONFIG": str(work / "apt.conf"), "TMPDIR": str(work / "tmp"), "LC_ALL": "C.UTF-8"}


def _installed() -> set[str]:
    listed = _run(["dpkg-query", "-W", "-f", "${db:Status-Status} ${Package}\n"], dict(os.environ))
    return {line.split()[1] for line in listed.stdout.splitlines() if line.startswith("installed ")}


def _run(command: Sequence[str], environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  (the arguments are ours)
        command, env=environ, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, errors="replace", check=False,
    )  # fmt: skip


def _reason(result: subprocess.CompletedProcess[str]) -> str:
    lines = [line for line in result.stderr.splitlines() if line.startswith("E:")] or result.stderr.splitlines()
    return lines[0].removeprefix("E: ") if lines else f"exit code {result.returncode}"
