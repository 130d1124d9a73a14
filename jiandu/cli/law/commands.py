"""law: the list of its commands."""

import importlib

import click

COMMANDS = {
    "coverage": "jiandu.cli.law.coverage:coverage",
    "show": "jiandu.cli.law.show:show",
    "explain": "jiandu.cli.law.explain:command",
    "judge": "jiandu.cli.law.judge:command",
    "diff": "jiandu.cli.law.diff:diff",
    "new": "jiandu.cli.law.new:new",
    "calendar": "jiandu.cli.law.calendar:calendar",
    "dry-run": "jiandu.cli.law.live:dry_run",
    "propose": "jiandu.cli.law.live:propose",
    "publish": "jiandu.cli.law.live:publish",
    "reject": "jiandu.cli.law.live:reject",
}


class LawCommands(click.Group):
    """Imports a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Returns the names in the order in which a reader meets them."""
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


@click.command(cls=LawCommands)
def law() -> None:
    """Read the law as it is encoded, and see what follows from it."""
