"""law diff: what two packs say differently."""

import json
from dataclasses import dataclass

import click
from rich.console import Console

from jiandu.cli.law import sources, wording
from jiandu.cli.law.show import plain
from jiandu.cli.law.tables import table
from jiandu.law.bodies import Provision
from jiandu.law.pack import Pack


@dataclass(frozen=True)
class Difference:
    """One provision: only in one of the packs, or with another content. The sides are lines of words."""

    provision: str
    left: tuple[str, ...]
    right: tuple[str, ...]


@click.command()
@click.argument("left", metavar="PACK|FILE")
@click.argument("right", metavar="PACK|FILE")
@click.option("--json", "as_json", is_flag=True, help="Print one object for a program.")
def diff(left: str, right: str, as_json: bool) -> None:
    """Compare two packs, or two versions of one, provision by provision.

    \b
    ./run law diff changji-2021 weihai-2021
    ./run law diff weihai-2021 my-weihai-version-2.yaml

    Exit code 1: they differ.
    """
    first, second = sources.chosen(left), sources.chosen(right)
    found = differences(first, second)
    if as_json:
        click.echo(json.dumps({"differences": plain(found)}, ensure_ascii=False))
    else:
        _show(first, second, found)
    if found:
        raise SystemExit(1)


def differences(first: Pack, second: Pack) -> list[Difference]:
    """The provisions that the packs do not say alike, in the order of the first."""
    names = dict.fromkeys((*first.provisions, *second.provisions))
    sides = ((name, _words(first, name), _words(second, name)) for name in names)
    return [Difference(*side) for side in sides if side[1] != side[2]]


def _words(pack: Pack, name: str) -> tuple[str, ...]:
    provision: Provision | None = pack.provisions.get(name)
    if provision is None:
        return ()
    return (f"{provision.modality.value} “{provision.source.quote}”", *wording.lines(provision))


def _show(first: Pack, second: Pack, found: list[Difference]) -> None:
    if not found:
        click.echo("No difference.")
        return
    silent = "原文未作规定 silent"
    rows = ((each.provision, "\n".join(each.left) or silent, "\n".join(each.right) or silent) for each in found)
    Console().print(table(("provision", first.ref, second.ref), rows, show_lines=True))
    click.echo(f"{len(found)} provisions differ.")
