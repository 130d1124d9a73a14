"""Where a text writes something known, with spaces, dots or dashes between its characters or none."""

import re
from collections.abc import Iterator
from typing import Final

from jiandu.identity.masking.spans import Found, Kind

_BETWEEN: Final = r" \-.·_,"
# more than two of them stand between two things, not within one
_WRITTEN: Final = re.compile(rf"[^{_BETWEEN}]+|[{_BETWEEN}]{{3,}}")
_SHORTEST: Final = 2


class Places:
    """A text without what may stand between characters, made once, in which each thing known is a plain search."""

    def __init__(self, view: str) -> None:
        self._view = view
        self._at: list[int] = []
        for written in _WRITTEN.finditer(view):
            self._at.extend(range(*written.span()))
        self._bare = _folded("".join(_WRITTEN.findall(view)))

    def of(self, plain: str, kind: Kind) -> Iterator[Found]:
        """Every place where the characters of `plain` stand in their order, as a word where they are Latin."""
        wanted = _folded(re.sub(f"[{_BETWEEN}]", "", plain))
        if len(wanted) < _SHORTEST:
            return
        found = self._bare.find(wanted)
        while found >= 0:
            start, end = self._at[found], self._at[found + len(wanted) - 1] + 1
            whole = self._stands_alone(start, end)
            if whole:
                yield Found(kind, start, end)
            found = self._bare.find(wanted, found + (len(wanted) if whole else 1))

    def _stands_alone(self, start: int, end: int) -> bool:
        """No number, and no word in Latin letters, goes on beyond it."""
        view = self._view
        begun = view[start].isascii() and start > 0 and _is_latin(view[start - 1])
        return not begun and not (view[end - 1].isascii() and end < len(view) and _is_latin(view[end]))


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _folded(text: str) -> str:
    """In small letters, character by character: every place stays."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(_small(each) for each in text)


def _small(character: str) -> str:
    small = character.lower()
    return small if len(small) == 1 else character
