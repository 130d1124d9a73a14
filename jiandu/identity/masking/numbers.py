"""Numbers and signs that reach a person: phones, identity documents, e-mail, plates, accounts."""

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from jiandu.identity.masking.spans import Found, Kind

# what a number follows that is nobody's: a document's, a case's, a certificate's
_PAPERS: Final = re.compile(
    r"(?:工单|编|案|文|单|执法证件?|证书|代码|流水|票|发票|订单|合同|许可证|批准|受理|查询|决定书|通知书|告知书|执法|警|条形?码|批次|快递)"
    r"(?:号码?|码|代码)?[ :为是第#]{0,4}$"
)
_PAPERS_REACH: Final = 14
_ALNUM: Final = r"(?<![0-9A-Za-z])"
_END: Final = r"(?![0-9A-Za-z])"
_PROVINCE: Final = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
_DAY: Final = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_TLD: Final = r"(?:com|cn|net|org|edu|gov|cc|me|top|vip|info|xyz|io|hk|tw)"
_IS: Final = r"[ :是为叫(]{0,4}"
_NUMERAL: Final = "0-9〇○零一二三四五六七八九幺两"
_SIGN: Final = "[0-9A-HJ-NP-Z]"
_PLATES: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"


def _digits(count: int) -> str:
    """So many digits, however they are grouped."""
    return r"\d" + r"[ \-]{0,2}\d" * (count - 1)


def _no_paper(view: str, start: int, _: str) -> bool:
    return not _PAPERS.search(view, max(0, start - _PAPERS_REACH), start)


