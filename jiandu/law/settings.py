"""What an administrator decides where the text leaves it open: numbers, first days, rules of another text."""

from collections.abc import Iterable, Mapping
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

    pack: str
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
    """One set of decisions for a division and all below it; `edition` names the publication they came with.

    Packs are named by their ids: a decision holds for every version whose text leaves the matter open.
    """

    edition: str
    region: str
    parameters: tuple[Parameter, ...] = ()
    borrowed: tuple[Borrowed, ...] = ()
    commencements: tuple[Commencement, ...] = ()

    @property
    def decisions(self) -> tuple[Parameter | Borrowed, ...]:
        """What fills gaps."""
        return (*self.parameters, *self.borrowed)

    def packs(self) -> set[str]:
        """The ids of the packs something is decided for."""
        return {each.pack for each in self.decisions} | {each.pack for each in self.commencements}


class _ParameterSchema(Schema):
    pack = Text(required=True)
    provision = Text(required=True)
    value = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=10_000))
    reason = Text(required=True)


class _BorrowedSchema(Schema):
    pack = Text(required=True, data_key="into")
    provision = Text(required=True)
    source = Text(required=True, data_key="from")
    reason = Text(required=True)


class _CommencementSchema(Schema):
    pack = Text(required=True)
    first = fields.Date(required=True, data_key="from")
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
        named = [(each["pack"], each["provision"]) for each in (*data["parameters"], *data["borrowed"])]
        if len(set(named)) != len(named):
            raise ValidationError("one matter is decided twice", "parameters")


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


def completed(pack: Pack, settings: Iterable[Settings], packs: Mapping[str, Pack]) -> Pack:
    """The pack with what was decided, the last decision on a matter holding.

    A decision on a matter of which the text speaks has nothing to fill and falls away.
    """
    added: dict[str, Provision] = {}
    for each in settings:
        for decision in each.decisions:
            if decision.pack == pack.id:
                try:
                    added[decision.provision] = decided(pack, decision, packs, each.edition)
                except Refused:  # said when it was proposed, and again by `moot` once a text speaks
                    continue
    return pack.with_provisions(added) if added else pack


def moot(settings: Settings, pack: Pack, packs: Mapping[str, Pack]) -> bool:
    """True if something decided for the pack has nothing to fill in it."""
    try:
        for decision in settings.decisions:
            if decision.pack == pack.id:
                decided(pack, decision, packs, settings.edition)
    except Refused:
        return True
    return False


def decided(pack: Pack, decision: Parameter | Borrowed, packs: Mapping[str, Pack], edition: str) -> Provision:
    """The provision a decision makes of a gap.

    Raises Refused NOT_A_GAP where the text speaks, LAW_SILENT where it does not know the duty, UNKNOWN_PACK.
    """
    authority = f"{edition}: {decision.reason}"
    if isinstance(decision, Parameter):
        return _with_number(pack.rule(decision.provision, Provision), decision.value, authority)
    if pack.speaks_of(decision.provision):
        raise Refused("NOT_A_GAP", citation=pack.cite(decision.provision), field=decision.provision)
    lender = packs.get(decision.source)
    if lender is None:
        raise Refused("UNKNOWN_PACK", field="from", pack=decision.source)
    return _authorised(lender.rule(decision.provision, Provision), authority)


def _with_number(rule: Provision, value: int, authority: str) -> Provision:
    match rule:
        case ClockRule():
            return _limited(rule, value, authority)
        case (
            Duty(limit=ClockRule() as limit)
            | Training(limit=ClockRule() as limit)
            | Appeal(limit=ClockRule() as limit)
        ):
            return replace(rule, limit=_limited(limit, value, authority))
        case Threshold(minimum=None, maximum=None):
            return replace(rule, minimum=value, note=authority)
        case Training(hours=None, parameter=str()):
            return replace(rule, hours=value, note=authority)
    raise Refused("NOT_A_GAP", citation=rule.source, field=rule.name)


def _limited(limit: ClockRule, value: int, authority: str) -> ClockRule:
    if not limit.needs_a_number or limit.set_per is SetPer.DOCUMENT:
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
