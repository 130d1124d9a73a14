"""A rule pack: one text of law as data that a handler can ask."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from jiandu.domain import Citation, Refused
from jiandu.law.bodies import (
    ActorRule,
    Body,
    ClockRule,
    ConditionList,
    DocumentName,
    FirstDay,
    GroundList,
    Item,
    ItemList,
    MeasureList,
    Modality,
    Quorum,
    Recusal,
    ReferralRule,
    Requirement,
    Roll,
    Statement,
    Unit,
)
from jiandu.law.located import Located
from jiandu.law.schema import PackSchema

_B = TypeVar("_B")
_L = TypeVar("_L", bound=ItemList)
_ROLLS = {Unit.CALENDAR_DAY, Unit.MONTH, Unit.YEAR}


@dataclass(frozen=True)
class Pack:
    """One text in force somewhere. Every question about a matter it is silent on raises Refused LAW_SILENT.

    `in_force_from` is the first day on which it certainly applies; where the text leaves the day blank that is
    the first day after the year it names, and `in_force_words` shows the text's own words.
    """

    id: str
    title: str
    issuer: str
    document_number: str | None
    status: str
    regions: tuple[str, ...]
    in_force_from: date
    in_force_to: date | None
    in_force_words: str
    notes: tuple[str, ...]
    provisions: Mapping[str, Body] = field(repr=False)

    def speaks_of(self, provision: str) -> bool:
        """True if the text has a rule on the matter."""
        return provision in self.provisions

    def cite(self, provision: str) -> Citation:
        """Where the text says it. Raises Refused LAW_SILENT."""
        return self._ask(provision).source

    def cite_first(self, *provisions: str) -> Citation:
        """Where the text speaks of the first of these it speaks of at all. Raises Refused LAW_SILENT."""
        spoken = [provision for provision in provisions if self.speaks_of(provision)]
        return self.cite(spoken[0] if spoken else provisions[0])

    def clock(self, provision: str) -> ClockRule:
        """The limit. Raises Refused LAW_SILENT."""
        return self._as(provision, ClockRule)

    def grounds(self, provision: str) -> GroundList:
        """The list of grounds. Raises Refused LAW_SILENT."""
        return self._as(provision, GroundList)

    def conditions(self, provision: str) -> ConditionList:
        """The list of conditions, all of which must be met. Raises Refused LAW_SILENT."""
        return self._as(provision, ConditionList)

    def measures(self, provision: str) -> MeasureList:
        """The list of measures. Raises Refused LAW_SILENT."""
        return self._as(provision, MeasureList)

    def referral(self, provision: str) -> ReferralRule:
        """The duty to refer. Raises Refused LAW_SILENT."""
        return self._as(provision, ReferralRule)

    def quorum(self, provision: str) -> Quorum:
        """The least number of persons. Raises Refused LAW_SILENT."""
        return self._as(provision, Quorum)

    def actor(self, provision: str) -> ActorRule:
        """Who does or decides it. Raises Refused LAW_SILENT."""
        return self._as(provision, ActorRule)

    def document(self, provision: str) -> DocumentName:
        """The document's name. Raises Refused LAW_SILENT."""
        return self._as(provision, DocumentName)

    def recusal(self, provision: str) -> Recusal:
        """The rule on standing aside. Raises Refused LAW_SILENT."""
        return self._as(provision, Recusal)

    def requirement(self, provision: str) -> Requirement:
        """What the act needs. Raises Refused LAW_SILENT."""
        return self._as(provision, Requirement)

    def _ask(self, provision: str) -> Body:
        body = self.provisions.get(provision)
        if body is None:
            raise Refused("LAW_SILENT", provision=provision, pack=self.id, title=self.title)
        return body

    def _as(self, provision: str, kind: type[_B]) -> _B:
        body = self._ask(provision)
        if not isinstance(body, kind):
            raise TypeError(f"{provision} is a {type(body).__name__}, not a {kind.__name__}")
        return body


def read_pack(source: Located) -> Pack:
    """The pack a file describes. Raises MalformedFile where the file is not in the format."""
    data: dict[str, Any] = source.load(PackSchema())
    force = data["in_force"]
    provisions: dict[str, Body] = {}
    for entry in data["provisions"]:
        citation = Citation(data["id"], data["title"], entry["article"], entry["quote"])
        provisions[entry["id"]] = _body(entry["id"], entry["modality"], citation, entry["body"])
    return Pack(
        id=data["id"],
        title=data["title"],
        issuer=data["issuer"],
        document_number=data["document_number"],
        status=data["status"],
        regions=tuple(data["scope"]["regions"]),
        in_force_from=force["first"] if "first" in force else date(force["year"] + 1, 1, 1),
        in_force_to=force.get("last"),
        in_force_words=force["words"],
        notes=tuple(data["notes"]),
        provisions=provisions,
    )


def _body(name: str, modality: Modality, source: Citation, data: dict[str, Any]) -> Body:
    common: dict[str, Any] = {"name": name, "modality": modality, "source": source}
    match data["type"]:
        case "clock":
            return _clock(data, common)
        case "grounds":
            return _list(GroundList, data, common)
        case "conditions":
            return _list(ConditionList, data, common)
        case "measures":
            return _list(MeasureList, data, common)
        case "referral":
            return _referral(data, common)
        case "quorum":
            return Quorum(minimum=data["minimum"], of=data["of"], **common)
        case "actor":
            return ActorRule(who=data["who"], words=data["words"], **common)
        case "document":
            return DocumentName(title=data["title"], **common)
        case "recusal":
            return _recusal(data, common)
        case "requirement":
            return Requirement(of=data["of"], needs=tuple(data["needs"]), **common)
        case _:
            return Statement(**common)


def _clock(data: dict[str, Any], common: dict[str, Any]) -> ClockRule:
    unit: Unit = data["unit"]
    month, _, day = data.get("month_day", "").partition("-")
    return ClockRule(
        unit=unit,
        length=data.get("length"),
        starts=data["starts"],
        parameter=data.get("parameter"),
        at_most=data["at_most"],
        month_day=(int(month), int(day)) if day else None,
        first_day=data.get("first_day", FirstDay.AFTER_TRIGGER),
        roll=data.get("roll", Roll.FORWARD if unit in _ROLLS else Roll.NONE),
        stated=tuple(key for key in ("first_day", "roll") if key in data),
        **common,
    )


def _list(kind: type[_L], data: dict[str, Any], common: dict[str, Any]) -> _L:
    items = tuple(Item(entry["code"], entry["words"], entry.get("effect")) for entry in data["items"])
    return kind(items=items, open=data["open"], **common)


def _referral(data: dict[str, Any], common: dict[str, Any]) -> ReferralRule:
    areas = data.get("fields_")
    return ReferralRule(
        authority=data["authority"],
        authority_words=data["authority_words"],
        triggers=_list(GroundList, data["triggers"], common),
        fields=None if areas is None else _list(GroundList, areas, common),
        **common,
    )


def _recusal(data: dict[str, Any], common: dict[str, Any]) -> Recusal:
    return Recusal(
        grounds=_list(GroundList, data["grounds"], common),
        requested_by=tuple(data["requested_by"]),
        decided_by=data["decided_by"],
        **common,
    )
