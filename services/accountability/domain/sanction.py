"""From the recommendation to the sanction carried out: one proposes, another decides."""

from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import Citation, Command, Event, Refused
from jiandu.law import HOUSE, Item, Rulebook, legal_day
from services.accountability.domain.case import DECIDED, OPEN, PROCEDURE, RECOMMENDED, AccountabilityCase
from services.accountability.domain.consequence import SANCTION, told_back
from services.accountability.domain.referral import refuse_if

# the effects of measures that the registry of this version carries out; another one would never be executed
SUSPENSION = "certificate.suspend"
EXECUTABLE_EFFECTS = frozenset({"certificate.revoke", "certificate.surrender", "qualification.cancel", SUSPENSION})


@dataclass(frozen=True, kw_only=True)
class OpenCase(Command):
    """Open a case on one officer, as supervision recommended. `unit` is the officer's own body.

    `sector` and `level` choose the text where a text applies to some only.
    """

    case_id: str
    region: str
    supervision_case_id: str
    officer_id: str
    unit: str
    ground: str
    complaint_id: str | None = None
    sector: str | None = None
    level: str | None = None


@dataclass(frozen=True, kw_only=True)
class AccountabilityOpened(Event):
    """There is a case on one officer."""

    case_id: str
    region: str
    pack: str
    supervision_case_id: str
    officer_id: str
    unit: str
    ground: str
    complaint_id: str | None
    sector: str | None
    level: str | None
    opened_at: datetime

    def onto(self, _: None) -> AccountabilityCase:
        """The case at its beginning."""
        return AccountabilityCase(id=self.case_id, state=OPEN, **self.told("case_id"))


def open_case(command: OpenCase, case: AccountabilityCase | None, law: Rulebook) -> list[Event]:
    """Open a case under the pack that governs the region, sector and level today."""
    if case is not None:
        raise Refused("ALREADY_EXISTS", id=case.id)
    pack = law.governing(
        command.region,
        legal_day(command.at),
        matter="accountability",
        sector=command.sector,
        level=command.level,
    )
    pack.grounds("officer.grounds").item(command.ground, field="ground")
    return [AccountabilityOpened(**command.told(), pack=pack.ref, opened_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class ProposeSanction(Command):
    """The supervising organ recommends (建议) a measure to the officer's unit, on a ground of the pack."""

    case_id: str
    measure: str
    ground: str


@dataclass(frozen=True, kw_only=True)
class SanctionRecommended(Event):
    """The supervising organ recommended (建议) a measure to the officer's unit; nothing is decided by it."""

    case_id: str
    officer_id: str
    unit: str
    measure: str
    ground: str
    citation: Citation
    recommended_by: str
    recommended_at: datetime

    def onto(self, case: AccountabilityCase) -> AccountabilityCase:
        return replace(
            case,
            state=RECOMMENDED,
            recommended_measure=self.measure,
            recommended_by=self.recommended_by,
            ground=self.ground,
        )


def propose_sanction(command: ProposeSanction, case: AccountabilityCase, law: Rulebook) -> list[Event]:
    """Recommend a measure of the pack on a ground of the pack."""
    pack = PROCEDURE.allow(command, case, law)
    pack.measures("officer.measures").item(command.measure, field="measure")
    grounds = pack.grounds("officer.grounds")
    grounds.item(command.ground, field="ground")
    return [
        SanctionRecommended(
            case_id=case.id,
            officer_id=case.officer_id,
            unit=case.unit,
            measure=command.measure,
            ground=command.ground,
            citation=grounds.source,
            recommended_by=command.by.subject,
            recommended_at=command.at,
        )
    ]


@dataclass(frozen=True, kw_only=True)
class DecideSanction(Command):
    """The officer's unit decides (处理决定); it may choose another measure than the recommended one.

    `recorded_afterwards` says that the decision was in force before there was a case here; no other decision
    may take effect before its case. `until` is when a suspension ends by itself, and is said of nothing else.
    """

    case_id: str
    order_id: str
    unit: str
    measure: str
    effective_at: datetime
    recorded_afterwards: bool = False
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class SanctionDecided(Event):
    """The officer's unit decided (处理决定). `effect` is what the registry must do, e.g. `certificate.revoke`."""

    case_id: str
    order_id: str
    officer_id: str
    unit: str
    measure: str
    ground: str
    effect: str | None
    citation: Citation
    effective_at: datetime
    recorded_afterwards: bool
    until: datetime | None
    decided_by: str
    decided_at: datetime

    def onto(self, case: AccountabilityCase) -> AccountabilityCase:
        return replace(
            case, state=DECIDED, order_id=self.order_id, decided_measure=self.measure, effect=self.effect
        )


def decide_sanction(command: DecideSanction, case: AccountabilityCase, law: Rulebook) -> list[Event]:
    """The officer's unit decides: another person than who recommended, and not in place of a referral."""
    pack = PROCEDURE.allow(command, case, law)
    refuse_if(tuple(duty for duty in case.duties if duty.is_unanswered), pack)
    decider = pack.actor("officer.recommendation")
    if command.unit != case.unit:
        raise Refused("WRONG_DECIDER", citation=decider.source, field="unit", who=decider.words)
    if command.by.subject == case.recommended_by:
        raise Refused("SAME_PERSON", citation=decider.source)
    measures = pack.measures("officer.measures")
    measure = measures.item(command.measure, field="measure")
    check_executable(measure, measures.source)
    check_effect(command, case)
    check_end(command, measure, measures.source)
    return [
        SanctionDecided(
            case_id=case.id,
            order_id=command.order_id,
            officer_id=case.officer_id,
            unit=case.unit,
            measure=measure.code,
            ground=case.ground,
            effect=measure.effect,
            citation=measures.source,
            effective_at=command.effective_at,
            recorded_afterwards=command.recorded_afterwards,
            until=command.until,
            decided_by=command.by.subject,
            decided_at=command.at,
        ),
        *told_back(case, SANCTION, measure.code, command.at),
    ]


def check_executable(measure: Item, citation: Citation) -> None:
    """Raises Refused NOT_AVAILABLE for a measure whose effect this version cannot carry out."""
    if measure.effect is not None and measure.effect not in EXECUTABLE_EFFECTS:
        raise Refused("NOT_AVAILABLE", citation=citation, field="measure", measure=measure.words)


def check_effect(command: DecideSanction, case: AccountabilityCase) -> None:
    """A measure takes effect from the legal day its case was opened on, and not later than house policy allows.

    Raises Refused INVALID_VALUE. What was decided before and is recorded afterwards may have begun earlier.
    """
    early = legal_day(command.effective_at) < legal_day(case.opened_at) and not command.recorded_afterwards
    if early or command.effective_at > command.at + HOUSE.latest_effect:
        raise Refused("INVALID_VALUE", field="effective_at")


def check_end(command: DecideSanction, measure: Item, citation: Citation) -> None:
    """A suspension says when it ends, and nothing else does.

    Raises Refused MISSING_FIELD for a suspension without an end, INVALID_VALUE for an end that is none.
    """
    if measure.effect == SUSPENSION and command.until is None:
        raise Refused("MISSING_FIELD", citation=citation, field="until")
    if command.until is None:
        return
    too_late = command.until > command.at + HOUSE.latest_effect
    if measure.effect != SUSPENSION or command.until <= command.effective_at or too_late:
        raise Refused("INVALID_VALUE", citation=citation, field="until")
