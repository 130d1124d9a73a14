"""The headings of a text as it prints them: 第N条 in their order, or an outline of 一、 (一) 1. and stages."""

import re
from collections.abc import Iterator, Sequence
from itertools import count

_HAN = "[一二三四五六七八九十百零]+"
_ARTICLE = re.compile(f"第{_HAN}条")
_PART = re.compile(f"篇({_HAN}):")
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
_OUTLINE = re.compile(
    rf"(?P<top>{_HAN})、|\((?P<mid>{_HAN})\)|(?<!\d)(?P<low>\d{{1,2}})\.|(?P<stage>第{_HAN}阶段):"
)
_KEY = re.compile(rf"(?P<top>{_HAN})(?P<mid>\({_HAN}\))?(?P<low>\d+)?(?P<stage>第{_HAN}阶段)?")
_GONE = re.compile(f"(?P<first>第{_HAN}条)(?:至(?P<last>第{_HAN}条)|(?P<on>及以后))?(?!第|{_HAN})")


def numeral(article: str) -> int:
    """The number of 第N条, N below one thousand."""
    number, digit = 0, 0
    for sign in article.removeprefix("第").removesuffix("条"):
        if sign in "十百":
            number += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[sign]
    return number + digit


def article_sequence(text: str, gone: Sequence[range] = ()) -> Iterator[str]:
    """The articles of a text without white space, as far as one follows the other, without those `gone`."""

    def after(number: int) -> int:
        return next(n for n in count(number + 1) if not any(n in each for each in gone))

    wanted = after(0)
    for match in _ARTICLE.finditer(text):
        if numeral(match.group()) == wanted:
            yield match.group()
            wanted = after(wanted)


def headings(text: str, keys: Sequence[str], missing: Sequence[str]) -> tuple[list[str], list[str]]:
    """The headings of a text without white space, and those of `keys` that name a heading of its kind.

    The kind follows from the keys. Articles named as wholly missing are not looked for.
    """
    if any(_PART.match(f"{key}:") for key in keys):
        return list(_parts(text, missing)), [key for key in keys if key.startswith("篇")]
    if any(_ARTICLE.fullmatch(key) for key in keys):
        return list(article_sequence(text, _gone(missing))), [key for key in keys if _ARTICLE.fullmatch(key)]
    named = {key: match for key in keys if (match := _KEY.fullmatch(key))}
    levels = {level for match in named.values() for level, sign in match.groupdict().items() if sign}
    return [label for level, label in _outline(text) if level in levels], list(named)


def _gone(missing: Sequence[str], part: str = "") -> list[range]:
    found = []
    for said in missing:
        where, colon, what = said.partition(": ")
        match = _GONE.match(what if colon else said)
        if match and (where if colon else "") == part:
            first = numeral(match["first"])
            last = 1_000 if match["on"] else numeral(match["last"] or match["first"])
            found.append(range(first, last + 1))
    return found


def _parts(text: str, missing: Sequence[str]) -> Iterator[str]:
    starts = list(_PART.finditer(text))
    wanted = 1
    for number, match in enumerate(starts):
        if numeral(match[1]) != wanted:
            continue
        wanted += 1
        name = f"篇{match[1]}"
        if f"{name}: 全文" in missing:
            continue
        yield name
        end = starts[number + 1].start() if number + 1 < len(starts) else len(text)
        gone = _gone(missing, name)
        yield from (f"{name}{article}" for article in article_sequence(text[match.end() : end], gone))


def _outline(text: str) -> Iterator[tuple[str, str]]:
    """Each heading that follows in its own row, by its level and its path, such as 二(一)3."""
    top, mid, low, stage = 0, 0, 0, 0
    fresh, path = True, ["", ""]
    for match in _OUTLINE.finditer(text):
        level = str(match.lastgroup)
        sign = match[level]
        if level == "top" and numeral(sign) == top + 1:
            top, mid, stage, fresh, path = top + 1, 0, 0, True, [sign, ""]
        elif level == "mid" and top and numeral(sign) == mid + 1:
            mid, fresh, path = mid + 1, True, [path[0], f"({sign})"]
        elif level == "low" and top and (int(sign) == low + 1 or (fresh and sign == "1")):
            low, fresh = int(sign), False
            yield level, "".join(path) + sign
            continue
        elif level == "stage" and top and numeral(sign[1:-2]) == stage + 1:
            stage += 1
            yield level, path[0] + sign
            continue
        else:
            continue
        yield level, "".join(path)
