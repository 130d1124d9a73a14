"""The types of bodies: the format of each, and what is made of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from marshmallow import Schema

from jiandu.law import bodies, duties, judged
from jiandu.law.bodies import ConditionList, ItemList, MeasureList, Provision
from jiandu.law.format import bodies as body_formats
from jiandu.law.format import duties as duty_formats
from jiandu.law.format import judged as judged_formats
from jiandu.law.format.fields import ItemsSchema, Limited, LimitSchema, Listed
from jiandu.law.limits import ClockRule, FirstDay, Roll, Unit

_ROLLS = {Unit.CALENDAR_DAY, Unit.MONTH, Unit.YEAR}
_LISTS: Mapping[str, type[ItemList]] = {"measures": MeasureList, "needs": ConditionList}


@dataclass(frozen=True)
class Kind:
    """One type of body. `evaluated` if a machine can act on it: it is more than words to be shown."""

    format: Schema
    makes: type[Provision]
    evaluated: bool = True


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "actor": Kind(body_formats.ActorSchema(), bodies.ActorRule),
        "appeal": Kind(duty_formats.AppealSchema(), duties.Appeal),
        "bar": Kind(judged_formats.BarSchema(), judged.Bar),
        "circumstance": Kind(judged_formats.CircumstanceSchema(), judged.CircumstanceList),
        "clock": Kind(LimitSchema(), ClockRule),
        "conditions": Kind(ItemsSchema(), bodies.ConditionList),
        "criterion": Kind(judged_formats.CriterionSchema(), judged.Criterion),
        "definition": Kind(body_formats.DefinitionSchema(), bodies.Definition, evaluated=False),
        "document": Kind(body_formats.DocumentSchema(), bodies.DocumentName, evaluated=False),
        "filing": Kind(duty_formats.DutySchema(), duties.Filing),
        "grounds": Kind(ItemsSchema(), bodies.GroundList),
        "inspection": Kind(duty_formats.InspectionSchema(), duties.Inspection),
        "ladder": Kind(judged_formats.LadderSchema(), judged.Ladder),
        "liability": Kind(judged_formats.LiabilitySchema(), judged.LiabilityRule),
        "measures": Kind(ItemsSchema(), bodies.MeasureList),
        "precondition": Kind(body_formats.PreconditionSchema(), bodies.Precondition),
        "procedure": Kind(body_formats.ProcedureSchema(), bodies.ProcedureRule),
        "prohibition": Kind(body_formats.ProhibitionSchema(), bodies.Prohibition),
        "publication": Kind(duty_formats.DutySchema(), duties.Publication),
        "quorum": Kind(body_formats.QuorumSchema(), bodies.Quorum),
        "recusal": Kind(body_formats.RecusalSchema(), bodies.Recusal),
        "referral": Kind(body_formats.ReferralSchema(), bodies.ReferralRule),
        "report": Kind(duty_formats.DutySchema(), duties.Report),
        "requirement": Kind(body_formats.RequirementSchema(), bodies.Requirement),
        "retention": Kind(duty_formats.DutySchema(), duties.Retention),
        "statement": Kind(body_formats.StatementSchema(), bodies.Statement, evaluated=False),
        "threshold": Kind(body_formats.ThresholdSchema(), bodies.Threshold),
        "training": Kind(duty_formats.TrainingSchema(), duties.Training),
    }
)


def make(kind: str, data: Mapping[str, Any], common: Mapping[str, Any]) -> Provision:
    """The provision a checked body describes; `common` is its name, source, modality and note."""
    if kind == "clock":
        return _limit(data, common)
    found = {key: _value(key, value, common) for key, value in data.items()}
    return KINDS[kind].makes(**common, **found)


def _value(key: str, value: Any, common: Mapping[str, Any]) -> Any:
    if isinstance(value, Listed):
        return _LISTS.get(key, ItemList)(items=value.items, open=value.open, **common)
    if isinstance(value, Limited):
        return _limit(value.data, common)
    return tuple(value) if isinstance(value, list) else value


def _limit(data: Mapping[str, Any], common: Mapping[str, Any]) -> ClockRule:
    unit: Unit = data["unit"]
    month, _, day = data.get("month_day", "").partition("-")
    given = {key: data[key] for key in ("parameter", "set_per", "starts_stated", "after") if key in data}
    return ClockRule(
        unit=unit,
        length=data.get("length"),
        starts=data["starts"],
        at_most=data["at_most"],
        month_day=(int(month), int(day)) if day else None,
        first_day=data.get("first_day", FirstDay.AFTER_TRIGGER),
        roll=data.get("roll", Roll.FORWARD if unit in _ROLLS else Roll.NONE),
        stated=tuple(key for key in ("first_day", "roll") if key in data),
        **given,
        **common,
    )
