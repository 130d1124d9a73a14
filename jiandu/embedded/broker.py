"""A RabbitMQ node of our own: unprivileged, on free loopback ports, with nothing shared with any other node."""

import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from jiandu.embedded import ports, rabbitmq
from jiandu.embedded.broker_admin import BrokerAdmin
from jiandu.embedded.places import home as default_home
from jiandu.embedded.places import private, write_private
from jiandu.embedded.plan import Process
from jiandu.embedded.running import DidNotStart, Running

Say = Callable[[str], None]

USER = "jiandu"
_PORTS = ("amqp", "management", "prometheus", "distribution", "epmd")
# Two schedulers that never spin and are not bound to a core: the node shares a small machine with everything else.
_ERLANG = "+S 2:2 +SDio 4 +A 4 -start_epmd false -kernel inet_dist_use_interface {127,0,0,1}"


@dataclass(frozen=True, kw_only=True)
class Broker:
    """A prepared node: its files are written, its ports chosen; `processes` say how to run it."""

    home: Path
    ports: dict[str, int]
    password: str
    processes: tuple[Process, ...]

    @property
    def amqp_uri(self) -> str:
        """The default virtual host as the administrator; see `uri`."""
        return self.uri()

    def uri(self, vhost: str = "/", *, user: str = USER, password: str | None = None) -> str:
        """Returns the AMQP address of a virtual host for a user."""
        secret = quote(self.password if password is None else password, safe="")
        return f"amqp://{user}:{secret}@{ports.LOOPBACK}:{self.ports['amqp']}/{quote(vhost, safe='')}"

    @property
    def api_url(self) -> str:
        """The address of the management interface, without credentials."""
        return f"http://{ports.LOOPBACK}:{self.ports['management']}"

    @property
    def metrics_url(self) -> str:
        """Where the node tells Prometheus about itself."""
        return f"http://{ports.LOOPBACK}:{self.ports['prometheus']}/metrics"

    @property
    def admin(self) -> BrokerAdmin:
        """The management interface as the administrator."""
        return BrokerAdmin(self.api_url, USER, self.password)


def prepare(home: Path, say: Say, *, packages: Path | None = None, settled: Path | None = None) -> Broker:
    """Writes everything a node needs below `home`, which keeps its data; call while the node is stopped.

    `packages`: where a downloaded RabbitMQ lies, shared by all nodes (default: the packages of ./run).
    `settled`: a file that whoever sets the node up makes when that is over; until it exists each start begins
    without data.
    Errors: packages.CannotFetch.
    """
    if not str(home).isascii():
        raise DidNotStart(
            f"RabbitMQ cannot work in {home}: only ASCII characters are allowed in its path. "
            "Set JIANDU_HOME to a folder with such a path, for example JIANDU_HOME=/tmp/jiandu"
        )
    installation = rabbitmq.find(packages or default_home() / "packages", say)
    private(home)
    for folder in ("config", "data", "user"):
        private(home / folder)
    identity = _identity(home)
    chosen = ports.reserve(home / "ports.json", _PORTS)
    write_private(home / "config" / "rabbitmq.conf", _configuration(chosen, identity["password"]))
    write_private(home / "config" / "enabled_plugins", "[rabbitmq_management,rabbitmq_prometheus].\n")
    write_private(home / "config" / "environment", "")
    cookie = home / "user" / ".erlang.cookie"
    write_private(cookie, identity["cookie"])
    cookie.chmod(0o400)
    environ = _environment(home, installation, identity["node"], chosen)
    management = f"{USER}:{identity['password']}@{ports.LOOPBACK}:{chosen['management']}"
    epmd = Process(
        name="epmd",
        argv=(str(installation.erlang / "epmd"), "-port", str(chosen["epmd"])),
        env=environ,
        cwd=str(home),
        ready=(f"tcp://{ports.LOOPBACK}:{chosen['epmd']}",),
        stop_seconds=2.0,
    )
    # The scripts of RabbitMQ do not survive a blank in their own path, so they are told a relative one.
    broker = Process(
        name="broker",
        argv=("/bin/sh", "./rabbitmq-server") if settled is None else _from_nothing(home / "data", settled),
        env=environ,
        cwd=str(installation.scripts),
        ready=(f"amqp://{ports.LOOPBACK}:{chosen['amqp']}", f"http://{management}/api/vhosts"),
        depends=("epmd",),
        # The statistics take five seconds to end after the messages are safe on disk; nobody waits for them.
        stop_seconds=4.0,
    )
    return Broker(home=home, ports=chosen, password=identity["password"], processes=(epmd, broker))


def _from_nothing(data: Path, settled: Path) -> tuple[str, ...]:
    # A node killed within a second of declaring quorum queues (3.10) comes back with queues that cannot be used,
    # declared or deleted. Before its first set-up is over there is nothing to lose: begin again.
    script = '[ -e "$1" ] || rm -rf "$0"; exec /bin/sh ./rabbitmq-server'
    return "/bin/sh", "-c", script, str(data), str(settled)


