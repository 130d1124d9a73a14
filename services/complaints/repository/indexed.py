"""What is looked up of a complaint without reading it: keys by which it is found again, and what is counted."""

import re
from datetime import UTC, date
from typing import Any

from jiandu.law import OVERDUE, Clock, legal_day
from jiandu.store.codec import to_plain
from services.complaints.domain.complaint import ENDED, Complaint
from services.complaints.domain.counted import Counted
from services.complaints.domain.notice import SILENT
from services.complaints.domain.particulars import ExternalId, Respondent

_BESIDE = re.compile(r"[\W_]+")
TO_DESTROY = "to_destroy"
_SHORTEST = 20  # characters; shorter texts resemble each other by chance


def fields_of(complaint: Complaint) -> dict[str, Any]:
    """The indexed fields of a complaint: a function of its state alone."""
    kept = complaint.held or complaint.erased or complaint.has_open_case
    ended_at = complaint.ended_at if complaint.state in ENDED and not kept else None
    return {
        "external_ids": [external_key(each) for each in complaint.external_ids],
        "acts": act_keys(complaint.respondents, complaint.act_on),
        "words": complaint.words,
        "stands": f"{complaint.state}/{complaint.submitted_at.astimezone(UTC).isoformat()}/{complaint.id}",
        "links": [each.complaint_id for each in complaint.links],
        "submitted_on": legal_day(complaint.submitted_at).isoformat(),
        "ended": f"{complaint.state}/{ended_at.astimezone(UTC).isoformat()}" if ended_at else None,
        "to_destroy": TO_DESTROY if complaint.erased and not complaint.destroyed else None,
        "counted": to_plain(counted(complaint)),
    }


def external_key(known: ExternalId) -> str:
    """What another system calls the complaint, in one word."""
    return f"{known.source}/{known.number}"


def act_keys(respondents: tuple[Respondent, ...], act_on: date | None) -> list[str]:
    """A key for each officer and the day of the act, or for the body where no officer is known."""
    if act_on is None:
        return []
    who = [name for each in respondents for name in (each.officer_ids or (each.body_id,))]
    return [f"{name}/{act_on.isoformat()}" for name in who]


def plain_words(facts: str) -> str | None:
    """The masked words without spaces and punctuation, to compare; None of a text too short to tell."""
    plain = _BESIDE.sub("", facts).lower()
    return plain if len(plain) >= _SHORTEST else None


def counted(complaint: Complaint) -> Counted:
    """What statistics count of it, as of its last change: a limit that is missed changes it too."""
    clocks = complaint.clocks.values()
    missed = tuple(sorted({clock.rule for clock in clocks if _was_missed(clock)}))
    ours = [clock for clock in clocks if clock.rule != "complaint.statement"]
    over = [clock for clock in ours if clock.stopped_at is not None or clock.rule in missed]
    return Counted(
        complaint_id=complaint.id,
        region=complaint.region,
        pack=complaint.pack,
        submitted_on=legal_day(complaint.submitted_at),
        respondents=complaint.bodies,
        kind=complaint.kind,
        channel=complaint.channel,
        ground=complaint.ground,
        state=complaint.state,
        outcome=complaint.outcome,
        concluded_on=legal_day(complaint.ended_at) if complaint.ended_at else None,
        replied_on=legal_day(complaint.replied_at) if complaint.replied_at else None,
        overdue=missed,
        timely=all(clock.rule not in missed for clock in over) if over else None,
        repeat=bool(complaint.links),
        unanswered=tuple(each.body_id for each in complaint.respondents if each.notice == SILENT),
        satisfied=complaint.satisfied,
        disputed=complaint.disputed,
    )


def _was_missed(clock: Clock) -> bool:
    """It rang, or it was met after its last day before anybody rang it."""
    rang = any(rung.name == OVERDUE and rung.rung_at for rung in clock.rungs)
    return rang or (clock.stopped_at is not None and clock.is_overdue(clock.stopped_at))
