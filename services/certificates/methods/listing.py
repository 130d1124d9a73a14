"""The status list is kept up: every change of a link comes into an epoch, at once or within a minute."""

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

import eventlet
from nameko.extensions import DependencyProvider

from jiandu.domain import Cause, Refused, Request
from jiandu.identity.signing import Signer
from jiandu.law import HOUSE
from jiandu.ops import logs
from jiandu.record.status_list import Epoch, Listed, StatusBits, applied, next_epoch
from jiandu.service.aggregate import aggregate_called
from jiandu.service.repeating import repeat
from jiandu.service.runtime import Runtime
from jiandu.service.unit import Unit
from services.certificates.domain import epoch
from services.certificates.domain.certificate import Certificate, boundaries, status_at
from services.certificates.domain.officer import Officer
from services.certificates.domain.status import REVOKED, SUSPENDED, VALID
from services.certificates.repository.registry import Officers
from services.certificates.repository.status_list import Epochs, Links

_BATCH: Final = 2000  # officers that one epoch takes up; the rest come into the next, a moment later
_KEEP_EVERY: Final = 500  # epochs to go through at most when a process starts
_PAGE: Final = 200
_LISTED: Final[Mapping[str, Listed]] = {
    VALID: Listed.VALID,
    SUSPENDED: Listed.SUSPENDED,
    REVOKED: Listed.REVOKED,
}
log = logs.get(__name__)


def key_of(number: str, officer_id: str) -> str:
    """The link of a certificate with its holder."""
    return f"{number}/{officer_id}"


def listed(certificate: Certificate, at: datetime) -> Listed:
    """What the list says of a certificate; why it is not valid is not for a list that everybody has."""
    return _LISTED.get(status_at(certificate, at), Listed.NOT_VALID)


@dataclass
class Keeper:
    """The list as this process knows it, and the next epoch of it.

    Several replicas may keep it: an epoch of a number is published once, and who comes second follows.
    """

    epochs: Unit[Any, Any]
    officers: Unit[Any, Any]
    links: Links
    signer: Signer
    runtime: Runtime
    bits: StatusBits = field(default_factory=StatusBits)
    last: Epoch | None = None
    kept: int = 0

    def turn(self) -> None:
        """Follow what others published, then publish what is due."""
        self.follow()
        while self._publish(self.runtime.now()):
            pass

    def follow(self) -> None:
        """Come to the newest epoch there is."""
        begins = self.last is None
        if begins:
            self._begin()
        while found := self.epochs.store.after(self.last.number if self.last else 0, _PAGE):
            for each in found:
                newer = Epoch.from_plain(dict(each.content))
                self.bits, self.last = applied(newer, self.bits), newer
            # whoever published may have gone before it noted the links
            self.links.add(found[-1].links)
        if begins and self.last is not None and self.links.count() < self.last.size:
            self._make_again()

    def _make_again(self) -> None:
        """Note the index of every link once more: an index given out twice would say of one what another is."""
        number = 0
        while found := self.epochs.store.after(number, _PAGE):
            for each in found:
                self.links.add(each.links)
            number = found[-1].number

    def _begin(self) -> None:
        newest = self.links.newest()
        if newest is not None:
            self.last = Epoch.from_plain(newest[0])
            self.bits = StatusBits.from_bytes(self.last.size, zlib.decompress(newest[1]))
            self.kept = self.last.number

    def _publish(self, now: datetime) -> bool:
        """Publish one epoch if there is something to say or it is time; True if more may wait."""
        if self.last is not None and now < self.last.at:
            return False  # the clock was set back; the list waits until it has caught up
        store = self.officers.store
        found = [*store.unlisted(_BATCH), *store.turning(now, _BATCH)]
        changes, new = self._changes([officer for _, officer in found], now)
        due = self.last is None or now - self.last.at >= HOUSE.status_list_every
        if changes or due:
            if not self._append(changes, new, now):
                return True
        elif found and self._behind():
            return True  # what agrees with an older list may not agree with the newest
        store.listed([(officer.id, version, _turns(officer, now)) for version, officer in found])
        return len(found) >= _BATCH

    def _behind(self) -> bool:
        """Follow, if another replica has published since; True if it had."""
        known = self.last
        self.follow()
        return self.last is not known

    def _changes(self, officers: Iterable[Officer], now: datetime) -> tuple[dict[int, int], dict[str, int]]:
        wanted = {}
        for officer in officers:
            wanted.update({key_of(one.number, officer.id): listed(one, now) for one in officer.certificates})
            eventlet.sleep(0)  # thousands at once are no reason to keep callers waiting
        indexes = self.links.indexes(list(wanted))
        free = self.bits.size
        new = {key: free + place for place, key in enumerate(key for key in wanted if key not in indexes)}
        indexes.update(new)
        said = {indexes[key]: value for key, value in wanted.items()}
        return {i: v for i, v in said.items() if i >= free or self.bits.get(i) != v}, new

    def _append(self, changes: Mapping[int, int], new: Mapping[str, int], now: datetime) -> bool:
        bits = self.bits.copy()
        made = next_epoch(self.last, bits, changes, now, self.signer)
        name = epoch.epoch_id(made.number)
        command = epoch.PublishEpoch(
            command_id=name,
            at=now,
            by=self.runtime.actor,
            epoch_id=name,
            number=made.number,
            content=made.to_plain(),
            links=dict(new),
        )
        try:
            # every attempt is its own: two replicas may say the same of an index and mean other links
            self.epochs.create(Request(command, Cause(id=f"{name}:{uuid4().hex}")), epoch.publish_epoch, name)
        except Refused as refusal:
            if refusal.code != "ALREADY_EXISTS":
                raise
            self.follow()  # another replica published this number
            return False
        self.links.add(new)
        self.bits, self.last = bits, made
        if made.number - self.kept >= _KEEP_EVERY:
            self.links.keep(made.number, made.to_plain(), zlib.compress(bits.to_bytes(), 1))
            self.kept = made.number
        return True


class KeepsStatusList(DependencyProvider):  # type: ignore[misc]  # nameko has no types
    """Keeps the list in the background, and gives the service's methods its keeper."""

    def __init__(self) -> None:
        self._keeper: Keeper | None = None

    def start(self) -> None:
        repeat(self.container, self._sweep)

    def get_dependency(self, worker_ctx: Any) -> Keeper:
        return self._of(Runtime.of(self.container))

    def _sweep(self, runtime: Runtime) -> None:
        keeper = self._of(runtime)
        keeper.turn()
        if keeper.last is not None:
            # a clock that was set back keeps the list as still as one that does not come out
            age = abs((runtime.now().astimezone(UTC) - keeper.last.at).total_seconds())
            runtime.counts.own("status_list_age_seconds", "Age of the newest epoch of the status list.").set(age)

    def _of(self, runtime: Runtime) -> Keeper:
        if self._keeper is None:
            self._keeper = Keeper(
                epochs=aggregate_called(self.container.service_cls, Epochs.name).unit(runtime),
                officers=aggregate_called(self.container.service_cls, Officers.name).unit(runtime),
                links=Links(runtime.database),
                signer=Signer.load(runtime.settings.keys, runtime.service),
                runtime=runtime,
            )
        return self._keeper


def _turns(officer: Officer, now: datetime) -> datetime | None:
    later = [each for one in officer.certificates for each in boundaries(one) if each > now]
    return min(later, default=None)
