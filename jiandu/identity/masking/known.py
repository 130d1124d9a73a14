"""What is known of the complainant, however the text writes it."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from jiandu.identity.masking.addresses import without_division
from jiandu.identity.masking.names import OFFICER
from jiandu.identity.masking.spans import Found, Kind
from jiandu.identity.masking.surnames import HAN, MINORITY, TITLE, surname_of
from jiandu.identity.masking.view import BLANK, view_of
from jiandu.identity.masking.words import DOUBTFUL

_BETWEEN: Final = r"[ \-.·_,]{0,2}"
_SHORTEST: Final = 2
_LONGEST: Final = 400
_NAME: Final = re.compile(rf"[{HAN}]{{2,4}}|{MINORITY}")
_PHONE: Final = re.compile(r"(?:\+?86)?1\d{10}|0?\d{7,12}")
_ID: Final = re.compile(r"\d{14,17}[\dx]|[a-z]{1,2}\d{6,9}", re.IGNORECASE)
_PLATE: Final = re.compile(rf"[{HAN}][a-z][·]?[0-9a-z]{{4,6}}[{HAN}]?", re.IGNORECASE)
_REACH: Final = 14
# 小时, 老房子: what 小 and 老 make of a surname that is also a word
_SMALL_WORDS: Final = re.compile(
    r"[小老](?:时|区|路|车|房|米|麦|石|河|高层|高考|马[路扎]|龙虾|白[菜酒]|黄[车鱼牛]|金[库]|康|牛|羊|鱼|包|商|单|池|田|谷|边|江|查|成)"
)
_VILLAGE: Final = re.compile(r"[村庄镇乡寨湾沟屯家营店桥口河路街]|公[司馆]")
_BEFORE_DOUBTFUL: Final = re.compile(r"[对乙甲双官警各多当同及平公]$")


def known_in(view: str, known: Iterable[str]) -> Iterator[Found]:
    """Every place where something known stands, overlapping ones included."""
    for said in known:
        plain = view_of(said).strip()[:_LONGEST]
        if len(plain) >= _SHORTEST and BLANK not in plain:
            yield from _each(view, plain)


def _each(view: str, plain: str) -> Iterator[Found]:
    kind = _kind(plain)
    if kind == "name":
        yield from _name_in(view, plain)
        return
    for form in {plain, without_division(plain)} if kind == "address" else {plain}:
        yield from _exactly(view, form, kind)


def _kind(plain: str) -> Kind:
    bare = re.sub(r"[ \-()]", "", plain)
    if "@" in plain:
        return "email"
    tests: tuple[tuple[Kind, re.Pattern[str]], ...] = (
        ("id", _ID),
        ("phone", _PHONE),
        ("plate", _PLATE),
        ("name", _NAME),
    )
    for kind, pattern in tests:
        if pattern.fullmatch(bare):
            return kind
    return "address" if re.search(f"[{HAN}]{{2}}", plain) else "account"


def _exactly(view: str, plain: str, kind: Kind) -> Iterator[Found]:
    """The characters of `plain` in their order, with spaces, dots or dashes between them or none."""
    letters = [each for each in plain if not re.fullmatch(_BETWEEN, each)]
    if len(letters) < _SHORTEST:
        return
    pattern = _BETWEEN.join(map(re.escape, letters))
    if letters[0].isascii():
        pattern = rf"(?<![0-9A-Za-z]){pattern}"
    if letters[-1].isascii():
        pattern = rf"{pattern}(?![0-9A-Za-z])"
    for match in re.finditer(pattern, view, re.IGNORECASE):
        yield Found(kind, *match.span())


def _name_in(view: str, name: str) -> Iterator[Found]:
    yield from _exactly(view, name, "name")
    first, *others = re.split("[·.]", re.sub(" ", "", name))
    surname = first if others else surname_of(name) or name[0]
    if others and len(first) > _SHORTEST:
        yield from _exactly(view, first, "name")
    for match in re.finditer(rf"{re.escape(surname)}{TITLE}|[小老]{re.escape(surname)}(?:头|{TITLE})?", view):
        if not _somebody_else(view, match, surname):
            yield Found("name", *match.span())


def _somebody_else(view: str, match: re.Match[str], surname: str) -> bool:
    start, end = match.span()
    if OFFICER.search(view, max(0, start - _REACH), start):
        return True
    if match[0][0] in "小老":
        paper = start > 0 and view[start - 1] in "一几两大"  # 一小张纸
        return paper or bool(_SMALL_WORDS.match(view, start) or _VILLAGE.match(view, end))
    return surname in DOUBTFUL and bool(_BEFORE_DOUBTFUL.search(view[max(0, start - 1) : start]))
