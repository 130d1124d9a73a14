"""Not referring takes a reason and two persons; until the second has signed the duty to refer stands."""

from dataclasses import dataclass
from datetime import datetime

from jiandu.domain import Command, Event, Refused
from jiandu.law import Rulebook
from services.accountability.domain.case import WAIVED, WAIVER_PROPOSED, AccountabilityCase
from services.accountability.domain.referral import duty_for


@dataclass(frozen=True, kw_only=True)
class ProposeNotToRefer(Command):
    """The first of two persons gives the reason for not referring."""

    case_id: str
    referral_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class NonReferralProposed(Event):
    """The first of two persons gave a reason for not referring; the duty still stands."""

    case_id: str
    referral_id: str
    reason: str
    proposed_by: str
    proposed_at: datetime

    def onto(self, case: AccountabilityCase) -> AccountabilityCase:
        return case.with_duty(
            self.referral_id, state=WAIVER_PROPOSED, reason=self.reason, proposed_by=self.proposed_by
        )


def propose_not_to_refer(command: ProposeNotToRefer, case: AccountabilityCase, law: Rulebook) -> list[Event]:
    """The first signature and the reason; the duty stands until there is a second."""
    duty = duty_for(command, command.referral_id, case, law)
    if not command.reason.strip():
        citation = law.pack(case.pack, case.region).cite(f"referral.{duty.referral}")
        raise Refused("MISSING_FIELD", citation=citation, field="reason")
    return [
        NonReferralProposed(
            case_id=case.id,
            referral_id=duty.id,
            reason=command.reason,
            proposed_by=command.by.subject,
            proposed_at=command.at,
        )
    ]


@dataclass(frozen=True, kw_only=True)
class DecideNotToRefer(Command):
    """The second person signs for not referring, which ends the duty."""

    case_id: str
    referral_id: str


@dataclass(frozen=True, kw_only=True)
class NonReferralDecided(Event):
    """Two persons have signed for not referring; the duty has ended."""

    case_id: str
    referral_id: str
    reason: str
    proposed_by: str
    decided_by: str
    decided_at: datetime

    def onto(self, case: AccountabilityCase) -> AccountabilityCase:
        return case.with_duty(self.referral_id, state=WAIVED)


def decide_not_to_refer(command: DecideNotToRefer, case: AccountabilityCase, law: Rulebook) -> list[Event]:
    """The second signature, by another person."""
    duty = duty_for(command, command.referral_id, case, law)
    if duty.proposed_by is None or command.by.subject == duty.proposed_by:
        raise Refused("SAME_PERSON", citation=law.pack(case.pack, case.region).cite(f"referral.{duty.referral}"))
    return [
        NonReferralDecided(
            case_id=case.id,
            referral_id=duty.id,
            reason=duty.reason or "",
            proposed_by=duty.proposed_by,
            decided_by=command.by.subject,
            decided_at=command.at,
        )
    ]
