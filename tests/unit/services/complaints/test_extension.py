"""More time, and no time running: no text at hand allows either for complaints; one that does needs no code."""

from dataclasses import replace
from datetime import date

import pytest

from jiandu.domain import Citation
from jiandu.law import ClockRule, Modality, Rulebook, Statement, Unit
from services.complaints.domain import extension, outcome, replying, screening
from tests.unit.services.complaints.complaint_play import FULLER, HEAD, PLACES, TONGZHOU, ComplaintPlay
from tests.unit.services.play import LAW, at, names

LIMIT = "complaint.limit"
extend, suspend, resume = extension.extend_limit, extension.suspend_limit, extension.resume_limit
ARTICLE = Citation("tongzhou-personnel-2008", "某办法", "第二十六条", "可以延长15日")


def with_both(law: Rulebook = LAW) -> Rulebook:
    """This law, if Tongzhou's text allowed up to fifteen days more, and a stop."""
    longer = ClockRule(
        name=f"{LIMIT}.extension",
        source=ARTICLE,
        modality=Modality.MAY,
        unit=Unit.CALENDAR_DAY,
        length=15,
        at_most=True,
        starts="期限届满之日",
    )
    stop = Statement(name=f"{LIMIT}.suspension", source=ARTICLE, modality=Modality.MAY)
    pack = law.packs["tongzhou-personnel-2008"].with_provisions({longer.name: longer, stop.name: stop})
    return replace(law, packs={**law.packs, pack.id: pack})


def accepted(law: Rulebook) -> ComplaintPlay:
    return ComplaintPlay(TONGZHOU, law=law).steps(screening.accept)


@pytest.mark.parametrize("change", [extend, suspend, resume])
def test_no_text_at_hand_allows_either(change):
    for region in PLACES:
        play = ComplaintPlay(region, law=FULLER).steps(screening.accept)
        running = [name for name, clock in play.now.clocks.items() if clock.stopped_at is None]
        assert {play.no(change, by=HEAD, clock=name).code for name in running} <= {"LAW_SILENT"}


def test_under_a_text_that_allows_it_the_last_day_moves():
    play = accepted(with_both())
    assert play.clock(LIMIT).due_on == date(2026, 4, 1)
    happened = play.step(extend, by=HEAD, clock=LIMIT, length=10, day="2026-03-20")
    assert (names(happened), happened[0].citation) == (["LimitExtended", "ClockExtended"], ARTICLE)
    assert play.clock(LIMIT).due_on == date(2026, 4, 13)  # the 11th is a Saturday
    assert "head" not in play.now.handled_by


def test_time_is_given_once_and_not_beyond_what_the_text_gives():
    play = accepted(with_both())
    assert play.no(extend, clock=LIMIT, length=16).code == "INVALID_VALUE"
    play.step(extend, clock=LIMIT, length=15)
    assert play.no(extend, clock=LIMIT, length=1).code == "BARRED"


def test_no_time_is_given_once_it_is_over():
    assert accepted(with_both()).no(extend, clock=LIMIT, length=5, day="2026-04-02").code == "LIMIT_EXPIRED"


def test_what_a_stop_takes_is_added_at_the_end():
    play = accepted(with_both())
    play.step(suspend, by=HEAD, clock=LIMIT, day="2026-03-10")
    assert play.clock(LIMIT).suspended_since == at("2026-03-10")
    assert play.ring(LIMIT, "overdue", at("2026-04-02")) == []
    happened = play.step(resume, by=HEAD, clock=LIMIT, day="2026-04-13")
    assert names(happened) == ["LimitResumed", "ClockResumed"]
    assert play.clock(LIMIT).suspended_since is None
    assert play.clock(LIMIT).due_on > date(2026, 4, 13)


def test_a_limit_is_stopped_once_and_goes_on_only_if_it_was_stopped():
    play = accepted(with_both())
    assert play.no(resume, clock=LIMIT).code == "NOT_SUSPENDED"
    play.step(suspend, clock=LIMIT)
    assert play.no(suspend, clock=LIMIT).code == "ALREADY_SUSPENDED"


@pytest.mark.parametrize("change", [extend, suspend, resume])
def test_only_a_limit_that_runs_can_be_changed(change):
    play = accepted(with_both())
    assert play.no(change, clock="complaint.notice").code == "NOT_FOUND"
    over = play.steps(outcome.conclude, replying.reply)
    assert over.no(change, clock=LIMIT).code == "NOT_FOUND"
