"""Refusals as replies in nameko's wire format."""

from typing import Any

from jiandu.domain import Refused
from jiandu.errors import to_wire


def failure(refusal: Refused, incident: str | None = None) -> dict[str, Any]:
    """A reply that says no, in nameko's wire format: a nameko client raises a RemoteError."""
    wire = to_wire(refusal, incident)
    code, text = wire["code"], wire["message"]["en"]
    error = {"exc_type": code, "exc_path": "", "exc_args": [wire], "value": f"{code}: {text}"}
    return {"result": None, "error": error}
