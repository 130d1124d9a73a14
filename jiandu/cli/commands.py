"""The list of commands, and how one is found: add a line to COMMANDS to add a command."""

import sys

import click

from jiandu.cli.lazy import LazyGroup
from jiandu.embedded.broker_admin import BrokerRefused
from jiandu.embedded.environment import CannotInstall
from jiandu.embedded.packages import CannotFetch
from jiandu.embedded.running import DidNotStart
from jiandu.embedded.stack import AlreadyRunning, NotRunning

COMMANDS = {
    "demo": "demo.command:demo",
    "chaos": "demo.chaos:chaos",
    "reach": "tests.reach.command:reach",
    "up": "jiandu.cli.lifecycle:up",
    "status": "jiandu.cli.lifecycle:status",
    "logs": "jiandu.cli.logs:logs",
    "call": "jiandu.cli.call:call",
    "token": "jiandu.cli.token:token",
    "agency": "jiandu.cli.agency.commands:agency",
    "law": "jiandu.cli.law.commands:law",
    "certificates": "jiandu.cli.certificates.commands:certificates",
    "complaints": "jiandu.cli.complaints.commands:complaints",
    "vault": "jiandu.cli.vault.commands:vault",
    "replay": "replay.command:command",
    "down": "jiandu.cli.lifecycle:down",
    "reset": "jiandu.cli.lifecycle:reset",
    "generate": "docs.command:generate",
    "bench": "tests.bench.choice:bench",
    "test": "jiandu.cli.test:test",
}


@click.command(cls=LazyGroup, where=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
def run() -> None:
    """Jiandu 监督: supervision of administrative enforcement, on this machine.

    \b
    ./run up              start everything: a broker, a store, the services
    ./run status          what runs where
    ./run call certificates.check '{"number": "652301-0001"}'
    ./run law show weihai-2021     a regulation as it is encoded; ./run law lists more
    ./run down            stop everything; nothing is lost
    ./run reset           erase what was stored, after asking

    \b
    Everything lives in .jiandu (or in JIANDU_HOME). A RabbitMQ and a MongoDB of
    your own are used instead of ours if you set AMQP_URI (with JIANDU_BROKER_API,
    its management address with user and password) and MONGO_URI.
    """


def main() -> None:
    """Runs the command line; expected failures end in one clear message and exit code 1."""
    try:
        run(prog_name="./run")
    except (BrokerRefused, CannotFetch, CannotInstall, DidNotStart, AlreadyRunning, NotRunning) as error:
        sys.stderr.write(f"run: {error}\n")
        sys.exit(1)
    except PermissionError as error:
        sys.stderr.write(f"run: cannot write {error.filename}: make it writable, or set JIANDU_HOME\n")
        sys.exit(1)
