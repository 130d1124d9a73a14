"""The words for each status: the law's own, and what anybody may be told of a certificate that has it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from jiandu.law import Words
from services.certificates.domain.status import (
    CANCELLED,
    COLLECTED,
    DISQUALIFIED,
    EXPIRED,
    LOST,
    NOT_YET_VALID,
    REPLACED,
    REVOKED,
    SURRENDERED,
    SUSPENDED,
    VALID,
    VOID,
    WRITTEN_OFF,
)


@dataclass(frozen=True)
class Status:
    """The law's word for a status, its English, and the sentence for the public."""

    zh: str
    en: str
    public: Words


def _ended(word: str, en: str) -> Status:
    public = Words(f"该证件已{word},持证人不得凭此执法", f"This certificate has been {en} and entitles to nothing")
    return Status(word, en, public)


WORDS: Final[Mapping[str, Status]] = {
    NOT_YET_VALID: Status("未生效", "not yet valid", Words("该证件尚未生效", "This certificate is not yet valid")),
    EXPIRED: Status("过期", "expired", Words("该证件已过有效期", "This certificate has expired")),
    VALID: Status("有效", "valid", Words("该证件有效", "This certificate is valid")),
    LOST: Status(
        "遗失",
        "lost",
        Words(
            "该证件已报遗失,出示者不得凭此执法", "This certificate was reported lost; who shows it may not use it"
        ),
    ),
    SUSPENDED: Status(
        "暂扣",
        "suspended",
        Words("该证件被暂扣,暂停执法", "This certificate is suspended for the time being"),
    ),
    REPLACED: Status(
        "补发",
        "replaced",
        Words(
            "该证件已由补发的新证代替,原证不得使用",
            "This certificate has been replaced by a new one and entitles to nothing",
        ),
    ),
    VOID: _ended("声明作废", "declared void"),
    CANCELLED: _ended("注销", "cancelled"),
    COLLECTED: _ended("收缴", "collected"),
    WRITTEN_OFF: _ended("核销", "written off"),
    SURRENDERED: _ended("缴销", "taken back and cancelled as a sanction"),
    DISQUALIFIED: Status(
        "取消资格",
        "disqualified",
        Words("持证人的行政执法资格已被取消", "The holder is no longer qualified to enforce the law"),
    ),
    REVOKED: _ended("吊销", "revoked"),
}
# what a person is told of a number that no register here knows: it is not said to be invalid
UNKNOWN_WORDS: Final = Words(
    "本登记库没有该证件的记录;这不表示证件无效,请向发证机关核实",
    "There is no record of this certificate here; that does not make it invalid: ask the authority that issued it",
)


def said(status: str) -> dict[str, str]:
    """The sentence for the public, in both languages."""
    public = WORDS[status].public
    return {"zh": public.zh, "en": public.en}
