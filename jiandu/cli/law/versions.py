"""Which version of a text governs on a day, and which others there are."""

from dataclasses import replace
from datetime import date

from jiandu.cli.law import sources
from jiandu.law.languages import Words
from jiandu.law.pack import Pack


def others(asked: Pack) -> list[str]:
    """The refs of the other versions that ship, the oldest first."""
    versions = (each for each in sources.law().packs.values() if each.id == asked.id and each.ref != asked.ref)
    return [each.ref for each in sorted(versions, key=lambda each: each.version)]


def governing(asked: Pack, on: date) -> Pack | None:
    """The version that governs on that day: one of those that ship, or the one asked for, which may be a file."""
    shipped = sources.law()
    return replace(shipped, packs={**shipped.packs, asked.ref: asked}).version_on(asked.id, on)


def hint(asked: Pack, governs: Pack | None, on: date) -> Words | None:
    """What to say where another version governs on that day, or none; None where it is the one asked for."""
    if governs is not None:
        if governs.ref == asked.ref:
            return None
        return Words(
            f"{on} 适用的是 {governs.ref}(自 {governs.in_force_from} 起施行),而非所查的 {asked.ref}",
            f"{governs.ref} governs on {on}, in force from {governs.in_force_from}, not {asked.ref} as asked",
        )
    if asked.status != "in_force" or asked.in_force_from is None:
        return Words(
            f"{asked.ref} 未施行(效力:{asked.status}),{on} 不适用",
            f"{asked.ref} is not in force (status {asked.status}) and does not govern on {on}",
        )
    if on < asked.in_force_from:
        return Words(
            f"{asked.ref} 于 {on} 尚未施行(自 {asked.in_force_from} 起施行)",
            f"{asked.ref} is not yet in force on {on}; it is from {asked.in_force_from}",
        )
    return Words(
        f"{asked.ref} 于 {on} 已不再施行(施行至 {asked.in_force_to})",
        f"{asked.ref} is no longer in force on {on}; it was until {asked.in_force_to}",
    )
