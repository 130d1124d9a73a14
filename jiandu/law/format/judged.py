"""The bodies of rules that are applied to facts, field by field."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from jiandu.law.format.fields import Code, ItemsSchema, Text, When, listed
from jiandu.law.format.words import fact_book
from jiandu.law.judged import Bearer, Excused, Tier

EFFECTS = ("aggravate", "increase", "lighten", "reduce", "exempt", "not_fault", "pursue")
SUBJECTS = ("agency", "person", "head", "supervisor", "entrusted_body")


def _role(code: str) -> None:
    if code not in fact_book().roles:
        raise ValidationError(f"{code} is no role of facts.yaml")


def _share(code: str) -> None:
    if code not in fact_book().shares:
        raise ValidationError(f"{code} is no share of facts.yaml")


class BearerSchema(Schema):
    """Somebody's share."""

    who = fields.String(required=True, validate=_role)
    share = fields.String(required=True, validate=_share)
    words = Text(required=True)

    @post_load
    def _bearer(self, data: dict[str, Any], **_: Any) -> Bearer:
        return Bearer(**data)


class ExcusedSchema(Schema):
    """Somebody who does not answer."""

    who = fields.String(required=True, validate=_role)
    words = Text(required=True)

    @post_load
    def _excused(self, data: dict[str, Any], **_: Any) -> Excused:
        return Excused(**data)


class LiabilitySchema(Schema):
    """Who bears which share, for which facts."""

    when = When(required=True)
    unless = When()
    bears = fields.List(fields.Nested(BearerSchema), load_default=list)
    excused = fields.List(fields.Nested(ExcusedSchema), load_default=list)

    @validates_schema
    def _says_something(self, data: Mapping[str, Any], **_: Any) -> None:
        if not data["bears"] and not data["excused"]:
            raise ValidationError("name who bears a share, or who is excused", "bears")


class CircumstanceSchema(ItemsSchema):
    """Facts that weigh."""

    effects = fields.List(
        fields.String(validate=validate.OneOf(EFFECTS)), required=True, validate=validate.Length(min=1)
    )

    @validates_schema
    def _items_ask_facts(self, data: Mapping[str, Any], **_: Any) -> None:
        idle = [item.code for item in data["items"] if item.when is None and item.code != "other"]
        if idle:
            raise ValidationError(f"say of which facts they speak (when): {', '.join(idle)}", "items")


class TierSchema(Schema):
    """One grade of a ladder."""

    code = Code(required=True)
    words = Text(required=True)
    when = When(required=True)
    measures = fields.List(Code(), required=True, validate=validate.Length(min=1))
    mandatory = fields.Boolean(required=True)
    choose_one = fields.Boolean(load_default=False)

    @post_load
    def _tier(self, data: dict[str, Any], **_: Any) -> Tier:
        return Tier(**{**data, "measures": tuple(data["measures"])})


class LadderSchema(Schema):
    """What may be imposed on a subject."""

    subject = fields.String(required=True, validate=validate.OneOf(SUBJECTS))
    combinable = fields.Boolean(allow_none=True)
    grades = fields.String()
    exemptible = fields.Boolean(load_default=True)
    measures = listed(required=True)
    tiers = fields.List(fields.Nested(TierSchema), load_default=list)
    when = When()
    unless = When()

    @validates_schema
    def _tiers_use_the_measures(self, data: Mapping[str, Any], **_: Any) -> None:
        known = {item.code for item in data["measures"].items}
        for tier in data["tiers"]:
            unknown = sorted(set(tier.measures) - known)
            if unknown:
                raise ValidationError(f"{tier.code}: not among the measures: {', '.join(unknown)}", "tiers")


class CriterionSchema(Schema):
    """What makes something what the law calls it."""

    of = Text(required=True)
    when = When(required=True)
    unless = When()


class BarSchema(Schema):
    """What is closed."""

    blocks = fields.List(Code(), required=True, validate=validate.Length(min=1))
    when = When(required=True)
    unless = When()
