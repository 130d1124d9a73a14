"""What a Chinese name looks like, as patterns; the words they are made of lie in `words`."""

import re
from typing import Final

from jiandu.identity.masking.words import COMPOUND, NOT_GIVEN, SINGLE, TITLES, WORDS

HAN: Final = "\u3007\u3400-\u4dbf\u4e00-\u9fff"
SURNAME: Final = f"(?:{'|'.join(COMPOUND)}|[{SINGLE}])"
TITLE: Final = f"(?:{'|'.join(TITLES)})"
# 买买提·艾力, 阿依古丽·买买提江
_M: Final = f"(?![的了在被把向说])[{HAN}]"
MINORITY: Final = rf"(?:{_M}){{1,7}}(?:[·.](?:{_M}){{1,8}}){{1,3}}"
# what a name can be followed by: what is no Chinese character, or a word that goes on
_WALL: Final = rf"(?![{HAN}])"
_ON: Final = (
    "(?=电话|手机|身份证|公民身份|联系|性别|年龄|住址|家住|地址|户籍|出生|投诉|举报|反映|申诉|控告|检举|认为|觉得|"
    "希望|请求|要求|来自|居住|发现|一家|家里|本人|承诺|保证|曾经|经营|作为|实名|今年|现年|现住|现在|今天|昨天|前天|"
    "去年|不服|想要|想投|想举|想反|要投|要举|要反|来电|来信|来访|致电|先生|女士|通过|就是|因为|由于|对于|对此|"
    r"向你|向贵|向您|敬上|敬呈|谨呈|写于|[是系]|[男女](?:[,、 ]|汉|回|维|\d))"
)
_ONE: Final = "(?=[是在住系因于的我您你他她和与跟向对就也想要来去到从被遭受已曾为有])"
_GIVEN: Final = f"[{HAN}]"
_PLAIN_GIVEN: Final = f"(?![{NOT_GIVEN}])[{HAN}]"


def _name(given: str) -> str:
    """A surname and one or two characters like `given`, as many as what follows leaves."""
    return rf"{SURNAME}(?:{given}){{1,2}}{_WALL}|{SURNAME}(?:{given}){{2}}{_ON}|{SURNAME}{given}{_ON}"


# after words such as 姓名, where a name is all that can follow
_LOOSE: Final = f"{SURNAME}{_GIVEN}{_ONE}|{SURNAME}{_GIVEN}{{2}}{_ONE}|{SURNAME}(?:{_PLAIN_GIVEN}){{2}}"
SURE_NAME: Final = f"(?:{MINORITY}|{_name(_GIVEN)}|{_LOOSE})"
# after words such as 本人, where anything can follow
LIKELY_NAME: Final = f"(?:{MINORITY}{_WALL}|{_name(_PLAIN_GIVEN)})"
_WHOLE: Final = re.compile(f"{MINORITY}|{SURNAME}(?!{TITLE})[{HAN}]{{1,2}}")


def is_word(said: str) -> bool:
    """True if what looks like a name is a common word, or goes on as no name does."""
    return said[:2] in WORDS or said[1:2] in NOT_GIVEN


def surname_of(name: str) -> str:
    """The surname with which a name begins, "" if none is known."""
    found = re.match(SURNAME, name)
    return found[0] if found else ""


def is_full_name(said: str) -> bool:
    """True for 张三, not for 张先生 or 小张."""
    return _WHOLE.fullmatch(said) is not None
