"""A decided sanction is carried out: by the registry where it concerns certificates, else as the unit reports."""

from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import Command, Event, Refused
from jiandu.law import Rulebook
from services.accountability.domain.case import EXECUTED, PROCEDURE, AccountabilityCase


@dataclass(frozen=True, kw_only=True)
class NoteSanctionExecuted(Command):
    """The decision has been carried out; for a certificate, everybody has acknowledged the registry's change."""

    case_id: str
    order_id: str


@dataclass(frozen=True, kw_only=True)
class ReportSanctionExecuted(Command):
    """The unit reports that it has carried out a measure without effect on certificates."""

    case_id: str


@dataclass(frozen=True, kw_only=True)
class SanctionExecuted(Event):
    """The decision has been carried out everywhere."""

    case_id: str
    order_id: str
    executed_at: datetime

    def onto(self, case: AccountabilityCase) -> AccountabilityCase:
        return replace(case, state=EXECUTED)


def note_sanction_executed(command: NoteSanctionExecuted, case: AccountabilityCase, law: Rulebook) -> list[Event]:
    """The decision of this case has been carried out; another order is none of its business."""
    if case.state == EXECUTED and command.order_id == case.order_id:
        return []
    PROCEDURE.allow(command, case, law)
    if command.order_id != case.order_id:
        raise Refused("CONTRADICTION", field="order_id")
    return [SanctionExecuted(case_id=case.id, order_id=command.order_id, executed_at=command.at)]


def report_sanction_executed(
    command: ReportSanctionExecuted, case: AccountabilityCase, law: Rulebook
) -> list[Event]:
    """The unit has carried out a measure that concerns no certificate; for those the registry speaks."""
    pack = PROCEDURE.allow(command, case, law)
    if case.effect is not None or case.order_id is None:
        raise Refused("REPORTED_BY_REGISTRY", citation=pack.cite("officer.measures"))
    return [SanctionExecuted(case_id=case.id, order_id=case.order_id, executed_at=command.at)]
