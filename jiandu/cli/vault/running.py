"""The vault of the running stack, asked as its operator."""

import logging
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click

from jiandu.cli.call import issue
from jiandu.client import CallFailed, Client
from jiandu.embedded import places
from jiandu.embedded.stack import Stack
from jiandu.identity.vault_keys import Keys

_PATIENCE = 60.0  # a page of a slow store


class RunningVault:
    """What an operator can ask of the complaints service about its vault, and the keys on this machine."""

    def __init__(self, stack: Stack, client: Client) -> None:
        self._stack = stack
        self._client = client

    @property
    def keys(self) -> Keys:
        """The files of the keys."""
        return Keys(self._stack.home / "keys" / "vault" / "complainants.key")

    def status(self) -> Mapping[str, Any]:
        """How many records each key wraps: {keys: [{key, records}], current}."""
        answer: Mapping[str, Any] = self._client.ask("complaints.vault_status")
        return answer

    def rewrap(self, after: str | None) -> tuple[int, str | None]:
        """Bring one page of records under the newest key: how many were, and where the next page begins."""
        where: dict[str, Any] = {"after": after} if after is not None else {}
        page = self._client.call("complaints.rewrap_identities", command_id=uuid.uuid4().hex, **where)
        return page["rewrapped"], page["next"]


@contextmanager
def running_vault() -> Iterator[RunningVault]:
    """The vault of the stack that runs here. Raises NotRunning; a refusal ends as click's error."""
    stack = Stack.attach(places.home())
    logging.getLogger("jiandu.client").setLevel(logging.CRITICAL)  # what it would say, the failure says
    token = issue(stack, ("operator",), "operator", "development", ("*",))
    try:
        with Client(stack.amqp_uri, token, timeout=_PATIENCE) as client:
            yield RunningVault(stack, client)
    except CallFailed as failure:
        said = "\n".join(f"  {text}" for language in ("zh", "en") if (text := failure.message.get(language)))
        raise click.ClickException(f"{failure.code}\n{said}") from failure
    except PermissionError as error:  # a key others may read
        raise click.ClickException(str(error)) from error


def left_under_older(status: Mapping[str, Any]) -> int:
    """How many records lie under another key than the newest."""
    return sum(each["records"] for each in status["keys"] if each["key"] != status["current"])
