"""A SecantusDB of our own: the MongoDB wire protocol on a durable store, for trying, tests and small offices.

It is GPL-2.0, so it has an environment and a process of its own and is never imported.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from jiandu.embedded import environment, ports
from jiandu.embedded.places import REPOSITORY, private
from jiandu.embedded.places import home as default_home
from jiandu.embedded.plan import Process
from jiandu.embedded.running import Running

Say = Callable[[str], None]

# Retryable writes make each write walk all earlier ones there, and durable acknowledgements are asked for by
# every client. Both are right or harmless on MongoDB.
OPTIONS = "directConnection=true&retryWrites=false&w=majority&journal=true"


@dataclass(frozen=True, kw_only=True)
class Store:
    """A prepared store: its port is chosen; `process` says how to run it."""

    home: Path
    port: int
    process: Process

    @property
    def mongo_uri(self) -> str:
        """The address for pymongo, with the options the store needs."""
        return f"mongodb://{ports.LOOPBACK}:{self.port}/?{OPTIONS}"


def prepare(home: Path, say: Say, *, installation: Path | None = None) -> Store:
    """Installs the store if needed and chooses its port; `home` keeps its data. Call while it is stopped.

    `installation`: the environment it is installed in, shared by all stores (default: that of ./run).
    Errors: environment.CannotInstall.
    """
    installed = installation or default_home() / "store-venv"
    environment.ensure(installed, [REPOSITORY / "requirements-store.lock"], say)
    private(home)
    (port,) = ports.reserve(home / "ports.json", ["store"]).values()
    (home / "secantusd.toml").touch()
    process = Process(
        name="store",
        argv=(
            str(installed / "bin" / "python"), "-m", "secantus",
            "--config", str(home / "secantusd.toml"), "--host", ports.LOOPBACK, "--port", str(port),
            "--storage-path", str(home / "data"), "--sync-on-commit",
            "--cache-size", "256M", "--log-level", "WARNING",
        ),
        env={"HOME": str(home), "PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"},
        cwd=str(home),
        ready=(f"tcp://{ports.LOOPBACK}:{port}",),
        stop_seconds=15.0,
    )  # fmt: skip
    return Store(home=home, port=port, process=process)


class RunningStore:
    """A store that runs as long as we do."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._server = Running(store.process, store.home / "log")
        self.start()

    @property
    def mongo_uri(self) -> str:
        """The address for pymongo, with the options the store needs."""
        return self.store.mongo_uri

    @property
    def pid(self) -> int:
        """The process id of the store."""
        return self._server.pid

    def start(self) -> None:
        """Starts it (again, on the same port and data) and waits until it is ready."""
        self._server.start()

    def kill(self) -> None:
        """Kills it as a crash would."""
        self._server.kill()

    def stop(self) -> None:
        """Ends it in good order."""
        self._server.stop()

    def freeze(self) -> None:
        """Stops it in its tracks: connections stay open and nothing answers."""
        self._server.freeze()

    def thaw(self) -> None:
        """Lets a frozen store go on."""
        self._server.thaw()


def start_store(home: Path, *, installation: Path | None = None, say: Say = lambda _line: None) -> RunningStore:
    """Starts a store with its data below `home` and returns it ready; call `.stop()` at the end.

    If this process ends in whatever way before that, the store ends too.
    """
    return RunningStore(prepare(home, say, installation=installation))
