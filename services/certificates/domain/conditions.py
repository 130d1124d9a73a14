"""What a text wants before somebody is qualified or gets a certificate, held against what the file says."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from jiandu.domain import Citation, Refused
from jiandu.law import ItemList, Pack, Training
from services.certificates.domain.officer import QUALIFIED, Officer
from services.certificates.domain.particulars import Exam

PASSED, FAILED, ABSENT, EXCUSED = "passed", "failed", "absent", "excused"
RESULTS: Final = (PASSED, FAILED, ABSENT, EXCUSED)
INITIAL: Final = "initial"
# what a text can not ask of somebody who is only about to get it, and what an open list leaves to other texts
_NOT_ASKED: Final = frozenset({"certificate", "other"})


def passed(exams: Iterable[Exam], year: int | None = None) -> bool:
    """True if of every kind of examination taken (in that year) the last one was passed."""
    last = latest(exam for exam in exams if year is None or exam.on.year == year)
    return bool(last) and all(exam.result == PASSED for exam in last)


def latest(exams: Iterable[Exam]) -> tuple[Exam, ...]:
    """Of every kind of examination the last one; one held again comes after the first of that day."""
    last = {exam.kind: exam for exam in sorted(exams, key=lambda each: (each.on, each.resit))}
    return tuple(last.values())


def trained(officer: Officer, course: str) -> int:
    """The hours of training in courses of this kind."""
    return sum(each.hours for each in officer.trainings if each.course == course)


# the conditions that the file itself answers, by the codes the texts use
_ON_FILE: Final[Mapping[str, Callable[[Officer], bool]]] = {
    "exam": lambda officer: passed(officer.exams),
    "exam_passed": lambda officer: passed(officer.exams),
    "training": lambda officer: bool(officer.trainings),
    "qualification_training": lambda officer: bool(trained(officer, "qualification_training")),
    "special_law_training": lambda officer: bool(trained(officer, "special_law_training")),
    "on_staff": lambda officer: officer.on_staff is True,
    "qualified": lambda officer: officer.state == QUALIFIED,
    "qualification": lambda officer: officer.state == QUALIFIED,
    "qualification_established": lambda officer: officer.state == QUALIFIED,
    "registered_and_qualified": lambda officer: officer.state == QUALIFIED,
}


def check_met(officer: Officer, wanted: ItemList, confirmed: Iterable[str], source: Citation) -> None:
    """Every condition is met: by the file where it knows, else by the word of who acts (`confirmed`).

    Raises Refused NOT_IN_LAW for a condition the text does not know, CONDITIONS_NOT_MET naming those missing.
    """
    confirmed = tuple(confirmed)
    for code in confirmed:
        wanted.item(code, field="conditions")
    missing = [code for code in wanted.codes if code not in _NOT_ASKED and not _is_met(officer, code, confirmed)]
    if missing:
        raise Refused("CONDITIONS_NOT_MET", citation=source, field="conditions", missing=", ".join(missing))


def check_initial_training(officer: Officer, pack: Pack) -> None:
    """Whoever is new has had the hours of training the text wants. Raises Refused CONDITIONS_NOT_MET."""
    if not pack.speaks_of("training.initial"):
        return
    rule = pack.rule("training.initial", Training)
    if rule.hours is not None and trained(officer, INITIAL) < rule.hours:
        missing = f"training.initial {trained(officer, INITIAL)} < {rule.hours}"
        raise Refused("CONDITIONS_NOT_MET", citation=rule.source, field="officer_id", missing=missing)


def check_on_staff(officer: Officer, pack: Pack) -> None:
    """Whoever enforces the law is on the establishment (在编在岗), where the text has it checked.

    Raises Refused CONDITIONS_NOT_MET.
    """
    if pack.speaks_of("personnel.on_staff") and officer.on_staff is not True:
        cited = pack.cite_first("personnel.verification", "personnel.on_staff")
        raise Refused("CONDITIONS_NOT_MET", citation=cited, field="officer_id", missing="on_staff")


def _is_met(officer: Officer, code: str, confirmed: tuple[str, ...]) -> bool:
    on_file = _ON_FILE.get(code)
    return code in confirmed if on_file is None else on_file(officer)
