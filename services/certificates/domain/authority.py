"""May these persons do this act, here and at this moment? Every reason against it, with its article."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from jiandu.domain import Actor, Citation
from jiandu.law import Pack, legal_day
from services.certificates.domain.act import UNCERTIFIED
from services.certificates.domain.auxiliary import Auxiliary
from services.certificates.domain.body import CHANGED, RECOGNISED, UNDER_REVIEW, Body
from services.certificates.domain.certificate import Certificate, status_at
from services.certificates.domain.conditions import PASSED
from services.certificates.domain.delegation import Delegation
from services.certificates.domain.membership import body_at
from services.certificates.domain.officer import Officer
from services.certificates.domain.status import VALID

# a body that has changed stays what it was until it is not confirmed
_MAY_ACT = frozenset({RECOGNISED, CHANGED, UNDER_REVIEW})


@dataclass(frozen=True, kw_only=True)
class Question:
    """An act of `kind` of a body in a division, at `at`, by what was known at `known_at` (None: now)."""

    body_id: str
    kind: str
    region: str
    at: datetime
    known_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the registry knows of those involved; a person it does not know is in neither mapping."""

    body: Body | None
    officers: dict[str, Officer] = field(default_factory=dict)
    auxiliaries: dict[str, Auxiliary] = field(default_factory=dict)
    delegations: Sequence[Delegation] = ()


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why the act may not be done, or (`binding` false) why it may be refused by those it concerns."""

    code: str
    officer_id: str | None = None
    number: str | None = None
    status: str | None = None
    citation: Citation | None = None
    binding: bool = True


def reasons(asked: Question, officer_ids: Sequence[str], known: Known, pack: Pack | None) -> list[Reason]:
    """Every reason against; none that is binding means that they may."""
    persons = tuple(dict.fromkeys(officer_ids))
    return [
        *_of_body(asked, known, pack),
        *_of_number(persons, known, pack),
        *(reason for person in persons for reason in _of_person(asked, person, known, pack)),
        *_of_helpers(persons, known, pack),
    ]


def _of_body(asked: Question, known: Known, pack: Pack | None) -> Iterator[Reason]:
    body = known.body
    if body is None:
        yield Reason(code="BODY_UNKNOWN", citation=_cite(pack, "body.unrecognised"))
        return
    if body.state not in _MAY_ACT:
        yield Reason(code="BODY_NOT_RECOGNISED", status=body.state, citation=_cite(pack, "body.unrecognised"))
    if body.act_kinds and asked.kind not in body.act_kinds:
        yield Reason(code="KIND_NOT_OF_BODY", citation=_cite(pack, "body.prohibited"))
    if not _lies_in(asked.region, body.region):
        yield Reason(code="REGION_NOT_OF_BODY", citation=_cite(pack, "body.prohibited"))


def _of_number(persons: Sequence[str], known: Known, pack: Pack | None) -> Iterator[Reason]:
    officers = [person for person in persons if person in known.officers]
    if pack is not None and pack.speaks_of("conduct.officers_minimum"):
        rule = pack.quorum("conduct.officers_minimum")
        if len(officers) < rule.minimum:
            yield Reason(code="TOO_FEW_OFFICERS", citation=rule.source)
    elif not officers:
        yield Reason(code="TOO_FEW_OFFICERS")


def _of_helpers(persons: Sequence[str], known: Known, pack: Pack | None) -> Iterator[Reason]:
    """Auxiliary staff may help officers, and do nothing alone. Whoever has an officer's file is no auxiliary."""
    alone = not any(person in known.officers for person in persons)
    for person in persons:
        if person in known.auxiliaries and person not in known.officers:
            cited = _cite(pack, "auxiliary.prohibited", "auxiliary.status")
            yield Reason(code="AUXILIARY", officer_id=person, citation=cited, binding=alone)


def _of_person(asked: Question, person: str, known: Known, pack: Pack | None) -> Iterator[Reason]:
    officer = known.officers.get(person)
    if officer is None:
        if person not in known.auxiliaries:
            yield Reason(code="OFFICER_UNKNOWN", officer_id=person)
        return
    if not _acts_for(asked, officer, known):
        yield Reason(code="NOT_OF_BODY", officer_id=person, citation=_cite(pack, "delegation.conduct"))
    yield from _of_certificates(asked, officer, pack)


def _of_certificates(asked: Question, officer: Officer, pack: Pack | None) -> Iterator[Reason]:
    valid = [one for one in officer.certificates if status_at(one, asked.at, asked.known_at) == VALID]
    if not valid:
        found: list[tuple[str | None, str]] = [
            (one.number, status_at(one, asked.at, asked.known_at)) for one in officer.certificates
        ] or [(None, UNCERTIFIED)]
        cited = _cite(pack, "certificate.required", "qualification.required", "certificate.system")
        for number, status in found:
            yield Reason(
                code="NO_VALID_CERTIFICATE", officer_id=officer.id, number=number, status=status, citation=cited
            )
        return
    fitting = [one for one in valid if _fits(one, asked)]
    if not fitting:
        yield Reason(code="OUTSIDE_SCOPE", officer_id=officer.id, number=valid[0].number, status=VALID)
        return
    if not any(_marked(officer, one, asked, pack) for one in fitting):
        yield Reason(
            code="NO_ANNUAL_MARK",
            officer_id=officer.id,
            number=fitting[0].number,
            status=VALID,
            citation=_cite(pack, "certificate.refusal"),
            binding=False,
        )


def _fits(one: Certificate, asked: Question) -> bool:
    kind = not one.act_kinds or asked.kind in one.act_kinds
    return kind and (one.range is None or _lies_in(asked.region, one.range))


def _marked(officer: Officer, one: Certificate, asked: Question, pack: Pack | None) -> bool:
    """The mark of the last year is there, where the text lets people ask for it and there was such a year."""
    if pack is None or not pack.speaks_of("certificate.refusal"):
        return True
    year = legal_day(asked.at).year - 1
    if one.valid_from.year > year:
        return True
    return any((mark.number, mark.year, mark.result) == (one.number, year, PASSED) for mark in officer.inspections)


def _acts_for(asked: Question, officer: Officer, known: Known) -> bool:
    on = legal_day(asked.at)
    employer = body_at(officer.memberships, on, asked.known_at)
    if employer == asked.body_id:
        return True
    return any(
        (each.body_id, each.delegate_id) == (asked.body_id, employer) and each.covers(asked.kind, asked.region, on)
        for each in known.delegations
    )


def _cite(pack: Pack | None, *provisions: str) -> Citation | None:
    if pack is None:
        return None
    return next((pack.cite(each) for each in provisions if pack.speaks_of(each)), None)


def _lies_in(region: str, of: str) -> bool:
    return Actor(subject="", agency="", regions=(of,)).covers(region)
