"""What the complaints amount to: statistics, and the circulars made of them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

import eventlet
from eventlet import tpool

from jiandu.domain import Actor, Refused, Request
from jiandu.service.aggregate import Aggregate
from jiandu.service.methods import Query, command, query
from jiandu.store.codec import from_plain
from services.complaints.domain import circular
from services.complaints.domain.counted import Counted
from services.complaints.domain.statistics import Question, Table, statistics
from services.complaints.methods import document
from services.complaints.methods.roles import COUNTING, HEAD, REVIEWING
from services.complaints.repository.complaints import Circulars
from services.complaints.schemas import contracts, figures

T = TypeVar("T")

_BREATH = 200  # rows after which others get their turn


class TellsFigures:
    """The methods of a service that count its complaints."""

    circulars = Aggregate(circular.Circular, Circulars, key="circular_id", publishes=contracts.CIRCULARS)

    complaints: Any

    @query(figures.Statistics, allow=COUNTING)
    def statistics(self, asked: Query) -> Any:
        """How many complaints of a period there are, and what became of them; small numbers are withheld.

        Raises Refused REGION_FORBIDDEN where the caller does not see all of the region.
        """
        if not asked.by.covers(asked.fields["region"]):
            raise Refused("REGION_FORBIDDEN", field="region")
        question = Question(**asked.fields)
        # whoever is complained of does not learn it from a figure
        rows = self._rows(question.since, question.until, asked.by)
        others = [each for each in rows if asked.by.agency not in each.respondents]
        return document.answer(_table(others, question))

    @command(figures.DraftCircular, circular.DraftCircular, allow=REVIEWING, derives=("circular_id", "circ"))
    def draft_circular(self, request: Request[circular.DraftCircular]) -> Any:
        """Draft a circular on the complaints of a period, for another person to publish."""
        told = request.command
        rows = self._rows(told.since, told.until, told.by)
        tables = tuple(
            _table(rows, _question(told.region, told.since, told.until, by)) for by in document.DIMENSIONS
        )
        drafted = replace(request, command=replace(told, tables=tables))
        return self.circulars.create(drafted, circular.draft_circular, told.circular_id)

    publish_circular = circulars.changes(circular.publish_circular, figures.PublishCircular, allow=HEAD)
    drop_circular = circulars.changes(circular.drop_circular, figures.DropCircular, allow=REVIEWING)

    @query(figures.OneCircular, allow=COUNTING)
    def get_circular(self, asked: Query) -> Any:
        """A circular with its figures, and the document that is printed."""
        found = self.circulars.get(asked.fields["circular_id"], asked.by)
        return {**figures.CircularView().dump(found), "document": document.render(found)}

    def _rows(self, since: date, until: date, by: Actor) -> list[Counted]:
        found = self.complaints.store.counted(since, until, by)
        return [from_plain(each, Counted) for each in _with_pauses(found)]


def _table(rows: list[Counted], question: Question) -> Table:
    # in a thread: the reckoning takes a second or two where there are many, and others are not to wait for it
    table: Table = tpool.execute(statistics, rows, question)
    return table


def _with_pauses(found: Iterable[T]) -> Iterator[T]:
    for number, each in enumerate(found, start=1):
        yield each
        if number % _BREATH == 0:
            eventlet.sleep(0)


def _question(region: str, since: date, until: date, by: str) -> Question:
    return Question(region=region, since=since, until=until, by=(by,), threshold=figures.THRESHOLD)
