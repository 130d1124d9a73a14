"""A complaint that the law bars (不予立案): one proposes, and where filing needs approval the head decides."""

from dataclasses import dataclass, replace
from datetime import datetime

from jiandu.domain import Citation, Command, Event, Refused
from jiandu.law import Pack, Rulebook, start, start_of
from services.complaints.domain.complaint import BAR_PROPOSED, BARRED, PROCEDURE, SUBMITTED, Complaint
from services.complaints.domain.routing import check_impartial

OVER_AGE = "over_age"


@dataclass(frozen=True, kw_only=True)
class BarComplaint(Command):
    """One of the pack's bars stands against the complaint."""

    complaint_id: str
    bar: str


@dataclass(frozen=True, kw_only=True)
class BarProposed(Event):
    """A bar is put before the head."""

    complaint_id: str
    bar: str
    citation: Citation
    proposed_by: str
    proposed_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        return complaint.with_hand(self.proposed_by, state=BAR_PROPOSED, bar=self.bar)


@dataclass(frozen=True, kw_only=True)
class ComplaintBarred(Event):
    """The complaint is not dealt with, because of a bar of the pack."""

    complaint_id: str
    bar: str
    citation: Citation
    barred_by: str
    barred_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        barred = complaint.with_hand(self.barred_by, state=BARRED, bar=self.bar)
        return replace(barred, outcome=self.bar, ended_at=self.barred_at)


def bar(command: BarComplaint, complaint: Complaint, law: Rulebook) -> list[Event]:
    """Bar it on a ground of the pack, or put that before the head where the pack has filing approved."""
    check_impartial(complaint, command.by)
    pack = PROCEDURE.allow(command, complaint, law)
    bars = pack.grounds("case.bars")
    bars.item(command.bar, field="bar")
    if command.bar == OVER_AGE:
        check_over_age(pack, complaint, law, command.at)
    if pack.speaks_of("case.approval"):
        return [
            BarProposed(
                **command.told(), citation=bars.source, proposed_by=command.by.subject, proposed_at=command.at
            )
        ]
    return [_barred(command.bar, bars.source, complaint, command)]


def check_over_age(pack: Pack, complaint: Complaint, law: Rulebook, at: datetime) -> None:
    """The act lies as far back as the text says. Raises Refused MISSING_FIELD or NOT_OVERDUE."""
    rule = pack.clock("case.bars.age")
    if complaint.act_on is None:
        raise Refused("MISSING_FIELD", citation=rule.source, field="act_on")
    limit = start(rule, start_of(complaint.act_on), law.calendar)
    if not limit.is_overdue(at):
        raise Refused("NOT_OVERDUE", citation=rule.source, field="bar", due_on=limit.due_on.isoformat())


@dataclass(frozen=True, kw_only=True)
class ApproveBar(Command):
    """The head agrees that the bar stands."""

    complaint_id: str


@dataclass(frozen=True, kw_only=True)
class RejectBar(Command):
    """The head finds that the bar does not stand; screening goes on."""

    complaint_id: str


@dataclass(frozen=True, kw_only=True)
class BarRejected(Event):
    """The bar does not stand."""

    complaint_id: str
    bar: str
    rejected_by: str
    rejected_at: datetime

    def onto(self, complaint: Complaint) -> Complaint:
        return complaint.with_hand(self.rejected_by, state=SUBMITTED, bar=None)


def approve_bar(command: ApproveBar, complaint: Complaint, law: Rulebook) -> list[Event]:
    """The head, who has not had the complaint in hand, agrees."""
    pack = _decides(command, complaint, law)
    return [_barred(complaint.bar or "", pack.cite("case.bars"), complaint, command)]


def reject_bar(command: RejectBar, complaint: Complaint, law: Rulebook) -> list[Event]:
    """The head, who has not had the complaint in hand, sends it back to screening."""
    _decides(command, complaint, law)
    return [
        BarRejected(
            complaint_id=complaint.id,
            bar=complaint.bar or "",
            rejected_by=command.by.subject,
            rejected_at=command.at,
        )
    ]


def _decides(command: ApproveBar | RejectBar, complaint: Complaint, law: Rulebook) -> Pack:
    check_impartial(complaint, command.by)
    pack = PROCEDURE.allow(command, complaint, law)
    if command.by.subject in complaint.handled_by:
        raise Refused("SAME_PERSON", citation=pack.cite("case.approval"))
    return pack


def _barred(code: str, citation: Citation, complaint: Complaint, command: Command) -> ComplaintBarred:
    return ComplaintBarred(
        complaint_id=complaint.id,
        bar=code,
        citation=citation,
        barred_by=command.by.subject,
        barred_at=command.at,
    )
