"""call: one request to one service, as a provincial platform would make it."""

import json
import logging
import sys
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import click

from jiandu.client import CallFailed, Client
from jiandu.embedded import deployment, places
from jiandu.embedded.stack import NotRunning, Stack
from jiandu.identity.keyring import FolderKeyring
from jiandu.identity.permissions import ROLES
from jiandu.identity.tokens import Issuer

# A legal unit is shown its own body's matters only, so holding this role as well would hide all others.
_NARROWING: Final = "enforcement_legal_unit"
# After these the command may have been applied all the same; after any other refusal nothing was.
_PERHAPS_DONE: Final = frozenset({"TIMEOUT", "BAD_REPLY", "INTERNAL", "STORE_UNAVAILABLE"})
# Words of the client's own; a field of such a name could not be handed to it.
_OURS: Final = frozenset({"self", "method", "deadline"})
EVERY_ROLE: Final = tuple(name for name in ROLES if name != _NARROWING)


def roles_given(_: click.Context, __: click.Parameter, value: str | None) -> tuple[str, ...]:
    """The roles of an option, all but the narrowing one if it was not given. Raises click.BadParameter."""
    given = EVERY_ROLE if value is None else tuple(name.strip() for name in value.split(","))
    unknown = [name for name in given if name not in ROLES]
    if unknown:
        raise click.BadParameter(f"no such role: {', '.join(unknown)}; roles: {', '.join(ROLES)}")
    return given


@click.command()
@click.argument("target", metavar="SERVICE.METHOD")
@click.argument("arguments", metavar="JSON", default="{}")
@click.option(
    "--as", "roles", metavar="ROLE[,ROLE]", default=None, callback=roles_given, help="Act in these roles only."
)
@click.option("--subject", default="developer", show_default=True, help="Who acts; two persons need two names.")
@click.option("--agency", default="development", show_default=True, help="The agency the subject acts for.")
@click.option("--region", default="*", show_default=True, help="Codes of regions, with commas; * is all.")
@click.option("--command-id", default=None, help="The id of the command; repeat it to repeat the command safely.")
@click.option(
    "--deadline",
    type=click.FloatRange(min=0.01, max=3600),
    default=10.0,
    show_default=True,
    help="Seconds to wait for the answer.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the answer, or {error}, on one line for a program.")
def call(
    target: str,
    arguments: str,
    roles: tuple[str, ...],
    subject: str,
    agency: str,
    region: str,
    command_id: str | None,
    deadline: float,
    as_json: bool,
) -> None:
    """Call a method of a service, with its arguments as one JSON object.

    The method is asked as a query. If it answers that it is a command, which takes an id, it gets one: it is
    told after the answer, and repeating the call with it never does the thing twice. With --command-id, or
    "command_id" in the JSON, it is called as a command at once.

    A convenience for developers: the token is issued on the spot with the stack's own key, by default with every
    role but enforcement_legal_unit (which sees its own agency's cases only). No production has that.

    Exit code 0: answered; 1: refused or not answered, with the code, the reason and the article.
    """
    service, dot, method = target.partition(".")
    if not (service and dot and method):
        raise click.BadParameter("expected SERVICE.METHOD", param_hint="SERVICE.METHOD")
    fields = _fields(arguments, command_id)
    stack = Stack.attach(places.home())
    logging.getLogger("jiandu.client").setLevel(logging.CRITICAL)  # what it would say, the failure says
    token = issue(stack, roles, subject, agency, tuple(region.split(",")))
    try:
        with Client(stack.amqp_uri, token, timeout=deadline) as client:
            answer = perform(client, target, fields)
    except CallFailed as failure:
        tell(failure, as_json)
        sys.exit(1)
    click.echo(json.dumps(answer, ensure_ascii=False, indent=None if as_json else 1))


def perform(client: Client, target: str, fields: Mapping[str, Any]) -> Any:
    """The method's answer, whether it is a query or a command. Raises CallFailed.

    A command without an id is refused before anything is done, and that refusal is what tells it from a query.
    """
    if "command_id" in fields:
        return client.call(target, **fields)
    try:
        return client.ask(target, **fields)
    except CallFailed as failure:
        if (failure.code, failure.field) != ("MISSING_FIELD", "command_id"):
            raise
    made = uuid.uuid4().hex
    answer = client.call(target, command_id=made, **fields)
    click.echo(f"command_id: {made}", err=True)
    return answer


def _fields(arguments: str, command_id: str | None) -> dict[str, Any]:
    try:
        fields = json.loads(arguments, parse_constant=_no_number)
        json.dumps(fields, ensure_ascii=False, allow_nan=False).encode()  # half a character, or 1e400
    except RecursionError:
        raise click.BadParameter("nested too deeply", param_hint="JSON") from None
    except UnicodeEncodeError:
        raise click.BadParameter("holds bytes that are no UTF-8 text", param_hint="JSON") from None
    except ValueError as error:
        raise click.BadParameter(f"not JSON: {error}", param_hint="JSON") from error
    if not isinstance(fields, dict):
        raise click.BadParameter('expected an object such as \'{"id": "…"}\'', param_hint="JSON")
    if taken := sorted(_OURS & fields.keys()):
        raise click.BadParameter(f"no method takes {', '.join(taken)}", param_hint="JSON")
    if command_id is not None:
        fields["command_id"] = command_id
    return fields


def _no_number(said: str) -> None:
    raise ValueError(f"{said} is no number")


def issue(stack: Stack, roles: tuple[str, ...], subject: str, agency: str, regions: tuple[str, ...]) -> str:
    """A token of the running stack's own issuer. Raises NotRunning if the stack has no keys."""
    keys = stack.home / "keys"
    if not keys.is_dir():
        raise NotRunning(f"the stack in {stack.home} has no keys to issue a token with")
    issuer = Issuer.load(keys, FolderKeyring(keys).find(deployment.ISSUER))
    return issuer.issue(subject=subject, agency=agency, roles=roles, regions=regions, now=datetime.now(UTC))


def tell(failure: CallFailed, as_json: bool) -> None:
    """Say why it failed: {error} on one line for a program, else code, reasons and article to people."""
    if as_json:
        names = ("code", "message", "field", "article", "incident", "retry_after")
        click.echo(json.dumps({"error": {name: getattr(failure, name) for name in names}}, ensure_ascii=False))
        return
    click.echo(f"{failure.code}{f' ({failure.field})' if failure.field else ''}", err=True)
    for language in ("zh", "en"):
        if said := failure.message.get(language):
            click.echo(f"  {said}", err=True)
    if detail := getattr(failure, "detail", None):
        click.echo(f"  {detail}", err=True)
    if isinstance(failure.article, Mapping):
        told = failure.article
        click.echo(f"  《{told.get('title')}》{told.get('article')}: “{told.get('quote')}”", err=True)
    if failure.incident:
        click.echo(f"  incident {failure.incident}", err=True)
    if failure.code in _PERHAPS_DONE and failure.command_id:
        click.echo(f"  to repeat it safely: --command-id {failure.command_id}", err=True)
