"""The list of commands, and how one is found: add a line to COMMANDS to add a command."""

import importlib
import sys

import click

from jiandu.embedded.environment import CannotInstall
from jiandu.embedded.packages import CannotFetch
from jiandu.embedded.running import DidNotStart
from jiandu.embedded.stack import AlreadyRunning, NotRunning
from jiandu.law.format.located import MalformedFile

COMMANDS = {
    "demo": "demo.command:demo",
    "chaos": "demo.chaos:chaos",
    "up": "jiandu.cli.lifecycle:up",
    "status": "jiandu.cli.lifecycle:status",
    "logs": "jiandu.cli.logs:logs",
    "call": "jiandu.cli.call:call",
    "token": "jiandu.cli.token:token",
    "law": "jiandu.cli.law.commands:law",
    "replay": "replay.command:command",
    "down": "jiandu.cli.lifecycle:down",
    "reset": "jiandu.cli.lifecycle:reset",
    "bench": "tests.bench.command:bench",
    "test": "jiandu.cli.test:test",
}


class Commands(click.Group):
    """Imports a command when it is asked for, so that a quick one is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Returns the names in the order in which a newcomer meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Returns the command of that name, None if there is none."""
        where = COMMANDS.get(cmd_name)
        if where is None:
            return None
        module, _, attribute = where.partition(":")
        command = getattr(importlib.import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{where} is not a command")
        return command


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
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
    except (CannotFetch, CannotInstall, DidNotStart, AlreadyRunning, NotRunning) as error:
        sys.stderr.write(f"run: {error}\n")
        sys.exit(1)
    except MalformedFile as wrong:
        sys.stderr.write("run: the law shipped here is not in its format\n" + "\n".join(wrong.problems) + "\n")
        sys.exit(1)
    except PermissionError as error:
        sys.stderr.write(f"run: cannot write {error.filename}: make it writable, or set JIANDU_HOME\n")
        sys.exit(1)
