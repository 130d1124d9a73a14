"""A limit as the text sets it: how long, in what unit, from what."""

from dataclasses import dataclass, replace
from enum import StrEnum

from jiandu.domain import Refused
from jiandu.law.bodies import Provision

LONGEST = 10_000  # of any unit: far above every limit of the law, and quickly counted


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


class SetPer(StrEnum):
    """Who gives the number a text leaves open."""

    JURISDICTION = "jurisdiction"
    DOCUMENT = "document"


@dataclass(frozen=True, kw_only=True)
class ClockRule(Provision):
    """A limit of the law.

    `length` None with `parameter` set is a duty without a number: an administrator sets it for the
    jurisdiction, or each document sets its own (`set_per`, `with_length`). `at_most` says the number is a
    ceiling and the length is chosen when the limit is set. `month_day` is the (month, day) of a fixed date.
    `after` is the limit from whose expiry this one runs. `first_day`, `roll` and, where `starts_stated` is
    false, the start are conventions of the house; `stated` names those the text itself sets. `authority` is
    the edition, with its reason, by which an administrator set the number or borrowed the rule.
    """

    unit: Unit
    length: int | None
    starts: str
    starts_stated: bool = True
    parameter: str | None = None
    set_per: SetPer = SetPer.JURISDICTION
    at_most: bool = False
    month_day: tuple[int, int] | None = None
    after: str | None = None
    first_day: FirstDay = FirstDay.AFTER_TRIGGER
    roll: Roll = Roll.FORWARD
    stated: tuple[str, ...] = ()
    authority: str | None = None

    def with_length(self, length: int, unit: Unit | None = None) -> "ClockRule":
        """The rule with the number its text leaves open, or a smaller one than its ceiling.

        Raises Refused INVALID_VALUE for a length below one, above the ceiling or `LONGEST`, or where the text
        fixes the number.
        """
        fixed = self.length is not None and not self.at_most
        too_long = self.at_most and self.length is not None and length > self.length
        if not 1 <= length <= LONGEST or fixed or too_long or (self.at_most and unit not in (None, self.unit)):
            raise Refused("INVALID_VALUE", citation=self.source, field=self.parameter or "length", value=length)
        return replace(self, length=length, unit=unit or self.unit)

    @property
    def needs_a_number(self) -> bool:
        """True if nobody has given the number the text leaves open."""
        return self.length is None and self.month_day is None
