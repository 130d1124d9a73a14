"""The vocabulary of wire schemas: marshmallow fields whose every complaint is a stable code."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, missing, validate

from jiandu.domain import Refused

_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
GREATEST = 2**53 - 1  # the greatest whole number that every JSON reader keeps exact
_IDENTIFIER = r"[A-Za-z0-9][A-Za-z0-9._:-]*\Z"


_CODES: dict[str, Any] = {
    "required": "MISSING_FIELD",
    "null": "MISSING_FIELD",
    "invalid": "WRONG_TYPE",
    "invalid_utf8": "WRONG_TYPE",
    "type": "WRONG_TYPE",
    "format": "WRONG_TYPE",
    "awareness": "INVALID_VALUE",
    "too_large": "INVALID_VALUE",
    "validator_failed": "INVALID_VALUE",
}


def _storable(text: str) -> None:
    if _UNSTORABLE.search(text):
        raise ValidationError("INVALID_VALUE")


class Text(fields.String):
    """Text of 1 to `longest` characters without control characters."""

    default_error_messages = _CODES

    def __init__(self, longest: int = 200, **options: Any) -> None:
        sized: list[Callable[[str], Any]] = [
            validate.Length(min=1, error="INVALID_VALUE"),
            validate.Length(max=longest, error="TOO_LONG"),
            _storable,
        ]
        super().__init__(validate=sized, **options)


class Identifier(fields.String):
    """An id: ASCII letters, digits, dot, dash, colon and underscore, at most 100."""

    default_error_messages = _CODES

    def __init__(self, **options: Any) -> None:
        checks = [
            validate.Length(max=100, error="TOO_LONG"),
            validate.Regexp(_IDENTIFIER, error="INVALID_VALUE"),
        ]
        super().__init__(validate=checks, **options)


class Digest(fields.String):
    """A sha256 in 64 small hexadecimal digits."""

    default_error_messages = _CODES

    def __init__(self, **options: Any) -> None:
        super().__init__(validate=validate.Regexp(r"[0-9a-f]{64}\Z", error="INVALID_VALUE"), **options)


class Region(fields.String):
    """A GB/T 2260 code of six digits."""

    default_error_messages = _CODES

    def __init__(self, **options: Any) -> None:
        super().__init__(validate=validate.Regexp(r"[1-9][0-9]{5}\Z", error="INVALID_VALUE"), **options)


class Choice(fields.String):
    """One of the given words."""

    default_error_messages = _CODES

    def __init__(self, words: Iterable[str], **options: Any) -> None:
        super().__init__(validate=validate.OneOf(tuple(words), error="INVALID_VALUE"), **options)


class Instant(fields.AwareDateTime):
    """An ISO 8601 time with its offset."""

    default_error_messages = _CODES


class Day(fields.Date):
    """An ISO 8601 date: a legal day in Asia/Shanghai."""

    default_error_messages = _CODES


class Flag(fields.Boolean):
    """True or false, and nothing that resembles them."""

    default_error_messages = _CODES

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, bool):  # 1 == True, and {True} would let it in
            raise self.make_error("invalid")
        return value


class Whole(fields.Integer):
    """A whole number between `least` and `most`."""

    default_error_messages = _CODES

    def __init__(self, least: int = 0, most: int = GREATEST, **options: Any) -> None:
        bounds = validate.Range(min=least, max=most, error="INVALID_VALUE")
        super().__init__(strict=True, validate=bounds, **options)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, bool | str):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class Many(fields.List[Any]):
    """At most `most` of one kind."""

    default_error_messages = _CODES

    def __init__(self, inner: fields.Field[Any], most: int = 100, **options: Any) -> None:
        super().__init__(inner, validate=validate.Length(max=most, error="TOO_LONG"), **options)


class Tuple(Many):
    """At most `most` of one kind, as an immutable sequence."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        return tuple(super()._deserialize(value, attr, data, **kwargs))


class AnyObject(fields.Dict):
    """A JSON object of any content."""

    default_error_messages = _CODES


class Count(fields.Integer):
    """How many there are: `certificates = Count("certificates")` tells the number and not which."""

    def __init__(self, of: str, **options: Any) -> None:
        super().__init__(attribute=of, **options)

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> int:
        return len(value)


class Made(fields.Function):
    """A value worked out of what is being told; the function gets all values by name."""


class Part(fields.Nested):
    """A nested object."""

    default_error_messages = _CODES


class Incoming(Schema):
    """What a caller sends: a field we do not know is refused, so that a typing error is not silently lost."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "UNKNOWN_FIELD", "type": "WRONG_TYPE"}  # noqa: RUF012 - declared so by marshmallow


class Received(Incoming):
    """What an event carries: fields added by its source since are none of our business."""

    class Meta:
        unknown = EXCLUDE


class Outgoing(Schema):
    """What we say to others, whole: a value that is not there is a mistake of ours, never left out in silence."""

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        value = super().get_attribute(obj, attr, default)
        if value is missing:
            raise AttributeError(f"{type(self).__name__}: there is no {attr}")
        return value


def load(schema: Schema, content: Any) -> dict[str, Any]:
    """The validated content. Raises Refused with the code and the dotted path of the first fault."""
    try:
        loaded: dict[str, Any] = schema.load(content)
    except ValidationError as error:
        path, code = _first(error.messages)
        raise Refused(code, field=path or None) from None
    return loaded


def _first(messages: Any, path: str = "") -> tuple[str, str]:
    while isinstance(messages, dict):
        name, messages = min(messages.items(), key=lambda item: str(item[0]))
        path = path if name == "_schema" else f"{path}.{name}".lstrip(".")
    code = messages[0] if isinstance(messages, list) else messages
    return path, code if isinstance(code, str) and code.isupper() else "INVALID_VALUE"
