"""Duties with a recipient, a place or a measure: to file, report, publish, keep, train, inspect, appeal."""

from dataclasses import dataclass

from jiandu.law.bodies import ItemList, Provision
from jiandu.law.limits import ClockRule


@dataclass(frozen=True, kw_only=True)
class Duty(Provision):
    """Something to be handed over or made known.

    `by` is who does it, `to` who receives it, `where` it is made known or kept (`where_all`: everywhere named, or
    anywhere; None where the text does not say), `items` what, `at_least` how often in one `per`, `limit` by when.
    """

    by: str | None = None
    to: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    where_all: bool | None = None
    items: ItemList | None = None
    at_least: int | None = None
    per: str | None = None
    limit: ClockRule | None = None


class Filing(Duty):
    """备案: a document is lodged with somebody who may examine it."""


class Report(Duty):
    """报告, 报送: somebody is told."""


class Publication(Duty):
    """公开, 公示: everybody can know."""


class Retention(Duty):
    """归档, 存储: a record is kept."""


@dataclass(frozen=True, kw_only=True)
class Training(Provision):
    """How much somebody must learn; None where the text sets no number, `parameter` where others set it."""

    of: str
    by: str | None = None
    hours: int | None = None
    sessions: int | None = None
    per: str | None = None
    parameter: str | None = None
    exam: bool = False
    topics: ItemList | None = None
    limit: ClockRule | None = None


@dataclass(frozen=True, kw_only=True)
class Inspection(Provision):
    """A recurring check: how often, what passes, what is refused, what is left to discretion."""

    of: str
    by: str | None = None
    at_least: int | None = None
    per: str | None = None
    passes: ItemList | None = None
    refuses: ItemList | None = None
    discretion: str | None = None


@dataclass(frozen=True, kw_only=True)
class Appeal(Provision):
    """Against what, before whom, in what form; `limit` is the window, `suspends` None where the text is silent."""

    against: str
    forums: tuple[str, ...]
    by: str | None = None
    form: tuple[str, ...] = ()
    decided_by: str | None = None
    suspends: bool | None = None
    limit: ClockRule | None = None
