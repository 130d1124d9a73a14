"""Whether a pack has its place among the others: the next version of its text, and nobody's rival."""

from collections.abc import Mapping
from datetime import date

from jiandu.domain import Refused
from jiandu.law.pack import Pack, Scope


def check_place(pack: Pack, packs: Mapping[str, Pack]) -> None:
    """Whether `pack` can join `packs`, none of which is a version of it that is as new.

    It is the version after the newest. It corrects a version that is there and has its first day, or it says what
    holds from a later day on. It speaks where its text always spoke, under law that is there, and with nobody's
    equal claim. Raises Refused NOT_THE_NEXT_EDITION, MALFORMED_LAW, INVALID_VALUE, UNKNOWN_PACK, AMBIGUOUS_LAW;
    the refusal's `field` is the path in the pack.
    """
    earlier = {each.version: each for each in packs.values() if each.id == pack.id}
    if pack.version != max(earlier, default=0) + 1:
        raise Refused("NOT_THE_NEXT_EDITION", field="version", name=pack.ref)
    if pack.corrects is None:
        _check_amendment(pack, earlier)
    else:
        _check_correction(pack, pack.corrects, earlier)
    if earlier and not set(pack.scope.regions) & set(earlier[max(earlier)].scope.regions):
        raise Refused("INVALID_VALUE", field="scope.regions", value=", ".join(pack.scope.regions))
    for upper in pack.upper:
        if not any(each.id == upper for each in packs.values()):
            raise Refused("UNKNOWN_PACK", field="upper", pack=upper)
    for other in packs.values():
        rival = (
            other.id != pack.id and "in_force" == pack.status == other.status and _overlap(pack.scope, other.scope)
        )
        if rival and _together(pack, other):
            raise Refused("AMBIGUOUS_LAW", field="scope", region=", ".join(pack.scope.regions), packs=other.ref)


def _check_amendment(pack: Pack, earlier: Mapping[int, Pack]) -> None:
    begins = _printed_day(pack)
    for version, each in sorted(earlier.items(), reverse=True):
        before = _printed_day(each)
        if begins is not None and before is not None and begins <= before:
            said = f"version {version} is from {before}: an amended text is from a later day"
            raise Refused("MALFORMED_LAW", field="in_force.from", problems=said)


def _check_correction(pack: Pack, corrects: int, earlier: Mapping[int, Pack]) -> None:
    wrong = earlier.get(corrects)
    if wrong is None:
        raise Refused("MALFORMED_LAW", field="corrects", problems=f"{pack.id} has no earlier version {corrects}")
    begins, before = _printed_day(pack), _printed_day(wrong)
    if begins is not None and before is not None and begins != before:
        said = f"version {corrects} is from {before}, not from {begins}: what is from another day corrects nothing"
        raise Refused("MALFORMED_LAW", field="corrects", problems=said)


def _printed_day(pack: Pack) -> date | None:
    """The first day the text names; one that an administrator set, or that follows from a year, is none."""
    return None if pack.day_blank else pack.in_force_from


def _overlap(one: Scope, other: Scope) -> bool:
    """True if both speak of one division, matter, sector and level with equal claim."""
    same = set(one.regions) & set(other.regions) and set(one.matters) & set(other.matters)
    sectors = set(one.sectors) & set(other.sectors) or not (one.sectors or other.sectors)
    levels = set(one.levels) & set(other.levels) or not (one.levels and other.levels)
    return bool(same and sectors and levels)


def _together(one: Pack, other: Pack) -> bool:
    if one.in_force_from is None or other.in_force_from is None:
        return False
    return one.in_force_from <= (other.in_force_to or date.max) and other.in_force_from <= (
        one.in_force_to or date.max
    )
