"""What an administrator decides where the text leaves it open: numbers, first days, rules of another text."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from jiandu.domain import Refused
from jiandu.law.bodies import Provision, Threshold
from jiandu.law.duties import Appeal, Duty, Training
from jiandu.law.format.fields import Text
from jiandu.law.format.located import Located
from jiandu.law.limits import ClockRule, SetPer
from jiandu.law.pack import Pack


@dataclass(frozen=True)
class Parameter:
    """The number a provision of a pack leaves open."""

    pack: str
    provision: str
    value: int
    reason: str


@dataclass(frozen=True)
class Borrowed:
    """A provision of another pack that fills a gap of this one."""

    into: str
    provision: str
    source: str
    reason: str


@dataclass(frozen=True)
class Commencement:
    """The first day on which a pack governs, where its text leaves it blank."""

    pack: str
    first: date
    reason: str


@dataclass(frozen=True)
class Settings:
    """One set of decisions for a division and all below it; `edition` names the publication they came with."""

    edition: str
    region: str
    parameters: tuple[Parameter, ...] = ()
    borrowed: tuple[Borrowed, ...] = ()
    commencements: tuple[Commencement, ...] = ()


class _ParameterSchema(Schema):
    pack = Text(required=True)
    provision = Text(required=True)
    value = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    reason = Text(required=True)


class _BorrowedSchema(Schema):
    into = Text(required=True)
    provision = Text(required=True)
    source = Text(required=True, data_key="from", attribute="source")
    reason = Text(required=True)


class _CommencementSchema(Schema):
    pack = Text(required=True)
    first = fields.Date(required=True, data_key="from", attribute="first")
    reason = Text(required=True)


class _SettingsSchema(Schema):
    edition = fields.String(required=True, validate=validate.Regexp(r"^[a-z0-9][a-z0-9.-]*\Z"))
    region = fields.String(required=True, validate=validate.Regexp(r"^\d{6}\Z"))
    parameters = fields.List(fields.Nested(_ParameterSchema), load_default=list)
    borrowed = fields.List(fields.Nested(_BorrowedSchema), load_default=list)
    commencements = fields.List(fields.Nested(_CommencementSchema), load_default=list)

    @validates_schema
    def _decides_something(self, data: Mapping[str, Any], **_: Any) -> None:
        if not any(data[key] for key in ("parameters", "borrowed", "commencements")):
            raise ValidationError("decide at least one thing", "parameters")


def read_settings(source: Located) -> Settings:
    """The decisions a file holds. Raises MalformedFile where the file is not in the format."""
    data: dict[str, Any] = source.load(_SettingsSchema())
    return Settings(
        edition=data["edition"],
        region=data["region"],
        parameters=tuple(Parameter(**each) for each in data["parameters"]),
        borrowed=tuple(Borrowed(**each) for each in data["borrowed"]),
        commencements=tuple(Commencement(**each) for each in data["commencements"]),
    )


def completed(pack: Pack, settings: Settings, packs: Mapping[str, Pack]) -> Pack:
    """The pack with the numbers and the borrowed provisions of these settings.

    Raises Refused NOT_A_GAP for a number the text fixes or a matter it speaks of, UNKNOWN_PACK, LAW_SILENT.
    """
    added: dict[str, Provision] = {}
    for each in settings.parameters:
        if each.pack == pack.id:
            added[each.provision] = _with_number(pack, each, f"{settings.edition}: {each.reason}")
    for borrowed in settings.borrowed:
        if borrowed.into == pack.id:
            if pack.speaks_of(borrowed.provision):
                raise Refused("NOT_A_GAP", citation=pack.cite(borrowed.provision), field=borrowed.provision)
            lender = packs.get(borrowed.source)
            if lender is None:
                raise Refused("UNKNOWN_PACK", pack=borrowed.source)
            rule = lender.rule(borrowed.provision, Provision)
            added[borrowed.provision] = _authorised(rule, f"{settings.edition}: {borrowed.reason}")
    return pack.with_provisions(added) if added else pack


def _with_number(pack: Pack, setting: Parameter, authority: str) -> Provision:
    rule = pack.rule(setting.provision, Provision)
    match rule:
        case ClockRule():
            return _limited(rule, setting.value, authority)
        case (
            Duty(limit=ClockRule() as limit)
            | Training(limit=ClockRule() as limit)
            | Appeal(limit=ClockRule() as limit)
        ):
            return replace(rule, limit=_limited(limit, setting.value, authority))
        case Threshold(minimum=None, maximum=None):
            return replace(rule, minimum=setting.value, note=authority)
        case Training(hours=None, parameter=str()):
            return replace(rule, hours=setting.value, note=authority)
    raise Refused("NOT_A_GAP", citation=rule.source, field=setting.provision)


def _limited(limit: ClockRule, value: int, authority: str) -> ClockRule:
    gap = limit.needs_a_number or limit.authority is not None  # a number set for a wider division gives way
    if not gap or limit.set_per is SetPer.DOCUMENT:
        raise Refused("NOT_A_GAP", citation=limit.source, field=limit.name)
    return replace(limit, length=value, authority=authority)


def _authorised(rule: Provision, authority: str) -> Provision:
    match rule:
        case ClockRule():
            return replace(rule, authority=authority)
        case (
            Duty(limit=ClockRule() as limit)
            | Training(limit=ClockRule() as limit)
            | Appeal(limit=ClockRule() as limit)
        ):
            return replace(rule, limit=replace(limit, authority=authority), note=authority)
    return replace(rule, note=authority)
