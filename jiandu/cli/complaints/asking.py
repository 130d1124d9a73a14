"""One question to the complaints service of the running stack."""

import logging
from typing import Any

import click

from jiandu.cli.call import issue
from jiandu.client import CallFailed, Client
from jiandu.embedded import places
from jiandu.embedded.stack import Stack

_ROLES = ("supervision_officer",)


def ask(method: str, **fields: Any) -> Any:
    """The answer to a query. Raises ClickException saying in both languages why there is none."""
    stack = Stack.attach(places.home())
    logging.getLogger("jiandu.client").setLevel(logging.CRITICAL)  # what it would say, the failure says
    token = issue(stack, _ROLES, "developer", "development", ("*",))
    try:
        with Client(stack.amqp_uri, token, timeout=60) as client:
            return client.ask(f"complaints.{method}", **fields)
    except CallFailed as failure:
        said = "\n".join(f"  {text}" for language in ("zh", "en") if (text := failure.message.get(language)))
        where = f" ({failure.field})" if failure.field else ""
        raise click.ClickException(f"{failure.code}{where}\n{said}") from failure


def write(text: str, path: str) -> None:
    """Put the text, as it is, into a file, or onto the standard output where the path is `-`."""
    try:
        with click.open_file(path, "w", encoding="utf-8", lazy=False) as file:
            file.write(text)
    except OSError as error:
        raise click.ClickException(f"{path}: {error.strerror}") from error
