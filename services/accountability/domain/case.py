"""An accountability case as it stands, with its duties to refer, and the procedures of both."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from jiandu.domain import Procedure, Step

OPEN, RECOMMENDED, DECIDED, EXECUTED, CLOSED = "open", "recommended", "decided", "executed", "closed"
_LIVE = (OPEN, RECOMMENDED, DECIDED, EXECUTED)

PROCEDURE = Procedure(
    "accountability",
    (
        Step(None, "OpenCase", OPEN, ("AccountabilityOpened",), "officer.recommendation"),
        Step(OPEN, "ProposeSanction", RECOMMENDED, ("SanctionRecommended",), "officer.measures"),
        Step(
            RECOMMENDED,
            "DecideSanction",
            DECIDED,
            ("SanctionDecided", "ConsequenceFollowed"),
            "officer.recommendation",
        ),
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
    referred = ("ReferralDecided", "ConsequenceFollowed")
    steps = (
        (None, "RecordSuspicion", DUE, ("DutyToReferArose",)),
        (DUE, "DecideReferral", REFERRED, referred),
        (DUE, "ProposeNotToRefer", WAIVER_PROPOSED, ("NonReferralProposed",)),
        (WAIVER_PROPOSED, "DecideNotToRefer", WAIVED, ("NonReferralDecided",)),
        (WAIVER_PROPOSED, "DecideReferral", REFERRED, referred),
        (REFERRED, "NoteReferralReceipt", RECEIVED, ("ReferralReceived",)),
        (RECEIVED, "NoteReferralOutcome", CONCLUDED, ("ReferralConcluded",)),
    )
    return Procedure(
        provision, (Step(state, command, to, events, provision) for state, command, to, events in steps)
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
    complaint_id: str | None = None
    sector: str | None = None
    level: str | None = None
    recommended_measure: str | None = None
    recommended_by: str | None = None
    order_id: str | None = None
    decided_measure: str | None = None
    effect: str | None = None
    outcome: str | None = None
    duties: tuple[Duty, ...] = ()

    @property
    def open_duties(self) -> tuple[Duty, ...]:
        """The duties to refer that keep the case from being closed."""
        return tuple(duty for duty in self.duties if duty.is_open)

    def with_duty(self, referral_id: str, **changes: Any) -> "AccountabilityCase":
        """The case in which the duty of this id has changed so."""
        duties = (replace(duty, **changes) if duty.id == referral_id else duty for duty in self.duties)
        return replace(self, duties=tuple(duties))


def authority_id(referral: str, region: str) -> str:
    """The name under which the authority for this kind of referral in this region listens and signs."""
    return f"{referral}-{region}"
