"""The format of a pack file, checked field by field with marshmallow."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from jiandu.law.bodies import FirstDay, Modality, Roll, Unit
from jiandu.law.vocabulary import VOCABULARY

STATUSES = ("in_force", "superseded", "draft", "undated")
_CODE = validate.Regexp(r"^[a-z][a-z0-9_]*\Z", error="not a code: lower-case letters, digits and _ only")


class _Text(fields.String):
    """A string with something in it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(validate=validate.Length(min=1), **options)


class ItemSchema(Schema):
    """One entry of a list: a code of ours and the words of the text."""

    code = fields.String(required=True, validate=_CODE)
    words = _Text(required=True)
    effect = fields.String()


class ListSchema(Schema):
    """A list of grounds, conditions or measures."""

    type = fields.String(required=True)
    open = fields.Boolean(required=True)
    items = fields.List(fields.Nested(ItemSchema), required=True, validate=validate.Length(min=1))

    @validates_schema
    def _open_lists_say_other(self, data: Mapping[str, Any], **_: Any) -> None:
        codes = [item["code"] for item in data["items"]]
        if len(set(codes)) != len(codes):
            raise ValidationError("a code appears twice", "items")
        if data["open"] != ("other" in codes):
            raise ValidationError('an open list, and only an open list, has an item "other"', "items")


class ClockSchema(Schema):
    """A limit; without `length` a `parameter` names what must be set by whoever issues it."""

    type = fields.String(required=True)
    length = fields.Integer(strict=True, validate=validate.Range(min=1))
    parameter = fields.String(validate=_CODE)
    at_most = fields.Boolean(load_default=False)
    unit = fields.Enum(Unit, by_value=True, required=True)
    starts = _Text(required=True)
    month_day = fields.String(validate=validate.Regexp(r"^\d{2}-\d{2}\Z", error="not MM-DD"))
    first_day = fields.Enum(FirstDay, by_value=True)
    roll = fields.Enum(Roll, by_value=True)

    @validates_schema
    def _one_length(self, data: Mapping[str, Any], **_: Any) -> None:
        if data["unit"] is Unit.FIXED_DATE:
            if "month_day" not in data or "length" in data:
                raise ValidationError("a fixed date has a month_day and no length", "month_day")
            return
        if "length" not in data and "parameter" not in data:
            raise ValidationError("a limit without a number needs a parameter", "length")
        if data["at_most"] and "parameter" not in data:
            raise ValidationError("a ceiling needs a parameter that names the chosen length", "at_most")


class ReferralSchema(Schema):
    """A duty to hand a matter over."""

    type = fields.String(required=True)
    authority = fields.String(required=True, validate=_CODE)
    authority_words = _Text(required=True)
    triggers = fields.Nested(ListSchema(exclude=("type",)), required=True)
    fields_ = fields.Nested(ListSchema(exclude=("type",)), data_key="fields")


class QuorumSchema(Schema):
    """A least number of persons."""

    type = fields.String(required=True)
    minimum = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    of = _Text(required=True)


class ActorSchema(Schema):
    """Who does or decides something."""

    type = fields.String(required=True)
    who = fields.String(required=True, validate=_CODE)
    words = _Text(required=True)


class DocumentSchema(Schema):
    """The name of a document."""

    type = fields.String(required=True)
    title = _Text(required=True)


class RecusalSchema(Schema):
    """When somebody stands aside."""

    type = fields.String(required=True)
    grounds = fields.Nested(ListSchema(exclude=("type",)), required=True)
    requested_by = fields.List(_Text(), required=True)
    decided_by = _Text(required=True)


class RequirementSchema(Schema):
    """What an act needs in order to count."""

    type = fields.String(required=True)
    of = _Text(required=True)
    needs = fields.List(fields.String(validate=_CODE), required=True, validate=validate.Length(min=1))


class StatementSchema(Schema):
    """A right, duty or step without further data."""

    type = fields.String(required=True)


BODIES: Mapping[str, Schema] = MappingProxyType(
    {
        "actor": ActorSchema(),
        "clock": ClockSchema(),
        "conditions": ListSchema(),
        "document": DocumentSchema(),
        "grounds": ListSchema(),
        "measures": ListSchema(),
        "quorum": QuorumSchema(),
        "recusal": RecusalSchema(),
        "referral": ReferralSchema(),
        "requirement": RequirementSchema(),
        "statement": StatementSchema(),
    }
)


class _BodyField(fields.Field[dict[str, Any]]):
    """The typed body: its `type` says which schema reads the rest."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> dict[str, Any]:
        kind = value.get("type") if isinstance(value, dict) else None
        schema = BODIES.get(kind) if isinstance(kind, str) else None
        if schema is None:
            raise ValidationError(f"unknown type {kind!r}; known: {', '.join(BODIES)}")
        loaded: dict[str, Any] = schema.load(value)
        return loaded


class ProvisionSchema(Schema):
    """One provision: where it stands, the words that prove it, how strongly it speaks, and its body."""

    id = fields.String(required=True)
    article = _Text(required=True)
    quote = _Text(required=True)
    modality = fields.Enum(Modality, by_value=True, required=True)
    body = _BodyField(required=True)
    note = _Text()

    @validates_schema
    def _id_is_in_the_vocabulary(self, data: Mapping[str, Any], **_: Any) -> None:
        expected = VOCABULARY.get(data["id"])
        if expected is None:
            raise ValidationError(f"{data['id']} is not in the vocabulary", "id")
        if expected != data["body"]["type"]:
            raise ValidationError(f"{data['id']} is a {expected}, not a {data['body']['type']}", "body")


class ScopeSchema(Schema):
    """Where and for whom a text applies. Empty sectors or levels mean all."""

    regions = fields.List(fields.String(validate=validate.Regexp(r"^\d{6}\Z")), required=True)
    sectors = fields.List(_Text(), load_default=list)
    levels = fields.List(_Text(), load_default=list)


class InForceSchema(Schema):
    """Since when, in the text's own words; `year` instead of `from` where the text leaves the day blank."""

    first = fields.Date(data_key="from")
    year = fields.Integer(strict=True)
    last = fields.Date(data_key="to")
    words = _Text(required=True)
    note = _Text()

    @validates_schema
    def _a_day_or_a_year(self, data: Mapping[str, Any], **_: Any) -> None:
        if ("first" in data) == ("year" in data):
            raise ValidationError("give the day (from) or, where the text leaves it blank, the year", "from")


class PackSchema(Schema):
    """A whole pack file."""

    id = fields.String(required=True, validate=validate.Regexp(r"^[a-z0-9-]+\Z"))
    title = _Text(required=True)
    issuer = _Text(required=True)
    document_number = fields.String(allow_none=True, required=True)
    scope = fields.Nested(ScopeSchema, required=True)
    in_force = fields.Nested(InForceSchema, required=True)
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    source = _Text(required=True)
    notes = fields.List(_Text(), load_default=list)
    provisions = fields.List(fields.Nested(ProvisionSchema), required=True)

    @validates_schema
    def _ids_are_unique(self, data: Mapping[str, Any], **_: Any) -> None:
        ids = [provision["id"] for provision in data["provisions"]]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValidationError(f"given twice: {', '.join(twice)}", "provisions")
