"""Why a status list, or an epoch of it, is not taken."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from jiandu.record import seal


class BadList(ValueError):  # noqa: N818 - it describes the list
    """Not taken for `reason`, one of WORDS; `field` is where, if it is malformed."""

    WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
        {
            **seal.WORDS,
            "malformed": ("格式不符", "it is not in the format"),
            "unknown_format": ("不认识的格式或版本", "its format or version is not known"),
            "too_large": ("超过允许的大小", "it is larger than is taken"),
            "gap": ("与前一期之间缺期", "epochs are missing before it"),
            "does_not_follow": ("不是接在前一期之后的", "it does not follow the epoch before it"),
            "goes_back": ("时间或名单长度倒退", "its time or its size goes back"),
            "list_differs": ("名单与所签摘要不符", "the list is not the one whose digest was signed"),
            "from_the_future": ("时间在将来:时钟不准", "it is from the future: a clock is wrong"),
        }
    )

    def __init__(self, reason: str, field: str | None = None) -> None:
        super().__init__(reason if field is None else f"{reason}: {field}")
        self.reason = reason
        self.field = field
