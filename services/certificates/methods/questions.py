"""What is asked of the registry about persons and certificates, in both times."""

from datetime import datetime
from typing import Any

from jiandu.domain import Actor, Refused
from jiandu.law import legal_day
from jiandu.service.methods import Query, query
from jiandu.service.views import clocks_view
from services.certificates.domain.authority import Known, Question, reasons
from services.certificates.domain.certificate import Certificate, named, statement_at, status_at
from services.certificates.domain.membership import body_at
from services.certificates.methods.findings import EVERYBODY, known
from services.certificates.methods.listing import key_of
from services.certificates.methods.past import as_known, check_sees
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
        said = asked.fields
        now = self.officers.get(said["officer_id"], asked.by)
        officer = check_sees(as_known(self.officers, now, said["known_at"]), asked.by, now.id)
        shown = views.officer_view(officer, said["as_of"] or self.now())
        return {**shown, "clocks": clocks_view(officer.clocks, self.now())}

    @query(questions.Check, allow=CHECKING)
    def check(self, asked: Query) -> Any:
        """What a certificate is at a moment, by what was known at another; for an act of a kind in a division."""
        said = asked.fields
        as_of = said["as_of"] or self.now()
        holder = self.officers.store.holding(said["number"], asked.by)
        officer = as_known(self.officers, holder, said["known_at"])
        if officer is None:
            raise Refused("NOT_FOUND", id=said["number"], field="number")
        one = named(officer.certificates, said["number"])
        status, holding = status_at(one, as_of), statement_at(one, as_of)
        key = key_of(one.number, officer.id)
        return {
            "number": one.number,
            "officer_id": officer.id,
            "body_id": body_at(officer.memberships, legal_day(as_of)),
            "status": status,
            "words": said_of(status),
            "order_id": holding.order_id if holding else None,
            "covers": _covers(one, said["act_kind"], said["region"]),
            "as_of": as_of.isoformat(),
            "index": self.status_list.links.indexes([key]).get(key),
        }

    @query(questions.Lookup, allow=CHECKING)
    def lookup(self, asked: Query) -> Any:
        """What anybody may know of a certificate: whose it is, of which body, for what, and what it is now.

        A number that no register here knows is said to be unknown, and not to be invalid.
        """
        said = asked.fields
        number = said["number"]
        officer = as_known(self.officers, self.officers.store.holding(number, EVERYBODY), said["known_at"])
        if officer is None or all(one.number != number for one in officer.certificates):
            return {
                "number": number,
                "status": "unknown",
                "words": {"zh": UNKNOWN_WORDS.zh, "en": UNKNOWN_WORDS.en},
            }
        at = said["as_of"] or self.now()
        body_id = body_at(officer.memberships, legal_day(at)) or officer.body_id
        now = known(self.bodies, body_id, EVERYBODY)
        body = as_known(self.bodies, now, said["known_at"]) or now
        return views.public_view(officer, named(officer.certificates, number), body, at)

    @query(questions.Authorise, allow=CHECKING)
    def authorise(self, asked: Query) -> Any:
        """May these persons do this act, here and at this moment? Every reason why not, with its article."""
        said = asked.fields
        at = said["as_of"] or self.now()
        registry = self._known(said, at)
        question = Question(
            body_id=said["body_id"], kind=said["kind"], region=said["region"], at=at, known_at=said["known_at"]
        )
        body = registry.body
        pack = self._text(body, said["region"], at)
        against = reasons(question, said["officer_ids"], registry, pack)
        return {
            "authorised": not any(each.binding for each in against),
            "pack": pack.ref if pack is not None else None,
            "as_of": at.isoformat(),
            "reasons": [views.reason_view(each) for each in against],
        }

    def _known(self, said: Any, at: datetime) -> Known:
        known_at = said["known_at"]
        persons = {each: known(self.officers, each, EVERYBODY) for each in said["officer_ids"]}
        helpers = {each: known(self.auxiliaries, each, EVERYBODY) for each in said["officer_ids"]}
        officers = {each: as_known(self.officers, found, known_at) for each, found in persons.items()}
        auxiliaries = {each: as_known(self.auxiliaries, found, known_at) for each, found in helpers.items()}
        made = self.delegations.store.of_body(said["body_id"])
        delegations = [as_known(self.delegations, each, known_at) for each in made]
        body = as_known(self.bodies, known(self.bodies, said["body_id"], EVERYBODY), known_at)
        return Known(
            # what becomes of a body takes effect when it is recorded; it was recognised before it came in here
            body=as_known(self.bodies, body, min(at, known_at or at)) or body,
            officers={each: officer for each, officer in officers.items() if officer is not None},
            auxiliaries={each: helper for each, helper in auxiliaries.items() if helper is not None},
            delegations=[each for each in delegations if each is not None],
        )

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
