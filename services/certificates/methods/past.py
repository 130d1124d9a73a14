"""What the registry knew at a moment, put together from what was recorded by then; and who is shown it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from jiandu.domain import Actor, Refused
from services.certificates.domain.officer import Officer
from services.certificates.methods.findings import EVERYBODY
from services.certificates.methods.roles import SEEING_ALL


def as_known(unit: Any, found: Any, known_at: datetime | None) -> Any:
    """The aggregate by what was known then (None: by all that is known now); None if it was not known at all."""
    return found if known_at is None or found is None else unit.recall(found.id, EVERYBODY, known_at)


def all_as_known(unit: Any, page: Iterable[Officer], known_at: datetime | None) -> list[Officer]:
    """The officers of a page by what was known then, without those of whom nothing was."""
    known = (as_known(unit, officer, known_at) for officer in page)
    return [officer for officer in known if officer is not None]


def is_own(body_id: str, by: Actor) -> bool:
    """True unless the caller is a body's legal unit, and nothing that sees other bodies too."""
    return bool(by.roles & SEEING_ALL.roles) or by.agency == body_id


def check_own_body(body_id: str, by: Actor, asked: str) -> None:
    """Raises Refused NOT_FOUND for what is another body's, so that nothing is learnt of it."""
    if not is_own(body_id, by):
        raise Refused("NOT_FOUND", id=asked)


def check_sees(officer: Officer | None, by: Actor, asked: str) -> Officer:
    """The officer, if there was one and the caller may see the file. Raises Refused NOT_FOUND."""
    if officer is None:
        raise Refused("NOT_FOUND", id=asked)
    check_own_body(officer.body_id, by, asked)
    return officer
