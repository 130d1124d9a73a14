"""What a provision can say, one type for each kind of saying."""

from dataclasses import dataclass, replace
from enum import StrEnum

from jiandu.domain import Citation, Refused


class Modality(StrEnum):
    """How strongly the text speaks."""

    MUST = "must"
    MAY = "may"
    SHOULD = "should"
    MUST_NOT = "must_not"


class Unit(StrEnum):
    """What a period is counted in. Day, month and year are calendar units; only `working_day` skips days off."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    HOUR = "hour"
    MONTH = "month"
    YEAR = "year"
    FIXED_DATE = "fixed_date"


class Roll(StrEnum):
    """What happens to a limit whose last day is a day off."""

    FORWARD = "forward"
    NONE = "none"


class FirstDay(StrEnum):
    """Which day a count begins with."""

    AFTER_TRIGGER = "after_trigger"
    TRIGGER = "trigger"


@dataclass(frozen=True, kw_only=True)
class ClockRule:
    """A limit: how long, in what unit, from what.

    `length` None with `parameter` set is a duty without a number: whoever issues the limit must give one
    (`with_length`). `at_most` says the number is a ceiling and the length is chosen when the limit is set.
    `month_day` is the (month, day) of a fixed date. `first_day` and `roll` are conventions of the house unless
    `stated` names the words of the text that set them.
    """

    name: str
    source: Citation
    modality: Modality
    unit: Unit
    length: int | None
    starts: str
    parameter: str | None = None
    at_most: bool = False
    month_day: tuple[int, int] | None = None
    first_day: FirstDay = FirstDay.AFTER_TRIGGER
    roll: Roll = Roll.FORWARD
    stated: tuple[str, ...] = ()

    def with_length(self, length: int, unit: Unit | None = None) -> "ClockRule":
        """The rule with the number its text leaves open, or a smaller one than its ceiling.

        Raises Refused INVALID_VALUE for a length below one, above the ceiling, or where the text fixes the number.
        """
        fixed = self.length is not None and not self.at_most
        too_long = self.at_most and self.length is not None and length > self.length
        if length < 1 or fixed or too_long or (self.at_most and unit not in (None, self.unit)):
            raise Refused("INVALID_VALUE", citation=self.source, field=self.parameter or "length", value=length)
        return replace(self, length=length, unit=unit or self.unit)


@dataclass(frozen=True)
class Item:
    """One entry of a list in the words of the text. `effect` names what the system does where it is chosen."""

    code: str
    words: str
    effect: str | None = None


@dataclass(frozen=True, kw_only=True)
class ItemList:
    """A list of the law. `open` where the text adds 等 or 其他; the item "other" then holds those words."""

    name: str
    source: Citation
    modality: Modality
    items: tuple[Item, ...]
    open: bool

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in the order of the text."""
        return tuple(item.code for item in self.items)

    def item(self, code: str, field: str | None = None) -> Item:
        """The entry called `code`. Raises Refused NOT_IN_LAW, citing the list and naming `field`."""
        for item in self.items:
            if item.code == code:
                return item
        allowed = ", ".join(self.codes)
        raise Refused("NOT_IN_LAW", citation=self.source, field=field, value=code, allowed=allowed)


class GroundList(ItemList):
    """Circumstances, any one of which lets something happen or forbids it."""


class ConditionList(ItemList):
    """Requirements that must all be met."""


class MeasureList(ItemList):
    """What may be ordered, imposed or recommended."""


@dataclass(frozen=True, kw_only=True)
class ReferralRule:
    """A duty to hand a matter to another authority once one of the `triggers` is suspected.

    `fields` are the areas of public interest the text names, empty where it limits the duty to none.
    """

    name: str
    source: Citation
    modality: Modality
    authority: str
    authority_words: str
    triggers: ItemList
    fields: ItemList | None = None


@dataclass(frozen=True, kw_only=True)
class Quorum:
    """At least how many persons must do something together."""

    name: str
    source: Citation
    modality: Modality
    minimum: int
    of: str


@dataclass(frozen=True, kw_only=True)
class ActorRule:
    """Who decides or does something: `who` is a code, `words` the text's own name for them."""

    name: str
    source: Citation
    modality: Modality
    who: str
    words: str


@dataclass(frozen=True, kw_only=True)
class DocumentName:
    """What a document is called in this text."""

    name: str
    source: Citation
    modality: Modality
    title: str


@dataclass(frozen=True, kw_only=True)
class Recusal:
    """When a person must stand aside, who may ask for it, and who decides."""

    name: str
    source: Citation
    modality: Modality
    grounds: ItemList
    requested_by: tuple[str, ...]
    decided_by: str


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """What must be true of an act for it to count, e.g. that it is in writing and gives reasons."""

    name: str
    source: Citation
    modality: Modality
    of: str
    needs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A right, a duty or a step that carries no further data."""

    name: str
    source: Citation
    modality: Modality


Body = (
    ClockRule
    | GroundList
    | ConditionList
    | MeasureList
    | ReferralRule
    | Quorum
    | ActorRule
    | DocumentName
    | Recusal
    | Requirement
    | Statement
)
