"""Months and years of the calendar: where they end, and when a day of the year comes next."""

from calendar import monthrange
from datetime import date, timedelta

from jiandu.law.limits import FirstDay

_DAY = timedelta(days=1)


def months_on(anchor: date, months: int, first_day: FirstDay) -> date:
    """The last day of months that begin the day after `anchor`."""
    end = _add_months(anchor, months)
    if first_day is FirstDay.TRIGGER and (anchor + _DAY).day == 1:  # whole months of the calendar
        return end.replace(day=monthrange(end.year, end.month)[1])
    return end


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def next_fixed_date(trigger: date, month_day: tuple[int, int]) -> date:
    """The next (month, day) after the trigger."""
    month, day = month_day
    this_year = date(trigger.year, month, day)
    return this_year if this_year > trigger else date(trigger.year + 1, month, day)
