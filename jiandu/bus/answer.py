"""Errors as callers see them: a stable code, words in two languages, the article; never a class or a stack."""

from typing import Any

from jiandu.domain import Refused
from jiandu.errors import CODES


def to_wire(refusal: Refused, incident: str | None = None) -> dict[str, Any]:
    """{code, message: {zh, en}, field, article, incident} of a refusal; `incident` finds it in the log."""
    message = CODES.get(refusal.code) or CODES["INTERNAL"]
    words = {name: str(value) for name, value in refusal.detail.items()}
    return {
        "code": refusal.code if refusal.code in CODES else "INTERNAL",
        "message": {"zh": _filled(message.zh, words), "en": _filled(message.en, words)},
        "field": refusal.field,
        "article": _article(refusal),
        "incident": incident,
    }


def failure(refusal: Refused, incident: str | None = None) -> dict[str, Any]:
    """A reply that says no, in nameko's wire format: a nameko client raises a RemoteError."""
    wire = to_wire(refusal, incident)
    code, text = wire["code"], wire["message"]["en"]
    error = {"exc_type": code, "exc_path": "", "exc_args": [wire], "value": f"{code}: {text}"}
    return {"result": None, "error": error}


def _article(refusal: Refused) -> dict[str, str] | None:
    cited = refusal.citation
    if cited is None:
        return None
    return {"pack": cited.pack, "title": cited.title, "article": cited.article, "quote": cited.quote}


class _Words(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "-"


def _filled(template: str, words: dict[str, str]) -> str:
    return template.format_map(_Words(words))
