"""Limits begin and end with facts, as a table says; nobody starts or stops one by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import pytest

from jiandu.domain import Event, Refused
from jiandu.law import LEGAL_ZONE, Clock, ClockRang, Limit, Limits, When, extended
from jiandu.service.handling import follow
from tests.unit.law import invented

NOON = datetime(2026, 3, 2, 12, tzinfo=LEGAL_ZONE)
LATER = datetime(2026, 3, 9, 12, tzinfo=LEGAL_ZONE)
CLOCK = """
- id: {id}
  article: 第二条
  quote: 内
  modality: must
  body: {{type: clock, {body}, starts: 收到}}
"""
LAW = invented.law(
    invented.pack(
        CLOCK.format(id="notice.correction", body="length: 10, unit: calendar_day")
        + CLOCK.format(id="case.limit", body="length: 1, unit: month")
        + CLOCK.format(id="case.extension", body="length: 1, unit: month, at_most: true, parameter: extension")
        + CLOCK.format(id="decision.performance", body="parameter: days, set_per: document, unit: calendar_day")
    )
)


@dataclass(frozen=True)
class Matter:
    pack: str = "city-2020"
    region: str = "110000"
    days: int | None = None
    clocks: Mapping[str, Clock] = field(default_factory=dict)


class Stays(Event):
    def onto(self, matter):
        return matter


@dataclass(frozen=True, kw_only=True)
class Served(Stays):
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class Answered(Stays):
    result: str


@dataclass(frozen=True, kw_only=True)
class Closed(Stays):
    pass


LIMITS = Limits(
    Limit("case.limit", starts=When(Served), since="received_at"),
    Limit(
        "notice.correction",
        starts=When(Served),
        since="received_at",
        ends=(When(Answered, result="withdrawn"),),
    ),
    Limit("notice.objection", starts=When(Served), since="received_at"),
    Limit("decision.performance", starts=When(Served), since="received_at", length="days"),
    all_end_with=(When(Closed),),
)
SERVED = Served(received_at=NOON)


def after(*events, matter=None, at=LATER):
    return follow(matter or Matter(), list(events), LIMITS, LAW, at)[0]


def test_a_limit_runs_from_the_instant_the_fact_names_where_the_pack_has_it():
    clocks = after(SERVED).clocks
    assert set(clocks) == {"case.limit", "notice.correction"}
    assert (clocks["notice.correction"].trigger, clocks["notice.correction"].due_on) == (NOON, date(2026, 3, 12))


def test_a_document_that_sets_no_number_starts_nothing_and_one_that_does_sets_the_length():
    assert "decision.performance" not in after(SERVED).clocks
    assert after(SERVED, matter=Matter(days=3)).clocks["decision.performance"].due_on == date(2026, 3, 5)


def test_a_limit_ends_when_its_fact_is_recorded_and_only_with_the_values_named():
    begun = after(SERVED)
    assert after(Answered(result="upheld"), matter=begun) == begun
    ended = after(Answered(result="withdrawn"), matter=begun).clocks
    assert (ended["notice.correction"].stopped_at, ended["case.limit"].stopped_at) == (LATER, None)


def test_what_ends_every_limit_ends_those_that_run_and_leaves_the_others():
    ended = after(Answered(result="withdrawn"), matter=after(SERVED), at=NOON)
    closed = after(Closed(), matter=ended).clocks
    assert (closed["notice.correction"].stopped_at, closed["case.limit"].stopped_at) == (NOON, LATER)


def test_what_one_command_begins_and_ends_has_ended():
    clocks = after(SERVED, Answered(result="withdrawn")).clocks
    assert (clocks["notice.correction"].stopped_at, clocks["case.limit"].stopped_at) == (LATER, None)


def test_a_limit_that_begins_anew_is_ended_first_so_that_its_end_stands_in_the_history():
    begun = after(SERVED)
    facts = LIMITS.moved_by(Served(received_at=LATER), begun, LAW, LATER)
    assert [type(fact).__name__ for fact in facts] == [
        "ClockStopped",
        "ClockStopped",
        "ClockStarted",
        "ClockStarted",
    ]
    anew = after(Served(received_at=LATER), matter=begun).clocks["notice.correction"]
    assert (anew.trigger, anew.stopped_at, anew.due_on) == (LATER, None, date(2026, 3, 19))


def test_a_running_limit_is_extended_once_within_the_ceiling():
    begun = after(SERVED)
    fact = extended("case.limit", "case.extension", begun, LAW, LATER, 1)
    longer = fact.onto(begun)
    assert longer.clocks["case.limit"].due_on == date(2026, 5, 6)  # the second of May begins the holiday
    with pytest.raises(Refused) as again:
        extended("case.limit", "case.extension", longer, LAW, LATER, 1)
    assert (again.value.code, again.value.citation.article) == ("BARRED", "第二条")


@pytest.mark.parametrize(
    ("matter", "at", "code"),
    [
        (Matter(), LATER, "NOT_FOUND"),
        (after(Closed(), matter=after(SERVED)), LATER, "NOT_FOUND"),
        (after(SERVED), datetime(2026, 4, 3, tzinfo=LEGAL_ZONE), "LIMIT_EXPIRED"),
    ],
)
def test_what_does_not_run_can_not_be_extended(matter, at, code):
    with pytest.raises(Refused) as caught:
        extended("case.limit", "case.extension", matter, LAW, at, 1)
    assert caught.value.code == code


def test_a_pack_without_an_extension_is_silent_about_it():
    with pytest.raises(Refused) as caught:
        extended("case.limit", "notice.review", after(SERVED), LAW, LATER)
    assert caught.value.code == "LAW_SILENT"


@dataclass(frozen=True, kw_only=True)
class Told(Stays):
    body: str
    told_at: datetime


@dataclass(frozen=True, kw_only=True)
class Replied(Stays):
    body: str


@dataclass(frozen=True, kw_only=True)
class FellSilent(Stays):
    clock: str


OF_EACH = Limits(
    Limit(
        "notice.correction",
        starts=When(Told),
        since="told_at",
        ends=(When(Replied),),
        per="body",
        missed=lambda matter, rang: [FellSilent(clock=rang.clock)],
    )
)


def told(*bodies):
    return follow(Matter(), [Told(body=body, told_at=NOON) for body in bodies], OF_EACH, LAW, NOON)[0]


def test_each_body_has_a_limit_of_its_own_that_its_own_answer_ends():
    matter, _ = follow(told("water", "roads"), [Replied(body="roads")], OF_EACH, LAW, LATER)
    stopped_at = {name: clock.stopped_at for name, clock in matter.clocks.items()}
    assert stopped_at == {"notice.correction:water": None, "notice.correction:roads": LATER}


@pytest.mark.parametrize(("rung", "silent"), [("overdue", True), ("warning", False), ("escalation", False)])
def test_a_missed_limit_is_a_fact_when_its_last_day_is_over_and_only_then(rung, silent):
    matter = told("water")
    clock = matter.clocks["notice.correction:water"]
    rang = ClockRang(
        clock=clock.name, rung=rung, rung_at=LATER, due_on=clock.due_on, article=clock.article, right=False
    )
    _, facts = follow(matter, [rang], OF_EACH, LAW, LATER)
    assert (FellSilent(clock=clock.name) in facts) is silent


def test_a_limit_that_would_begin_anew_from_the_same_instant_is_left_alone():
    running = after(SERVED)
    again, facts = follow(running, [SERVED], LIMITS, LAW, LATER)
    assert (again, facts) == (running, [SERVED])


def test_a_limit_that_begins_anew_from_another_instant_is_ended_first():
    _, facts = follow(after(SERVED), [Served(received_at=LATER)], LIMITS, LAW, LATER)
    assert [type(each).__name__ for each in facts[1:]] == [*["ClockStopped"] * 2, *["ClockStarted"] * 2]
