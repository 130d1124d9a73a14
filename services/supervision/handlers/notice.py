"""The team, the notice, the objection to it, and the correction."""

from jiandu.domain import Event, Refused
from jiandu.law import ClockStarted, Rulebook, in_time, start, stopped
from services.supervision.domain import commands as asked
from services.supervision.domain import events as happened
from services.supervision.domain import rules
from services.supervision.domain.model import Case
from services.supervision.domain.rules import allowed

RESULTS = ("upheld", "withdrawn")
REMEDIES = ("reconsideration", "litigation")


def assign_investigators(command: asked.AssignInvestigators, case: Case, law: Rulebook) -> list[Event]:
    """At least as many as the pack asks for, registered where it sets conditions, none recused."""
    pack = allowed(command, case, law)
    rules.check_team(pack, case, command.investigators)
    if pack.speaks_of("supervisor.conditions"):
        for person in command.investigators:
            if person not in command.registered:
                citation = pack.cite("supervisor.conditions")
                raise Refused("NOT_QUALIFIED", citation=citation, field="investigators", person=person)
    return [
        happened.InvestigatorsAssigned(
            case_id=case.id, investigators=command.investigators, assigned_at=command.at
        )
    ]


def recuse_investigator(command: asked.RecuseInvestigator, case: Case, law: Rulebook) -> list[Event]:
    """Somebody stands aside on a ground of the pack; the team may then have to be completed."""
    pack = allowed(command, case, law)
    rule = pack.recusal("recusal")
    rule.grounds.item(command.ground, field="ground")
    if command.supervisor_id in case.recused:
        return []
    return [
        happened.InvestigatorRecused(
            case_id=case.id,
            supervisor_id=command.supervisor_id,
            ground=command.ground,
            citation=rule.source,
            recused_at=command.at,
        )
    ]


def note_remedy_sought(command: asked.NoteRemedySought, case: Case, law: Rulebook) -> list[Event]:
    """Remember that the act is before another authority, which may bar a decision here."""
    allowed(command, case, law)
    if command.remedy not in REMEDIES:
        raise Refused("INVALID_VALUE", field="remedy")
    if command.remedy in case.remedies:
        return []
    return [happened.RemedySought(case_id=case.id, remedy=command.remedy, noted_at=command.at)]


def issue_notice(command: asked.IssueNotice, case: Case, law: Rulebook) -> list[Event]:
    """Issue the notice (or opinion) on grounds of the pack, by a team that is complete."""
    pack = allowed(command, case, law)
    rules.check_team(pack, case, case.investigators)
    grounds = pack.grounds("notice.grounds")
    if not command.grounds:
        raise Refused("MISSING_FIELD", citation=grounds.source, field="grounds")
    for ground in command.grounds:
        grounds.item(ground, field="grounds")
    return [
        happened.NoticeIssued(
            case_id=case.id,
            number=command.number,
            title=pack.document("notice.document").title,
            grounds=command.grounds,
            citation=grounds.source,
            issued_at=command.at,
        )
    ]


def serve_notice(command: asked.ServeNotice, case: Case, law: Rulebook) -> list[Event]:
    """From receipt run the limit to correct and the time to object."""
    pack = allowed(command, case, law)
    rules.check_served(command.received_at, case.notice_issued_at, command.at)
    served = happened.NoticeServed(
        case_id=case.id, number=case.notice_number or "", received_at=command.received_at
    )
    limits = [name for name in ("notice.correction", "notice.objection") if pack.speaks_of(name)]
    clocks = [start(pack.clock(name), command.received_at, law.calendar) for name in limits]
    return [served, *(ClockStarted(clock=clock) for clock in clocks)]


def object_to_notice(command: asked.ObjectToNotice, case: Case, law: Rulebook) -> list[Event]:
    """An objection in time, once, in the form of the pack; from now runs the time to review it."""
    pack = allowed(command, case, law)
    window = case.clocks.get("notice.objection")
    if window is None:
        raise Refused("LAW_SILENT", provision="notice.objection", pack=pack.id, title=pack.title)
    if window.stopped_at is not None:
        raise Refused("ALREADY_OBJECTED", citation=window.citation)
    in_time(window, command.at)
    rules.check_objection_form(pack, in_writing=command.in_writing, reasons=command.reasons)
    return [
        happened.ObjectionRaised(
            case_id=case.id, in_writing=command.in_writing, reasons=command.reasons, raised_at=command.at
        ),
        *stopped(case.clocks, command.at, "notice.objection"),
        ClockStarted(clock=start(pack.clock("notice.review"), command.at, law.calendar)),
    ]


def answer_objection(command: asked.AnswerObjection, case: Case, law: Rulebook) -> list[Event]:
    """Uphold or withdraw the notice. No text suspends the limit to correct meanwhile, so it has kept running."""
    allowed(command, case, law)
    if command.result not in RESULTS:
        raise Refused("INVALID_VALUE", field="result")
    over = ("notice.review", "notice.correction") if command.result == "withdrawn" else ("notice.review",)
    return [
        happened.ObjectionAnswered(case_id=case.id, result=command.result, answered_at=command.at),
        *stopped(case.clocks, command.at, *over),
    ]


def report_correction(command: asked.ReportCorrection, case: Case, law: Rulebook) -> list[Event]:
    """The body has corrected the matter, in time or late."""
    allowed(command, case, law)
    late = case.clocks["notice.correction"].is_overdue(command.at)
    return [
        happened.CorrectionReported(case_id=case.id, summary=command.summary, late=late, reported_at=command.at),
        *stopped(case.clocks, command.at, "notice.correction", "notice.objection"),
    ]
