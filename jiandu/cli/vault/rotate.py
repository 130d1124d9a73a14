"""vault rotate: the next key, and every record brought under it."""

import json
from collections.abc import Callable
from functools import partial

import click
from rich.console import Console
from rich.progress import Progress

from jiandu.cli.vault.running import RunningVault, left_under_older, running_vault

Rewrap = Callable[[str | None], tuple[int, str | None]]
_ROUNDS = 3  # what is written while a round is under way is left to the next


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one object for a program.")
def rotate(as_json: bool) -> None:
    """Make the next key of the vault, and bring every record under it, page by page.

    What is sealed stays as it is; only the small key of each record is wrapped anew, so that it is quick, and the
    services go on meanwhile. Interrupted, repeat it: it goes on with the same key and makes no other. The old
    file stays, for old copies of the database need it.

    \b
    ./run vault rotate     then copy the new file to where the others are kept safe
    ./run vault status     the older keys wrap 0 records

    Exit code 0: every record is under the newest key; 1: not all, and repeating it is safe.
    """
    with running_vault() as vault:
        key, fresh = _key_to_use(vault)
        if not as_json:
            click.echo(f"Key {key} made." if fresh else f"A rotation was under way: it goes on to key {key}.")
        done, left = _bring(vault, quiet=as_json)
    if as_json:
        click.echo(json.dumps({"key": key, "made": fresh, "rewrapped": done, "left": left}))
    else:
        click.echo(f"{done} records brought under key {key}; {left} left under older ones.")
    if left:
        raise click.exceptions.Exit(1)


def rewrap_all(rewrap: Rewrap, say: Callable[[int], object]) -> int:
    """Go through every page from the first; tells `say` how many each brought, and gives their sum."""
    done, after = rewrap(None)
    say(done)
    while after is not None:
        count, after = rewrap(after)
        done += count
        say(count)
    return done


def _key_to_use(vault: RunningVault) -> tuple[int, bool]:
    """The key to bring records under, and whether it was made now."""
    before = vault.status()
    if left_under_older(before):
        return before["current"], False
    made = vault.keys.make_next()
    seen = vault.status()["current"]
    if seen != made:
        raise click.ClickException(f"the service knows key {seen} only, not {made}: do its keys lie elsewhere?")
    return made, True


def _bring(vault: RunningVault, *, quiet: bool) -> tuple[int, int]:
    done, left = 0, left_under_older(vault.status())
    for _ in range(_ROUNDS):
        if not left:
            break
        with Progress(console=Console(stderr=True), disable=quiet) as bar:
            shown = bar.add_task("records", total=left)
            done += rewrap_all(vault.rewrap, partial(bar.advance, shown))
        left = left_under_older(vault.status())
    return done, left
