"""law dry-run, propose, publish, reject: law and a system that runs."""

import json
import logging
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console

from jiandu.cli.call import issue
from jiandu.cli.law.tables import table
from jiandu.client import CallFailed, Client
from jiandu.embedded import places
from jiandu.embedded.stack import Stack

SERVICES = ("complaints", "certificates", "supervision", "accountability")
_ROLE = ("law_administrator",)


_F = TypeVar("_F", bound=Callable[..., Any])


def _file(what: str) -> Callable[[_F], _F]:
    return click.option(f"--{what}", what, type=click.Path(path_type=Path), help=f"The file of a {what}.")


def _edition(calendar: Path | None, pack: Path | None, settings: Path | None) -> dict[str, Any]:
    given = {"calendar": calendar, "pack": pack, "settings": settings}
    chosen = [(kind, path) for kind, path in given.items() if path is not None]
    if len(chosen) != 1:
        raise click.UsageError("give one of --calendar FILE, --pack FILE, --settings FILE")
    kind, path = chosen[0]
    try:
        return {"kind": kind, "text": path.read_text(encoding="utf-8")}
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{path}: not UTF-8 text") from error


def _client(subject: str) -> Client:
    stack = Stack.attach(places.home())
    logging.getLogger("jiandu.client").setLevel(logging.CRITICAL)  # what it would say, the failure says
    return Client(stack.amqp_uri, issue(stack, _ROLE, subject, "development", ("*",)))


def _failed(failure: CallFailed) -> click.ClickException:
    said = "\n".join(f"  {text}" for language in ("zh", "en") if (text := failure.message.get(language)))
    return click.ClickException(f"{failure.code}\n{said}")


@click.command("dry-run")
@_file("calendar")
@_file("pack")
@_file("settings")
@click.option("--json", "as_json", is_flag=True, help="Print one object for a program.")
def dry_run(calendar: Path | None, pack: Path | None, settings: Path | None, as_json: bool) -> None:
    """Which running limits of the live system a calendar, a pack or settings would move. Changes nothing.

    A new version of a pack moves running limits only where it says `corrects: N`: a matter keeps the version
    it was opened under. Settings hold for what begins after them.
    """
    edition = _edition(calendar, pack, settings)
    examined, moves = 0, []
    try:
        with _client("administrator") as client:
            for service in SERVICES:
                for page in _pages(client, service, edition):
                    examined += page["examined"]
                    moves += [{"service": service, **row} for row in page["moves"]]
    except CallFailed as failure:
        raise _failed(failure) from failure
    if as_json:
        click.echo(json.dumps({"examined": examined, "moves": moves}, ensure_ascii=False))
        return
    if moves:
        columns = ("service", "matter", "limit", "was", "becomes", "why")
        Console().print(table(columns, map(_row, moves)))
    click.echo(f"{len(moves)} running limits would move; {examined} matters with running limits examined.")


def _row(move: dict[str, Any]) -> tuple[str, ...]:
    becomes = move["becomes"] + (" (provisional)" if move["provisional"] else "")
    return move["service"], move["id"], move["clock"], move["was"], becomes, move["why"]


def _pages(client: Client, service: str, edition: dict[str, Any]) -> Iterator[dict[str, Any]]:
    following: dict[str, Any] | None = {}
    while following is not None:
        page = client.ask(f"{service}.law_dry_run", **edition, **{k: v for k, v in following.items() if v})
        yield page
        following = page["next"]


@click.command()
@_file("calendar")
@_file("pack")
@_file("settings")
@click.option(
    "--reason", required=True, help="Why it is published; kept for ever and shown with every moved limit."
)
@click.option("--subject", default="administrator", show_default=True, help="Who proposes it.")
@click.option("--json", "as_json", is_flag=True, help="Print one object for a program.")
def propose(
    calendar: Path | None, pack: Path | None, settings: Path | None, reason: str, subject: str, as_json: bool
) -> None:
    """Propose law to the live system; it is in effect once another person publishes it."""
    edition = _edition(calendar, pack, settings)
    try:
        with _client(subject) as client:
            answer = client.call(
                "supervision.propose_edition", command_id=uuid.uuid4().hex, reason=reason, **edition
            )
            shown = client.ask("supervision.get_edition", edition_id=answer["id"])
    except CallFailed as failure:
        raise _failed(failure) from failure
    told = {"edition_id": answer["id"], **{name: shown[name] for name in ("kind", "name", "digest", "state")}}
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"{told['kind']} {told['name']} proposed as {told['edition_id']}, digest {told['digest']}")
    click.echo(f"Another person: ./run law publish {told['edition_id']} {told['digest']} --subject NAME")


def _decide(method: str, edition_id: str, digest: str, subject: str, as_json: bool) -> None:
    try:
        with _client(subject) as client:
            answer = client.call(
                f"supervision.{method}", command_id=uuid.uuid4().hex, edition_id=edition_id, digest=digest
            )
    except CallFailed as failure:
        raise _failed(failure) from failure
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else f"{edition_id}: {answer['state']}")


@click.command()
@click.argument("edition_id")
@click.argument("digest")
@click.option("--subject", required=True, help="Who agrees: another person than the one who proposed it.")
@click.option("--json", "as_json", is_flag=True, help="Print one object for a program.")
def publish(edition_id: str, digest: str, subject: str, as_json: bool) -> None:
    """Agree to proposed law, named by its digest; every service works under it within a second."""
    _decide("publish_edition", edition_id, digest, subject, as_json)


@click.command()
@click.argument("edition_id")
@click.argument("digest")
@click.option("--subject", required=True, help="Who turns it down: another person than the one who proposed it.")
@click.option("--json", "as_json", is_flag=True, help="Print one object for a program.")
def reject(edition_id: str, digest: str, subject: str, as_json: bool) -> None:
    """Turn proposed law down."""
    _decide("reject_edition", edition_id, digest, subject, as_json)
