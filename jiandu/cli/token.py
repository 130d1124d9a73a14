"""token: what a program of yours needs to call the stack that runs here."""

import json

import click

from jiandu.cli.call import EVERY_ROLE, issue, roles_given
from jiandu.embedded import places
from jiandu.embedded.stack import Stack


@click.command()
@click.option(
    "--as", "roles", metavar="ROLE[,ROLE]", default=None, callback=roles_given, help="In these roles only."
)
@click.option("--subject", default="developer", show_default=True, help="Who acts.")
@click.option("--agency", default="development", show_default=True, help="The agency the subject acts for.")
@click.option("--region", default="*", show_default=True, help="Codes of regions, with commas; * is all.")
def token(roles: tuple[str, ...], subject: str, agency: str, region: str) -> None:
    """Print the broker's address and a token for the running stack, as one JSON object.

    For trying a client against ./run up: the token is issued with the stack's own key and lasts eight hours. In
    real use the justice department's identity service issues tokens, and each platform has its own broker user.
    """
    stack = Stack.attach(places.home())
    issued = issue(stack, roles or EVERY_ROLE, subject, agency, tuple(region.split(",")))
    click.echo(json.dumps({"amqp_uri": stack.amqp_uri, "token": issued}))
