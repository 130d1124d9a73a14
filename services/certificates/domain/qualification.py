"""Training (培训), examinations (考核), faults on record, and the qualification (资格) that follows from them."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from jiandu.domain import Citation, Command, Event, Refused
from jiandu.law import ConditionList, Filing, Precondition, Rulebook, legal_day
from services.certificates.domain.conditions import (
    COMMON_LAW,
    PROFESSIONAL_LAW,
    RESULTS,
    check_initial_training,
    check_met,
    check_on_staff,
    kinds_for_qualification,
    passed,
)
from services.certificates.domain.officer import OFFICER, QUALIFIED, Officer, check_own, text_of
from services.certificates.domain.particulars import Exam, Fault, Training
from services.certificates.domain.status import DISQUALIFIED

EXAM_KINDS = (COMMON_LAW, PROFESSIONAL_LAW)


@dataclass(frozen=True, kw_only=True)
class RecordTraining(Command):
    """Record training (培训) that the officer took part in: so many hours, on this legal day."""

    officer_id: str
    on: date
    hours: int
    topic: str
    course: str | None = None


@dataclass(frozen=True, kw_only=True)
class TrainingRecorded(Event):
    """The officer was trained."""

    officer_id: str
    on: date
    hours: int
    topic: str
    course: str | None
    recorded_at: datetime

    def onto(self, officer: Officer) -> Officer:
        training = Training(**self.told("officer_id", "recorded_at"))
        return replace(officer, trainings=(*officer.trainings, training))


def record_training(command: RecordTraining, officer: Officer, _law: object) -> list[Event]:
    """Record training, which nobody has had yet on a day to come."""
    check_own(officer, command.by)
    _check_past(command.on, command.at)
    return [TrainingRecorded(**command.told(), recorded_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class RecordExam(Command):
    """Record what an examination (考核) came to: passed, failed, absent, or excused with a good reason."""

    officer_id: str
    kind: str
    on: date
    result: str
    resit: bool = False


@dataclass(frozen=True, kw_only=True)
class ExamRecorded(Event):
    """The officer was examined, or was to be."""

    officer_id: str
    kind: str
    on: date
    result: str
    resit: bool
    recorded_at: datetime

    def onto(self, officer: Officer) -> Officer:
        return replace(officer, exams=(*officer.exams, Exam(**self.told("officer_id", "recorded_at"))))


def record_exam(command: RecordExam, officer: Officer, _law: object) -> list[Event]:
    """Record the result of an examination."""
    check_own(officer, command.by)
    _check_past(command.on, command.at)
    if command.kind not in EXAM_KINDS:
        raise Refused("INVALID_VALUE", field="kind")
    if command.result not in RESULTS:
        raise Refused("INVALID_VALUE", field="result")
    return [ExamRecorded(**command.told(), recorded_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class RecordFault(Command):
    """Record a fault in enforcement (执法过错), or, with `processed_on`, that it has been dealt with."""

    officer_id: str
    case_id: str
    on: date
    processed_on: date | None = None
    outcome: str | None = None


@dataclass(frozen=True, kw_only=True)
class FaultRecorded(Event):
    """A fault is on record, or how it was dealt with."""

    officer_id: str
    case_id: str
    on: date
    processed_on: date | None
    outcome: str | None
    recorded_at: datetime

    def onto(self, officer: Officer) -> Officer:
        others = tuple(each for each in officer.faults if each.case_id != self.case_id)
        fault = Fault(**self.told("officer_id", "recorded_at"))
        return replace(officer, faults=(*others, fault))


def record_fault(command: RecordFault, officer: Officer, _law: object) -> list[Event]:
    """Record a fault; what was dealt with stays so."""
    _check_past(command.on, command.at)
    if command.processed_on is not None and command.processed_on < command.on:
        raise Refused("INVALID_VALUE", field="processed_on")
    known = [each for each in officer.faults if each.case_id == command.case_id]
    if any(each.processed_on is not None for each in known) and command.processed_on is None:
        raise Refused("CONTRADICTION", field="processed_on")
    return [FaultRecorded(**command.told(), recorded_at=command.at)]


@dataclass(frozen=True, kw_only=True)
class RegisterQualification(Command):
    """Register that the person is qualified (行政执法资格).

    `conditions` are those that who registers found to be met and the file does not know. `new_recruit`: the
    initial training and the end of the time on probation are asked for too, where the text wants them.
    """

    officer_id: str
    conditions: tuple[str, ...] = ()
    new_recruit: bool = False
    probation_over: bool = False


@dataclass(frozen=True, kw_only=True)
class QualificationRegistered(Event):
    """The person is qualified, under this text."""

    officer_id: str
    pack: str
    conditions: tuple[str, ...]
    new_recruit: bool
    probation_over: bool
    registered_by: str
    registered_at: datetime

    def onto(self, officer: Officer) -> Officer:
        return replace(officer, state=QUALIFIED, pack=self.pack, qualification_filed_at=None)


def register_qualification(command: RegisterQualification, officer: Officer, law: Rulebook) -> list[Event]:
    """Register who meets every condition of the text in force."""
    check_own(officer, command.by)
    pack = text_of(officer, law, command.at)
    OFFICER.step(officer.state, "RegisterQualification", pack)
    for order in officer.sanctions:  # lifted from a later day on, it still stands today
        if order.status == DISQUALIFIED and (order.until is None or command.at < order.until):
            cited = pack.cite_first("qualification.conditions", "certificate.preconditions")
            raise Refused("BARRED", citation=cited, ground=order.order_id)
    if pack.speaks_of("qualification.conditions"):
        rule = pack.rule("qualification.conditions", ConditionList)
        check_met(officer, rule, command.conditions, rule.source, kinds_for_qualification(pack))
    else:
        cited = pack.cite_first(
            "qualification.registration", "qualification.required", "certificate.preconditions"
        )
        if not passed(officer.exams, kinds_for_qualification(pack)):
            raise Refused("CONDITIONS_NOT_MET", citation=cited, field="officer_id", missing="exam")
    check_on_staff(officer, pack)
    if command.new_recruit:
        check_initial_training(officer, pack)
        if pack.speaks_of("qualification.probation") and not command.probation_over:
            rule_ = pack.rule("qualification.probation", Precondition)
            raise Refused(
                "CONDITIONS_NOT_MET", citation=rule_.source, field="probation_over", missing="probation_over"
            )
    return [
        QualificationRegistered(
            **command.told(), pack=pack.ref, registered_by=command.by.subject, registered_at=command.at
        )
    ]


@dataclass(frozen=True, kw_only=True)
class FileQualification(Command):
    """The body files (备案) the registration of the qualification with whom the text names."""

    officer_id: str


@dataclass(frozen=True, kw_only=True)
class QualificationFiled(Event):
    """The registration was filed."""

    officer_id: str
    pack: str
    citation: Citation
    filed_by: str
    filed_at: datetime

    def onto(self, officer: Officer) -> Officer:
        return replace(officer, pack=self.pack, qualification_filed_at=self.filed_at)


def file_qualification(command: FileQualification, officer: Officer, law: Rulebook) -> list[Event]:
    """File it, where the text wants that."""
    check_own(officer, command.by)
    pack = text_of(officer, law, command.at)
    OFFICER.step(officer.state, "FileQualification", pack)
    cited = pack.rule("certificate.registration", Filing).source
    return [
        QualificationFiled(
            officer_id=officer.id, pack=pack.ref, citation=cited, filed_by=command.by.subject, filed_at=command.at
        )
    ]


def _check_past(on: date, at: datetime) -> None:
    if on > legal_day(at):
        raise Refused("INVALID_VALUE", field="on")
