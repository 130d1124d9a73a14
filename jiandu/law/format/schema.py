"""The format of a pack file, checked field by field."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from jiandu.law.bodies import Modality
from jiandu.law.format.fields import Code, Text, texts
from jiandu.law.format.kinds import KINDS
from jiandu.law.format.words import vocabulary

STATUSES = ("in_force", "superseded", "draft", "undated")
COVERED = ("executed", "recorded", "not_automatable")
LEVELS = ("national", "province", "prefecture", "county", "town")
MATTERS = (
    "complaints",
    "certificates",
    "supervision",
    "accountability",
    "coordination",
    "file_review",
    "discretion",
    "disclosure",
)


class _BodyField(fields.Field[dict[str, Any]]):
    """The typed body: its `type` says which format reads the rest."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> dict[str, Any]:
        name = value.get("type") if isinstance(value, dict) else None
        kind = KINDS.get(name) if isinstance(name, str) else None
        if kind is None:
            raise ValidationError(f"unknown type {name!r}; known: {', '.join(KINDS)}")
        loaded = kind.format.load({key: given for key, given in value.items() if key != "type"})
        return {"type": name, "said": loaded}


class ProvisionSchema(Schema):
    """One provision: where it stands, the words that prove it, how strongly it speaks, and its body."""

    id = fields.String(required=True)
    article = Text(required=True)
    quote = Text(required=True)
    modality = fields.Enum(Modality, by_value=True, required=True)
    body = _BodyField(required=True)
    note = Text()

    @validates_schema
    def _id_is_in_the_vocabulary(self, data: Mapping[str, Any], **_: Any) -> None:
        term = vocabulary().get(data["id"])
        if term is None:
            raise ValidationError(f"{data['id']} is not in the vocabulary", "id")
        if term.type != data["body"]["type"]:
            raise ValidationError(f"{data['id']} is a {term.type}, not a {data['body']['type']}", "body")


class ScopeSchema(Schema):
    """Where, for whom and for what a text applies. No sectors or levels means all; 000000 is the country."""

    regions = fields.List(fields.String(validate=validate.Regexp(r"^\d{6}\Z")), required=True)
    sectors = fields.List(Code(), load_default=list)
    levels = fields.List(fields.String(validate=validate.OneOf(LEVELS)), load_default=list)
    matters = fields.List(
        fields.String(validate=validate.OneOf(MATTERS)), required=True, validate=validate.Length(min=1)
    )


class InForceSchema(Schema):
    """Since when, in the text's own words; `year` instead of `from` where the text leaves the day blank."""

    first = fields.Date(data_key="from")
    year = fields.Integer(strict=True, validate=validate.Range(min=1949, max=2100))
    last = fields.Date(data_key="to")
    words = Text(allow_none=True, required=True)
    note = Text()

    @validates_schema
    def _a_day_or_a_year(self, data: Mapping[str, Any], **_: Any) -> None:
        if "first" in data and "year" in data:
            raise ValidationError("give the day (from) or, where the text leaves it blank, the year", "from")


class SourceSchema(Schema):
    """Where the text stands, so that quotations can be checked where it is at hand."""

    file = Text(required=True)
    begins = Text()
    ends = Text()
    script = fields.String(validate=validate.OneOf(("traditional",)))


class CoverageSchema(Schema):
    """What became of one article."""

    article = Text(required=True)
    status = fields.String(required=True, validate=validate.OneOf(COVERED))
    marker = Text()
    reason = Text()
    rest = Text()

    @validates_schema
    def _says_why(self, data: Mapping[str, Any], **_: Any) -> None:
        if data["status"] != "executed" and "reason" not in data:
            raise ValidationError("say why it is not executed", "reason")


class PackSchema(Schema):
    """A whole pack file."""

    id = fields.String(required=True, validate=validate.Regexp(r"^[a-z0-9-]+\Z"))
    version = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    corrects = fields.Integer(strict=True, validate=validate.Range(min=1))
    title = Text(required=True)
    issuer = Text(required=True, allow_none=True)
    document_number = fields.String(allow_none=True, required=True)
    upper = fields.List(fields.String(), load_default=list)
    scope = fields.Nested(ScopeSchema, required=True)
    in_force = fields.Nested(InForceSchema, required=True)
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    text = fields.Nested(SourceSchema, required=True)
    notes = texts()
    questions = texts()
    missing = texts()
    provisions = fields.List(fields.Nested(ProvisionSchema), required=True)
    coverage = fields.List(fields.Nested(CoverageSchema), required=True)

    @validates_schema
    def _names_are_unique(self, data: Mapping[str, Any], **_: Any) -> None:
        for key, name in (("provisions", "id"), ("coverage", "article")):
            names = [entry[name] for entry in data[key]]
            twice = sorted({each for each in names if names.count(each) > 1})
            if twice:
                raise ValidationError(f"given twice: {', '.join(twice)}", key)

    @validates_schema
    def _a_text_that_governs_has_a_first_day(self, data: Mapping[str, Any], **_: Any) -> None:
        dated = {"first", "year"} & data["in_force"].keys()
        if data["status"] in ("in_force", "superseded") and not dated:
            raise ValidationError("give the day (from) or, where the text leaves it blank, the year", "in_force")
