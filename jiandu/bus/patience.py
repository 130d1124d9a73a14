"""Waiting for a store that is down, without giving up what is in hand."""

import time
from collections.abc import Callable
from typing import TypeVar

from jiandu.ops import logs
from jiandu.store.connection import UNAVAILABLE

log = logs.get(__name__)

T = TypeVar("T")

_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 5.0


class Stopping(Exception):  # noqa: N818 - it describes the service
    """The service stops before this delivery could be applied; the broker will deliver it again."""


def patiently(
    step: Callable[[], T], queue: str, stopping: Callable[[], bool], pause: Callable[[float], None] = time.sleep
) -> T:
    """What `step` returns, tried again for as long as it takes. Raises Stopping.

    An error that is no outage is tried again too: whoever gives up lets later messages overtake.
    """
    wait = _FIRST_PAUSE_SECONDS
    while True:
        try:
            return step()
        except Stopping:
            raise
        except UNAVAILABLE as error:
            log.warning("store_unavailable", queue=queue, code=type(error).__name__)
            failure: Exception = error
        except Exception as error:
            log.exception("delivery_stuck", queue=queue)
            failure = error
        if stopping():
            raise Stopping from failure
        pause(wait)
        wait = min(wait * 2, _LONGEST_PAUSE_SECONDS)
