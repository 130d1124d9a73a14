"""The plan of a whole Jiandu on this machine: broker, store, and for each service its worker and its relay."""

import json
import os
import secrets
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from urllib.parse import quote, unquote, urlsplit

from jiandu.embedded import broker, ports, state, store
from jiandu.embedded.places import REPOSITORY, private, write_private
from jiandu.embedded.plan import Process
from jiandu.embedded.stack import AlreadyRunning
from jiandu.identity.keys import Kind, create_key, private_path

Say = Callable[[str], None]

VHOST = "jiandu"
DEFINITIONS = REPOSITORY / "deploy" / "rabbitmq" / "definitions.json"
ISSUER = "token-issuer"


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """What to start and where it will be; hand both to Stack.start."""

    processes: tuple[Process, ...]
    addresses: Mapping[str, str]


def plan(
    home: Path,
    services: Sequence[str],
    say: Say,
    *,
    database_prefix: str = "jiandu",
    demo_time: Path | None = None,
    log_level: str = "INFO",
    definitions: Sequence[Path] = (),
) -> Deployment:
    """Plans a stack in `home` for service classes such as "services.complaints.service:ComplaintsService".

    AMQP_URI (with JIANDU_BROKER_API for the management interface) and MONGO_URI in the environment replace the
    broker and the store of our own. `definitions`: files of further queues, made before anything starts.
    Downloads and installs what is missing; call while the stack is stopped.
    Errors: packages.CannotFetch, environment.CannotInstall, stack.AlreadyRunning.
    """
    private(home)
    running = state.read(home)
    if running is not None and running.is_running():
        # Its ports are taken, by itself: a new plan would choose others and write them into its configuration.
        raise AlreadyRunning(f"a stack already runs in {home}")
    names = {path: path.split(".")[1] for path in services}
    processes, addresses = _broker(home, list(names.values()), [DEFINITIONS, *definitions], say)
    store_processes, addresses["mongo_uri"] = _store(home, say)
    processes += store_processes
    users = _passwords(home, list(names.values()))
    wanted = [f"{name}-{what}" for name in names.values() for what in ("metrics", "relay-metrics", "wake")]
    chosen = ports.reserve(home / "ports.json", wanted)
    keys = private(home / "keys")
    _make_keys(keys, names.values())
    for path, name in names.items():
        own = {"AMQP_URI": addresses["amqp_uri"]}
        if "broker_api" in addresses:
            own["AMQP_URI"] = as_user(addresses["amqp_uri"], name, users[name])
        environ = _base_environment(home) | own | {
            "MONGO_URI": addresses["mongo_uri"],
            "JIANDU_DATABASE_PREFIX": database_prefix,
            "JIANDU_WAKE": f"{ports.LOOPBACK}:{chosen[f'{name}-wake']}",
            "JIANDU_KEYS": str(keys),
            "JIANDU_LOG_LEVEL": log_level,
        }  # fmt: skip
        if demo_time is not None:
            environ["JIANDU_DEMO_TIME"] = str(demo_time)
        depends = tuple(
            process.name for process in processes if process.name in {"broker-setup", "broker", "store"}
        )
        for module, title, port in (
            ("jiandu.service.serve", name, chosen[f"{name}-metrics"]),
            ("jiandu.service.relay", f"{name}-relay", chosen[f"{name}-relay-metrics"]),
        ):
            addresses[f"{title}_metrics"] = f"http://{ports.LOOPBACK}:{port}/metrics"
            processes.append(
                Process(
                    name=title,
                    argv=(sys.executable, "-m", module, path),
                    env=environ | {"JIANDU_METRICS_PORT": str(port)},
                    cwd=str(REPOSITORY),
                    ready=(f"http://{ports.LOOPBACK}:{port}/ready",),
                    depends=depends,
                    stop_seconds=20.0,
                )
            )
    return Deployment(processes=tuple(processes), addresses=addresses)


def as_user(uri: str, user: str, password: str) -> str:
    """The same broker as another user."""
    parts = urlsplit(uri)
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{quote(user, safe='')}:{quote(password, safe='')}@{host}").geturl()


def vhost_of(uri: str) -> str:
    """The virtual host that an address names."""
    return unquote(urlsplit(uri).path.removeprefix("/")) or "/"


def _make_keys(folder: Path, services: Iterable[str]) -> None:
    """A signing key for each service, and one to issue tokens with; those that exist stay."""
    for key_id, owner, kind in [(ISSUER, ISSUER, "issuer"), *((name, name, "service") for name in services)]:
        if not private_path(folder, key_id).exists():
            create_key(folder, key_id, owner, cast(Kind, kind))


def _broker(
    home: Path, users: list[str], definitions: list[Path], say: Say
) -> tuple[list[Process], dict[str, str]]:
    given = os.environ.get("AMQP_URI")
    if given:
        addresses = {"amqp_uri": given}
        if api := os.environ.get("JIANDU_BROKER_API"):
            addresses["broker_api"] = api
        processes: list[Process] = []
    else:
        node = broker.prepare(home / "broker", say, settled=home / "broker" / "settled")
        processes = list(node.processes)
        addresses = {
            "amqp_uri": node.uri(VHOST),
            "broker_api": node.api_url.replace("://", f"://{broker.USER}:{node.password}@"),
            "broker_metrics": node.metrics_url,
        }
    if "broker_api" in addresses:
        processes.append(_setup(home, users, definitions, addresses, own_broker=bool(processes)))
    return processes, addresses


def _setup(
    home: Path, users: list[str], definitions: list[Path], addresses: Mapping[str, str], *, own_broker: bool
) -> Process:
    wanted = {
        "api": addresses["broker_api"],
        "vhost": vhost_of(addresses["amqp_uri"]),
        "users": _passwords(home, users),
        "definitions": [str(path) for path in definitions],
        "settled": str(home / "broker" / "settled") if own_broker else None,
    }
    file = private(home / "run") / "broker-setup.json"
    write_private(file, json.dumps(wanted))
    return Process(
        name="broker-setup",
        argv=(sys.executable, "-m", "jiandu.embedded.provision", str(file)),
        env=_base_environment(home),
        cwd=str(REPOSITORY),
        depends=("broker",) if own_broker else (),
        once=True,
    )


def _store(home: Path, say: Say) -> tuple[list[Process], str]:
    given = os.environ.get("MONGO_URI")
    if given:
        return [], given
    own = store.prepare(home / "store", say)
    return [own.process], own.mongo_uri


def _passwords(home: Path, users: list[str]) -> dict[str, str]:
    file = home / "broker-users.json"
    known: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    missing = {user: secrets.token_hex(20) for user in users if user not in known}
    if missing:
        known |= missing
        write_private(file, json.dumps(known, indent=1) + "\n")
    return {user: known[user] for user in users}


def _base_environment(home: Path) -> dict[str, str]:
    return {
        "HOME": str(home),
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(REPOSITORY),
        "PYTHONUNBUFFERED": "1",
    }
