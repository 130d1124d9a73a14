"""The words packs share: ids of provisions, facts, roles and shares, each with its meaning in two languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from marshmallow import Schema, fields, validate

from jiandu.domain import Refused
from jiandu.law.condition import Fact, Facts
from jiandu.law.format.located import parse
from jiandu.law.languages import Words

CODE = validate.Regexp(r"^[a-z][a-z0-9_]*\Z", error="not a code: lower-case letters, digits and _ only")


@dataclass(frozen=True)
class Term:
    """One id of the vocabulary: the type its body has in every pack, and what the matter is."""

    type: str
    meaning: Words


@dataclass(frozen=True)
class FactKind:
    """What can be known of one fact: `values` lists the words; empty means true or false, or a whole number."""

    meaning: Words
    values: tuple[str, ...]
    number: bool

    def allows(self, value: Fact) -> bool:
        """True if the fact can have this value."""
        if self.values:
            return value in self.values
        return isinstance(value, bool) != self.number and isinstance(value, int) and value >= 0


def _words(given: object) -> bool:
    return isinstance(given, list) and bool(given) and all(isinstance(word, str) for word in given)


class _Meaning(Schema):
    zh = fields.String(required=True)
    en = fields.String(required=True)


class _Term(_Meaning):
    type = fields.String(required=True)


class _Fact(_Meaning):
    values = fields.Raw(required=True, validate=lambda given: given in ("bool", "number") or _words(given))


class _Facts(Schema):
    facts = fields.Dict(fields.String(validate=CODE), fields.Nested(_Fact), required=True)
    roles = fields.Dict(fields.String(validate=CODE), fields.Nested(_Meaning), required=True)
    shares = fields.Dict(fields.String(validate=CODE), fields.Nested(_Meaning), required=True)


class _Vocabulary(Schema):
    terms = fields.Dict(fields.String(), fields.Nested(_Term), required=True)


@dataclass(frozen=True)
class FactBook:
    """Facts, roles and shares by their codes."""

    facts: Mapping[str, FactKind]
    roles: Mapping[str, Words]
    shares: Mapping[str, Words]

    def check(self, facts: Facts) -> None:
        """Raises Refused INVALID_VALUE naming the first fact that is unknown or cannot have its value."""
        for name, value in facts.items():
            kind = self.facts.get(name)
            if kind is None or not kind.allows(value):
                raise Refused("INVALID_VALUE", field=name, value=value)


@cache
def vocabulary() -> Mapping[str, Term]:
    """Every id a pack may use. Raises MalformedFile where the file is not in its format."""
    terms = _read("vocabulary.yaml", _Vocabulary())["terms"]
    return {name: Term(term["type"], Words(term["zh"], term["en"])) for name, term in terms.items()}


@cache
def fact_book() -> FactBook:
    """Every fact a rule may ask. Raises MalformedFile where the file is not in its format."""
    data = _read("facts.yaml", _Facts())
    return FactBook(
        facts={name: _kind(fact) for name, fact in data["facts"].items()},
        roles={name: Words(**words) for name, words in data["roles"].items()},
        shares={name: Words(**words) for name, words in data["shares"].items()},
    )


def _kind(fact: Mapping[str, Any]) -> FactKind:
    values = fact["values"]
    words = tuple(values) if isinstance(values, list) else ()
    return FactKind(Words(fact["zh"], fact["en"]), words, number=values == "number")


def _read(name: str, schema: Schema) -> Any:
    text = (files("jiandu.law") / name).read_text(encoding="utf-8")
    return parse(name, text).load(schema)
