"""All packs and the calendar together, and the choice of the pack that governs a matter."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files

from jiandu.domain import Refused
from jiandu.domain.message import significant
from jiandu.law.calendar import Calendar, load_calendar
from jiandu.law.located import parse
from jiandu.law.pack import Pack, read_pack

IN_FORCE = "in_force"


@dataclass(frozen=True)
class Rulebook:
    """The law as a service sees it. Immutable; a matter keeps the pack it was opened under by its id."""

    packs: Mapping[str, Pack] = field(repr=False)
    calendar: Calendar

    @staticmethod
    @cache
    def load() -> "Rulebook":
        """The packs and the newest calendar that are shipped, read once per process.

        Raises MalformedFile naming file, line and path where one of them is not in the format.
        """
        packs: dict[str, Pack] = {}
        entries = sorted((files("jiandu.law") / "packs").iterdir(), key=lambda entry: entry.name)
        for entry in entries:
            if entry.name.endswith(".yaml"):
                pack = read_pack(parse(entry.name, entry.read_text(encoding="utf-8")))
                packs[pack.id] = pack
        return Rulebook(packs=packs, calendar=load_calendar())

    def pack(self, pack_id: str) -> Pack:
        """The pack with this id. Raises Refused UNKNOWN_PACK."""
        found = self.packs.get(pack_id)
        if found is None:
            raise Refused("UNKNOWN_PACK", pack=pack_id)
        return found

    def governing(self, region: str, on: date) -> Pack:
        """The pack in force for a GB/T 2260 division on a legal day; the narrowest division that has one wins.

        Raises Refused NO_PACK_IN_FORCE; there is no borrowing from a neighbour.
        """
        found = [
            (len(significant(code)), pack.in_force_from, pack)
            for pack in self.packs.values()
            for code in pack.regions
            if pack.status == IN_FORCE and region.startswith(significant(code)) and _applies(pack, on)
        ]
        if not found:
            raise Refused("NO_PACK_IN_FORCE", field="region", region=region, on=on.isoformat())
        return max(found, key=lambda candidate: candidate[:2])[2]


def _applies(pack: Pack, on: date) -> bool:
    return pack.in_force_from <= on and (pack.in_force_to is None or on <= pack.in_force_to)
