"""A corner of the real broker and store that belongs to one test module: its processes, keys and callers."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from jiandu.bus.topology import policies
from jiandu.client import Client
from jiandu.embedded.broker import RunningBroker
from jiandu.embedded.ports import find
from jiandu.embedded.store import RunningStore
from jiandu.identity.keyring import FolderKeyring
from jiandu.identity.keys import create_key
from jiandu.identity.tokens import Issuer

REPOSITORY = Path(__file__).parents[1]
SECONDS = 60  # how long a condition may take to come true on a loaded machine; never a measure of speed


@dataclass
class Program:
    """One process of the realm; `port` is where it answers /ready and /metrics."""

    name: str
    argv: list[str]
    env: dict[str, str]
    log: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Program":
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.argv, env=self.env, cwd=REPOSITORY, stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )
        return self

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def kill(self) -> None:
        process = self.process  # a supervisor may put another in its place meanwhile
        assert process is not None
        process.kill()
        process.wait()

    def terminate(self, seconds: float = 40) -> int:
        """Ask it to end; its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError as error:
            return 0, str(error)

    def ready(self) -> bool:
        return self.get("/ready")[0] == 200

    def metric(self, line_start: str) -> float:
        """The value of the sample whose line starts so; 0 if there is none."""
        for line in self.get("/metrics")[1].splitlines():
            if line.startswith(line_start):
                return float(line.rpartition(" ")[2])
        return 0.0


@dataclass
class Realm:
    """A virtual host, a database prefix and a trust directory."""

    name: str
    broker: RunningBroker
    store: RunningStore
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    programs: list[Program] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.broker.admin.create_vhost(self.name)
        for policy in policies():
            self.broker.admin.put_policy(
                self.name,
                policy["name"],
                policy["pattern"],
                policy["definition"],
                priority=policy["priority"],
                apply_to=policy["apply-to"],
            )
        self.keys = self.folder / "keys"
        self._issuer = Issuer.load(self.keys, create_key(self.keys, "issuer", "justice", "issuer"))

    @property
    def amqp_uri(self) -> str:
        return self.broker.uri(self.name)

    @property
    def mongo_uri(self) -> str:
        return self.store.mongo_uri

    def key(self, owner: str, kind: Any = "service") -> str:
        """Make a signing key for `owner`, named like it."""
        if not (self.keys / "private" / f"{owner}.pem").exists():
            create_key(self.keys, owner, owner, kind)
        return owner

    def keyring(self) -> FolderKeyring:
        return FolderKeyring(self.keys)

    def token(
        self,
        *roles: str,
        subject: str = "zhang",
        agency: str = "province",
        regions: Iterable[str] = ("652300",),
        lifetime: timedelta = timedelta(hours=8),
        now: datetime | None = None,
    ) -> str:
        issued = now or datetime.now(UTC)
        return self._issuer.issue(
            subject=subject, agency=agency, roles=roles, regions=regions, now=issued, lifetime=lifetime
        )

    def client(self, *roles: str, amqp_uri: str | None = None, **who: Any) -> Client:
        return Client(amqp_uri or self.amqp_uri, self.token(*roles, **who), timeout=20)

    def serve(
        self,
        path: str,
        *,
        relay: bool = True,
        amqp_uri: str | None = None,
        wait: bool = True,
        **settings: str,
    ) -> list[Program]:
        """Start a service (and its relay), and wait until both are ready unless told not to."""
        service = (
            path.rpartition(":")[0].split(".")[1] if path.startswith("services.") else path.rpartition(":")[2]
        )
        service = service.lower()
        self.key(service)
        wake = f"127.0.0.1:{find()}"
        modules = ["serve", "relay"] if relay else ["serve"]
        started = []
        for module in modules:
            port = find()
            env = {
                "PATH": os.environ["PATH"],
                "PYTHONWARNINGS": "ignore::DeprecationWarning",
                "AMQP_URI": amqp_uri or self.amqp_uri,
                "MONGO_URI": self.mongo_uri,
                "JIANDU_DATABASE_PREFIX": self.name,
                "JIANDU_KEYS": str(self.keys),
                "JIANDU_METRICS_PORT": str(port),
                "JIANDU_WAKE": wake,
                "JIANDU_HEARTBEAT": "4",
                **self.environment,
                **settings,
            }
            argv = [sys.executable, "-m", f"jiandu.service.{module}", path]
            log = self.folder / f"{service}-{module}.log"
            program = Program(f"{service}-{module}", argv, env, log, port).start()
            self.programs.append(program)
            started.append(program)
        for program in started if wait else ():
            self.wait_ready(program)
        return started

    def wait_ready(self, program: Program) -> None:
        until(program.ready, lambda: f"{program.name} is not ready:\n{program.log.read_text()[-3000:]}")

    def depth(self, queue: str) -> int:
        """Messages in a queue, delivered ones included; from the broker itself, not its statistics."""
        import pika

        connection = pika.BlockingConnection(pika.URLParameters(self.amqp_uri))
        try:
            return int(connection.channel().queue_declare(queue, passive=True).method.message_count)
        finally:
            connection.close()

    def close(self) -> None:
        for program in self.programs:
            if program.alive():
                program.process.send_signal(signal.SIGTERM)  # type: ignore[union-attr]  # alive
        deadline = time.monotonic() + 20
        for program in self.programs:
            if program.process is not None:
                try:
                    program.process.wait(max(0.1, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    program.kill()
        self.broker.admin.delete_vhost(self.name)


def until(true: Callable[[], Any], otherwise: str | Callable[[], str] = "it did not come true") -> Any:
    """Wait for a condition and return its value; fails with `otherwise`."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        value = true()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(otherwise if isinstance(otherwise, str) else otherwise())


def pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str)
