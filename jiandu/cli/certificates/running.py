"""The registry of the running stack, asked as its registrar."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final

from jiandu.cli.call import issue
from jiandu.client import Client
from jiandu.embedded import places
from jiandu.embedded.stack import Stack

_PATIENCE: Final = 60.0


@contextmanager
def running_registry(body_id: str) -> Iterator[Client]:
    """A client of the stack that runs here, for the registrar of a body. Raises NotRunning."""
    stack = Stack.attach(places.home())
    logging.getLogger("jiandu.client").setLevel(logging.CRITICAL)  # what it would say, the failure says
    # a long import outlives a token
    token = partial(issue, stack, ("registrar",), "registrar", body_id, ("*",))
    with Client(stack.amqp_uri, token, timeout=_PATIENCE) as client:
        yield client
