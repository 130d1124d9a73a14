"""The stage of the demo: the whole stack and, beside it, every party as a process of its own."""

import json
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from demo.setup import PLATFORMS, Party, definitions, parties
from demo.stories.changji import BEGINS
from demo.world import World, passwords_for
from jiandu.embedded import deployment, places
from jiandu.embedded.plan import Process
from jiandu.embedded.stack import Stack
from jiandu.identity.keyring import FolderKeyring
from jiandu.identity.tokens import Issuer
from jiandu.ops.time import begin

Say = Callable[[str], None]


@dataclass
class Stage:
    """A running stack with its world; `records` holds what each party wrote down."""

    stack: Stack
    world: World
    home: Path
    parties: list[Party]
    processes: tuple[Process, ...]
    addresses: Mapping[str, str]

    @property
    def records(self) -> Path:
        """Where the parties keep what they received."""
        return self.home / "records"

    def again(self, say: Say) -> Stack:
        """Start the same processes once more, on the same data, to go on without us."""
        return _started(self.home, self.processes, self.addresses, say, tether=False)


def build(home: Path, services: tuple[str, ...], agencies: int, say: Say) -> Stage:
    """Start everything in `home` and wait until all of it is ready. Errors: those of Stack and deployment."""
    places.private(home)
    everybody = parties(agencies)
    passwords = passwords_for(home / "party-passwords.json", [*PLATFORMS, *(party.name for party in everybody)])
    time_file = home / "legal-time.json"
    begin(time_file, BEGINS)
    # the packages and the store's installation are those of ./run; what is stored here is the demo's own
    queues = home / "party-definitions.json"
    queues.write_text(json.dumps(definitions(everybody)), encoding="utf-8")
    planned = deployment.plan(home, services, say, demo_time=time_file, definitions=[queues])
    addresses = planned.addresses
    setup = _setup(home, agencies, passwords, addresses["broker_api"])
    processes = (
        *planned.processes,
        setup,
        *(_member(home, party, passwords, addresses["amqp_uri"]) for party in everybody),
    )
    stack = _started(home, processes, addresses, say, tether=True)
    keys = home / "keys"
    issuer = Issuer.load(keys, FolderKeyring(keys).find(deployment.ISSUER))
    world = World(addresses["amqp_uri"], keys, time_file, passwords, issuer)
    return Stage(stack, world, home, everybody, processes, addresses)


def _started(
    home: Path, processes: Sequence[Process], addresses: Mapping[str, str], say: Say, *, tether: bool
) -> Stack:
    stack = Stack.start(home, processes=processes, addresses=addresses, tether=tether)
    try:
        stack.wait_ready(say=lambda now: say(f"\rstarting: {_waiting(now)}".ljust(100)[:100]))
    except BaseException:
        stack.stop()
        raise
    return stack


def erase(home: Path) -> None:
    """Forget an earlier demo."""
    if home.exists():
        shutil.rmtree(home)


def _waiting(now: object) -> str:
    entries = getattr(now, "entries", ())
    return ", ".join(entry.name for entry in entries if entry.state not in {"ready", "done"}) or "ready"


def _setup(home: Path, agencies: int, passwords: dict[str, str], api: str) -> Process:
    file = home / "demo-setup.json"
    settings = {"api": api, "agencies": agencies, "passwords": passwords, "keys": str(home / "keys")}
    places.write_private(file, json.dumps(settings))
    return _process("demo-setup", "demo.setup", file, depends=("broker-setup",), once=True)


def _member(home: Path, party: Party, passwords: dict[str, str], amqp_uri: str) -> Process:
    records = places.private(home / "records")
    file = places.private(home / "members") / f"{party.name}.json"
    settings = {
        "party": party.name,
        "amqp_uri": deployment.as_user(amqp_uri, party.name, passwords[party.name]),
        "queue": party.queue,
        "keys": str(home / "keys"),
        "record": str(records / f"{party.name}.jsonl"),
    }
    places.write_private(file, json.dumps(settings))
    return _process(party.name, party.module, file, depends=("demo-setup",))


def _process(name: str, module: str, file: Path, *, depends: tuple[str, ...], once: bool = False) -> Process:
    return Process(
        name=name,
        argv=(sys.executable, "-W", "ignore", "-m", module, str(file)),
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(places.REPOSITORY),
            "LANG": "C.UTF-8",
            "HOME": str(file.parent),
        },
        cwd=str(places.REPOSITORY),
        depends=depends,
        once=once,
        stop_seconds=5.0,
    )
