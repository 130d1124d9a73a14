"""What others are shown of a complaint: staff, the body complained of, and whoever holds the receipt."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from jiandu.bus import fields
from jiandu.law import Clock
from jiandu.service.standing import Standing
from jiandu.service.views import clocks_view
from services.complaints.domain.complaint import PROCEDURE, Complaint

# what the complainant reads instead of our inner states
PUBLIC = {
    "incomplete": "more_needed",
    "submitted": "received",
    "bar_proposed": "received",
    "accepted": "accepted",
    "in_supervision": "under_supervision",
    "concluded": "concluded",
    "clue": "kept_as_clue",
    "declined": "not_within_scope",
    "transferred": "transferred",
    "barred": "not_accepted",
    "replied": "answered",
    "disputed": "under_review",
    "withdrawn": "withdrawn",
}
# what a complainant may do, where the procedure allows it
OFFERED = {
    "SupplementComplaint": "supplement",
    "WithdrawComplaint": "withdraw",
    "DisputeReply": "dispute_reply",
    "RateHandling": "rate_handling",
}
# kinds of consequences a complainant may hear of; a referral is the authority's secret
TOLD = frozenset({"sanction"})
WITHOUT_CERTIFICATE = frozenset({"revoked", "surrendered", "written_off", "disqualified", "suspended"})


class EvidenceView(fields.Outgoing):
    name = fields.Text()
    digest = fields.Digest()


class RespondentView(fields.Outgoing):
    body_id = fields.Identifier()
    officer_ids = fields.Tuple(fields.Identifier())
    unknown_officer = fields.Text(allow_none=True)
    notice = fields.Identifier(allow_none=True)
    notified_at = fields.Instant(allow_none=True)
    statement = fields.Text(allow_none=True)
    legal_basis = fields.Text(allow_none=True)
    evidence = fields.Many(fields.Part(EvidenceView))
    answered_at = fields.Instant(allow_none=True)
    late = fields.Flag()


class ExternalIdView(fields.Outgoing):
    source = fields.Identifier()
    number = fields.Identifier()


class LinkView(fields.Outgoing):
    complaint_id = fields.Identifier()
    rule = fields.Identifier()


class AttachmentView(fields.Outgoing):
    id = fields.Identifier()
    name = fields.Text()
    media_type = fields.Text()
    size = fields.Whole()
    digest = fields.Digest()
    state = fields.Identifier()


class CaseOfView(fields.Outgoing):
    case_id = fields.Identifier()
    outcome = fields.Identifier(allow_none=True)


class ConsequenceView(fields.Outgoing):
    kind = fields.Identifier()
    what = fields.Identifier()
    officer_id = fields.Identifier(allow_none=True)
    noted_at = fields.Instant()


class ComplaintView(fields.Outgoing):
    """A complaint as staff see it; there is no field for who complained."""

    id = fields.Identifier()
    region = fields.Region()
    sector = fields.Identifier(allow_none=True)
    level = fields.Identifier(allow_none=True)
    pack = fields.Identifier()
    state = fields.Identifier()
    channel = fields.Identifier()
    kind = fields.Identifier()
    respondents = fields.Many(fields.Part(RespondentView))
    facts = fields.Text()
    act_on = fields.Day(allow_none=True)
    anonymous = fields.Flag()
    joint = fields.Flag()
    missing = fields.Tuple(fields.Identifier())
    external_ids = fields.Many(fields.Part(ExternalIdView))
    links = fields.Many(fields.Part(LinkView))
    attachments = fields.Many(fields.Part(AttachmentView))
    handler = fields.Identifier(allow_none=True)
    ground = fields.Identifier(allow_none=True)
    bar = fields.Identifier(allow_none=True)
    submitted_at = fields.Instant()
    competent_body = fields.Text(allow_none=True)
    transferred_to = fields.Identifier(allow_none=True)
    cases = fields.Many(fields.Part(CaseOfView))
    outcome = fields.Identifier(allow_none=True)
    consequences = fields.Many(fields.Part(ConsequenceView))
    reply = fields.Text(allow_none=True)
    replied_at = fields.Instant(allow_none=True)
    satisfied = fields.Flag(allow_none=True)
    disputed = fields.Flag()
    reasons = fields.Text(allow_none=True)
    clarified = fields.Flag()
    held = fields.Flag()
    erased = fields.Flag()


class NoticeView(fields.Outgoing):
    """What the body complained of is shown."""

    id = fields.Identifier()
    region = fields.Region()
    state = fields.Identifier()
    summary = fields.Text()
    officer_ids = fields.Tuple(fields.Identifier())
    act_on = fields.Day(allow_none=True)
    notified_at = fields.Instant()
    statement_due_on = fields.Day(allow_none=True)


class RevealView(fields.Outgoing):
    """A request to see who complained, with all that came of it; what was seen is in no view."""

    id = fields.Identifier()
    complaint_id = fields.Identifier()
    state = fields.Identifier()
    parts = fields.Tuple(fields.Identifier())
    motive = fields.Text()
    requested_by = fields.Text()
    requested_at = fields.Instant()
    decided_by = fields.Text(allow_none=True)
    decided_at = fields.Instant(allow_none=True)
    until = fields.Instant(allow_none=True)
    viewed_at = fields.Tuple(fields.Instant())


def complaint_view(
    complaint: Complaint, standings: Sequence[Standing], later: Iterable[str], now: datetime
) -> dict[str, Any]:
    """A complaint for staff: as it stands, its limits, the standing of its officers, later ones linked to it."""
    officers = [
        {"officer_id": each.id.removeprefix("std-"), "status": each.state, "since": each.effective_at.isoformat()}
        for each in standings
    ]
    shown: dict[str, Any] = ComplaintView().dump(complaint)
    clocks = clocks_view(complaint.clocks, now)
    return {**shown, "clocks": clocks, "standings": officers, "linked_by": sorted(later)}


def for_caller(complaint: Complaint, seen: Container[str], *, staff: bool) -> Complaint:
    """The complaint as this caller may see it: with links to those it may see; a platform hears of no referral."""
    links = tuple(each for each in complaint.links if each.complaint_id in seen)
    consequences = complaint.consequences
    if not staff:
        consequences = tuple(each for each in consequences if each.kind in TOLD)
    return replace(complaint, links=links, consequences=consequences)


def row(complaint: Complaint, now: datetime) -> dict[str, Any]:
    """A complaint in a list: what it takes to choose which to take up next, and none of its words."""
    running = [clock for clock in complaint.clocks.values() if clock.stopped_at is None]
    due = min((clock.due_on for clock in running), default=None)
    return {
        "id": complaint.id,
        "state": complaint.state,
        "region": complaint.region,
        "kind": complaint.kind,
        "channel": complaint.channel,
        "respondents": list(complaint.bodies),
        "handler": complaint.handler,
        "submitted_at": complaint.submitted_at.isoformat(),
        "next_due_on": due.isoformat() if due else None,
        "overdue": sorted({clock.rule for clock in running if clock.is_overdue(now)}),
    }


def followed(known: Complaint | None, standings: Sequence[Standing], now: datetime) -> dict[str, Any]:
    """What the receipt shows: the same keys for every complaint, and for none (`found` is false then).

    Nothing in it depends on whether a name was given. `complaint_id` is what the complainant's own commands name.
    """
    return {
        "found": known is not None,
        "complaint_id": known.id if known else None,
        "state": PUBLIC[known.state] if known else None,
        "submitted_at": known.submitted_at.isoformat() if known else None,
        "missing": list(known.missing) if known else [],
        "limits": _limits(known.clocks, now) if known else [],
        "competent_body": (known.competent_body or known.transferred_to) if known else None,
        "reply": known.reply if known else None,
        "replied_at": known.replied_at.isoformat() if known and known.replied_at else None,
        "consequences": _consequences(known, standings) if known else [],
        "you_may": list(_may(known)) if known else [],
    }


def _may(complaint: Complaint) -> tuple[str, ...]:
    if complaint.erased:
        return ()
    allowed = {step.command for step in PROCEDURE.steps if step.state == complaint.state}
    if complaint.disputed:
        allowed.discard("DisputeReply")
    return tuple(word for command, word in OFFERED.items() if command in allowed)


def _limits(clocks: Mapping[str, Clock], now: datetime) -> list[dict[str, Any]]:
    """Our own limits towards the complainant; those of the bodies complained of are told by kind, not by name."""
    return [
        {
            "limit": clock.rule,
            "due_on": clock.due_on.isoformat(),
            "article": clock.article,
            "overdue": clock.is_overdue(now),
            "running": clock.stopped_at is None,
        }
        for clock in clocks.values()
    ]


def _consequences(complaint: Complaint, standings: Sequence[Standing]) -> list[str]:
    """What kind of thing followed, of nobody by name."""
    followed = {each.kind for each in complaint.consequences if each.kind in TOLD}
    if any(_lost_since(each, complaint.submitted_at) for each in standings):
        followed.add("certificate")
    return sorted(followed)


def _lost_since(standing: Standing, at: datetime) -> bool:
    return standing.state in WITHOUT_CERTIFICATE and standing.effective_at >= at
