"""CloudEvents 1.0 in AMQP 0-9-1 messages: binary mode, `ce-` headers, a JSON object as the body.

The reader here is stricter than the binding of the `cloudevents` package, and raises one error only.
That binding folds the case of header names, so that two headers can claim one attribute while a signature
covers one of them; it accepts any ISO 8601 time, any content type and duplicate keys; and it answers bad
input with whatever the parser at hand raises. What is written here, the package reads (a test says so).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, Final, NoReturn

SPECVERSION: Final = "1.0"
CONTENT_TYPE: Final = "application/json"
CONTENT_ENCODING: Final = "utf-8"
SIGNATURE_HEADER: Final = "ce-signature"
TRACEPARENT_HEADER: Final = "ce-traceparent"

SHORT: Final = 255  # octets in an AMQP 0-9-1 short string, which message_id and correlation_id are
_TEXT: Final = re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_TYPE: Final = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,17}")
_RFC3339: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)


class Malformed(ValueError):  # noqa: N818 - it describes the message
    """A message that cannot be an envelope, now or at any later attempt. `reason` holds no content of it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """One fact on its way: who says it, about which aggregate, in which order, under which schema.

    `id` is `<aggregate id>:<sequence>` and, with `source`, names the fact for ever. `time` is aware, to the
    microsecond, and travels in UTC. `correlation` is the matter, `causation` the id of the message that this
    one answers. Building one with an attribute that could not travel raises Malformed.
    """

    id: str
    source: str
    type: str
    time: datetime
    subject: str
    sequence: int
    schema_version: int
    data: Mapping[str, Any]
    correlation: str
    causation: str | None = None
    traceparent: str | None = None
    key_id: str | None = None
    signature: str | None = None

    def __post_init__(self) -> None:
        for name in _REQUIRED_TEXT:
            _check_text(name, getattr(self, name))
        for name in _OPTIONAL_TEXT:
            if getattr(self, name) is not None:
                _check_text(name, getattr(self, name))
        if not _TYPE.fullmatch(self.type):
            raise Malformed("type is not a dotted lower-case name")
        for name in ("sequence", "schema_version"):
            value = getattr(self, name)
            if type(value) is not int or not 0 <= value < 10**18:
                raise Malformed(f"{name} is not a whole number")
        if not isinstance(self.time, datetime) or self.time.utcoffset() is None:
            raise Malformed("time has no zone")
        if not isinstance(self.data, Mapping):
            raise Malformed("data is not an object")


@dataclass(frozen=True)
class Wire:
    """What AMQP carries: body, `ce-` headers, and basic properties by their AMQP names."""

    body: bytes
    headers: dict[str, str]
    properties: dict[str, Any]


_HEADERS: Final = {
    "id": "ce-id",
    "source": "ce-source",
    "type": "ce-type",
    "subject": "ce-subject",
    "correlation": "ce-correlationid",
    "causation": "ce-causationid",
    "traceparent": TRACEPARENT_HEADER,
    "key_id": "ce-keyid",
    "signature": SIGNATURE_HEADER,
}
_OPTIONAL_TEXT: Final = ("causation", "traceparent", "key_id", "signature")
_REQUIRED_TEXT: Final = tuple(name for name in _HEADERS if name not in _OPTIONAL_TEXT)
assert set(_HEADERS) < {f.name for f in fields(Envelope)}  # noqa: S101 - a mistake in this file, found at import


def to_message(envelope: Envelope) -> Wire:
    """The message that carries `envelope`. Raises Malformed if its data is not plain JSON."""
    headers = {"ce-specversion": SPECVERSION}
    for name, header in _HEADERS.items():
        value = getattr(envelope, name)
        if value is not None:
            headers[header] = value
    headers["ce-time"] = _write_time(envelope.time)
    headers["ce-sequence"] = str(envelope.sequence)
    headers["ce-dataschema"] = f"jiandu:{envelope.type}:{envelope.schema_version}"
    return Wire(
        body=_write_data(envelope.data),
        headers=headers,
        properties={
            "content_type": CONTENT_TYPE,
            "content_encoding": CONTENT_ENCODING,
            "delivery_mode": 2,
            "message_id": envelope.id,
            "correlation_id": envelope.correlation,
        },
    )


