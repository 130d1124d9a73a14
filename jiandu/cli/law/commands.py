"""law: the list of its commands."""

import click

from jiandu.cli.lazy import LazyGroup

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


@click.command(cls=LazyGroup, where=COMMANDS)
def law() -> None:
    """Read the law as it is encoded, and see what follows from it."""
