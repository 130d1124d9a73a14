"""All packs and the calendar together, and the choice of the pack that governs a matter."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files

from jiandu.domain import Refused
from jiandu.domain.message import significant
from jiandu.law.clocks.calendar import Calendar, load_calendar
from jiandu.law.pack import Pack
from jiandu.law.settings import Settings, completed
from jiandu.law.shipped import read_packs

NATION = "000000"


@dataclass(frozen=True)
class Rulebook:
    """The law as a service sees it. Immutable; a matter keeps the pack it was opened under by its `ref`.

    `calendars` are the editions of the calendar that were in effect before.
    """

    packs: Mapping[str, Pack] = field(repr=False)
    calendar: Calendar
    settings: tuple[Settings, ...] = field(default=(), repr=False)
    calendars: tuple[str, ...] = ()

    @staticmethod
    @cache
    def load() -> "Rulebook":
        """The packs and the newest calendar that are shipped, read once per process.

        Raises MalformedFile naming file, line and path where one of them is not what it should be.
        """
        entries = sorted((files("jiandu.law") / "packs").iterdir(), key=lambda entry: entry.name)
        texts = [(entry.name, entry.read_text("utf-8")) for entry in entries if entry.name.endswith(".yaml")]
        return Rulebook(packs=read_packs(texts), calendar=load_calendar())

    def pack(self, ref: str, region: str | None = None) -> Pack:
        """The pack with this ref, or the newest version that corrects it. Raises Refused UNKNOWN_PACK.

        A ref is an id, with @version from the second on. For a `region` the pack is complete with what an
        administrator decided there; of two decisions that of the narrower division holds, then the later one.
        """
        found: Pack | None = self.packs.get(ref)
        if found is None:
            raise Refused("UNKNOWN_PACK", pack=ref)
        found = self._corrected(found)
        if region is None or not self.settings:
            return found
        own = [each for each in self.settings if region.startswith(_significant(each.region))]
        return completed(found, sorted(own, key=lambda each: len(_significant(each.region))), self.packs)

    def newest(self, pack_id: str) -> Pack:
        """The newest version of a pack. Raises Refused UNKNOWN_PACK."""
        versions = [pack for pack in self.packs.values() if pack.id == pack_id]
        if not versions:
            raise Refused("UNKNOWN_PACK", pack=pack_id)
        return max(versions, key=lambda pack: pack.version)

    def version_on(self, pack_id: str, on: date) -> Pack | None:
        """The version of a pack that governs on a legal day; None if none is in force."""
        versions = [pack for pack in self.packs.values() if pack.id == pack_id and pack.in_force(on)]
        return max(versions, key=_newness, default=None)

    def _corrected(self, pack: Pack) -> Pack:
        while True:
            after = [each for each in self.packs.values() if (each.id, each.corrects) == (pack.id, pack.version)]
            if not after:
                return pack
            pack = max(after, key=lambda each: each.version)

    def governing(
        self,
        region: str,
        on: date,
        *,
        matter: str | None = None,
        sector: str | None = None,
        level: str | None = None,
    ) -> Pack:
        """The pack in force for a GB/T 2260 division, and a matter, sector and level, on a legal day.

        A text for the sector goes first, then the narrowest division, then of its versions the one in force since
        the latest day, the newest of those. Raises Refused NO_PACK_IN_FORCE, or AMBIGUOUS_LAW where two texts have
        equal claim. Nothing is borrowed.
        """
        found = [
            (bool(pack.scope.sectors), len(_significant(code)), pack)
            for pack in self.packs.values()
            for code in pack.scope.regions
            if region.startswith(_significant(code)) and pack.in_force(on) and _speaks(pack, matter, sector, level)
        ]
        if not found:
            raise Refused("NO_PACK_IN_FORCE", field="region", region=region, on=on.isoformat())
        best = max(each[:2] for each in found)
        equal = sorted((pack for *rank, pack in found if tuple(rank) == best), key=_newness)
        newest = {pack.id: pack for pack in equal}
        if len(newest) > 1:
            raise Refused("AMBIGUOUS_LAW", field="region", region=region, packs=", ".join(sorted(newest)))
        return self.pack(newest.popitem()[1].ref, region)


def concerns(region: str, pack: Pack) -> bool:
    """True if the division lies in the pack's scope or around it."""
    own = _significant(region)
    return any(code.startswith(own) or region.startswith(_significant(code)) for code in pack.scope.regions)


def covers(region: str, pack: Pack) -> bool:
    """True if the division covers the pack's whole scope."""
    own = _significant(region)
    return bool(pack.scope.regions) and all(_significant(code).startswith(own) for code in pack.scope.regions)


def _newness(pack: Pack) -> tuple[date, int]:
    """A correction of an old version is newer than the amendment after it, and still gives way to it."""
    return pack.in_force_from or date.min, pack.version


def _significant(code: str) -> str:
    return "" if code == NATION else significant(code)


def _speaks(pack: Pack, matter: str | None, sector: str | None, level: str | None) -> bool:
    scope = pack.scope
    return (
        (matter is None or matter in scope.matters)
        and (not scope.sectors or sector in scope.sectors)
        and (not scope.levels or level in scope.levels)
    )
