"""What was wrong is corrected and what is over is lifted, by adding: nothing said before is lost."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from jiandu.domain import Command, Event, Refused
from jiandu.law import Rulebook, legal_day
from services.certificates.domain.announcing import Order, changed
from services.certificates.domain.certificate import Certificate, Ending, Statement, ending_of, named, until_of
from services.certificates.domain.lapsing import Corrected, lapsed_by_correction, reopened
from services.certificates.domain.membership import body_at
from services.certificates.domain.officer import LEFT, REGISTERED, Officer, text_if_any
from services.certificates.domain.particulars import Correction
from services.certificates.domain.standing_orders import lifted
from services.certificates.domain.status import VALID


@dataclass(frozen=True, kw_only=True)
class ProposeCorrection(Command):
    """Propose to take back what the order `corrects` said of certificates.

    Without `effective_at` it was wrong from its beginning (更正); with it, it was right and ends then (恢复).
    """

    officer_id: str
    proposal_id: str
    corrects: str
    ground: str
    effective_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class CorrectionProposed(Event):
    """Somebody proposed a correction; nothing is changed by it."""

    officer_id: str
    proposal_id: str
    corrects: str
    ground: str
    effective_at: datetime | None
    proposed_by: str
    proposed_at: datetime

    def onto(self, officer: Officer) -> Officer:
        proposed = Correction(id=self.proposal_id, **self.told("officer_id", "proposal_id", "proposed_at"))
        return replace(officer, corrections=(*officer.corrections, proposed))


def propose_correction(command: ProposeCorrection, officer: Officer, _law: object) -> list[Event]:
    """Propose to correct an order, or to end what it said after it began."""
    begun = _begun(officer, command.corrects)
    if not begun:
        raise Refused("NOT_FOUND", id=command.corrects, field="corrects")
    if command.effective_at is not None and command.effective_at <= max(begun):
        raise Refused("CONTRADICTION", field="effective_at")
    return [
        CorrectionProposed(**command.told(), proposed_by=command.by.subject, proposed_at=command.at),
    ]


@dataclass(frozen=True, kw_only=True)
class RejectCorrection(Command):
    """Another person rejects the proposal; what the order said stands."""

    officer_id: str
    proposal_id: str


@dataclass(frozen=True, kw_only=True)
class CorrectionRejected(Event):
    """The proposal was rejected."""

    officer_id: str
    proposal_id: str
    rejected_by: str
    rejected_at: datetime

    def onto(self, officer: Officer) -> Officer:
        return replace(officer, corrections=_without(officer, self.proposal_id))


def reject_correction(command: RejectCorrection, officer: Officer, _law: object) -> list[Event]:
    """Reject what is proposed."""
    _proposed(officer, command.proposal_id, command)
    return [CorrectionRejected(**command.told(), rejected_by=command.by.subject, rejected_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class ApproveCorrection(Command):
    """Another person approves the proposal, and the certificates are again what they are without the order."""

    officer_id: str
    proposal_id: str
    order_id: str


@dataclass(frozen=True, kw_only=True)
class StatusCorrected(Event):
    """What an order said was taken back from its beginning; it stays readable as what was known before."""

    officer_id: str
    proposal_id: str
    order_id: str
    corrects: str
    ground: str
    approved_by: str
    approved_at: datetime
    requalified: bool

    def onto(self, officer: Officer) -> Officer:
        return _after(officer, self, self.corrects, None)


@dataclass(frozen=True, kw_only=True)
class OfficerReinstated(Event):
    """What an order said ended; date and reason of the order stay in the history."""

    officer_id: str
    proposal_id: str
    order_id: str
    lifts: str
    ground: str
    effective_at: datetime
    approved_by: str
    approved_at: datetime
    requalified: bool

    def onto(self, officer: Officer) -> Officer:
        return _after(officer, self, self.lifts, self.effective_at)


def approve_correction(command: ApproveCorrection, officer: Officer, law: Rulebook) -> list[Event]:
    """Add an ending to everything the order said; whatever else was said of the certificates holds again."""
    proposed = _proposed(officer, command.proposal_id, command)
    said = dict(_said_by(officer, proposed.corrects))
    endings = {
        number: (_ending(command, proposed, statement, named(officer.certificates, number)),)
        for number, statement in said.items()
        if _still_holds(officer, number, statement, proposed.effective_at)
    }
    if not endings and not _still_stands(officer, proposed):
        raise Refused("CONTRADICTION", field="proposal_id")
    told: dict[str, Any] = {
        "officer_id": officer.id,
        "proposal_id": proposed.id,
        "order_id": command.order_id,
        "ground": proposed.ground,
        "approved_by": command.by.subject,
        "approved_at": command.at,
        "requalified": officer.disqualified_by == (proposed.corrects,),
    }
    fact: Event
    if proposed.effective_at is None:
        fact = StatusCorrected(**told, corrects=proposed.corrects)
    else:
        fact = OfficerReinstated(**told, lifts=proposed.corrects, effective_at=proposed.effective_at)
    order = Order(
        id=command.order_id,
        status=VALID,
        effective_at=proposed.effective_at or min(_begun(officer, proposed.corrects)),
        recorded_at=command.at,
        ground=proposed.ground,
    )
    told_everybody = changed(fact.onto(officer), order, endings=endings)
    after, text = told_everybody.onto(fact.onto(officer)), text_if_any(officer, law, command.at)
    lapses = lapsed_by_correction(after, endings, order.id, command.at, text)
    for lapse in lapses:
        after = lapse.onto(after)
    back = Corrected(order_id=order.id, back_at=order.effective_at, was_wrong=proposed.effective_at is None)
    return [fact, *lapses, *reopened(after, endings, back, command.at, text), told_everybody]


def _proposed(officer: Officer, proposal_id: str, command: Command) -> Correction:
    for proposed in officer.corrections:
        if proposed.id == proposal_id:
            if proposed.proposed_by == command.by.subject:
                raise Refused("SAME_PERSON", field="proposal_id")
            return proposed
    raise Refused("NOTHING_PROPOSED", field="proposal_id")


def _without(officer: Officer, proposal_id: str) -> tuple[Correction, ...]:
    return tuple(each for each in officer.corrections if each.id != proposal_id)


def _after(
    officer: Officer, fact: "StatusCorrected | OfficerReinstated", taken_back: str, ends_at: datetime | None
) -> Officer:
    state = officer.state
    if fact.requalified:
        employed = body_at(officer.memberships, legal_day(fact.approved_at)) is not None
        state = REGISTERED if employed else LEFT
    return replace(
        officer,
        state=state,
        sanctions=lifted(officer.sanctions, taken_back, ends_at),
        disqualified_by=tuple(each for each in officer.disqualified_by if each != taken_back),
        corrections=_without(officer, fact.proposal_id),
    )


def _said_by(officer: Officer, order_id: str) -> Iterator[tuple[str, Statement]]:
    for one in officer.certificates:
        for statement in one.history:
            if statement.order_id == order_id:
                yield one.number, statement


def _begun(officer: Officer, order_id: str) -> list[datetime]:
    """Since when what the order said holds, also where no certificate was there to say it of."""
    standing = [each.since for each in officer.sanctions if each.order_id == order_id]
    return [*standing, *(statement.since for _, statement in _said_by(officer, order_id))]


def _still_stands(officer: Officer, proposed: Correction) -> bool:
    return any(
        each.until is None or (proposed.effective_at or each.since) < each.until
        for each in officer.sanctions
        if each.order_id == proposed.corrects
    )


def _still_holds(officer: Officer, number: str, said: Statement, at: datetime | None) -> bool:
    end = until_of(said, named(officer.certificates, number))
    return end is None or end > (at or said.since)


def _ending(command: ApproveCorrection, proposed: Correction, said: Statement, one: Certificate) -> Ending:
    return ending_of(
        said,
        one,
        id_=command.order_id,
        at=proposed.effective_at or said.since,
        recorded_at=command.at,
        ground=proposed.ground,
    )
