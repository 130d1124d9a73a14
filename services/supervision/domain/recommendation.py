"""How officers are recommended for accountability."""

from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import Citation, Command, Event, Refused
from jiandu.law import Rulebook
from services.supervision.domain.case import PROCEDURE, Case
from services.supervision.domain.impartiality import check_impartial


@dataclass(frozen=True, kw_only=True)
class RecommendAccountability(Command):
    """Recommend that these officers be held to account, on a ground of the pack."""

    case_id: str
    officer_ids: tuple[str, ...]
    ground: str


@dataclass(frozen=True, kw_only=True)
class AccountabilityRecommended(Event):
    """One officer should be held to account; `unit` is the officer's own body, which will decide."""

    case_id: str
    officer_id: str
    unit: str
    ground: str
    citation: Citation
    recommended_at: datetime

    def onto(self, case: Case) -> Case:
        return replace(case, recommended=(*case.recommended, self.officer_id))


def recommend_accountability(command: RecommendAccountability, case: Case, law: Rulebook) -> list[Event]:
    """Recommend each officer, once, to the body that will decide; LAW_SILENT where no text provides for it."""
    check_impartial(case, command.by)
    pack = PROCEDURE.allow(command, case, law)
    citation = pack.cite("officer.recommendation")
    pack.grounds("officer.grounds").item(command.ground, field="ground")
    if not command.officer_ids:
        raise Refused("MISSING_FIELD", citation=citation, field="officer_ids")
    fresh = [officer for officer in dict.fromkeys(command.officer_ids) if officer not in case.recommended]
    return [
        AccountabilityRecommended(
            case_id=case.id,
            officer_id=officer,
            unit=case.respondent,
            ground=command.ground,
            citation=citation,
            recommended_at=command.at,
        )
        for officer in fresh
    ]
