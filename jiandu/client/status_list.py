"""The status list as an agency keeps it: certificates are checked with nobody asked and no line up."""

import json
import os
import tempfile
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from jiandu.record import attestation
from jiandu.record.attestation import Attestation
from jiandu.record.bad_list import BadList
from jiandu.record.epoch import Epoch, Snapshot
from jiandu.record.seal import Keys
from jiandu.record.status_bits import StatusBits
from jiandu.record.status_delta import FASTEST
from jiandu.record.status_list import TOLERANCE, applied, check_epoch, check_place, check_snapshot

# an epoch comes every minute: ten in a row that did not come are a broken line, behind which anybody's certificate
# may have been revoked
FRESH: Final = timedelta(minutes=10)


class Status(StrEnum):
    """What a certificate is, as far as the list at hand can tell. Only VALID is valid."""

    VALID = "VALID"
    SUSPENDED = "SUSPENDED"
    REVOKED = "REVOKED"
    NOT_VALID = "NOT_VALID"
    UNKNOWN = "UNKNOWN"


WHY_UNKNOWN: Final = {
    "no_list": ("尚未取得状态名单", "there is no status list yet"),
    "stale": (
        "状态名单已超过十分钟,不得视为有效",
        "the status list is older than ten minutes: not to be taken for valid",
    ),
    "clock_behind": ("本机时钟早于名单时间,请校时", "this clock lies before the time of the list: set it right"),
    "not_listed": ("名单中没有此序号", "the list holds no such index"),
}


@dataclass(frozen=True)
class Checked:
    """A status, and which epoch of when said so: to be stated in what is done on the strength of it.

    `reason` is why it is UNKNOWN, one of WHY_UNKNOWN; `as_of` and `epoch` are None where there is no list.
    """

    status: Status
    as_of: datetime | None
    epoch: int | None
    reason: str | None = None


class SnapshotNeeded(Exception):  # noqa: N818 - it says what is to be done
    """The epoch is genuine, and the list at hand does not lead to it: fetch a snapshot.

    `reason` is `no_list`, `gap`, `does_not_follow`, `goes_back` or `list_differs`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class _Known:
    epoch: Epoch
    bits: StatusBits  # never written to once it stands here: a reader may hold it

    @property
    def age(self) -> tuple[datetime, int]:
        return self.epoch.at, self.epoch.number


class OfflineList:
    """The newest list that was proven against `keyring`. One may write while many read."""

    def __init__(self, keyring: Keys) -> None:
        self._keyring = keyring
        self._known: _Known | None = None
        self._writing = threading.Lock()

    @property
    def epoch(self) -> Epoch | None:
        """The epoch of the list at hand."""
        known = self._known
        return None if known is None else known.epoch

    def load(self, snapshot: Snapshot, now: datetime) -> bool:
        """Take a whole list; False if the one at hand is as new. Raises BadList.

        Newer is what was signed later, whatever its number: a registry restored from a back-up counts again from
        there.
        """
        found = _Known(snapshot.epoch, check_snapshot(snapshot, self._keyring, now=now))
        with self._writing:
            if self._known is not None and found.age <= self._known.age:
                return False
            self._known = found
            return True

    def apply(self, epoch: Epoch, now: datetime) -> bool:
        """Go on to the next epoch; False if the list at hand has it already. Raises BadList, SnapshotNeeded.

        Without a list the first epoch of all begins one.
        """
        check_epoch(epoch, self._keyring, follows=None, now=now)
        with self._writing:
            known = self._known
            if known is not None and (epoch.at, epoch.number) <= known.age:
                return False
            if known is None and epoch.number != 1:
                raise SnapshotNeeded("no_list")
            try:
                if known is not None:
                    check_place(epoch, known.epoch)
                self._known = _Known(epoch, applied(epoch, StatusBits() if known is None else known.bits))
            except BadList as bad:
                raise SnapshotNeeded(bad.reason) from bad
            return True

    def status(self, index: int, now: datetime) -> Checked:
        """The status at `index`, UNKNOWN unless the list at hand can say so at `now`, an instant with its zone."""
        known = self._known
        if known is None:
            return Checked(Status.UNKNOWN, None, None, "no_list")
        at, number = known.age
        if now - at > FRESH:
            return Checked(Status.UNKNOWN, at, number, "stale")
        if at - now > TOLERANCE:
            return Checked(Status.UNKNOWN, at, number, "clock_behind")
        try:
            listed = known.bits.get(index)
        except IndexError:
            return Checked(Status.UNKNOWN, at, number, "not_listed")
        return Checked(_STATUSES[listed], at, number)

    def check_qr(self, text: str, now: datetime) -> tuple[Attestation, Checked]:
        """What the QR code on a certificate attests, and the status of the certificate by the list.

        Raises BadAttestation if the code itself is not to be taken.
        """
        attested = attestation.read(text, self._keyring, now)
        return attested, self.status(attested.index, now)

    def save(self, path: Path) -> None:
        """Keep the list at hand in a file, whole or not at all. LookupError if there is none."""
        known = self._known
        if known is None:
            raise LookupError("there is no list to save")
        plain = Snapshot(known.epoch, known.bits.to_bytes()).to_plain(FASTEST)
        _replace(path, json.dumps(plain).encode())

    def restore(self, path: Path, now: datetime) -> bool:
        """Take the list that was saved, proven anew. Raises BadList, FileNotFoundError; else like `load`."""
        try:
            plain = json.loads(path.read_bytes())
        except (ValueError, RecursionError):
            raise BadList("malformed") from None
        return self.load(Snapshot.from_plain(plain), now)


_STATUSES: Final = (Status.VALID, Status.SUSPENDED, Status.REVOKED, Status.NOT_VALID)


def _replace(path: Path, content: bytes) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
