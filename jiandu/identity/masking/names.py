"""How somebody nobody knows yet names himself: 我叫…, 投诉人:…, a signature at the end."""

import re
from collections.abc import Iterator
from typing import Final

from jiandu.identity.masking.spans import Found
from jiandu.identity.masking.surnames import HAN, LIKELY_NAME, SURE_NAME, SURNAME, TITLE, is_word
from jiandu.identity.masking.view import BLANK
from jiandu.identity.masking.words import DOUBTFUL, NOT_GIVEN

# whoever these words speak of is no complainant
OFFICER: Final = re.compile(
    "(?:执法者|人员|队员|协管员?|辅警|民警|警官|交警|警察|[所局队科处股站院校部厅镇县乡区市村]长|主任|书记|城管|干部|"
    "领导|法官|检察官|支书|窗口|对方|被[投举申]诉人|被举报人|被[申请告]人?|被申请人|办事员|公务员|专员|负责人|承办人|"
    "经办人|当事人|干警|保安|老板|同事)(?:之?一|的)?(?:姓名|名字|名单)?(?:叫做?|名叫|为|是|有)?[ :(]{0,2}$"
)
_OFFICER_REACH: Final = 14
_PARTY: Final = (
    "(?:投诉|举报|申诉|申请|反映|来电|来访|来信|检举|控告|信访|上访|联系|报案|报警|求助|诉求|委托|具名|署名|反应)"
)
_WHO: Final = (
    "(?:居民|业主|市民|村民|商户|店主|老板|个体户|司机|住户|学生|职工|教师|家长|经营者|负责人|摊主|摊贩|租户|群众|"
    "牧民|农民|员工|工人|老师|医生)"
)
_NUMERAL: Final = "[〇一二三四五六七八九十]"
_IS: Final = "[ :是为叫]{0,3}"

_STATED: Final = re.compile(
    rf"(?:姓名|真名|(?<!被){_PARTY}人(?:姓名)?[ ]?:|(?:户名|收款人|署名|签名|落款|具名|签字)(?:[ ]?:|为|是))"
    rf"{_IS}(?P<it>{SURE_NAME})"
)
_CALLED: Final = re.compile(
    rf"(?:我的?(?:名字|姓名)|我叫做?|我名叫|本人(?:名叫|叫)|(?:我|本人)是[{HAN}0-9]{{0,16}},?名叫){_IS}(?P<it>{SURE_NAME})"
)
_RELATIVE: Final = re.compile(
    "我(?:的)?(?:对象|丈夫|妻子|老公|老婆|爱人|媳妇|老伴|儿子|女儿|孩子|父亲|母亲|爸爸?|妈妈?|弟弟?|哥哥?|姐姐?|妹妹?)"
    rf"(?:名?叫|是)?(?P<it>{SURE_NAME})"
)
_LIKELY: Final = re.compile(
    rf"(?:本人(?:系|是)?|户主|机主|我是|我系|我,|我\(|(?<!被){_PARTY}人(?:系|是)?|"
    rf"(?:我是|我系|本人系|本人是)[{HAN}0-9]{{0,16}}{_WHO}) ?(?P<it>{LIKELY_NAME})"
)
_TITLED: Final = re.compile(
    rf"(?:我是|本人|我姓{SURNAME},?叫?|(?<!被){_PARTY}人|市民|来电人|热心群众)[ :]?"
    rf"(?P<it>(?:{SURNAME}{TITLE}|[小老]{SURNAME}))(?![{HAN}])"
)
_CALLER: Final = re.compile(
    rf"(?:(?<!被){_PARTY}人|市民|居民|群众|业主|村民)[ :]?"
    rf"(?P<it>{SURNAME}(?:先生|女士|小姐|阿姨|大爷|大妈|师傅|老师|某某?))"
)
_BESIDE_PAPERS: Final = re.compile(
    rf"(?<![{HAN}])(?!我|本人|{_PARTY}|姓名)(?P<it>{LIKELY_NAME}) ?[(,、] ?(?:[男女][,、 ]?)?"
    rf"(?:[汉回维哈蒙藏壮满]族?[,、 ]?)?(?:公民)?(?:身份证|身份号码|手机|电话|联系|住址|家住|现住|{BLANK})"
)
_SIGNED: Final = re.compile(
    rf"(?:^\s*|敬礼[!。]?\s*|\n\s*|--+\s*|[。!?]\s+|此致\s*)(?:{_PARTY}人[ ]?:?\s*)?(?P<it>{LIKELY_NAME})"
    rf"(?:敬上|敬呈|谨呈|谨上|上)?\s*(?:[(].{{0,12}}[)])?[。.]?[\s,:电话手机联系方式{BLANK}]*"
    rf"(?:(?:\d{{2,4}}|二〇{_NUMERAL}{{2}})[年.\-/](?:\d|{_NUMERAL}){{1,3}}[月.\-/](?:\d|{_NUMERAL}){{1,3}}日?)?\s*$"
)
_ONE_MORE: Final = re.compile(f"[{HAN}]")
_TAIL: Final = 80  # a signature is looked for at the end alone


def names_in(view: str) -> Iterator[Found]:
    """Every place where somebody names himself, overlapping ones included."""
    for pattern, is_name in (
        (_STATED, _anything),
        (_CALLED, _no_word),
        (_RELATIVE, _no_doubt),
        (_LIKELY, _surely),
        (_TITLED, _anything),
        (_CALLER, _anything),
        (_BESIDE_PAPERS, _surely),
    ):
        for match in pattern.finditer(view):
            if is_name(view, match) and not _officer(view, match):
                yield Found("name", *match.span("it"))
    end = len(view.rstrip())
    signed = _SIGNED.search(view, max(0, end - _TAIL), end)
    if signed and _surely(view, signed):
        yield Found("name", *signed.span("it"))


def _officer(view: str, match: re.Match[str]) -> bool:
    start = match.start()
    if match[0].startswith(("我", "本人")):
        return False
    return OFFICER.search(view, max(0, start - _OFFICER_REACH), start) is not None


def _anything(_: str, __: re.Match[str]) -> bool:
    return True


def _no_word(view: str, match: re.Match[str]) -> bool:
    said = match["it"]
    if "·" in said:
        return True
    # 高兴华 stands alone, 马上来人 does not
    return said[1:2] not in NOT_GIVEN and (not is_word(said) or (len(said) > 2 and not _goes_on(view, match)))


def _no_doubt(view: str, match: re.Match[str]) -> bool:
    return _no_word(view, match) and not (match["it"][0] in DOUBTFUL and _goes_on(view, match))


def _surely(_: str, match: re.Match[str]) -> bool:
    said = match["it"]
    return "·" in said or (not is_word(said) and (said[0] not in DOUBTFUL or len(said) > 2))


def _goes_on(view: str, match: re.Match[str]) -> bool:
    return _ONE_MORE.match(view, match.end("it")) is not None
