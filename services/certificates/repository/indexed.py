"""What an officer is found by: a function of the file alone."""

from datetime import datetime
from typing import Any

from services.certificates.domain.certificate import boundaries, last_days
from services.certificates.domain.officer import Officer


def officer_fields(officer: Officer) -> dict[str, Any]:
    """Numbers held, orders, bodies worked for, last days of terms, and that the status list has to look again."""
    turns: list[datetime] = sorted({each for one in officer.certificates for each in boundaries(one)})
    waiting = (*officer.applications, *getattr(officer, "externals", ()))
    return {
        "numbers": [one.number for one in officer.certificates],
        "reserved": sorted({each.number for each in (*officer.certificates, *waiting)}),
        "orders": list(officer.orders),
        # one key to go through a body's officers by, in the order of their ids
        "member": f"{officer.body_id}/{officer.id}",
        "former": sorted({each.body_id for each in officer.memberships} - {officer.body_id, None}, key=str),
        # of every term, also one that was renewed since: what was known before is asked too
        "expires": sorted({day.isoformat() for one in officer.certificates for day in last_days(one)}),
        "announced": officer.version > 0,
        "unlisted": True,
        # the list looks at once, and notes then when the next turn is
        "boundary": turns[0] if turns else None,
    }
