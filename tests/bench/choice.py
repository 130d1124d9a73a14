"""`./run bench [NAME]`: what can be measured; without a name, the calls."""

import click

from jiandu.cli.lazy import LazyGroup

BENCHES = {
    "calls": "tests.bench.command:bench",
    "registry": "tests.bench.registry:registry",
    "status-list": "tests.bench.status_list:status_list",
}


class _OrCalls(LazyGroup):
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Reads the arguments of `calls` where no other name is said."""
        asked = args[0] if args else ""
        if not asked or (asked.startswith("-") and asked not in self.get_help_option_names(ctx)):
            args = ["calls", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_OrCalls, where=BENCHES)
def bench() -> None:
    """Measure the system on this machine, beside what it is compared with in the same run.

    \b
    ./run bench                      the same as ./run bench calls
    ./run bench status-list --json   the figures as one object
    """
