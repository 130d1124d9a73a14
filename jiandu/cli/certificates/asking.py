"""One question to the registry of the running stack."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from jiandu.cli.call import tell
from jiandu.cli.certificates.running import running_registry
from jiandu.client import CallFailed

_AGENCY: Final = "development"


@contextmanager
def asking(*, as_json: bool) -> Iterator[Callable[..., Any]]:
    """A function that asks a query of the registry; a refusal is told, and ends the program with exit code 1."""
    try:
        with running_registry(_AGENCY) as client:
            yield lambda query, **fields: client.ask(f"certificates.{query}", **fields)
    except CallFailed as failure:
        tell(failure, as_json)
        sys.exit(1)
