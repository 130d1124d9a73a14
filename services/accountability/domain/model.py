"""An accountability case with its duties to refer, the procedure, and how they change."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from jiandu.domain import Procedure, Step
from jiandu.law import Clock, tick
from jiandu.law.clocks.ticking import ClockEvent, ClockFact
from services.accountability.domain import events as happened

OPEN, RECOMMENDED, DECIDED, EXECUTED, CLOSED = "open", "recommended", "decided", "executed", "closed"
_LIVE = (OPEN, RECOMMENDED, DECIDED, EXECUTED)

PROCEDURE = Procedure(
    "accountability",
    (
        Step(None, "OpenCase", OPEN, ("AccountabilityOpened",), "officer.recommendation"),
        Step(OPEN, "ProposeSanction", RECOMMENDED, ("SanctionRecommended",), "officer.measures"),
        Step(RECOMMENDED, "DecideSanction", DECIDED, ("SanctionDecided",), "officer.recommendation"),
        Step(DECIDED, "NoteSanctionExecuted", EXECUTED, ("SanctionExecuted",), "officer.measures"),
        Step(DECIDED, "ReportSanctionExecuted", EXECUTED, ("SanctionExecuted",), "officer.measures"),
        *(
            Step(state, "RecordSuspicion", state, ("SuspicionRecorded", "DutyToReferArose"), "referral.commission")
            for state in _LIVE
        ),
        *(Step(state, "CloseCase", CLOSED, ("AccountabilityClosed",)) for state in (OPEN, EXECUTED)),
    ),
)

DUE, WAIVER_PROPOSED, WAIVED = "due", "waiver_proposed", "waived"
REFERRED, RECEIVED, CONCLUDED = "referred", "received", "concluded"
SETTLED = frozenset({WAIVED, CONCLUDED})


def _referral(provision: str) -> Procedure:
    steps = (
        (None, "RecordSuspicion", DUE, "DutyToReferArose"),
        (DUE, "DecideReferral", REFERRED, "ReferralDecided"),
        (DUE, "ProposeNotToRefer", WAIVER_PROPOSED, "NonReferralProposed"),
        (WAIVER_PROPOSED, "DecideNotToRefer", WAIVED, "NonReferralDecided"),
        (WAIVER_PROPOSED, "DecideReferral", REFERRED, "ReferralDecided"),
        (REFERRED, "NoteReferralReceipt", RECEIVED, "ReferralReceived"),
        (RECEIVED, "NoteReferralOutcome", CONCLUDED, "ReferralConcluded"),
    )
    return Procedure(
        provision, (Step(state, command, to, (event,), provision) for state, command, to, event in steps)
    )


REFERRALS = {kind: _referral(f"referral.{kind}") for kind in ("commission", "procuratorate")}


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One duty to refer. It is open until an outcome is in or two persons have signed for not referring."""

    id: str
    referral: str
    authority: str
    trigger: str
    state: str
    arose_at: datetime
    reason: str | None = None
    proposed_by: str | None = None
    package_digest: str | None = None
    receipt_id: str | None = None
    outcome: str | None = None

    @property
    def is_open(self) -> bool:
        """True while the case may not be closed because of it."""
        return self.state not in SETTLED

    @property
    def is_unanswered(self) -> bool:
        """True while no receipt is in, so that no sanction may take the referral's place."""
        return self.is_open and self.state != RECEIVED


@dataclass(frozen=True, kw_only=True)
class AccountabilityCase:
    """A case on one officer. The recommendation and the unit's decision are kept apart."""

    id: str
    region: str
    pack: str
    state: str
    supervision_case_id: str
    officer_id: str
    unit: str
    ground: str
    opened_at: datetime
    recommended_measure: str | None = None
    recommended_by: str | None = None
    order_id: str | None = None
    decided_measure: str | None = None
    effect: str | None = None
    outcome: str | None = None
    duties: tuple[Duty, ...] = ()
    clocks: Mapping[str, Clock] = field(default_factory=dict)

    @property
    def open_duties(self) -> tuple[Duty, ...]:
        """The duties to refer that keep the case from being closed."""
        return tuple(duty for duty in self.duties if duty.is_open)


ReferralEvent = (
    happened.ReferralDecided
    | happened.NonReferralProposed
    | happened.NonReferralDecided
    | happened.ReferralReceived
    | happened.ReferralConcluded
)
AccountabilityEvent = (
    happened.AccountabilityOpened
    | happened.SanctionRecommended
    | happened.SanctionDecided
    | happened.SanctionExecuted
    | happened.SuspicionRecorded
    | happened.DutyToReferArose
    | happened.AccountabilityClosed
    | ReferralEvent
    | ClockEvent
)


def evolve(case: AccountabilityCase | None, event: AccountabilityEvent) -> AccountabilityCase:
    """The case after the event. Raises ValueError for any event before it was opened."""
    if isinstance(event, happened.AccountabilityOpened):
        return _opened(event)
    if case is None:
        raise ValueError(f"{type(event).__name__} before AccountabilityOpened")
    match event:
        case happened.SanctionRecommended():
            return replace(
                case,
                state=RECOMMENDED,
                recommended_measure=event.measure,
                recommended_by=event.recommended_by,
                ground=event.ground,
            )
        case happened.SanctionDecided():
            return replace(
                case,
                state=DECIDED,
                order_id=event.order_id,
                decided_measure=event.measure,
                effect=event.effect,
            )
        case happened.SanctionExecuted():
            return replace(case, state=EXECUTED)
        case happened.SuspicionRecorded():
            return case
        case happened.DutyToReferArose():
            return replace(case, duties=(*case.duties, _duty(event)))
        case happened.AccountabilityClosed():
            return replace(case, state=CLOSED, outcome=event.outcome)
        case ClockFact():
            return replace(case, clocks=tick(case.clocks, event))
        case (
            happened.ReferralDecided()
            | happened.NonReferralProposed()
            | happened.NonReferralDecided()
            | happened.ReferralReceived()
            | happened.ReferralConcluded()
        ):
            moved = tuple(_moved(duty, event) if duty.id == event.referral_id else duty for duty in case.duties)
            return replace(case, duties=moved)
        case _:
            assert_never(event)


def _moved(duty: Duty, event: ReferralEvent) -> Duty:
    match event:
        case happened.ReferralDecided():
            return replace(duty, state=REFERRED, package_digest=event.package_digest)
        case happened.NonReferralProposed():
            return replace(duty, state=WAIVER_PROPOSED, reason=event.reason, proposed_by=event.proposed_by)
        case happened.NonReferralDecided():
            return replace(duty, state=WAIVED)
        case happened.ReferralReceived():
            return replace(duty, state=RECEIVED, receipt_id=event.receipt_id)
        case happened.ReferralConcluded():
            return replace(duty, state=CONCLUDED, outcome=event.outcome)


def _duty(event: happened.DutyToReferArose) -> Duty:
    return Duty(
        id=event.referral_id,
        referral=event.referral,
        authority=event.authority,
        trigger=event.trigger,
        state=DUE,
        arose_at=event.arose_at,
    )


def _opened(event: happened.AccountabilityOpened) -> AccountabilityCase:
    return AccountabilityCase(
        id=event.case_id,
        region=event.region,
        pack=event.pack,
        state=OPEN,
        supervision_case_id=event.supervision_case_id,
        officer_id=event.officer_id,
        unit=event.unit,
        ground=event.ground,
        opened_at=event.opened_at,
    )
