"""agency add: one agency more that hears of every change of a certificate, and is waited for."""

import json
import shlex
import sys
from urllib.parse import urlsplit

import click

from jiandu.cli.call import issue, tell
from jiandu.client import CallFailed, Client
from jiandu.domain import Refused
from jiandu.embedded import places
from jiandu.embedded.agencies import HandOver, Registry, Wanted
from jiandu.embedded.broker_admin import BrokerRefused
from jiandu.embedded.stack import Stack
from jiandu.errors import to_wire


@click.command()
@click.argument("agency_id", metavar="ID")
@click.option("--region", required=True, help="The code of its division (GB/T 2260), six digits.")
@click.option("--name", required=True, help="What people call it.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, or {error}, for a program to read.")
def add(agency_id: str, region: str, name: str, as_json: bool) -> None:
    """Enrol a subscriber agency on the running stack, and print what to hand over to it.

    It gets a key, a queue, and a broker user that may read this queue and answer in its own name; its body is
    registered and subscribes, and from then on each revocation waits for its acknowledgement. Repeating it changes
    nothing and prints the same. ID is letters, digits, - and _, at most 64.

    Exit code 0: enrolled; 1: refused, with the code and the reason, and repeating it is safe.
    """
    try:
        wanted = Wanted(agency_id, region, name)
        handed = _enrol(Stack.attach(places.home()), wanted)
    except Refused as refusal:
        tell(_failed(refusal), as_json)
        sys.exit(1)
    except CallFailed as failure:
        tell(failure, as_json)
        sys.exit(1)
    _print(wanted, handed, as_json)


def _enrol(stack: Stack, wanted: Wanted) -> HandOver:
    admin = stack.admin
    if admin is None:
        raise BrokerRefused("the broker's management address is needed: set JIANDU_BROKER_API, then ./run up")
    token = issue(stack, ("registrar",), "developer", "development", ("*",))
    with Client(stack.amqp_uri, token) as registrar:
        registry = Registry(stack.amqp_uri, admin, stack.home / "keys", stack.home / "agencies", registrar)
        return registry.enrol(wanted)


def _without_password(address: str) -> str:
    parts = urlsplit(address)
    return parts._replace(netloc=f"{parts.username}@{parts.netloc.rpartition('@')[2]}").geturl()


def _failed(refusal: Refused) -> CallFailed:
    told = to_wire(refusal)
    return CallFailed(told["code"], told["message"], field=told["field"], article=told["article"])


def _print(wanted: Wanted, handed: HandOver, as_json: bool) -> None:
    # what runs here, with the environment of this checkout
    example = [sys.executable, "-m", "jiandu.client.agency", str(handed.folder)]
    if as_json:
        files = [str(path) for path in handed.files]
        told = {"agency": wanted.id, "amqp_uri": handed.amqp_uri, "queue": handed.queue}
        click.echo(json.dumps({**told, "files": files, "example": example}, ensure_ascii=False))
        return
    click.echo(
        f"{wanted.id} {wanted.name}: enrolled. To hand over, safely, a password and a private key are in it:"
    )
    for path in handed.files:
        click.echo(f"  {path}")
    click.echo(f"address  {_without_password(handed.amqp_uri)}")
    click.echo(f"queue    {handed.queue}")
    click.echo(f"example  {shlex.join(example)}")
    click.echo("The example, started in this folder, prints each change of a status and acknowledges it.")
