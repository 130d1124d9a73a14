"""What is counted of a complaint, and by what it can be counted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from jiandu.domain.message import significant

# nothing is known of it, or not yet
NONE = "none"

_PAIR = len("65")  # a division is named by pairs of digits


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What is counted of one complaint. It says nothing of who complained, and nothing in anybody's words.

    `overdue` are the limits that were missed or are overdue now; `timely` is None where no limit applied or none
    is over; `unanswered` are the bodies that stayed silent.
    """

    complaint_id: str
    region: str
    pack: str
    submitted_on: date
    respondents: tuple[str, ...]
    kind: str
    channel: str
    ground: str | None
    state: str
    outcome: str | None
    concluded_on: date | None
    replied_on: date | None
    overdue: tuple[str, ...]
    timely: bool | None
    repeat: bool
    unanswered: tuple[str, ...]
    satisfied: bool | None
    disputed: bool


class Key(NamedTuple):
    """One step from the whole to a part: the value of a dimension. `own` is as in `Table`."""

    dimension: str
    value: str
    own: bool = False


Path = tuple[Key, ...]


def divisions(regions: set[str], whole: str) -> dict[str, Path]:
    """Where each division lies below the whole: 652301 in 652300 in 650000.

    What was laid with a division that has others below it gets a place beside them, so that they sum up to it.
    """
    chains = {region: _chain(region, whole) for region in regions}
    above = {code for chain in chains.values() for code in chain[:-1]}
    found: dict[str, Path] = {}
    for region, chain in chains.items():
        path = tuple(Key("region", code) for code in chain)
        own = Key("region", region, own=True)
        found[region] = (own,) if region == whole else (*path, own) if region in above else path
    return found


def _chain(region: str, whole: str) -> list[str]:
    chain, code = [region], significant(region)
    while len(code) - _PAIR > len(significant(whole)):
        code = code[:-_PAIR]
        chain.append(code.ljust(len(region), "0"))
    return chain[::-1]


def _one(dimension: str, of: Callable[[Counted], str | None]) -> Callable[[Counted], list[Path]]:
    return lambda each: [(Key(dimension, of(each) or NONE),)]


# what a complaint can be counted by; divisions lie in one another
DIMENSIONS: Mapping[str, Callable[[Counted], list[Path]]] = {
    "agency": lambda each: [(Key("agency", body),) for body in dict.fromkeys(each.respondents) or (NONE,)],
    "region": _one("region", lambda each: each.region),
    "ground": _one("ground", lambda each: each.ground),
    "outcome": _one("outcome", lambda each: each.outcome),
    "kind": _one("kind", lambda each: each.kind),
    "channel": _one("channel", lambda each: each.channel),
    "month": _one("month", lambda each: f"{each.submitted_on:%Y-%m}"),
}
