"""What is asked of the registry about persons and certificates, in both times."""

from datetime import datetime
from typing import Any

from jiandu.domain import Actor, Refused
from jiandu.law import legal_day, start_of
from jiandu.service.methods import Query, query
from jiandu.service.views import clocks_view
from services.certificates.domain.authority import Known, Question, reasons
from services.certificates.domain.certificate import Certificate, named, statement_at, status_at
from services.certificates.domain.membership import body_at
from services.certificates.domain.officer import Officer, text_if_any, text_of
from services.certificates.domain.training_duty import shortfalls
from services.certificates.methods.findings import EVERYBODY, known
from services.certificates.methods.listing import key_of
from services.certificates.methods.roles import CHECKING, READING
from services.certificates.schemas import questions, views
from services.certificates.schemas.wording import UNKNOWN_WORDS
from services.certificates.schemas.wording import said as said_of


class AnswersQuestions:
    """Mixed into the registry's class."""

    bodies: Any
    officers: Any
    auxiliaries: Any
    delegations: Any
    status_list: Any
    now: Any

    @query(questions.OneOfficerAsOf, allow=READING)
    def get_officer(self, asked: Query) -> Any:
        """An officer with every certificate: what each is at a moment, all ever said of it; and running limits."""
        officer = self.officers.get(asked.fields["officer_id"], asked.by)
        _check_own(officer, asked.by)
        shown = views.officer_view(officer, asked.fields["as_of"] or self.now(), asked.fields["known_at"])
        return {**shown, "clocks": clocks_view(officer.clocks, self.now())}

    @query(questions.Check, allow=CHECKING)
    def check(self, asked: Query) -> Any:
        """What a certificate is at a moment, by what was known at another; for an act of a kind in a division."""
        said = asked.fields
        officer, one = self._holder(said["number"], asked.by)
        as_of, known_at = said["as_of"] or self.now(), said["known_at"]
        if known_at is not None and all(each.recorded_at > known_at for each in one.history):
            raise Refused("NOT_FOUND", id=one.number, field="number")
        status = status_at(one, as_of, known_at)
        holding = statement_at(one, as_of, known_at)
        key = key_of(one.number, officer.id)
        return {
            "number": one.number,
            "officer_id": officer.id,
            "body_id": body_at(officer.memberships, legal_day(as_of), known_at),
            "status": status,
            "words": said_of(status),
            "order_id": holding.order_id if holding else None,
            "covers": _covers(one, said["act_kind"], said["region"]),
            "as_of": as_of.isoformat(),
            "index": self.status_list.links.indexes([key]).get(key),
        }

    @query(questions.OneNumber, allow=CHECKING)
    def lookup(self, asked: Query) -> Any:
        """What anybody may know of a certificate: whose it is, of which body, for what, and what it is now.

        A number that no register here knows is said to be unknown, and not to be invalid.
        """
        number = asked.fields["number"]
        officer = self.officers.store.holding(number, EVERYBODY)
        if officer is None:
            return {
                "number": number,
                "status": "unknown",
                "words": {"zh": UNKNOWN_WORDS.zh, "en": UNKNOWN_WORDS.en},
            }
        body = known(self.bodies, officer.body_id, EVERYBODY)
        return views.public_view(officer, named(officer.certificates, number), body, self.now())

    @query(questions.Authorise, allow=CHECKING)
    def authorise(self, asked: Query) -> Any:
        """May these persons do this act, here and at this moment? Every reason why not, with its article."""
        said = asked.fields
        at = said["as_of"] or self.now()
        body = known(self.bodies, said["body_id"], EVERYBODY)
        persons = {each: known(self.officers, each, EVERYBODY) for each in said["officer_ids"]}
        helpers = {each: known(self.auxiliaries, each, EVERYBODY) for each in said["officer_ids"]}
        registry = Known(
            body=body,
            officers={each: officer for each, officer in persons.items() if officer is not None},
            auxiliaries={each: helper for each, helper in helpers.items() if helper is not None},
            delegations=self.delegations.store.of_body(said["body_id"]),
        )
        question = Question(
            body_id=said["body_id"], kind=said["kind"], region=said["region"], at=at, known_at=said["known_at"]
        )
        pack = self._text(body, said["region"], at)
        against = reasons(question, said["officer_ids"], registry, pack)
        return {
            "authorised": not any(each.binding for each in against),
            "pack": pack.ref if pack is not None else None,
            "as_of": at.isoformat(),
            "reasons": [views.reason_view(each) for each in against],
        }

    # -- lists ----------------------------------------------------------------------------------------------------

    @query(questions.Roster, allow=READING)
    def roster(self, asked: Query) -> Any:
        """Who worked for a body at a moment, with what every certificate was, page by page."""
        said = asked.fields
        at, known_at = said["as_of"] or self.now(), said["known_at"]
        page = self._members(said, asked.by)
        rows = [
            views.row_view(each, at, known_at)
            for each in page
            if body_at(each.memberships, legal_day(at), known_at) == said["body_id"]
        ]
        return _paged(rows, page, said["limit"])

    @query(questions.Expiring, allow=READING)
    def expiring(self, asked: Query) -> Any:
        """Certificates whose term ends by a legal day, from today on unless another is given, page by page."""
        said = asked.fields
        now = self.now()
        since = said["since"] or legal_day(now)
        page = self.officers.store.expiring(since, said["until"], said["after"], said["limit"], asked.by)
        own = [each for each in page if _is_own(each, asked.by)]
        rows = [
            {
                "officer_id": each.id,
                "body_id": each.body_id,
                "number": one.number,
                "valid_to": one.valid_to.isoformat(),
            }
            for each in own
            for one in each.certificates
            if since <= one.valid_to <= said["until"] and status_at(one, start_of(one.valid_to)) == "valid"
        ]
        return _paged(rows, page, said["limit"])

    @query(questions.OfYear, allow=READING)
    def untrained(self, asked: Query) -> Any:
        """Officers of a body who lack training of a year, with what the text wants and its article."""
        said = asked.fields
        page = self._members(said, asked.by)
        rows = []
        for officer in page:
            if officer.body_id == said["body_id"] and officer.state != "left":
                missing = shortfalls(officer, text_of(officer, self.officers.law, self.now()), said["year"])
                if missing:
                    rows.append(
                        {"officer_id": officer.id, "missing": [views.shortfall_view(each) for each in missing]}
                    )
        return _paged(rows, page, said["limit"])

    @query(questions.OfYear, allow=READING)
    def uninspected(self, asked: Query) -> Any:
        """Live certificates of a body without the annual inspection of a year, where a text wants one."""
        said = asked.fields
        now = self.now()
        page = self._members(said, asked.by)
        rows = []
        for officer in page:
            pack = text_if_any(officer, self.officers.law, now)
            if (
                officer.body_id != said["body_id"]
                or pack is None
                or not pack.speaks_of("certificate.annual_inspection")
            ):
                continue
            cited = views.citation_view(pack.cite("certificate.annual_inspection"))
            for one in officer.certificates:
                marks = [
                    each for each in officer.inspections if (each.number, each.year) == (one.number, said["year"])
                ]
                if status_at(one, now) in ("valid", "suspended") and not any(m.result == "passed" for m in marks):
                    result = marks[0].result if marks else None
                    rows.append(
                        {"officer_id": officer.id, "number": one.number, "result": result, "citation": cited}
                    )
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
        if by.roles == {"enforcement_legal_unit"} and by.agency != said["body_id"]:
            raise Refused("NOT_FOUND", id=said["body_id"], field="body_id")
        found: list[Officer] = self.officers.store.members(said["body_id"], said["after"], said["limit"], by)
        return found

    def _holder(self, number: str, by: Actor) -> tuple[Officer, Certificate]:
        officer = self.officers.store.holding(number, by)
        if officer is None:
            raise Refused("NOT_FOUND", id=number, field="number")
        return officer, named(officer.certificates, number)

    def _text(self, body: Any, region: str, at: datetime) -> Any:
        try:
            return self.officers.law.governing(
                region,
                legal_day(at),
                matter="certificates",
                sector=body.sector if body else None,
                level=body.level if body else None,
            )
        except Refused as refusal:
            if refusal.code != "NO_PACK_IN_FORCE":
                raise
            return None


def _covers(one: Certificate, kind: str | None, region: str | None) -> bool:
    of_kind = kind is None or not one.act_kinds or kind in one.act_kinds
    return of_kind and (
        region is None or one.range is None or Actor(subject="", agency="", regions=(one.range,)).covers(region)
    )


def _is_own(officer: Officer, by: Actor) -> bool:
    return by.roles != {"enforcement_legal_unit"} or by.agency == officer.body_id


def _check_own(officer: Officer, by: Actor) -> None:
    if not _is_own(officer, by):
        raise Refused("NOT_FOUND", id=officer.id)


def _paged(rows: list[Any], page: list[Officer], limit: int) -> dict[str, Any]:
    return {"rows": rows, "next": page[-1].id if len(page) == limit else None}
