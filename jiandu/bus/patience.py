"""Waiting for a store that is down, without giving up what is in hand."""

import time
from collections.abc import Callable
from typing import TypeVar

from jiandu.ops import logs
from jiandu.store.connection import UNAVAILABLE

log = logs.get(__name__)

T = TypeVar("T")

_UNEXPECTED = 5  # errors of the store that are no outage, before it is given up
_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 5.0


class Stopping(Exception):  # noqa: N818 - it describes the service
    """The service stops before this delivery could be applied; the broker will deliver it again."""


def patiently(
    step: Callable[[], T], queue: str, stopping: Callable[[], bool], pause: Callable[[float], None] = time.sleep
) -> T:
    """What `step` returns, tried again for as long as the store is down. Raises Stopping.

    Any other error of the store is tried again too, a few times: whoever gives up lets others overtake.
    """
    wait, unexpected = _FIRST_PAUSE_SECONDS, 0
    while True:
        try:
            return step()
        except Stopping:
            raise
        except Exception as error:
            unexpected += not isinstance(error, UNAVAILABLE)
            log.warning("store_unavailable", queue=queue, code=type(error).__name__)
            if unexpected > _UNEXPECTED:
                raise
            if stopping():
                raise Stopping from error
        pause(wait)
        wait = min(wait * 2, _LONGEST_PAUSE_SECONDS)
