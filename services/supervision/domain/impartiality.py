"""Who may have a case in hand: never somebody of the body it is about, nor an officer it is about."""

from typing import Protocol

from jiandu.domain import Actor, Refused
from services.supervision.domain.case import Case


class Accuses(Protocol):
    """A case, or what asks for one."""

    @property
    def respondent(self) -> str: ...
    @property
    def officer_id(self) -> str | None: ...
    @property
    def officer_ids(self) -> tuple[str, ...]: ...


def check_impartial(case: Case, by: Actor) -> None:
    """Whom the case is about does not, as staff, even learn that there is one. Raises Refused NOT_FOUND."""
    if is_about(case, by.subject, by.agency):
        raise Refused("NOT_FOUND", id=case.id)


def is_about(case: Accuses, subject: str, agency: str | None) -> bool:
    """True for everybody of the body that the case is about, and for an officer it is about."""
    return agency == case.respondent or subject == case.officer_id or subject in case.officer_ids
