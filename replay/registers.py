"""Which register a file is: told by its header."""

from pathlib import Path
from typing import Final

from replay.entry import Adapter
from replay.newyork import NewYork
from replay.reading import Register, Unreadable, open_register
from replay.virginia import Virginia, VirginiaAgencies

AGENCY_FILES: Final = ("va_agencies.csv.gz", "va_agencies.csv")


def adapter_for(register: Register, folder: Path) -> Adapter:
    """The adapter of the register; agencies are held against the register of agencies where it lies in `folder`.

    Columns may stand in any order and others may be there too. Raises Unreadable UNKNOWN_HEADER, DOUBLE_COLUMN.
    """
    if len(set(register.header)) != len(register.header):
        raise Unreadable("DOUBLE_COLUMN", "the header has a name twice")
    known: tuple[Adapter, ...] = (NewYork(), Virginia(), VirginiaAgencies())
    for adapter in known:
        if set(adapter.columns) <= set(register.header):
            if isinstance(adapter, Virginia):
                return Virginia(agencies_in(folder))
            return adapter
    wanted = "; ".join(f"{adapter.name} has {', '.join(adapter.columns)}" for adapter in known)
    raise Unreadable("UNKNOWN_HEADER", f"the header is of no register known here ({wanted})")


def agencies_in(folder: Path) -> frozenset[str] | None:
    """The names in the register of agencies that lies in the folder; None if none does, or not a readable one."""
    for name in AGENCY_FILES:
        if (folder / name).is_file():
            try:
                with open_register(folder / name) as register:
                    return _names(register)
            except Unreadable:
                return None
    return None


def _names(register: Register) -> frozenset[str] | None:
    column = VirginiaAgencies().columns[0]
    if column not in register.header:
        return None
    place = register.header.index(column)
    rows = (each for each in register.records() if each.fault is None)
    return frozenset(" ".join(each.values[place].split()) for each in rows)
