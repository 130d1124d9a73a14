"""A complaint comes in: what makes it complete, and under which law it lies. The identity never comes this far."""

from dataclasses import dataclass
from datetime import date, datetime

from jiandu.domain import Command, Event, Refused
from jiandu.law import Pack, Rulebook, legal_day
from services.complaints.domain.complaint import SUBMITTED, Complaint

KINDS = ("complaint", "report")
IN_WRITING = frozenset({"written", "email", "fax", "web", "transfer"})
BY_WORD_OF_MOUTH = frozenset({"phone", "visit"})
CHANNELS = (*sorted(IN_WRITING), *sorted(BY_WORD_OF_MOUTH))


@dataclass(frozen=True, kw_only=True)
class SubmitComplaint(Command):
    """Take in a complaint or report against a body, or against one officer of it.

    `has_identity` says that an identity lies in the vault; `recorded_in_full` that staff wrote down a complaint
    made by word of mouth. `act_on` is the legal day of the act complained of, where known.
    """

    complaint_id: str
    region: str
    channel: str
    kind: str
    respondent: str
    facts: str
    officer_id: str | None = None
    act_on: date | None = None
    anonymous: bool = False
    has_identity: bool = False
    recorded_in_full: bool = False


@dataclass(frozen=True, kw_only=True)
class ComplaintSubmitted(Event):
    """A complaint came in and lies under the law of its region."""

    complaint_id: str
    region: str
    pack: str
    channel: str
    kind: str
    respondent: str
    facts: str
    officer_id: str | None
    act_on: date | None
    anonymous: bool
    has_identity: bool
    submitted_at: datetime

    def onto(self, _: None) -> Complaint:
        """The complaint at its beginning."""
        return Complaint(id=self.complaint_id, state=SUBMITTED, **self.told("complaint_id"))


def submit(command: SubmitComplaint, complaint: Complaint | None, law: Rulebook) -> list[Event]:
    """Take the complaint in under the pack that governs its region on this legal day."""
    today = legal_day(command.at)
    pack = law.governing(command.region, today, matter="complaints")
    if complaint is not None:
        raise Refused("ALREADY_EXISTS", id=complaint.id)
    check_words(command.channel, command.kind)
    check_content(pack, command.respondent, command.facts)
    check_record(pack, command.channel, recorded_in_full=command.recorded_in_full)
    check_act_day(command.act_on, today)
    if command.anonymous and command.has_identity:
        raise Refused("CONTRADICTION", field="anonymous")
    return [ComplaintSubmitted(**command.told("recorded_in_full"), pack=pack.ref, submitted_at=command.at)]


def check_content(pack: Pack, respondent: str, facts: str) -> None:
    """A complaint names whom it is about and says what happened. Raises Refused MISSING_FIELD."""
    citation = pack.cite("complaint.content") if pack.speaks_of("complaint.content") else None
    for field, value in (("respondent", respondent), ("facts", facts)):
        if not value.strip():
            raise Refused("MISSING_FIELD", citation=citation, field=field)


def check_record(pack: Pack, channel: str, *, recorded_in_full: bool) -> None:
    """Staff write down a complaint made by word of mouth, where the text says so. Raises REQUIREMENT_NOT_MET."""
    if channel in IN_WRITING or recorded_in_full or not pack.speaks_of("complaint.record"):
        return
    rule = pack.requirement("complaint.record")
    raise Refused(
        "REQUIREMENT_NOT_MET", citation=rule.source, field="recorded_in_full", requirement=", ".join(rule.needs)
    )


def check_words(channel: str, kind: str) -> None:
    """Channel and kind are words we know. Raises Refused INVALID_VALUE."""
    for field, value, known in (("channel", channel, CHANNELS), ("kind", kind, KINDS)):
        if value not in known:
            raise Refused("INVALID_VALUE", field=field)


def check_act_day(act_on: date | None, today: date) -> None:
    """Nobody complains of an act to come. Raises Refused INVALID_VALUE."""
    if act_on is not None and act_on > today:
        raise Refused("INVALID_VALUE", field="act_on")
