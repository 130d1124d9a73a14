"""The end of an accountability case: not while a duty to refer is open."""

from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import Command, Event
from jiandu.law import Rulebook
from services.accountability.domain.case import CLOSED, PROCEDURE, AccountabilityCase
from services.accountability.domain.referral import refuse_if


@dataclass(frozen=True, kw_only=True)
class CloseCase(Command):
    """The case is finished."""

    case_id: str


@dataclass(frozen=True, kw_only=True)
class AccountabilityClosed(Event):
    """The case is finished; `outcome` is `sanctioned` or `not_sanctioned`."""

    case_id: str
    supervision_case_id: str
    outcome: str
    closed_at: datetime

    def onto(self, case: AccountabilityCase) -> AccountabilityCase:
        return replace(case, state=CLOSED, outcome=self.outcome)


def close_case(command: CloseCase, case: AccountabilityCase, law: Rulebook) -> list[Event]:
    """Close the case, unless a duty to refer is open; that is said first, whatever the state."""
    refuse_if(case.open_duties, law.pack(case.pack, case.region))
    PROCEDURE.allow(command, case, law)
    outcome = "not_sanctioned" if case.order_id is None else "sanctioned"
    return [
        AccountabilityClosed(
            case_id=case.id,
            supervision_case_id=case.supervision_case_id,
            outcome=outcome,
            closed_at=command.at,
        )
    ]
