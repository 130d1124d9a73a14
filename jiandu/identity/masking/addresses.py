"""Where the writer lives, after the words that say so; the division it lies in may stay."""

import re
from collections.abc import Iterator
from typing import Final

from jiandu.identity.masking.spans import Found
from jiandu.identity.masking.surnames import HAN

_SAID: Final = (
    "(?:(?:家庭|居住|联系|通讯|通信|户籍|收信|邮寄|常住|现居|本人|我的|我家|户口)(?:住址|地址|所在地|地)|住址|住所地?|"
    rf"(?<![{HAN}])地址(?!在)|(?<=[,;(])住在?(?![院宿房店宅进不过校所])|具体(?:是|地址|住址)|"
    rf"我(?:们|俩|[和跟与][{HAN}]{{1,4}}?)(?:都|一起)?住在?(?!院)|我家?住在?|本人住在?|家住在?|现住在?|"
    "居住在|居住于|我家在|本人家在|暂住在?|租住在?)"
)
_COUNTY: Final = "县|旗|(?<![小社园校片库学街])区"
_DIVISION: Final = rf"(?:(?:[{HAN}]{{2,9}}?(?:自治区|自治州|省|市|地区|盟|州|{_COUNTY})){{1,4}})"
_PLACE: Final = re.compile(
    rf"{_SAID}[ :是为在于]{{0,3}}+(?:{_DIVISION})?+(?P<it>[^\s,。;!?、()的\ue000〔〕\"“”]{{3,45}})", re.IGNORECASE
)
_ENDS: Final = re.compile(r"电话|手机|身份证|联系|姓名|反映|投诉|举报|邮编|对面|旁边|附近|后面|前面|门口|隔壁")
_LOOKS: Final = re.compile(
    r"\d|[一二三四五六七八九十]+[号栋幢组队连团]|路|街|巷|村|镇|乡|小区|弄|社区|花园|公寓|家园|苑|胡同|大道|家属院|"
    "单元|楼|屯"
)
_NOT_A_PLACE: Final = re.compile(
    r"这|那|得|附近|隔壁|楼[上下]|对面|旁边|该|在?此|了|着|不|他|她|哪|一个|\d+(?:年|个月|天|多)|"
    "[一二三四五六七八九十几]+(?:年|个月|多年)"
)


def addresses_in(view: str) -> Iterator[Found]:
    """Every dwelling the writer gives, overlapping ones included."""
    for match in _PLACE.finditer(view):
        start, place = match.start("it"), match["it"]
        if end := _ENDS.search(place):
            place = place[: end.start()]
        if len(place) >= 3 and _LOOKS.search(place) and not _NOT_A_PLACE.match(place):
            yield Found("address", start, start + len(place))


def without_division(address: str) -> str:
    """An address without the provinces, cities and counties it begins with."""
    return re.sub(rf"^{_DIVISION}", "", address)
