"""How often an agency may call: a bucket of calls for each, which fills again at a steady rate."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from jiandu.domain import Refused
from jiandu.ops import logs

log = logs.get(__name__)

_TELL_SECONDS: Final = 60


@dataclass
class _Bucket:
    left: float
    at: float
    told: float = -math.inf


class Quotas:
    """The buckets of all agencies that called this process of late: `burst` calls at once, `rate` a second on.

    An agency whose bucket would be full again is forgotten.
    """

    def __init__(self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()  # who called last stands last

    def __len__(self) -> int:
        """How many agencies are remembered."""
        return len(self._buckets)

    def spend(self, agency: str) -> None:
        """Take one call out of the agency's bucket. Raises Refused QUOTA_EXCEEDED if none is left."""
        now = self._clock()
        self._forget(now)
        bucket = self._buckets.setdefault(agency, _Bucket(self._burst, now))
        self._buckets.move_to_end(agency)
        bucket.left = min(self._burst, bucket.left + (now - bucket.at) * self._rate)
        bucket.at = now
        if bucket.left < 1:
            raise self.refusal(agency, (1 - bucket.left) / self._rate)
        bucket.left -= 1

    def refusal(self, agency: str, seconds: float) -> Refused:
        """What an agency is told that asks for too much: to wait so long, in whole seconds.

        Operators read its name in the log, once a minute.
        """
        now = self._clock()
        bucket = self._buckets.get(agency)
        if bucket is not None and now - bucket.told >= _TELL_SECONDS:
            bucket.told = now
            log.warning("quota_exceeded", agency=agency)
        return Refused("QUOTA_EXCEEDED", retry_after=max(1, math.ceil(seconds)))

    def _forget(self, now: float) -> None:
        while self._buckets:
            agency, bucket = next(iter(self._buckets.items()))
            if bucket.left + (now - bucket.at) * self._rate < self._burst:
                return
            del self._buckets[agency]
