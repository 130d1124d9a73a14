"""Asking until there is an answer, whatever happens to broker, store and services meanwhile."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

from jiandu.client.errors import CallFailed

T = TypeVar("T")

_AGAIN: Final = frozenset(
    {"TIMEOUT", "UNREACHABLE", "UNKNOWN_SERVICE", "STORE_UNAVAILABLE", "CONFLICT", "DEADLINE_PASSED"}
)
_PAUSE_SECONDS: Final = 0.3


class GaveUp(Exception):  # noqa: N818 - it says what happened
    """There was no answer, or what had to follow did not follow, for as long as the caller cared to wait."""


def answered(
    what: str, send: Callable[[], T], *, seconds: float = 120.0, resent: Callable[[], None] = lambda: None
) -> T:
    """What `send` returns, tried again for `seconds` while it fails for want of an answer.

    `send` makes one call: a query, or a command under the same command_id every time, so that however often it
    arrives it is applied once. `what` names it in the error; `resent` is told of every further attempt.
    Raises CallFailed for a refusal, unless it says when to ask again and that is soon enough; and GaveUp.
    """
    end = time.monotonic() + seconds
    while True:
        try:
            return send()
        except CallFailed as failure:
            soon = failure.retry_after is not None and time.monotonic() + failure.retry_after <= end
            if failure.code not in _AGAIN and not soon:
                raise
            if time.monotonic() > end:
                raise GaveUp(f"{what}: no answer in {seconds:.0f} s, at last {failure.code}") from failure
            pause = failure.retry_after or _PAUSE_SECONDS
        resent()
        time.sleep(pause)
