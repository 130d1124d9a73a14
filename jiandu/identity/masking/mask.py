"""One text in, the same text without its writer out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from jiandu.identity.masking.addresses import addresses_in
from jiandu.identity.masking.known import known_in
from jiandu.identity.masking.names import names_in
from jiandu.identity.masking.numbers import numbers_in
from jiandu.identity.masking.spans import ANY_PLACEHOLDER, PLACEHOLDERS, Found, without_overlap
from jiandu.identity.masking.surnames import is_full_name
from jiandu.identity.masking.view import BLANK, view_of

# more people than write one complaint: a text of nothing but names is not searched for each of them
_MANY: Final = 20


@dataclass(frozen=True)
class Masked:
    """A text with placeholders, and what they stand for: kind and place in the original, from left to right."""

    text: str
    found: tuple[Found, ...]


def mask(text: str, known: Iterable[str] = ()) -> Masked:
    """Put placeholders for what names or reaches the writer; `known` is what is known of him.

    Masking what is masked changes nothing. It is no proof: somebody may be known by what he tells.
    """
    words = tuple(known)
    view = ANY_PLACEHOLDER.sub(lambda match: BLANK * len(match[0]), view_of(text))
    found: list[Found] = []
    # what is masked may have hidden what stands beside it, and a name said once is known from then on
    while fresh := _all_in(view, words):
        words = tuple(dict.fromkeys((*words, *_introduced(view, fresh))))
        found += fresh
        view = _blanked(view, fresh)
    found.sort(key=lambda each: each.start)
    return Masked(_replaced(text, found), tuple(found))


def _all_in(view: str, known: Iterable[str]) -> list[Found]:
    kinds = (known_in(view, known), numbers_in(view), names_in(view), addresses_in(view))
    return without_overlap(chain.from_iterable(kinds))


def _introduced(view: str, found: Iterable[Found]) -> Iterator[str]:
    names = (view[each.start : each.end] for each in found if each.kind == "name")
    return islice(filter(is_full_name, dict.fromkeys(names)), _MANY)


def _blanked(view: str, found: Iterable[Found]) -> str:
    pieces, at = [], 0
    for each in found:
        pieces += [view[at : each.start], BLANK * (each.end - each.start)]
        at = each.end
    return "".join((*pieces, view[at:]))


def _replaced(text: str, found: Iterable[Found]) -> str:
    pieces, at = [], 0
    for each in found:
        pieces += [text[at : each.start], PLACEHOLDERS[each.kind]]
        at = each.end
    return "".join((*pieces, text[at:]))
