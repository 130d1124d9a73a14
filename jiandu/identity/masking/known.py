"""What is known of the complainant, however the text writes it."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from jiandu.identity.masking.addresses import without_division
from jiandu.identity.masking.names import OFFICER
from jiandu.identity.masking.places import Places
from jiandu.identity.masking.spans import Found, Kind
from jiandu.identity.masking.surnames import HAN, MINORITY, TITLE, surname_of
from jiandu.identity.masking.view import BLANK, view_of
from jiandu.identity.masking.words import DOUBTFUL

_SHORTEST: Final = 2
_LONGEST: Final = 400
_MOST: Final = 400  # of what is known: more than all that fifty people say of themselves
_NAME: Final = re.compile(rf"[{HAN}]{{2,4}}|{MINORITY}")
_PHONE: Final = re.compile(r"(?:\+?86)?1\d{10}|0?\d{7,12}")
_ID: Final = re.compile(r"\d{14,17}[\dx]|[a-z]{1,2}\d{6,9}", re.IGNORECASE)
_PLATE: Final = re.compile(rf"[{HAN}][a-z][·]?[0-9a-z]{{4,6}}[{HAN}]?", re.IGNORECASE)
_REACH: Final = 14
_TITLED: Final = re.compile(TITLE)
_SMALL_TITLED: Final = re.compile(f"头|{TITLE}")
# 小时, 老房子: what 小 and 老 make of a surname that is also a word
_SMALL_WORDS: Final = re.compile(
    r"[小老](?:时|区|路|车|房|米|麦|石|河|高层|高考|马[路扎]|龙虾|白[菜酒]|黄[车鱼牛]|金[库]|康|牛|羊|鱼|包|商|单|池|田|谷|边|江|查|成)"
)
_VILLAGE: Final = re.compile(r"[村庄镇乡寨湾沟屯家营店桥口河路街]|公[司馆]")
_BEFORE_DOUBTFUL: Final = re.compile(r"[对乙甲双官警各多当同及平公]$")


def known_in(view: str, known: Iterable[str]) -> Iterator[Found]:
    """Every place where something known stands, overlapping ones included."""
    places = Places(view)
    surnames: dict[str, None] = {}
    for said in islice(dict.fromkeys(known), _MOST):
        plain = view_of(said).strip()[:_LONGEST]
        if len(plain) < _SHORTEST or BLANK in plain:
            continue
        kind = _kind(plain)
        for form in _forms(plain, kind):
            yield from places.of(form, kind)
        if kind == "name":
            surnames[_surname(plain)] = None
    for surname in surnames:
        yield from _addressed(view, surname)


def _forms(plain: str, kind: Kind) -> set[str]:
    """How the text may write it, besides as it is."""
    if kind == "address":
        return {plain, without_division(plain)}
    first, *others = _parts(plain) if kind == "name" else (plain,)
    return {plain, first} if others and len(first) > _SHORTEST else {plain}


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


def _parts(name: str) -> list[str]:
    return re.split("[·.]", name.replace(" ", ""))


def _surname(name: str) -> str:
    first, *others = _parts(name)
    return first if others else surname_of(name) or name[0]


def _addressed(view: str, surname: str) -> Iterator[Found]:
    """Whoever is called by this surname: 张先生, 小张, 老张头."""
    at = view.find(surname)
    while at >= 0:
        end = at + len(surname)
        small = at > 0 and view[at - 1] in "小老"
        titled = (_SMALL_TITLED if small else _TITLED).match(view, end)
        if small or titled:
            start, end = at - small, titled.end() if titled else end
            if not _somebody_else(view, start, end, surname):
                yield Found("name", start, end)
        at = view.find(surname, end)


def _somebody_else(view: str, start: int, end: int, surname: str) -> bool:
    if OFFICER.search(view, max(0, start - _REACH), start):
        return True
    if view[start] in "小老" and not view.startswith(surname, start):
        paper = start > 0 and view[start - 1] in "一几两大"  # 一小张纸
        return paper or bool(_SMALL_WORDS.match(view, start) or _VILLAGE.match(view, end))
    return surname in DOUBTFUL and bool(_BEFORE_DOUBTFUL.search(view[max(0, start - 1) : start]))
