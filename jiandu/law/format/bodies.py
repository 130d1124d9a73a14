"""The bodies of provisions that name lists, persons, forms and words, field by field."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from jiandu.law.bodies import ActorCase, ProcedureStep
from jiandu.law.format.fields import Code, Text, When, listed, texts

AUTHORITIES = (
    "supervisory_commission",
    "procuratorate",
    "police",
    "judicial",
    "discipline_inspection",
    "competent_authority",
)


class ReferralSchema(Schema):
    """A duty to hand a matter over."""

    authority = fields.String(required=True, validate=validate.OneOf(AUTHORITIES))
    authority_words = Text(required=True)
    whose = fields.String(load_default="any", validate=validate.OneOf(("officer", "agency", "counterpart", "any")))
    choice = fields.Boolean(load_default=False)
    triggers = listed(required=True)
    fields_ = listed(data_key="fields", attribute="fields")


class QuorumSchema(Schema):
    """A least number of persons."""

    minimum = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    of = Text(required=True)


class ThresholdSchema(Schema):
    """A number that is no period."""

    of = Text(required=True)
    unit = Code(required=True)
    minimum = fields.Integer(strict=True)
    maximum = fields.Integer(strict=True)
    parameter = Code()
    per = Code()

    @validates_schema
    def _has_a_number(self, data: Mapping[str, Any], **_: Any) -> None:
        if not {"minimum", "maximum", "parameter"} & data.keys():
            raise ValidationError("give a minimum, a maximum, or the parameter that sets them", "minimum")


class ActorCaseSchema(Schema):
    """Another actor for some facts."""

    when = When(required=True)
    who = Code(required=True)
    words = Text(required=True)

    @post_load
    def _case(self, data: dict[str, Any], **_: Any) -> ActorCase:
        return ActorCase(**data)


class ActorSchema(Schema):
    """Who does or decides something."""

    who = Code(required=True)
    words = Text(required=True)
    for_ = Text(data_key="for")
    cases = fields.List(fields.Nested(ActorCaseSchema), load_default=list)


class DocumentSchema(Schema):
    """The name of a document."""

    title = Text(required=True)


class RecusalSchema(Schema):
    """When somebody stands aside."""

    grounds = listed(required=True)
    test = fields.String(load_default="any", validate=validate.OneOf(("any", "all")))
    requested_by = texts()
    decided_by = Text(allow_none=True, load_default=None)


class RequirementSchema(Schema):
    """What an act needs in order to count."""

    of = Text(required=True)
    needs = fields.List(Code(), required=True, validate=validate.Length(min=1))


class PreconditionSchema(Schema):
    """What comes before an act."""

    before = Text(required=True)
    needs = listed(required=True)
    otherwise = Text()


class ProhibitionSchema(Schema):
    """What must not be done."""

    of = Text(required=True)
    items = listed()


class DefinitionSchema(Schema):
    """What a word means."""

    term = Text(required=True)
    items = listed()


class StepSchema(Schema):
    """One step of a procedure."""

    code = Code(required=True)
    words = Text(required=True)
    by = Text()

    @post_load
    def _step(self, data: dict[str, Any], **_: Any) -> ProcedureStep:
        return ProcedureStep(**data)


class ProcedureSchema(Schema):
    """Steps in order."""

    steps = fields.List(fields.Nested(StepSchema), required=True, validate=validate.Length(min=1))


class StatementSchema(Schema):
    """A right, duty or step without further data."""
