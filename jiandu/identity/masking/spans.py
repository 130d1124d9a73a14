"""What is found in a text, and what stands in its place afterwards."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, NamedTuple

Kind = Literal["name", "phone", "id", "email", "plate", "account", "address"]

PLACEHOLDERS: Final[Mapping[Kind, str]] = {
    "name": "〔姓名〕",
    "phone": "〔电话〕",
    "id": "〔证件号〕",
    "email": "〔邮箱〕",
    "plate": "〔车牌〕",
    "account": "〔账号〕",
    "address": "〔住址〕",
}
# of two kinds found at the same place the earlier counts: a phone number may also be a WeChat id
_ORDER: Final[Sequence[Kind]] = ("phone", "id", "email", "plate", "account", "name", "address")
ANY_PLACEHOLDER: Final = re.compile("|".join(map(re.escape, PLACEHOLDERS.values())))


class Found(NamedTuple):
    """One thing to mask: text[start:end] of the original."""

    kind: Kind
    start: int
    end: int


def without_overlap(found: Iterable[Found]) -> list[Found]:
    """From left to right, of those that begin together the longest; what overlaps an earlier one is left out."""
    kept: list[Found] = []
    for each in sorted(found, key=lambda one: (one.start, -one.end, _ORDER.index(one.kind))):
        if not kept or kept[-1].end <= each.start:
            kept.append(each)
    return kept
