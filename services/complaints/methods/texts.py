"""The words of a complaint where they are stored: masked, and sealed under the complaint's own data key.

Nothing outside the vault holds a word in clear, and with the data key the words are gone wherever they were
written, the history included.
"""

import base64
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from eventlet import tpool

from jiandu.identity.masking import mask
from jiandu.identity.vault import Lock, Tampered
from jiandu.ops import logs
from services.complaints.domain.complaint import Complaint
from services.complaints.domain.particulars import Respondent

log = logs.get(__name__)

ERASED = "〔已依保存规则删除 erased〕"
UNREADABLE = "〔无法读取 unreadable〕"
_SEALED, _NAME = "sealed:", "text"
_QUICK = 2_000  # characters; searching for one thing known takes about as long as twenty
_EACH_KNOWN = 20

Reader = Callable[[str | None], str | None]


class Texts:
    """Masks and seals the texts of one complaint. `known` is what is known of its complainant."""

    def __init__(self, lock: Lock, known: Sequence[str] = ()) -> None:
        self._lock = lock
        self._known = known
        self._masked: dict[str, str] = {}

    def masked(self, text: str) -> str:
        """The text without what names the complainant; what takes long does not hold up the service."""
        if text not in self._masked:
            quick = len(text) + _EACH_KNOWN * len(self._known) <= _QUICK
            masked = mask(text, self._known) if quick else tpool.execute(mask, text, self._known)
            self._masked[text] = masked.text
        return self._masked[text]

    def stored(self, text: str | None) -> str | None:
        """The text as it may be stored: masked and sealed. What is blank says nothing and stays."""
        if text is None or not text.strip():
            return text
        sealed = self._lock.seal(_NAME, self.masked(text).encode())
        return _SEALED + base64.b64encode(sealed).decode("ascii")


class Reading:
    """Reads the stored texts of one complaint, line by line; what was stored before texts were sealed stands.

    A text that does not open, or has no data key any more although nobody erased it, is shown as unreadable, and
    the log says so once: a backup that was brought back in part hides no complaint.
    """

    def __init__(self, complaint_id: str, lock: Lock | None, why_none: str = "there is no data key") -> None:
        self._complaint_id = complaint_id
        self._lock = lock
        self._why_none = why_none
        self._is_told = False

    def __call__(self, stored: str | None) -> str | None:
        return stored and "\n".join(self._opened(line) for line in stored.split("\n"))

    def _opened(self, line: str) -> str:
        if not line.startswith(_SEALED):
            return line
        if self._lock is None:
            return self._unreadable(self._why_none)
        try:
            return self._lock.open(_NAME, base64.b64decode(line.removeprefix(_SEALED))).decode()
        except Tampered as error:
            return self._unreadable(str(error))

    def _unreadable(self, reason: str) -> str:
        if not self._is_told:
            log.error("not_readable", aggregate=self._complaint_id, reason=reason)
            self._is_told = True
        return UNREADABLE


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