def _identity(home: Path) -> dict[str, str]:
    """The node's name, cookie and password. They belong to the data, which a renamed node would not know."""
    file = home / "identity.json"
    if not file.is_file():
        fresh = {
            "node": f"jiandu-{secrets.token_hex(4)}@localhost",
            "cookie": secrets.token_hex(20).upper(),
            "password": secrets.token_hex(20),
        }
        write_private(file, json.dumps(fresh, indent=1) + "\n")
    known: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return known


def _configuration(chosen: dict[str, int], password: str) -> str:
    return f"""listeners.tcp.1 = {ports.LOOPBACK}:{chosen["amqp"]}
management.tcp.ip = {ports.LOOPBACK}
management.tcp.port = {chosen["management"]}
prometheus.tcp.ip = {ports.LOOPBACK}
prometheus.tcp.port = {chosen["prometheus"]}
default_user = {USER}
default_pass = {password}
disk_free_limit.absolute = 64MB
vm_memory_high_watermark.relative = 0.4
log.console = true
log.console.level = info
log.file = false
"""


def _environment(
    home: Path, installation: rabbitmq.Installation, node: str, chosen: dict[str, int]
) -> dict[str, str]:
    """The whole environment of the node; nothing of the caller's gets in."""
    environ = {
        "HOME": str(home / "user"),
        "PATH": f"{installation.erlang}:{os.defpath}:/usr/sbin:/sbin",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TMPDIR": str(home / "user"),
        "ERL_EPMD_PORT": str(chosen["epmd"]),
        "ERL_EPMD_ADDRESS": ports.LOOPBACK,
        "ERL_CRASH_DUMP_BYTES": "0",
        "RABBITMQ_SCRIPTS_DIR": ".",
        "RABBITMQ_NODENAME": node,
        "RABBITMQ_DIST_PORT": str(chosen["distribution"]),
        "RABBITMQ_CONFIG_FILE": str(home / "config" / "rabbitmq.conf"),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(home / "config" / "advanced.config"),
        "RABBITMQ_CONF_ENV_FILE": str(home / "config" / "environment"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(home / "config" / "enabled_plugins"),
        "RABBITMQ_MNESIA_BASE": str(home / "data"),
        "RABBITMQ_LOG_BASE": str(home / "data" / "log"),
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_PID_FILE": str(home / "data" / "pid"),
        "RABBITMQ_SCHEDULER_BIND_TYPE": "u",
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": _ERLANG,
        # As under systemd, the script becomes the node instead of standing between us and it.
        "RUNNING_UNDER_SYSTEMD": "true",
    }
    if installation.libraries:
        environ["LD_LIBRARY_PATH"] = installation.libraries
    return environ


class RunningBroker:
    """A node that runs as long as we do; `kill`, `start`, `freeze` and `thaw` act on the node, not on epmd."""

    def __init__(self, broker: Broker) -> None:
        self.broker = broker
        epmd, node = (Running(process, broker.home / "log") for process in broker.processes)
        self._epmd, self._node = epmd, node
        self.start()

    @property
    def amqp_uri(self) -> str:
        """The default virtual host as the administrator."""
        return self.broker.amqp_uri

    def uri(self, vhost: str = "/", *, user: str = USER, password: str | None = None) -> str:
        """Returns the AMQP address of a virtual host for a user."""
        return self.broker.uri(vhost, user=user, password=password)

    @property
    def admin(self) -> BrokerAdmin:
        """The management interface as the administrator."""
        return self.broker.admin

    @property
    def pid(self) -> int:
        """The process id of the Erlang machine."""
        return self._node.pid

    def start(self) -> None:
        """Starts it (again, on the same ports and data) and waits until it is ready."""
        self._epmd.start()
        self._node.start()

    def kill(self) -> None:
        """Kills the node as a crash would."""
        self._node.kill()

    def stop(self) -> None:
        """Ends the node and its epmd in good order."""
        self._node.stop()
        self._epmd.stop()

    def stop_node(self) -> None:
        """Ends the node in good order, as an operator who restarts it would."""
        self._node.stop()

    def freeze(self) -> None:
        """Stops it in its tracks: connections stay open and nothing answers."""
        self._node.freeze()

    def thaw(self) -> None:
        """Lets a frozen node go on."""
        self._node.thaw()


def start_broker(home: Path, *, packages: Path | None = None, say: Say = lambda _line: None) -> RunningBroker:
    """Starts a node with its data below `home` and returns it ready; call `.stop()` at the end.

    If this process ends in whatever way before that, the node ends too.
    """
    return RunningBroker(prepare(home, say, packages=packages))
