"""What a certificate can be: every status under the law's own word, none of which stands for another."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from jiandu.law import Words

VALID, NOT_YET_VALID, EXPIRED, LOST, SUSPENDED = "valid", "not_yet_valid", "expired", "lost", "suspended"
REPLACED, VOID, CANCELLED, COLLECTED = "replaced", "void", "cancelled", "collected"
WRITTEN_OFF, SURRENDERED, DISQUALIFIED, REVOKED = "written_off", "surrendered", "disqualified", "revoked"


@dataclass(frozen=True)
class Status:
    """One status: the law's word for it, and what anybody may be told of a certificate that has it.

    `weight` orders statements that hold at one instant: the heaviest is what the certificate is.
    """

    zh: str
    en: str
    public: Words
    weight: int
    final: bool = False


def _ended(word: str, en: str, weight: int) -> Status:
    public = Words(f"该证件已{word},持证人不得凭此执法", f"This certificate has been {en} and entitles to nothing")
    return Status(word, en, public, weight, final=True)


STATUSES: Final[Mapping[str, Status]] = {
    NOT_YET_VALID: Status(
        "未生效", "not yet valid", Words("该证件尚未生效", "This certificate is not yet valid"), 0
    ),
    EXPIRED: Status("过期", "expired", Words("该证件已过有效期", "This certificate has expired"), 0),
    VALID: Status("有效", "valid", Words("该证件有效", "This certificate is valid"), 1),
    LOST: Status(
        "遗失",
        "lost",
        Words(
            "该证件已报遗失,出示者不得凭此执法", "This certificate was reported lost; who shows it may not use it"
        ),
        2,
    ),
    SUSPENDED: Status(
        "暂扣",
        "suspended",
        Words("该证件被暂扣,暂停执法", "This certificate is suspended for the time being"),
        3,
    ),
    REPLACED: _ended("换发", "replaced", 4),
    VOID: _ended("声明作废", "declared void", 5),
    CANCELLED: _ended("注销", "cancelled", 6),
    COLLECTED: _ended("收缴", "collected", 7),
    WRITTEN_OFF: _ended("核销", "written off", 8),
    SURRENDERED: _ended("缴销", "taken back and cancelled as a sanction", 9),
    DISQUALIFIED: Status(
        "取消资格",
        "disqualified",
        Words("持证人的行政执法资格已被取消", "The holder is no longer qualified to enforce the law"),
        10,
        final=True,
    ),
    REVOKED: _ended("吊销", "revoked", 11),
}
# what a person is told of a number that no register here knows: it is not said to be invalid
UNKNOWN_WORDS: Final = Words(
    "本登记库没有该证件的记录;这不表示证件无效,请向发证机关核实",
    "There is no record of this certificate here; that does not make it invalid: ask the authority that issued it",
)
# kinds of statement that a decision may make; what follows from the term is nobody's decision
DECIDED: Final = frozenset(STATUSES) - {NOT_YET_VALID, EXPIRED}
FINAL: Final = frozenset(name for name, status in STATUSES.items() if status.final)
