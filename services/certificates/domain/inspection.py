"""The annual inspection (年检): passed or refused as the text says, left to discretion where it says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from jiandu.domain import Citation, Command, Event, Refused
from jiandu.law import Inspection, ItemList, Rulebook, legal_day
from services.certificates.domain.certificate import check_status, named
from services.certificates.domain.conditions import ABSENT, FAILED, PASSED, kinds_of_the_year, latest, passed
from services.certificates.domain.officer import Officer, text_for
from services.certificates.domain.particulars import InspectionMark
from services.certificates.domain.status import SUSPENDED, VALID

REFUSED, DISCRETION = "refused", "discretion"


@dataclass(frozen=True, kw_only=True)
class InspectCertificate(Command):
    """Inspect a certificate for a year.

    `passes` decides where the text leaves it to the inspector, who says on which ground; it decides nothing else.
    """

    officer_id: str
    number: str
    year: int
    passes: bool | None = None


@dataclass(frozen=True, kw_only=True)
class CertificateInspected(Event):
    """The certificate was inspected for a year, and passed or refused; `basis` is the rule that says so."""

    officer_id: str
    pack: str
    number: str
    year: int
    result: str
    basis: str
    citation: Citation
    inspected_by: str
    inspected_at: datetime

    def onto(self, officer: Officer) -> Officer:
        others = tuple(
            each for each in officer.inspections if (each.number, each.year) != (self.number, self.year)
        )
        mark = InspectionMark(number=self.number, year=self.year, result=self.result)
        return replace(officer, pack=self.pack, inspections=(*others, mark))


def inspect_certificate(command: InspectCertificate, officer: Officer, law: Rulebook) -> list[Event]:
    """Inspect by the rules of the text; a year that was passed is not inspected again."""
    pack = text_for(command, officer, law)
    rule = pack.rule("certificate.annual_inspection", Inspection)
    one = named(officer.certificates, command.number)
    check_status(one, command, (VALID, SUSPENDED), rule.source)
    if command.year > legal_day(command.at).year or date(command.year + 1, 1, 1) <= one.valid_from:
        raise Refused("INVALID_VALUE", citation=rule.source, field="year")
    if InspectionMark(number=one.number, year=command.year, result=PASSED) in officer.inspections:
        raise Refused("ALREADY_EXISTS", citation=rule.source, id=str(command.year), field="year")
    result, basis = _judged(rule, facts_of(officer, command.year, kinds_of_the_year(pack)), command.passes)
    if command.passes is not None and basis != DISCRETION:  # the text leaves nothing to decide
        raise Refused("CONTRADICTION", citation=rule.source, field="passes")
    return [
        CertificateInspected(
            officer_id=officer.id,
            pack=pack.ref,
            number=one.number,
            year=command.year,
            result=result,
            basis=basis,
            citation=rule.source,
            inspected_by=command.by.subject,
            inspected_at=command.at,
        )
    ]


def facts_of(officer: Officer, year: int, kinds: Sequence[str]) -> Mapping[str, str]:
    """What the file says of a year, in the words of the rules: the examination, and the record of faults.

    `kinds` are the examinations held every year; another one neither passes nor refuses anything.
    """
    facts = {}
    exams = [exam for exam in officer.exams if exam.on.year == year and (not kinds or exam.kind in kinds)]
    if passed(exams, kinds):
        facts["training_exam"] = "passed"
    elif any(exam.result == ABSENT for exam in latest(exams)):
        facts["training_exam"] = "absent_without_reason"
    elif any(exam.result == FAILED and exam.resit for exam in latest(exams)):
        facts["training_exam"] = "failed"
    faults = [fault for fault in officer.faults if fault.on.year == year]
    if not faults:
        facts["fault_record"] = "none"
    else:
        processed = all(fault.processed_on is not None for fault in faults)
        facts["fault_record"] = "processed" if processed else "unprocessed"
    return facts


def _judged(rule: Inspection, facts: Mapping[str, str], passes: bool | None) -> tuple[str, str]:
    refused = _first(rule.refuses, facts)
    if refused is not None:
        return REFUSED, refused
    passed_by = _first(rule.passes, facts)
    if passed_by is not None:
        return PASSED, passed_by
    # an inspector decides where the text says so, and where it says nothing of what passes
    left = rule.passes is None and rule.refuses is None
    if not left and (rule.discretion is None or facts.get("fault_record") != "processed"):
        missing = sorted({"training_exam", "fault_record"} - facts.keys()) or ["training_exam"]
        raise Refused("CONDITIONS_NOT_MET", citation=rule.source, field="year", missing=", ".join(missing))
    if passes is None:
        raise Refused("MISSING_FIELD", citation=rule.source, field="passes")
    return PASSED if passes else REFUSED, DISCRETION


def _first(rules: ItemList | None, facts: Mapping[str, str]) -> str | None:
    """The code of the first rule that holds."""
    for item in rules.items if rules is not None else ():
        if item.when is not None and item.when.of(facts).holds:
            return item.code
    return None
