"""Changes of personnel (执法人员变动): noted with the day they happened, reported within the limit of the text."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from jiandu.domain import Citation, Command, Event, Refused
from jiandu.law import Rulebook, legal_day, start_of
from services.certificates.domain.membership import Membership
from services.certificates.domain.officer import LEFT, ON_FILE, REGISTERED, Officer, check_own, text_for
from services.certificates.domain.particulars import PersonnelChange

TRANSFERRED, RETIRED, UNABLE, JOINED = "transferred", "retired", "unable", "joined"
LEAVING: Final = frozenset({TRANSFERRED, RETIRED, UNABLE})
CHANGES: Final = (*sorted(LEAVING), JOINED, "post_changed")


@dataclass(frozen=True, kw_only=True)
class RecordPersonnelChange(Command):
    """Note that the officer was transferred, retired, is unable to serve, joined, or changed posts, on this day.

    `body_id` is the body joined, where it is another one than before; only a registrar says so.
    """

    officer_id: str
    change_id: str
    kind: str
    on: date
    post: str | None = None
    body_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class PersonnelChanged(Event):
    """A change of personnel; `starts_at` begins the limit for reporting it."""

    officer_id: str
    pack: str
    change_id: str
    kind: str
    on: date
    post: str | None
    body_id: str | None
    starts_at: datetime
    recorded_by: str
    recorded_at: datetime

    def onto(self, officer: Officer) -> Officer:
        changed = PersonnelChange(id=self.change_id, kind=self.kind, on=self.on)
        state, memberships = officer.state, officer.memberships
        body_id = self.body_id or officer.body_id
        if self.kind in LEAVING:
            state = LEFT if officer.state in ON_FILE else officer.state
            left = Membership(body_id=None, since=self.on, recorded_at=self.recorded_at)
            memberships = (*memberships, left)
        elif self.kind == JOINED:
            state = REGISTERED if officer.state == LEFT else officer.state
            joined = Membership(body_id=body_id, since=self.on, recorded_at=self.recorded_at)
            memberships = (*memberships, joined)
        return replace(
            officer,
            pack=self.pack,
            state=state,
            body_id=body_id,
            post=self.post or officer.post,
            memberships=memberships,
            changes=(*officer.changes, changed),
        )


def record_personnel_change(command: RecordPersonnelChange, officer: Officer, law: Rulebook) -> list[Event]:
    """Note the change; who leaves the enforcement post is on file no more, until he is qualified again."""
    check_own(officer, command.by)
    pack = text_for(command, officer, law)
    if command.kind not in CHANGES:
        raise Refused("INVALID_VALUE", field="kind")
    if command.body_id is not None and (command.kind != JOINED or "registrar" not in command.by.roles):
        raise Refused("CONTRADICTION", field="body_id")
    if command.on > legal_day(command.at):
        raise Refused("INVALID_VALUE", field="on")
    return [
        PersonnelChanged(
            **command.told(),
            pack=pack.ref,
            starts_at=start_of(command.on),
            recorded_by=command.by.subject,
            recorded_at=command.at,
        )
    ]


@dataclass(frozen=True, kw_only=True)
class ReportPersonnelChange(Command):
    """The body reports the change to the justice bureau (报本级政府司法行政部门)."""

    officer_id: str
    change_id: str


@dataclass(frozen=True, kw_only=True)
class PersonnelChangeReported(Event):
    """The change was reported; `late` if the limit had passed."""

    officer_id: str
    pack: str
    change_id: str
    late: bool
    citation: Citation
    reported_by: str
    reported_at: datetime

    def onto(self, officer: Officer) -> Officer:
        changes = tuple(
            replace(each, reported_at=self.reported_at, late=self.late) if each.id == self.change_id else each
            for each in officer.changes
        )
        return replace(officer, pack=self.pack, changes=changes)


def report_personnel_change(command: ReportPersonnelChange, officer: Officer, law: Rulebook) -> list[Event]:
    """Report what was noted; a late report is taken, and said to be late."""
    check_own(officer, command.by)
    pack = text_for(command, officer, law)
    cited = pack.cite("report.personnel_change")
    known = [each for each in officer.changes if each.id == command.change_id]
    if not known:
        raise Refused("NOT_FOUND", id=command.change_id, field="change_id")
    if known[0].reported_at is not None:
        raise Refused("ALREADY_EXISTS", id=command.change_id, field="change_id")
    clock = officer.clocks.get(f"report.personnel_change:{command.change_id}")
    return [
        PersonnelChangeReported(
            **command.told(),
            pack=pack.ref,
            late=clock is not None and command.at >= clock.due_at,
            citation=cited,
            reported_by=command.by.subject,
            reported_at=command.at,
        )
    ]
