"""The bodies of duties to file, report, publish, keep, train, inspect and hear appeals, field by field."""

from marshmallow import Schema, fields, validate

from jiandu.law.format.fields import Code, Text, limited, listed, texts

PERIODS = ("once", "year", "quarter", "month")


class DutySchema(Schema):
    """Filing, report, publication, retention."""

    by = Text()
    to = texts()
    where = texts()
    where_all = fields.Boolean(allow_none=True)
    items = listed()
    at_least = fields.Integer(strict=True, validate=validate.Range(min=1))
    per = fields.String(validate=validate.OneOf(PERIODS))
    limit = limited()


class TrainingSchema(Schema):
    """How much somebody must learn."""

    by = Text()
    of = Text(required=True)
    hours = fields.Integer(strict=True, validate=validate.Range(min=1))
    sessions = fields.Integer(strict=True, validate=validate.Range(min=1))
    per = fields.String(validate=validate.OneOf(PERIODS))
    parameter = Code()
    exam = fields.Boolean(load_default=False)
    topics = listed()
    limit = limited()


class InspectionSchema(Schema):
    """A recurring check."""

    by = Text()
    of = Text(required=True)
    at_least = fields.Integer(strict=True, validate=validate.Range(min=1))
    per = fields.String(validate=validate.OneOf(PERIODS))
    passes = listed()
    refuses = listed()
    discretion = Text()


class AppealSchema(Schema):
    """Against what, where and how."""

    against = Text(required=True)
    by = Text()
    forums = fields.List(Text(), required=True)
    form = fields.List(Code(), load_default=list)
    decided_by = Text()
    suspends = fields.Boolean(allow_none=True)
    limit = limited()