def from_message(body: bytes, headers: Mapping[str, Any] | None, properties: Mapping[str, Any]) -> Envelope:
    """The envelope in a message as received; raises Malformed for anything that is not one.

    `properties` are AMQP basic properties by name: content_type, content_encoding, message_id and
    correlation_id; absent and None mean the same. Attributes unknown here and foreign headers are ignored.
    """
    if not isinstance(headers, Mapping):
        raise Malformed("no headers")
    _check_properties(headers, properties)
    if _text(headers, "ce-specversion") != SPECVERSION:
        raise Malformed("ce-specversion is not 1.0")
    texts = {name: _text(headers, _HEADERS[name]) for name in _REQUIRED_TEXT}
    for name in _OPTIONAL_TEXT:
        if headers.get(_HEADERS[name]) is not None:
            texts[name] = _text(headers, _HEADERS[name])
    return Envelope(
        **texts,
        time=_read_time(_text(headers, "ce-time")),
        sequence=_number("ce-sequence", _text(headers, "ce-sequence")),
        schema_version=_schema_version(_text(headers, "ce-dataschema"), texts["type"]),
        data=_read_data(body),
    )


def _check_text(name: str, value: object) -> None:
    if not isinstance(value, str) or not _TEXT.fullmatch(value):
        raise Malformed(f"{name} is not a line of text")
    if len(value.encode()) > SHORT:
        raise Malformed(f"{name} is longer than {SHORT} octets")


def _check_properties(headers: Mapping[str, Any], properties: Mapping[str, Any]) -> None:
    if _media_type(properties.get("content_type")) != CONTENT_TYPE:
        raise Malformed("content type is not application/json")
    encoding = properties.get("content_encoding")
    if encoding is not None and str(encoding).lower() != CONTENT_ENCODING:
        raise Malformed("content encoding is not utf-8")
    for name, header in (("message_id", "ce-id"), ("correlation_id", "ce-correlationid")):
        value = properties.get(name)
        if value is not None and value != headers.get(header):
            raise Malformed(f"{name} differs from {header}")


def _media_type(content_type: object) -> str:
    essence, _, parameter = str(content_type).replace(" ", "").lower().partition(";")
    return essence if parameter in ("", "charset=utf-8") else "foreign"


def _text(headers: Mapping[str, Any], name: str) -> str:
    value = headers.get(name)
    if value is None:
        raise Malformed(f"{name} is missing")
    if not isinstance(value, str):
        raise Malformed(f"{name} is not text")
    return value


def _number(name: str, text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise Malformed(f"{name} is not a whole number")
    return int(text)


def _schema_version(dataschema: str, type_: str) -> int:
    scheme, _, rest = dataschema.partition(":")
    named, _, version = rest.rpartition(":")
    if scheme != "jiandu" or named != type_:
        raise Malformed("ce-dataschema does not belong to ce-type")
    return _number("version in ce-dataschema", version)


def _write_time(time: datetime) -> str:
    try:
        return time.astimezone(UTC).isoformat().replace("+00:00", "Z")
    except OverflowError:
        raise Malformed("time is beyond the calendar") from None


def _read_time(text: str) -> datetime:
    if not _RFC3339.fullmatch(text):
        raise Malformed("ce-time is not an RFC 3339 time")
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Malformed("ce-time is not an RFC 3339 time") from None


def _write_data(data: Mapping[str, Any]) -> bytes:
    try:
        text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode()
    except (TypeError, ValueError, RecursionError):
        raise Malformed("data is not plain JSON") from None


def _read_data(body: bytes) -> dict[str, Any]:
    try:
        text = bytes(body).decode()
    except (UnicodeDecodeError, TypeError):
        raise Malformed("body is not UTF-8") from None
    try:
        data = json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
    except Malformed:
        raise
    except (ValueError, RecursionError):
        raise Malformed("body is not JSON") from None
    if not isinstance(data, dict):
        raise Malformed("body is not a JSON object")
    if "\\u" in text:  # only an escape can smuggle in half a surrogate pair, which nobody can write again
        _write_data(data)
    return data


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise Malformed("a key appears twice in the body")
    return result


def _no_constant(_: str) -> NoReturn:
    raise Malformed("body holds a number that is not one")
