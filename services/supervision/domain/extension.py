"""How a case is given more time."""

from dataclasses import dataclass
from datetime import datetime

from jiandu.domain import Citation, Command, Event, Refused
from jiandu.law import Rulebook, extended
from services.supervision.domain.case import PROCEDURE, Case
from services.supervision.domain.impartiality import check_impartial


@dataclass(frozen=True, kw_only=True)
class ExtendCase(Command):
    """The head gives the case more time, in the unit of the pack's ceiling."""

    case_id: str
    extension: int


@dataclass(frozen=True, kw_only=True)
class CaseExtended(Event):
    """The head gave the case more time."""

    case_id: str
    approved_by: str
    citation: Citation
    extended_at: datetime

    def onto(self, case: Case) -> Case:
        """Its limit has a fact of its own."""
        return case


def extend_case(command: ExtendCase, case: Case, law: Rulebook) -> list[Event]:
    """The head gives more time, once, before the limit has passed and within the pack's ceiling."""
    check_impartial(case, command.by)
    pack = PROCEDURE.allow(command, case, law)
    longer = extended("case.limit", "case.extension", case, law, command.at, command.extension)
    if command.by.subject in case.investigators:
        raise Refused("SAME_PERSON", citation=pack.cite("case.extension.approval"))
    return [
        CaseExtended(
            case_id=case.id,
            approved_by=command.by.subject,
            citation=pack.cite("case.extension"),
            extended_at=command.at,
        ),
        longer,
    ]
