"""How much an officer has to learn in a year, and what is still missing."""

from collections.abc import Iterator
from dataclasses import dataclass

from jiandu.domain import Citation
from jiandu.law import Pack, Training
from services.certificates.domain.conditions import INITIAL
from services.certificates.domain.officer import Officer

ANNUAL = ("training.annual", "training.general", "training.power_list")


@dataclass(frozen=True, kw_only=True)
class Shortfall:
    """What a rule wants of a year and the file does not show; `unit` is hours or sessions."""

    provision: str
    unit: str
    wanted: int
    had: int
    citation: Citation


def shortfalls(officer: Officer, pack: Pack, year: int) -> list[Shortfall]:
    """Everything that is missing of the training of a year; nothing where the text sets no number."""
    return [
        found for provision in ANNUAL if pack.speaks_of(provision) for found in _of(officer, pack, provision, year)
    ]


def _of(officer: Officer, pack: Pack, provision: str, year: int) -> Iterator[Shortfall]:
    rule = pack.rule(provision, Training)
    # what qualifies a newcomer is not the yearly rotation
    in_year = [each for each in officer.trainings if each.on.year == year and each.course != INITIAL]
    if rule.hours is not None:
        hours = sum(each.hours for each in in_year)
        if hours < rule.hours:
            yield Shortfall(provision=provision, unit="hours", wanted=rule.hours, had=hours, citation=rule.source)
    if rule.sessions is not None:
        topics = rule.topics.codes if rule.topics is not None else (provision.removeprefix("training."),)
        sessions = sum(each.topic in topics for each in in_year)
        if sessions < rule.sessions:
            yield Shortfall(
                provision=provision, unit="sessions", wanted=rule.sessions, had=sessions, citation=rule.source
            )
