"""What the registry says of somebody at the time of an act."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from jiandu.domain import Actor, Refused
from services.certificates.domain.act import AUXILIARY, UNCERTIFIED, UNKNOWN, Found
from services.certificates.domain.certificate import boundaries, status_at
from services.certificates.domain.officer import Officer
from services.certificates.domain.status import VALID, heaviest

EVERYBODY: Final = Actor(subject="/services/certificates", agency="certificates", regions=("*",))


def found(
    officers: Any, auxiliaries: Any, ids: Iterable[str], since: datetime, until: datetime
) -> tuple[Found, ...]:
    """What the registry knows now of each of these persons in that time; the best of it, where it changed."""
    return tuple(Found(officer_id=each, status=_status(officers, auxiliaries, each, since, until)) for each in ids)


def _status(officers: Any, auxiliaries: Any, person: str, since: datetime, until: datetime) -> str:
    officer: Officer | None = known(officers, person, EVERYBODY)
    if officer is None:
        return AUXILIARY if known(auxiliaries, person, EVERYBODY) is not None else UNKNOWN
    statuses = [status for one in officer.certificates for status in _statuses(one, since, until)]
    if VALID in statuses:
        return VALID
    # of several that are not valid the one that says most
    return heaviest(statuses) if statuses else UNCERTIFIED


def _statuses(one: Any, since: datetime, until: datetime) -> Sequence[str]:
    # from one boundary to the next a status stays
    moments = {since, *(each for each in boundaries(one) if since < each < until)}
    return [status_at(one, moment) for moment in sorted(moments)]


def known(unit: Any, wanted: str, by: Actor) -> Any:
    """The aggregate, or None if there is none that the actor may see."""
    try:
        return unit.get(wanted, by)
    except Refused:
        return None
