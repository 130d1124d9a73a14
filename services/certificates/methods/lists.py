"""Lists of officers, page by page: rosters, and who lacks what; in both times."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from jiandu.domain import Actor, Refused
from jiandu.law import Pack, Training, legal_day, start_of
from jiandu.service.methods import Query, query
from services.certificates.domain.certificate import status_at
from services.certificates.domain.conditions import PASSED
from services.certificates.domain.membership import body_at
from services.certificates.domain.officer import Officer, text_if_any
from services.certificates.domain.status import SUSPENDED, VALID
from services.certificates.domain.training_duty import Shortfall, shortfalls
from services.certificates.methods.past import all_as_known, check_own_body, is_own
from services.certificates.methods.roles import CHECKING, READING
from services.certificates.schemas import questions, views


class ListsOfficers:
    """Mixed into the registry's class."""

    officers: Any
    now: Any

    @query(questions.Roster, allow=READING)
    def roster(self, asked: Query) -> Any:
        """Who worked for a body at a moment, with what every certificate was, page by page."""
        said = asked.fields
        at, known_at = said["as_of"] or self.now(), said["known_at"]
        page = self._members(said, asked.by)
        rows = [
            views.row_view(each, at)
            for each in all_as_known(self.officers, page, known_at)
            if body_at(each.memberships, legal_day(at)) == said["body_id"]
        ]
        return _paged(rows, page, said["limit"])

    @query(questions.Expiring, allow=READING)
    def expiring(self, asked: Query) -> Any:
        """Certificates whose term ends by a legal day, from today on unless another is given, page by page."""
        said = asked.fields
        since = said["since"] or legal_day(said["as_of"] or self.now())
        page = self.officers.store.expiring(since, said["until"], said["after"], said["limit"], asked.by)
        own = [each for each in page if is_own(each.body_id, asked.by)]
        rows = [
            {
                "officer_id": each.id,
                "body_id": each.body_id,
                "number": one.number,
                "valid_to": one.valid_to.isoformat(),
            }
            for each in all_as_known(self.officers, own, said["known_at"])
            for one in each.certificates
            if since <= one.valid_to <= said["until"] and status_at(one, start_of(one.valid_to)) == VALID
        ]
        return _paged(rows, page, said["limit"])

    @query(questions.OfYear, allow=READING)
    def untrained(self, asked: Query) -> Any:
        """Officers of a body who lack training of a year, with what the text wants and its article."""
        said = asked.fields
        at, page = said["as_of"] or self.now(), self._members(said, asked.by)
        rows = []
        for officer in all_as_known(self.officers, page, said["known_at"]):
            if body_at(officer.memberships, legal_day(at)) != said["body_id"]:
                continue
            pack = text_if_any(officer, self.officers.law, at)
            missing = _missing(officer, pack, said["year"]) if pack is not None else []
            if missing:
                told = [views.shortfall_view(each) for each in missing]
                rows.append({"officer_id": officer.id, "missing": told})
        return _paged(rows, page, said["limit"])

    @query(questions.OfYear, allow=READING)
    def uninspected(self, asked: Query) -> Any:
        """Live certificates of a body without the annual inspection of a year, where a text wants one."""
        said = asked.fields
        at, page = said["as_of"] or self.now(), self._members(said, asked.by)
        rows = []
        for officer in all_as_known(self.officers, page, said["known_at"]):
            pack = text_if_any(officer, self.officers.law, at)
            if pack is None or not pack.speaks_of("certificate.annual_inspection"):
                continue
            if body_at(officer.memberships, legal_day(at)) == said["body_id"]:
                cited = views.citation_view(pack.cite("certificate.annual_inspection"))
                rows += [{**each, "citation": cited} for each in _unmarked(officer, said["year"], at)]
        return _paged(rows, page, said["limit"])

    @query(questions.Roster, allow=READING)
    def uncollected(self, asked: Query) -> Any:
        """Certificates still in use of persons who left a body, with the article that wants them cancelled."""
        said = asked.fields
        at, page = said["as_of"] or self.now(), self._members(said, asked.by)
        rows = []
        for officer in all_as_known(self.officers, page, said["known_at"]):
            if officer.body_id == said["body_id"] and body_at(officer.memberships, legal_day(at)) is None:
                pack = text_if_any(officer, self.officers.law, at)
                wants = pack is not None and pack.speaks_of("certificate.transfer")
                cited = views.citation_view(pack.cite("certificate.transfer")) if pack and wants else None
                held = [one.number for one in officer.certificates if status_at(one, at) in (VALID, SUSPENDED)]
                rows += [{"officer_id": officer.id, "number": number, "citation": cited} for number in held]
        return _paged(rows, page, said["limit"])

    @query(questions.Page, allow=CHECKING)
    def current(self, asked: Query) -> Any:
        """Everybody in the caller's divisions whose status was ever announced: what a new subscriber needs.

        Each row has what `certificate.status_changed` would say, under the version of the last change.
        """
        said = asked.fields
        page = self.officers.store.announced_after(said["after"], said["limit"], asked.by)
        return _paged([views.announced_view(each) for each in page], page, said["limit"])

    def _members(self, said: Any, by: Actor) -> list[Officer]:
        check_own_body(said["body_id"], by, said["body_id"])
        found: list[Officer] = self.officers.store.members(said["body_id"], said["after"], said["limit"], by)
        return found


def _missing(officer: Officer, pack: Pack, year: int) -> list[Shortfall]:
    """What training is missing. Raises Refused PARAMETER_UNSET where the text leaves the number to somebody."""
    if pack.speaks_of("training.annual"):
        rule = pack.rule("training.annual", Training)
        if rule.hours is None and rule.parameter is not None:
            raise Refused("PARAMETER_UNSET", citation=rule.source, field=rule.parameter, parameter=rule.parameter)
    return shortfalls(officer, pack, year)


def _unmarked(officer: Officer, year: int, at: datetime) -> Iterator[dict[str, Any]]:
    """The certificates in use that did not pass the inspection of the year, with what it came to if any."""
    for one in officer.certificates:
        results = [each.result for each in officer.inspections if (each.number, each.year) == (one.number, year)]
        in_use = one.valid_from.year <= year and status_at(one, at) in (VALID, SUSPENDED)
        if in_use and PASSED not in results:
            yield {"officer_id": officer.id, "number": one.number, "result": results[-1] if results else None}


def _paged(rows: list[Any], page: list[Officer], limit: int) -> dict[str, Any]:
    return {"rows": rows, "next": page[-1].id if len(page) == limit else None}
