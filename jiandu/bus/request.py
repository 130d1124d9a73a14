"""Reading a message as it came: body, deadline and trace context, none of them to be trusted."""

import json
import math
import re
import time
from collections.abc import Mapping
from typing import Any

from jiandu.domain import Refused
from jiandu.store.lanes import RawMessage

LARGEST = 1 << 20  # octets of a request; attachments do not travel in calls

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
    body = message.body.encode() if isinstance(message.body, str) else bytes(message.body)
    return RawMessage(queue, body, dict(message.headers or {}), properties)


def content_of(message: Any) -> dict[str, Any]:
    """The fields of a request. Raises Refused if there is no making them out."""
    body = message.body.encode() if isinstance(message.body, str) else bytes(message.body)
    if len(body) > LARGEST:
        raise Refused("TOO_LARGE", limit=LARGEST)
    try:
        text = body.decode()
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