def _luhn(view: str, start: int, number: str) -> bool:
    digits = [int(each) for each in reversed(number) if each.isdecimal()]
    doubled = [sum(divmod(2 * each, 10)) for each in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0 and _no_paper(view, start, number)


def _birth(view: str, start: int, number: str) -> bool:
    plain = re.sub(r"[ \-]", "", number)
    return bool(_BORN.fullmatch(plain)) and _no_paper(view, start, number)


def _plate(_: str, __: int, plate: str) -> bool:
    return sum(each.isdecimal() for each in plate) >= 2


def _no_sum(view: str, start: int, said: str) -> bool:
    return not _SUM.match(view, start + len(said)) and any(each.isdecimal() or each in "_-" for each in said)


_BORN: Final = re.compile(
    rf"{_PROVINCE}\d{{4}}(?:(?:19\d\d|20[0-2]\d){_DAY}\d{{3}}[\dXx]|\d\d{_DAY}\d{{3}})",
)
_SUM: Final = re.compile(r" ?(?:多|余|左右)?(?:元|块|万|千|百|人民币|RMB|钱|笔|次|年|月|日|平)")

Check = Callable[[str, int, str], bool]


class _Rule(NamedTuple):
    kind: Kind
    pattern: re.Pattern[str]
    check: Check | None = None


def _rule(kind: Kind, pattern: str, check: Check | None = None) -> _Rule:
    """What `pattern` matches, or its group `it` where only a part of that is to go."""
    return _Rule(kind, re.compile(pattern, re.IGNORECASE), check)


_COUNTRY: Final = r"(?:\(?(?:\+|00)? ?86\)?[ \-]{0,2})?"
_MOBILE: Final = (
    # 138 1234 5678, 138-12-34-56-78: the first group has three digits or more, so that 13-2021-00015 is none
    r"1[3-9]\d(?:(?:[ \-]{1,3}|空格|空|杠)?\d){8}"
    r"|1[3-9]\d\.\d{4}\.\d{4}|1[3-9]\d·\d{4}·\d{4}|1[3-9]\d/\d{4}/\d{4}"
    # 1 3 8 1 2 3 4 5 6 7 8
    r"|1 [3-9](?: \d){9}|1-[3-9](?:-\d){9}|1\.[3-9](?:\.\d){9}"
    r"|1[3-9]\d[*x×]{4}\d{4}"
)
_SPOKEN: Final = rf"[一幺1][ \-、]?[3-9三四五六七八九](?:[ \-、]?[{_NUMERAL}]){{9}}"
_LANDLINE: Final = (
    r"(?:\(0\d{2,3}\)|0(?:10|2\d|[3-9]\d\d))[ \-]{0,2}[2-8]\d{2,3}[ \-]?\d{4}(?:(?:-|转|分机)\d{1,5})?"
)

_RULES: Final = (
    _rule("phone", rf"(?<![\d+.])(?<!\d-)(?<!\d{{4}} )(?:{_COUNTRY}(?:{_MOBILE}))(?![\d%])(?!-\d)", _no_paper),
    _rule("phone", rf"(?<![{_NUMERAL}])(?:{_COUNTRY}{_SPOKEN})(?![{_NUMERAL}年月])", _no_paper),
    _rule("phone", rf"(?<![\d\-.+])(?:{_LANDLINE})(?![\d\-])", _no_paper),
    _rule(
        "phone", rf"(?:座机|固话|家里电话|宅电|电话)(?:号码?)?{_IS}(?P<it>[2-8]\d{{2,3}}[ \-]?\d{{4}})(?![\d\-])"
    ),
    _rule("id", rf"{_ALNUM}{_digits(17)}[ \-]{{0,2}}[\dx]{_END}", _birth),
    _rule("id", rf"{_ALNUM}{_digits(15)}{_END}", _birth),
    _rule("id", rf"{_ALNUM}[1-6]\d{{2,9}}[*×]{{4,14}}\d{{0,3}}[\dx]{_END}"),
    _rule("id", rf"身份证(?:件|号|号码|编号)?{_IS}(?P<it>\d(?:[ \-]?\d){{13,16}}[ \-]?[\dx]){_END}"),
    _rule(
        "id",
        r"(?:护照|通行证|回乡证|台胞证|居住证|军官证|士兵证|驾驶证|驾照)(?:证?号码?|证件号码?|编号|档案编号)?"
        rf"{_IS}(?P<it>[A-Z]{{0,2}}\d{{7,18}}x?){_END}",
    ),
    _rule("id", rf"(?:信用代码|营业执照(?:注册)?号码?|注册号|税号){_IS}(?P<it>[0-9A-Z]{{13,18}}){_END}"),
    _rule(
        "email",
        r"(?<![0-9A-Za-z._%+\-])(?:[0-9A-Za-z_+][0-9A-Za-z._%+\-]{0,63})"
        r" ?(?:@|#|\[at\]|\(at\)|艾特|圈a) ?"
        rf"(?:[0-9A-Za-z\-]{{1,40}} ?(?:\.|。|点|\[dot\]|\(dot\)) ?){{1,4}}{_TLD}{_END}",
    ),
    _rule(
        "email",
        r"(?<![0-9A-Za-z._%+\-])(?:[0-9A-Za-z_+][0-9A-Za-z._%+\-]{0,63}) at "
        rf"(?:[0-9A-Za-z\-]{{1,40}} ?(?:\.| dot |点) ?){{1,4}}{_TLD}{_END}",
    ),
    _rule(
        "email",
        rf"(?<![0-9A-Za-z._%+\-])[0-9A-Za-z_+][0-9A-Za-z._%+\-]{{0,63}}@(?:[0-9A-Za-z\-]{{1,40}}\.){{1,4}}[A-Z]{{2,6}}{_END}",
    ),
    _rule(
        "plate",
        rf"[{_PLATES}] ?[A-HJ-Z][ ·\-.]{{0,2}}"
        rf"(?:{_SIGN}{{4}} ?[警学挂港澳试超使领]|{_SIGN}{{5,6}}|{_SIGN}(?: {_SIGN}){{4,5}}){_END}",
        _plate,
    ),
    _rule("account", rf"(?:QQ|扣扣|企鹅)(?:号码?|群号?|账号)?{_IS}(?P<it>[1-9]\d{{4,11}}){_END}", _no_sum),
    _rule(
        "account",
        r"(?:微信|薇信|威信|V信|WeChat|weixin|(?<![a-z])[wv]x|支付宝|抖音|快手|微博|钉钉|小红书|淘宝|旺旺|陌陌|加微|加V)"
        rf"(?: ?(?:ID|号码?|账[号户]|帐[号户]|昵称|旺旺))?{_IS}"
        rf"(?P<it>[0-9a-z_][0-9a-z_\-]{{4,29}}){_END}",
        _no_sum,
    ),
    _rule(
        "account",
        r"(?:银行卡?|卡号?|账[号户]|帐[号户]|[工农建中交招]行|邮储|农信社?|信用社)(?:卡?号码?|账[号户]|卡)?"
        rf"{_IS}(?P<it>\d(?:[ \-]?\d){{11,20}}){_END}",
    ),
    _rule("account", rf"{_ALNUM}[3-6]\d{{3}}(?:[ \-]?\d{{4}}){{3}}(?:[ \-]?\d{{1,3}})?{_END}", _luhn),
)


def numbers_in(view: str) -> Iterator[Found]:
    """Every number or sign that reaches a person, overlapping ones included."""
    for rule in _RULES:
        group = "it" if "it" in rule.pattern.groupindex else 0
        for match in rule.pattern.finditer(view):
            start, end = match.span(group)
            if rule.check is None or rule.check(view, start, match[group]):
                yield Found(rule.kind, start, end)
