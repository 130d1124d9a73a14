"""call: one request to one service, as a provincial platform would make it."""

import json
import sys

import click


@click.command()
@click.argument("target", metavar="SERVICE.METHOD")
@click.argument("arguments", metavar="JSON", default="{}")
@click.option("--json", "as_json", is_flag=True, help="Print the answer on one line for a program to read.")
def call(target: str, arguments: str, as_json: bool) -> None:
    """Call a method of a service, with its arguments as one JSON object."""
    service, dot, method = target.partition(".")
    if not (service and dot and method):
        raise click.BadParameter("expected SERVICE.METHOD", param_hint="SERVICE.METHOD")
    try:
        fields = json.loads(arguments)
    except ValueError as error:
        raise click.BadParameter(f"not JSON: {error}", param_hint="JSON") from error
    if not isinstance(fields, dict):
        raise click.BadParameter('expected an object such as \'{"id": "…"}\'', param_hint="JSON")
    sys.exit(_call(service, method, fields, as_json))


def _call(service: str, method: str, fields: dict[str, object], as_json: bool) -> int:
    raise click.ClickException(f"{service}.{method}: no client is wired in yet")
