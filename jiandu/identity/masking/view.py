"""A text as the patterns see it: as long as the original, character by character, written one way."""

import unicodedata
from typing import Final

# stands for what is masked already; no pattern matches it, and it is neither a digit nor a letter
BLANK: Final = "\ue000"
_UNSEEN: Final = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"
_DASHES: Final = "‐‑‒–—―−﹣－〜～"
_DOTS: Final = "•‧・･∙●"


class _Plain(dict[int, str]):
    """What each character becomes: full width half, any script's digits ours, look-alikes one of them."""

    def __missing__(self, code: int) -> str:
        self[code] = plain = self._plain(chr(code))
        return plain

    @staticmethod
    def _plain(character: str) -> str:
        if unicodedata.category(character) == "Nd":
            return str(unicodedata.decimal(character))
        same = unicodedata.normalize("NFKC", character)
        # what would become several characters stays, so that every place is the place in the original
        return same if len(same) == 1 else character


_TABLE: Final = _Plain(
    {
        **dict.fromkeys(map(ord, _UNSEEN), " "),
        **dict.fromkeys(map(ord, _DASHES), "-"),
        **dict.fromkeys(map(ord, _DOTS), "·"),
    }
)


def view_of(text: str) -> str:
    """The text as the patterns see it; every place in it is the same place in `text`."""
    return text.translate(_TABLE)
