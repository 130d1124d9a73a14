"""What a text wants before somebody is qualified or gets a certificate, held against what the file says."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from jiandu.domain import Citation, Refused
from jiandu.law import ItemList, Pack, Training
from services.certificates.domain.officer import QUALIFIED, Officer
from services.certificates.domain.particulars import Exam

PASSED, FAILED, ABSENT, EXCUSED = "passed", "failed", "absent", "excused"
RESULTS: Final = (PASSED, FAILED, ABSENT, EXCUSED)
COMMON_LAW, PROFESSIONAL_LAW = "common_law", "professional_law"
INITIAL: Final = "initial"
# what a text can not ask of somebody who is only about to get it, and what an open list leaves to other texts
_NOT_ASKED: Final = frozenset({"certificate", "other"})


def passed(exams: Iterable[Exam], kinds: Sequence[str], year: int | None = None) -> bool:
    """True if of each of these kinds of examination the last one (of that year) was passed; none: of any kind."""
    last = latest(exam for exam in exams if year is None or exam.on.year == year)
    done = {exam.kind for exam in last if exam.result == PASSED}
    return done.issuperset(kinds) if kinds else bool(done)


def kinds_for_qualification(pack: Pack) -> tuple[str, ...]:
    """Every kind of examination that the text speaks of; none where it does not tell them apart."""
    spoken = {COMMON_LAW: "training.exam", PROFESSIONAL_LAW: "training.exam.professional"}
    return tuple(kind for kind, provision in spoken.items() if pack.speaks_of(provision))


def kinds_of_the_year(pack: Pack) -> tuple[str, ...]:
    """What goes with inspection and renewal every year: the examination in common law, where the text has it."""
    return (COMMON_LAW,) if pack.speaks_of("training.exam") else ()


def latest(exams: Iterable[Exam]) -> tuple[Exam, ...]:
    """Of every kind of examination the last one; one held again comes after the first of that day."""
    last = {exam.kind: exam for exam in sorted(exams, key=lambda each: (each.on, each.resit))}
    return tuple(last.values())


def trained(officer: Officer, course: str) -> int:
    """The hours of training in courses of this kind."""
    return sum(each.hours for each in officer.trainings if each.course == course)


# the conditions that the file itself answers, by the codes the texts use
_ON_FILE: Final[Mapping[str, Callable[[Officer, Sequence[str]], bool]]] = {
    "exam": lambda officer, kinds: passed(officer.exams, kinds),
    "exam_passed": lambda officer, kinds: passed(officer.exams, kinds),
    "training": lambda officer, _: bool(officer.trainings),
    "qualification_training": lambda officer, _: bool(trained(officer, "qualification_training")),
    "special_law_training": lambda officer, _: bool(trained(officer, "special_law_training")),
    "on_staff": lambda officer, _: officer.on_staff is True,
    "qualified": lambda officer, _: officer.state == QUALIFIED,
    "qualification": lambda officer, _: officer.state == QUALIFIED,
    "qualification_established": lambda officer, _: officer.state == QUALIFIED,
    "registered_and_qualified": lambda officer, _: officer.state == QUALIFIED,
}


def check_met(
    officer: Officer, wanted: ItemList, confirmed: Iterable[str], source: Citation, kinds: Sequence[str]
) -> None:
    """Every condition is met: by the file where it knows, else by the word of who acts (`confirmed`).

    `kinds` are the examinations meant where one is wanted.
    Raises Refused NOT_IN_LAW for a condition the text does not know, CONDITIONS_NOT_MET naming those missing.
    """
    confirmed = tuple(confirmed)
    for code in confirmed:
        wanted.item(code, field="conditions")
    asked = (code for code in wanted.codes if code not in _NOT_ASKED)
    missing = [code for code in asked if not _is_met(officer, code, confirmed, kinds)]
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


def _is_met(officer: Officer, code: str, confirmed: tuple[str, ...], kinds: Sequence[str]) -> bool:
    on_file = _ON_FILE.get(code)
    return code in confirmed if on_file is None else on_file(officer, kinds)
