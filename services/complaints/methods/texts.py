"""The words of a complaint where they are stored: masked, and sealed under the complaint's own data key.

Nothing outside the vault holds a word in clear, and with the data key the words are gone wherever they were
written, the history included.
"""

import base64
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from jiandu.identity.masking import mask
from jiandu.identity.vault import Lock
from services.complaints.domain.complaint import Complaint, Respondent

ERASED = "〔已依保存规则删除 erased〕"
_SEALED, _NAME = "sealed:", "text"

Reader = Callable[[str | None], str | None]


class Texts:
    """Seals and opens the texts of one complaint. `known` is what is known of its complainant."""

    def __init__(self, lock: Lock, known: Sequence[str] = ()) -> None:
        self._lock = lock
        self._known = known

    def masked(self, text: str) -> str:
        """The text without what names the complainant."""
        return mask(text, self._known).text

    def stored(self, text: str | None) -> str | None:
        """The text as it may be stored: masked and sealed. What is blank says nothing and stays."""
        if text is None or not text.strip():
            return text
        sealed = self._lock.seal(_NAME, self.masked(text).encode())
        return _SEALED + base64.b64encode(sealed).decode("ascii")

    def read(self, stored: str | None) -> str | None:
        """The text that was stored, line by line; what was stored before texts were sealed stands as it is."""
        return stored and "\n".join(self._opened(line) for line in stored.split("\n"))

    def _opened(self, line: str) -> str:
        if not line.startswith(_SEALED):
            return line
        return self._lock.open(_NAME, base64.b64decode(line.removeprefix(_SEALED))).decode()


def erased(stored: str | None) -> str | None:
    """What is left of a text once its data key is gone."""
    return ERASED if stored else stored


def legible(complaint: Complaint, read: Reader) -> Complaint:
    """The complaint with each of its texts as `read` reads it."""
    named: dict[str, Any] = {
        name: read(getattr(complaint, name)) for name in ("facts", "competent_body", "reply", "reasons")
    }
    attachments = tuple(replace(each, name=read(each.name) or "") for each in complaint.attachments)
    respondents = tuple(of_respondent(each, read) for each in complaint.respondents)
    return replace(complaint, attachments=attachments, respondents=respondents, **named)


def of_respondent(respondent: Respondent, told: Reader) -> Respondent:
    """The respondent with each of its texts told so."""
    names = ("unknown_officer", "summary", "statement", "legal_basis")
    texts: dict[str, Any] = {name: told(getattr(respondent, name)) for name in names}
    evidence = tuple(replace(each, name=told(each.name) or "") for each in respondent.evidence)
    return replace(respondent, evidence=evidence, **texts)
