"""A call as it came (body, deadline, trace context, none of them to be trusted), and a refusal as its reply."""

import hashlib
import json
import math
import re
import time
from collections.abc import Mapping
from typing import Any

from jiandu.bus.topology import REPLY_KEYS
from jiandu.domain import Refused
from jiandu.errors import to_wire
from jiandu.store.lanes import RawMessage

LARGEST = 1 << 20  # octets of a request; attachments do not travel in calls

_REPLY_KEY = re.compile(REPLY_KEYS)
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


def raw_message(queue: str, message: Any) -> RawMessage:
    """The message as it came, in a form the store can keep."""
    keep = ("message_id", "correlation_id", "content_type", "content_encoding", "user_id", "type", "reply_to")
    properties = {name: message.properties[name] for name in keep if name in message.properties}
    for name, value in (
        ("content_type", message.content_type),
        ("content_encoding", message.content_encoding),
    ):
        if isinstance(value, str):
            properties[name] = value
    return RawMessage(queue, _body(message), dict(message.headers or {}), properties)


def described(queue: str, message: Any) -> tuple[RawMessage, str]:
    """A call as it may be kept, and its description: its content may name a complainant, its headers hold a token.

    The user is the one the broker has checked; nothing else of what the sender said is kept but the method.
    """
    body = _body(message)
    method = str(message.delivery_info.get("routing_key", ""))
    detail = f"{method} sha256:{hashlib.sha256(body).hexdigest()} {len(body)} octets"
    user = message.properties.get("user_id")
    properties = {"message_id": detail, **({"user_id": user} if isinstance(user, str) else {})}
    return RawMessage(queue, b"", {}, properties), detail


def replies_to(message: Any) -> str | None:
    """Where the caller hears the reply; None if it names no place or one where others hear something else."""
    key = message.properties.get("reply_to")
    return key if isinstance(key, str) and _REPLY_KEY.fullmatch(key) else None


def _body(message: Any) -> bytes:
    return message.body.encode() if isinstance(message.body, str) else bytes(message.body)


def content_of(message: Any) -> dict[str, Any]:
    """The fields of a request. Raises Refused if there is no making them out."""
    check_size(message)
    try:
        text = _body(message).decode()
    except UnicodeDecodeError:
        raise Refused("INVALID_UTF8") from None
    try:
        request = json.loads(text)
    except (ValueError, RecursionError):
        raise Refused("MALFORMED") from None
    if not isinstance(request, dict) or not isinstance(request.get("kwargs"), dict) or request.get("args"):
        raise Refused("MALFORMED")
    kwargs: dict[str, Any] = request["kwargs"]
    return kwargs


def check_size(message: Any) -> None:
    """Raises Refused TOO_LARGE for a body that is not worth looking into."""
    if len(_body(message)) > LARGEST:
        raise Refused("TOO_LARGE", limit=LARGEST)


def check_deadline(deadline: Any) -> None:
    """Raises Refused DEADLINE_PASSED for a call nobody waits for any more; `deadline` is unix epoch seconds.

    Raises Refused INVALID_VALUE for what is no instant.
    """
    if deadline is None:
        return
    try:
        at = float(deadline)
    except (TypeError, ValueError, OverflowError):
        raise Refused("INVALID_VALUE", field="deadline") from None
    if not math.isfinite(at):
        raise Refused("INVALID_VALUE", field="deadline")
    if time.time() > at:
        raise Refused("DEADLINE_PASSED")


def traceparent_of(headers: Mapping[str, Any]) -> str | None:
    """The caller's trace context, if it is one: it goes on into events, where nothing else could travel."""
    given = headers.get("nameko.traceparent")
    return given if isinstance(given, str) and _TRACEPARENT.fullmatch(given) else None


def failure(refusal: Refused, incident: str | None = None) -> dict[str, Any]:
    """A reply that says no, in nameko's wire format: a nameko client raises a RemoteError."""
    wire = to_wire(refusal, incident)
    code, text = wire["code"], wire["message"]["en"]
    error = {"exc_type": code, "exc_path": "", "exc_args": [wire], "value": f"{code}: {text}"}
    return {"result": None, "error": error}
