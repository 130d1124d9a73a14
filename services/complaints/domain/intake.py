"""A complaint comes in: under which law it lies, and what of the required content it has. Never whose it is."""

from dataclasses import dataclass
from datetime import date, datetime

from jiandu.domain import Command, Event, Refused
from jiandu.law import Pack, Rulebook, legal_day
from services.complaints.domain.complaint import INCOMPLETE, SUBMITTED, Complaint
from services.complaints.domain.particulars import ExternalId, Link, Respondent

KINDS = ("complaint", "report", "grievance", "accusation", "denunciation")
IN_WRITING = frozenset({"written", "email", "fax", "web", "transfer"})
BY_WORD_OF_MOUTH = frozenset({"phone", "visit"})
CHANNELS = (*sorted(IN_WRITING), *sorted(BY_WORD_OF_MOUTH))


@dataclass(frozen=True, kw_only=True)
class SubmitComplaint(Command):
    """Take in a complaint against bodies, or against officers of them. `facts` are masked; the words lie sealed.

    `recorded_in_full` says that staff wrote down a complaint made by word of mouth; `evidence` that evidence was
    handed in with it. `act_on` is the legal day of the act complained of, where known. `links` are the complaints
    it was found to belong to. `sector` and `level` choose the text where a text applies to some only.
    """

    complaint_id: str
    region: str
    channel: str
    kind: str
    respondents: tuple[Respondent, ...] = ()
    facts: str = ""
    act_on: date | None = None
    sector: str | None = None
    level: str | None = None
    anonymous: bool = False
    joint: bool = False
    words: str | None = None
    recorded_in_full: bool = False
    evidence: bool = False
    external_ids: tuple[ExternalId, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ComplaintSubmitted(Event):
    """A complaint came in and lies under the law of its region. `missing` is what the text asks for besides."""

    complaint_id: str
    region: str
    pack: str
    channel: str
    kind: str
    respondents: tuple[Respondent, ...]
    facts: str
    act_on: date | None
    sector: str | None
    level: str | None
    anonymous: bool
    joint: bool
    words: str | None
    external_ids: tuple[ExternalId, ...]
    links: tuple[Link, ...]
    missing: tuple[str, ...]
    submitted_at: datetime

    def onto(self, _: None) -> Complaint:
        """The complaint at its beginning."""
        state = INCOMPLETE if self.missing else SUBMITTED
        return Complaint(id=self.complaint_id, state=state, passed_on=0, **self.told("complaint_id"))


def submit(command: SubmitComplaint, complaint: Complaint | None, law: Rulebook) -> list[Event]:
    """Take the complaint in under the pack that governs its region on this legal day, complete or not."""
    today = legal_day(command.at)
    pack = law.governing(command.region, today, matter="complaints", sector=command.sector, level=command.level)
    if complaint is not None:
        raise Refused("ALREADY_EXISTS", id=complaint.id)
    check_words(pack, command.channel, command.kind)
    check_record(pack, command)
    check_act_day(command.act_on, today)
    check_respondents(command.respondents)
    if command.channel == "transfer" and not command.external_ids:
        raise Refused("MISSING_FIELD", field="external_ids")
    missing = missing_content(pack, bool(command.respondents), command.facts, evidence=command.evidence)
    told = command.told("recorded_in_full", "evidence")
    return [ComplaintSubmitted(**told, pack=pack.ref, missing=missing, submitted_at=command.at)]


def missing_content(pack: Pack, names_a_body: bool, facts: str, *, evidence: bool) -> tuple[str, ...]:
    """What the pack asks of a complaint and this one does not have, in the codes and the order of the text."""
    if not pack.speaks_of("complaint.content"):
        return ()
    has = {"respondent": names_a_body, "facts_and_grounds": bool(facts.strip()), "evidence": evidence}
    # what no field of ours tells is for staff to judge, and to ask for
    return tuple(code for code in pack.conditions("complaint.content").codes if not has.get(code, True))


def check_words(pack: Pack, channel: str, kind: str) -> None:
    """Channel and kind are words we know, and the kind one of the pack's, where it names kinds.

    Raises Refused INVALID_VALUE or NOT_IN_LAW.
    """
    for field, value, known in (("channel", channel, CHANNELS), ("kind", kind, KINDS)):
        if value not in known:
            raise Refused("INVALID_VALUE", field=field)
    if pack.speaks_of("complaint.kinds"):
        pack.measures("complaint.kinds").item(kind, field="kind")


def check_record(pack: Pack, command: SubmitComplaint) -> None:
    """Staff write down a complaint made by word of mouth, where the text says so. Raises REQUIREMENT_NOT_MET."""
    if command.channel in IN_WRITING or not pack.speaks_of("complaint.record"):
        return
    rule = pack.requirement("complaint.record")
    needs = ", ".join(rule.needs)
    if not command.recorded_in_full:
        raise Refused("REQUIREMENT_NOT_MET", citation=rule.source, field="recorded_in_full", requirement=needs)
    if "intake_officer" not in command.by.roles:
        raise Refused("REQUIREMENT_NOT_MET", citation=rule.source, field="channel", requirement=needs)


def check_respondents(respondents: tuple[Respondent, ...]) -> None:
    """Each body is named once, and each officer once. Raises Refused CONTRADICTION."""
    bodies = [each.body_id for each in respondents]
    officers = [officer for each in respondents for officer in each.officer_ids]
    if len(set(bodies)) != len(bodies) or len(set(officers)) != len(officers):
        raise Refused("CONTRADICTION", field="respondents")


def check_act_day(act_on: date | None, today: date) -> None:
    """Nobody complains of an act to come. Raises Refused INVALID_VALUE."""
    if act_on is not None and act_on > today:
        raise Refused("INVALID_VALUE", field="act_on")
