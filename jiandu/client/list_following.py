"""The status list followed from epoch to epoch as they are heard, and asked for where one is missing."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from jiandu.client.mirror import Asks
from jiandu.client.status_list import OfflineList, SnapshotNeeded
from jiandu.record.bad_list import BadList
from jiandu.record.epoch import Epoch, Snapshot


class FollowedList:
    """Leads `offline` from epoch to epoch and keeps it in the file `path`.

    Where epochs are missing it asks `registry` for them. Without one the list stays as it is, which says UNKNOWN
    when it is too old, until somebody loads a snapshot into it.
    """

    def __init__(self, offline: OfflineList, path: Path, registry: Asks | None = None) -> None:
        self.offline = offline
        self._path, self._registry = path, registry

    def begin(self, now: datetime) -> str | None:
        """Take up the list that was kept; why it can not be taken, None if it can, or if there is none yet."""
        try:
            self.offline.restore(self._path, now)
        except FileNotFoundError:
            return None
        except BadList as bad:
            return bad.reason
        return None

    def hear(self, epoch: Mapping[str, Any], now: datetime) -> str | None:
        """Go on to an epoch as it was announced; why the list does not come to it, None if it does.

        Raises what asking the registry raises.
        """
        try:
            if self._apply(Epoch.from_plain(dict(epoch)), now):
                self.offline.save(self._path)
        except BadList as bad:
            return bad.reason
        except SnapshotNeeded as needed:
            return needed.reason
        return None

    def _apply(self, epoch: Epoch, now: datetime) -> bool:
        try:
            return self.offline.apply(epoch, now)
        except SnapshotNeeded as needed:
            if self._registry is None:
                raise
            known = self.offline.epoch if needed.reason == "gap" else None
            return self._fetch(self._registry, known.number if known else None, now)

    def _fetch(self, registry: Asks, since: int | None, now: datetime) -> bool:
        found = registry.ask("certificates.status_list_since", since=since)
        if found["snapshot"] is not None:
            return self.offline.load(Snapshot.from_plain(found["snapshot"]), now)
        led_on = False
        for each in found["epochs"]:
            try:
                led_on = self.offline.apply(Epoch.from_plain(each), now) or led_on
            except SnapshotNeeded:
                if since is None:
                    raise
                # a registry restored from a back-up has given the numbers to other epochs
                return self._fetch(registry, None, now)
        return led_on
