"""The smallest parts of a pack file: texts, lists with their items, conditions on facts, limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from jiandu.law.bodies import Item
from jiandu.law.condition import Condition, Fact, Test
from jiandu.law.format.words import CODE, fact_book
from jiandu.law.limits import LONGEST, FirstDay, Roll, SetPer, Unit

_COMMON_YEAR = 2001  # any year without 29 February


class Text(fields.String):
    """A string with something in it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(validate=validate.Length(min=1), **options)


class Code(fields.String):
    """A code of ours."""

    def __init__(self, **options: Any) -> None:
        super().__init__(validate=CODE, **options)


class When(fields.Field[Condition]):
    """Facts that must all hold; a list of such mappings holds where one of them does."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Condition:
        alternatives = value if isinstance(value, list) else [value]
        if not alternatives:
            raise ValidationError("a condition names at least one fact")
        return Condition(tuple(self._tests(each) for each in alternatives))

    def _tests(self, mapping: Any) -> tuple[Test, ...]:
        if not isinstance(mapping, dict) or not mapping:
            raise ValidationError("a condition is a mapping of facts, or a list of mappings")
        return tuple(self._test(name, value) for name, value in mapping.items())

    def _test(self, name: str, value: Any) -> Test:
        kind = fact_book().facts.get(name)
        if kind is None:
            raise ValidationError(f"{name} is no fact of facts.yaml")
        if isinstance(value, dict):
            bounds = {"at_least", "at_most"} & value.keys()
            if not kind.number or not bounds or bounds != value.keys():
                raise ValidationError(f"{name}: expected at_least or at_most of a number")
            if any(not kind.allows(bound) for bound in value.values()):
                raise ValidationError(f"{name}: a bound is a whole number")
            return Test(name, at_least=value.get("at_least"), at_most=value.get("at_most"))
        allowed: list[Fact] = value if isinstance(value, list) else [value]
        wrong = [each for each in allowed if not kind.allows(each)]
        if wrong or not allowed:
            raise ValidationError(f"{name} is never {', '.join(map(str, wrong)) or 'nothing'}")
        return Test(name, allowed=tuple(allowed))


class ItemSchema(Schema):
    """One entry of a list: a code of ours and the words of the text."""

    code = Code(required=True)
    words = Text(required=True)
    effect = fields.String()
    kind = Code()
    when = When()
    unless = When()
    requires = fields.List(Code(), load_default=list)
    note = Text()

    @post_load
    def _item(self, data: dict[str, Any], **_: Any) -> Item:
        return Item(**{**data, "requires": tuple(data["requires"])})


class ItemsSchema(Schema):
    """A list and whether the text leaves it open."""

    open = fields.Boolean(required=True)
    items = fields.List(fields.Nested(ItemSchema), required=True, validate=validate.Length(min=1))

    @validates_schema
    def _open_lists_say_other(self, data: Mapping[str, Any], **_: Any) -> None:
        codes = [item.code for item in data["items"]]
        if len(set(codes)) != len(codes):
            raise ValidationError("a code appears twice", "items")
        if data["open"] != ("other" in codes):
            raise ValidationError('an open list, and only an open list, has an item "other"', "items")


@dataclass(frozen=True)
class Listed:
    """A list that stands inside another body."""

    open: bool
    items: tuple[Item, ...]


class _ListedSchema(ItemsSchema):
    @post_load
    def _listed(self, data: dict[str, Any], **_: Any) -> Listed:
        return Listed(data["open"], tuple(data["items"]))


def listed(**options: Any) -> fields.Nested:
    """A field that holds a list."""
    return fields.Nested(_ListedSchema, **options)


def texts() -> fields.List[Any]:
    """A field that holds words of the text."""
    return fields.List(Text(), load_default=list)


def _day_of_every_year(value: str) -> None:
    try:
        if len(value) == len("12-31"):
            date.fromisoformat(f"{_COMMON_YEAR}-{value}")
            return
    except ValueError:
        pass
    raise ValidationError("not a day MM-DD of every year")


class LimitSchema(Schema):
    """A limit; without `length` a `parameter` names what must be set before it can run."""

    length = fields.Integer(strict=True, validate=validate.Range(min=1, max=LONGEST))
    parameter = Code()
    set_per = fields.Enum(SetPer, by_value=True)
    at_most = fields.Boolean(load_default=False)
    unit = fields.Enum(Unit, by_value=True, required=True)
    starts = Text(required=True)
    starts_stated = fields.Boolean()
    after = fields.String()
    month_day = fields.String(validate=_day_of_every_year)
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


@dataclass(frozen=True)
class Limited:
    """A limit that stands inside another body."""

    data: Mapping[str, Any]


class _LimitedSchema(LimitSchema):
    @post_load
    def _limited(self, data: dict[str, Any], **_: Any) -> Limited:
        return Limited(data)


def limited() -> fields.Nested:
    """A field that holds a limit."""
    return fields.Nested(_LimitedSchema)
