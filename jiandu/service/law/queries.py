"""What every service answers about the law in effect in it, and about an edition that is not."""

from datetime import datetime
from typing import Any

from jiandu.bus import fields
from jiandu.domain import Actor, Refused
from jiandu.identity.permissions import Allow
from jiandu.law import Rulebook, explain, legal_day, start
from jiandu.law.editions import Kind, moves, read_edition, with_edition
from jiandu.service.aggregate import Aggregate, Provided, aggregate_called, aggregates_of
from jiandu.service.law.published import LONGEST_EDITION
from jiandu.service.methods import Query, query
from jiandu.service.unit import Unit
from jiandu.service.views import explanation_view

_PAGE = 200
READING = Allow("law_administrator", "auditor", "operator", "supervision_officer", "supervision_head")
TRYING = Allow("law_administrator", "auditor", "operator")


class _Tried(fields.Incoming):
    kind = fields.Choice([each.value for each in Kind], required=True)
    text = fields.Text(LONGEST_EDITION, required=True)
    aggregate = fields.Identifier(load_default=None)
    after = fields.Identifier(load_default=None)


class _Explained(fields.Incoming):
    aggregate = fields.Identifier(required=True)
    id = fields.Identifier(required=True)
    clock = fields.Identifier(required=True)


class _Counted(fields.Incoming):
    region = fields.Region(required=True)
    matter = fields.Identifier(required=True)
    provision = fields.Identifier(required=True)
    starts_at = fields.Instant(required=True)
    length = fields.Whole(least=1, load_default=None)
    sector = fields.Identifier(load_default=None)
    level = fields.Identifier(load_default=None)


class ExplainsLaw:
    """Mixed into every service's class: it can say what follows from the law."""

    law_in_effect = Provided(lambda runtime: runtime.in_effect)
    law_runtime = Provided(lambda runtime: runtime)

    @query(_Tried, allow=TRYING)
    def law_dry_run(self, asked: Query) -> Any:
        """Which running limits of this service an edition would move, page by page. Nothing is changed."""
        edition = read_edition(Kind(asked.fields["kind"]), asked.fields["text"])
        tried = with_edition(self.law_in_effect.current, edition)
        names = sorted(each.repository.name for each in aggregates_of(type(self)))
        name = asked.fields["aggregate"] or names[0]
        kind = aggregate_called(type(self), name)
        unit = kind.unit(self.law_runtime)
        page = unit.store.running(asked.fields["after"], _PAGE)
        rows = [row for found in page for row in _moved(kind, unit, found, tried, asked.by)]
        return {"edition": edition.name, "examined": len(page), "moves": rows, "next": _next(names, name, page)}

    @query(_Explained, allow=READING)
    def law_explain(self, asked: Query) -> Any:
        """Why a running limit of this service is due when it is."""
        kind = aggregate_called(type(self), asked.fields["aggregate"])
        aggregate = _seen(kind, kind.unit(self.law_runtime), asked.fields["id"], asked.by)
        clock = getattr(aggregate, "clocks", {}).get(asked.fields["clock"])
        if clock is None:
            raise Refused("NOT_FOUND", id=asked.fields["clock"], field="clock")
        return explanation_view(explain(clock, self.law_in_effect.current.calendar))

    @query(_Counted, allow=READING)
    def law_count(self, asked: Query) -> Any:
        """When a limit of the law that governs a region would be due, and why. Starts nothing."""
        law: Rulebook = self.law_in_effect.current
        starts_at: datetime = asked.fields["starts_at"]
        pack = law.governing(
            asked.fields["region"],
            legal_day(starts_at),
            matter=asked.fields["matter"],
            sector=asked.fields["sector"],
            level=asked.fields["level"],
        )
        rule = pack.clock(asked.fields["provision"])
        length = asked.fields["length"]
        clock = start(rule if length is None else rule.with_length(length), starts_at, law.calendar)
        return explanation_view(explain(clock, law.calendar))


def _next(names: list[str], name: str, page: list[str]) -> dict[str, str | None] | None:
    """Where the next page begins, None after the last one."""
    if len(page) == _PAGE:
        return {"aggregate": name, "after": page[-1]}
    following = names[names.index(name) + 1 :]
    return {"aggregate": following[0], "after": None} if following else None


def _seen(kind: Aggregate[Any, Any], unit: Unit[Any, Any], wanted: str, by: Actor) -> Any:
    aggregate = unit.get(wanted, by)
    if kind.hidden_from(aggregate, by):
        raise Refused("NOT_FOUND", id=wanted)
    return aggregate


def _moved(
    kind: Aggregate[Any, Any], unit: Unit[Any, Any], found: str, law: Rulebook, by: Actor
) -> list[dict[str, Any]]:
    try:
        clocks = _seen(kind, unit, found, by).clocks
    except Refused:  # not in the caller's divisions, or hidden from the caller
        return []
    return [
        {
            "aggregate": kind.repository.name,
            "id": found,
            "clock": move.clock,
            "was": move.was.isoformat(),
            "becomes": move.becomes.isoformat(),
            "provisional": move.provisional,
            "why": move.why,
        }
        for move in moves(clocks, law)
    ]
