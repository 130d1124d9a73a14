"""The format of a calendar file: what the notices order, year by year, checked day by day."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

_SATURDAY = 5
# A notice may order days of the December before its year: that of 2019 had 2018-12-29 worked for the New Year.
_DECEMBER = timedelta(days=10)


class _Day(fields.Field[date]):
    """A date, quoted or not."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> date:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            raise ValidationError("not a date such as 2026-10-01") from None


def _text() -> fields.String:
    return fields.String(required=True, validate=validate.Length(min=1))


class _SpanSchema(Schema):
    name = _text()
    english = _text()
    first = _Day(required=True, data_key="from")
    last = _Day(required=True, data_key="to")
    working = fields.List(_Day(), load_default=list)

    @validates_schema
    def _ends_after_it_begins(self, data: Mapping[str, Any], **_: Any) -> None:
        if data["last"] < data["first"]:
            raise ValidationError("ends before it begins", "to")

    @validates_schema
    def _weekends_are_worked(self, data: Mapping[str, Any], **_: Any) -> None:
        wrong = {
            number: [f"{day} is no Saturday and no Sunday"]
            for number, day in enumerate(data["working"])
            if day.weekday() < _SATURDAY
        }
        if wrong:
            raise ValidationError({"working": wrong})


class _YearSchema(Schema):
    year = fields.Integer(required=True, strict=True, validate=validate.Range(min=2004, max=2100))
    notice = _text()
    issued = _Day(required=True)
    spans = fields.List(fields.Nested(_SpanSchema), required=True)

    @validates_schema
    def _days_lie_in_the_year(self, data: Mapping[str, Any], **_: Any) -> None:
        first, last = date(data["year"], 1, 1) - _DECEMBER, date(data["year"], 12, 31)
        wrong: dict[int, Any] = {}
        for number, span in enumerate(data["spans"]):
            ends = {"from": span["first"], "to": span["last"]}
            found: dict[str, Any] = {
                name: [f"{day} is no day of {data['year']}"]
                for name, day in ends.items()
                if not first <= day <= last
            }
            worked = {
                place: [f"{day} is no day of {data['year']}"]
                for place, day in enumerate(span["working"])
                if not first <= day <= last
            }
            if found or worked:
                wrong[number] = {**found, **({"working": worked} if worked else {})}
        if wrong:
            raise ValidationError({"spans": wrong})


class CalendarSchema(Schema):
    """A calendar file: the years one after the other, each once."""

    edition = _text()
    authority = _text()
    years = fields.List(fields.Nested(_YearSchema), required=True, validate=validate.Length(min=1))

    @validates_schema
    def _years_follow_each_other(self, data: Mapping[str, Any], **_: Any) -> None:
        first = data["years"][0]["year"]
        for number, each in enumerate(data["years"]):
            if each["year"] != first + number:
                raise ValidationError({"years": {number: {"year": [f"{first + number} comes here"]}}})

    @validates_schema
    def _no_day_is_both(self, data: Mapping[str, Any], **_: Any) -> None:
        spans = [span for year in data["years"] for span in year["spans"]]
        for number, year in enumerate(data["years"]):
            for place, span in enumerate(year["spans"]):
                both = [
                    day for day in span["working"] if any(each["first"] <= day <= each["last"] for each in spans)
                ]
                if both:
                    problem = {"working": [f"{both[0]} is a day off and worked"]}
                    raise ValidationError({"years": {number: {"spans": {place: problem}}}})
