"""What is asked about complaints: by staff, by whoever holds the receipt, by whoever is about to complain."""

from collections.abc import Iterator
from typing import Any

from jiandu.domain import Actor, Refused
from jiandu.law import legal_day
from jiandu.service.aggregate import Provided
from jiandu.service.methods import Query, query
from jiandu.service.standing import Standing, standing_of
from services.complaints.domain.complaint import Complaint
from services.complaints.methods.guidance import guidance
from services.complaints.methods.roles import COMPLAINANT, DESK, READING
from services.complaints.methods.visible import visible
from services.complaints.schemas import incoming, views

MOST_LINKED = 100
_PAGE = 100


class AnswersQuestions:
    """Mixed into the service's class: questions, of which none is answered to whoever is complained of."""

    complaints: Any
    standings: Any
    entrusted: Any
    receipts: Any

    now = Provided(lambda runtime: runtime.now)

    @query(incoming.OneComplaint, allow=READING)
    def get(self, asked: Query) -> Any:
        """A complaint as it stands, with its limits and the standing of its officers, without who complained."""
        complaint = visible(self.complaints, asked.fields["complaint_id"], asked.by)
        linked = {each.complaint_id for each in complaint.links}
        linked |= set(self.complaints.store.linked_to(complaint.id, MOST_LINKED))
        seen = frozenset(each for each in linked if self._found(each, asked.by))
        legible = views.for_caller(self.entrusted.legible(complaint), seen, staff=DESK.permits(asked.by))
        later = seen - {each.complaint_id for each in complaint.links}
        return views.complaint_view(legible, self._standings(complaint, asked.by), later, self.now())

    @query(incoming.Listed, allow=DESK)
    def listed(self, asked: Query) -> Any:
        """The complaints in a state, the oldest first, a page at a time; none that is about the caller."""
        rows: list[Any] = []
        last = None
        for place, complaint in self._standing_in(asked.fields["state"], asked.fields["after"], asked.by):
            if len(rows) == _PAGE:
                return {"rows": rows, "next": last}
            rows.append(views.row(complaint, self.now()))
            last = place
        return {"rows": rows, "next": None}

    @query(incoming.Follow, allow=COMPLAINANT)
    def follow(self, asked: Query) -> Any:
        """What the receipt code lets its holder see; alike in form, and as slow, for a code that leads nowhere."""
        complaint_id = self.receipts.complaint_of(asked.fields["receipt_code"])
        complaint = self._found(complaint_id or "none", asked.by)
        standings = self._standings(complaint, asked.by) if complaint else []
        legible = self.entrusted.legible(complaint) if complaint else None
        return views.followed(legible, standings, self.now())

    @query(incoming.Guidance, allow=READING)
    def guidance(self, asked: Query) -> Any:
        """What the law of a place says on complaints, and who will see what: to show before anything is typed."""
        place = asked.fields
        today = legal_day(self.now())
        pack = self.complaints.law.governing(
            place["region"], today, matter="complaints", sector=place["sector"], level=place["level"]
        )
        return guidance(pack)

    def _standing_in(self, state: str, after: str | None, by: Actor) -> Iterator[tuple[str, Complaint]]:
        """The complaints in a state that the caller may see, with their places; nothing tells of the others."""
        while True:
            found = self.complaints.store.standing_in(state, after, _PAGE, by)
            for after, complaint_id in found:
                if complaint := self._found(complaint_id, by):
                    yield after, complaint
            if len(found) < _PAGE:
                return

    def _found(self, complaint_id: str, by: Actor) -> Complaint | None:
        try:
            return visible(self.complaints, complaint_id, by)
        except Refused:  # not there, or not for this caller: the same
            return None

    def _standings(self, complaint: Complaint, by: Actor) -> list[Standing]:
        known = []
        for officer in complaint.officers:
            try:
                known.append(self.standings.get(standing_of(officer), by))
            except Refused:  # the registry has announced nothing of this officer
                continue
        return known
